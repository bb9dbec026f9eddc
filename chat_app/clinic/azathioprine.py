"""Azathioprine for maintenance, by body weight (rules/dosing/azathioprine.yaml)."""

from __future__ import annotations

from collections.abc import Sequence

from chat_app.clinic.dosing import Calculation, Dose, adults_only, cited, dosing_rules, notes_of
from chat_app.clinic.drugs import generic_names
from chat_app.clinic.quantity import checked, shown, tidy
from chat_app.errors import CalculationError


def daily(weight_kg: float, age_years: float | None = None, taken: Sequence[str] = ()) -> Calculation:
    """The daily range by body weight in kg; with allopurinol the reduced range.

    Raises CalculationError below 18 years, with febuxostat, and for values that cannot be.
    """
    rules = dosing_rules("azathioprine")
    weight = checked("weight_kg", weight_kg)
    cautions = adults_only(rules["children"], age_years)
    others = generic_names(taken)
    if "febuxostat" in others:
        raise CalculationError(rules["febuxostat"]["refusal"], rules["febuxostat"]["citations"])
    low, high = (mg * weight for mg in rules["dose"]["mg_per_kg"])
    ends = rules["dose"]["mg_per_kg"]
    working = (
        f"{ends[0]} to {ends[1]} mg/kg × {shown(weight, 2)} kg = {shown(low)} to {shown(high)} mg a day."
    )
    citations = [rules["dose"]["citations"]]
    if "allopurinol" in others:
        rule = rules["xanthine_oxidase"]
        low, high = low / rule["divide_by"][0], high / rule["divide_by"][1]
        working += (
            f" {rule['text']} One quarter of the low end to one third of the high end: "
            f"{shown(low)} to {shown(high)} mg a day."
        )
        citations.append(rule["citations"])
    texts, sources = notes_of([rules["eular"], *rules["cautions"]])
    return Calculation(
        drug="azathioprine",
        doses=(Dose(amount=tidy(low), amount_max=tidy(high), unit="mg", route="oral", frequency="daily"),),
        working=working,
        citations=cited(*citations, sources),
        cautions=(*cautions, *texts),
    )
