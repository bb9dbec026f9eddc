"""Mycophenolate: initial and maintenance doses by form, with the limit at low GFR.

The rules and their statements: `rules/dosing/mycophenolate.yaml`.
"""

from __future__ import annotations

from typing import Literal

from chat_app.clinic.dosing import Calculation, Dose, adults_only, cited, dosing_rules, notes_of
from chat_app.clinic.quantity import checked, shown, tidy
from chat_app.errors import CalculationError

Phase = Literal["initial", "maintenance"]
Form = Literal["mofetil", "sodium"]


def twice_daily(
    phase: Phase = "initial",
    form: Form = "mofetil",
    egfr: float | None = None,
    age_years: float | None = None,
    neutrophils: float | None = None,
) -> Calculation:
    """The range of one dose, taken twice daily, in mg.

    eGFR in mL/min/1.73 m², neutrophils in 10³/µL. Raises CalculationError below 18 years and for values that
    cannot be. With neutrophils below the label's limit no dose is given: the label interrupts or reduces.
    """
    rules = dosing_rules("mycophenolate")
    cautions = adults_only(rules["children"], age_years)
    rule, duration = rules[phase][form], rules[phase]["duration"]
    low, high = ([1000 * g for g in rule["g"]]) if "g" in rule else rule["mg"]
    texts, sources = notes_of([duration, *rules["cautions"]])
    citations = [rule["citations"]]
    working = f"{_name(form)}: {shown(low)} to {shown(high)} mg twice daily by mouth ({phase} treatment)."
    if egfr is not None and checked("egfr", egfr) < rules["renal"]["below"]:
        limit = (
            1000 * rules["renal"]["g_at_most"] if form == "mofetil" else rules["renal_sodium"]["mg_at_most"]
        )
        low, high = min(low, limit), min(high, limit)
        working = (
            f"{_name(form)}: {shown(low)} mg twice daily by mouth at most ({phase} treatment): "
            f"GFR {shown(egfr)} is below {rules['renal']['below']}, where doses above {shown(limit)} mg "
            f"every {rules['renal']['every_hours']} hours are avoided."
        )
        citations.append(rules["renal"]["citations"])
        if form == "sodium":
            citations.append(rules["renal_sodium"]["citations"])
            cautions.append("The limit for the sodium form is worked out from its equivalence with mofetil.")
    doses: tuple[Dose, ...] = (
        Dose(
            amount=tidy(low),
            amount_max=tidy(high) if high > low else None,
            unit="mg",
            route="oral",
            frequency="twice daily",
        ),
    )
    if neutrophils is not None:
        if not 0 <= neutrophils <= 100:
            raise CalculationError("Neutrophils are given in 10³/µL, from 0 to 100.")
        if neutrophils < rules["neutrophils"]["below"]:
            doses = ()
            working = rules["neutrophils"]["text"]
            citations.append(rules["neutrophils"]["citations"])
    return Calculation(
        drug="mycophenolate",
        doses=doses,
        working=working,
        citations=cited(*citations, sources),
        cautions=(*cautions, *texts),
    )


def _name(form: Form) -> str:
    return "Mycophenolate mofetil" if form == "mofetil" else "Mycophenolic acid sodium (enteric-coated)"
