"""Cyclophosphamide: Euro-Lupus, NIH and oral courses, blood counts and lifetime exposure.

The rules and their statements: `rules/dosing/cyclophosphamide.yaml`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from chat_app.clinic.dosing import Calculation, Dose, adults_only, cited, dosing_rules, notes_of
from chat_app.clinic.quantity import checked, shown, tidy
from chat_app.clinic.schedule import on
from chat_app.errors import CalculationError


def euro_lupus(
    start: date | None = None,
    age_years: float | None = None,
    egfr: float | None = None,
    neutrophils: float | None = None,
    earlier_g: float | None = None,
) -> Calculation:
    """Six fixed pulses two weeks apart, whatever the body weight.

    eGFR in mL/min/1.73 m², neutrophils on the day in 10⁹/L, earlier lifetime exposure in g. Raises
    CalculationError below 18 years and where the course would pass the lifetime limit.
    """
    rules = dosing_rules("cyclophosphamide")
    rule = rules["euro_lupus"]
    cautions, citations = _checks(rules, age_years, egfr, neutrophils)
    total = rule["mg"] * rule["doses"] / 1000
    lifetime = _lifetime(rules, total, total, earlier_g)
    doses = tuple(
        Dose(date=on(start, week), week=week, amount=rule["mg"], unit="mg", route="iv")
        for week in (rule["every_weeks"] * n for n in range(rule["doses"]))
    )
    working = (
        f"{rule['mg']} mg every {rule['every_weeks']} weeks, {rule['doses']} doses: "
        f"{rule['doses']} × {rule['mg']} mg = {shown(total)} g in total "
        f"(fixed dose, not by weight). {lifetime}"
    )
    texts, sources = notes_of([*rules["cautions"], rules["renal"], rules["renal_age"]])
    return Calculation(
        drug="cyclophosphamide",
        doses=doses,
        working=working.strip(),
        citations=cited(rule["citations"], *citations, rules["lifetime"]["citations"], sources),
        cautions=(*cautions, *texts),
    )


def nih(
    bsa_m2: float,
    start: date | None = None,
    age_years: float | None = None,
    egfr: float | None = None,
    neutrophils: float | None = None,
    earlier_g: float | None = None,
) -> Calculation:
    """Monthly pulses by body surface area in m², as a range; other values as in `euro_lupus`."""
    rules = dosing_rules("cyclophosphamide")
    rule, interval = rules["nih"], rules["nih_interval"]
    area = checked("bsa_m2", bsa_m2)
    cautions, citations = _checks(rules, age_years, egfr, neutrophils)
    low, high = (1000 * g * area for g in rule["g_per_m2"])
    count = rule["doses"]
    lifetime = _lifetime(rules, low * count / 1000, high * count / 1000, earlier_g)
    doses = tuple(
        Dose(date=on(start, week), week=week, amount=tidy(low), amount_max=tidy(high), unit="mg", route="iv")
        for week in (interval["every_weeks"] * n for n in range(count))
    )
    working = (
        f"{rule['g_per_m2'][0]} to {rule['g_per_m2'][1]} g/m² × {shown(area, 2)} m² = "
        f"{shown(low)} to {shown(high)} mg monthly, {count} doses "
        f"(dated every {interval['every_weeks']} weeks). {lifetime}"
    )
    texts, sources = notes_of([rules["nih_first"], *rules["cautions"], rules["renal"], rules["renal_age"]])
    return Calculation(
        drug="cyclophosphamide",
        doses=doses,
        working=working.strip(),
        citations=cited(
            rule["citations"], interval["citations"], *citations, rules["lifetime"]["citations"], sources
        ),
        cautions=(*cautions, *texts),
    )


def oral(
    weight_kg: float,
    age_years: float | None = None,
    white_cells: float | None = None,
    neutrophils: float | None = None,
    earlier_g: float | None = None,
) -> Calculation:
    """The daily oral dose by body weight in kg, with its limit. Counts in cells/mm³."""
    rules = dosing_rules("cyclophosphamide")
    rule, counts = rules["oral"], rules["oral_counts"]
    weight = checked("weight_kg", weight_kg)
    cautions = adults_only(rules["children"], age_years)
    limit = rule["max_mg"]
    low, high = (min(limit, mg * weight) for mg in rule["mg_per_kg"])
    doses: tuple[Dose, ...] = (
        Dose(
            amount=tidy(low),
            amount_max=tidy(high) if high > low else None,
            unit="mg",
            route="oral",
            frequency="once daily",
        ),
    )
    working = (
        f"{rule['mg_per_kg'][0]} to {rule['mg_per_kg'][1]} mg/kg × {shown(weight, 2)} kg, "
        f"not above {limit} mg: {shown(low)} to {shown(high)} mg a day "
        f"for {rule['months'][0]} to {rule['months'][1]} months."
    )
    low_white = white_cells is not None and white_cells < counts["white_cells"]
    low_neutrophils = neutrophils is not None and neutrophils < counts["neutrophils"]
    if low_white or low_neutrophils:
        doses, working = (), counts["text"]
    _lifetime(rules, 0, 0, earlier_g)
    texts, sources = notes_of([counts, *rules["cautions"], rules["renal"]])
    return Calculation(
        drug="cyclophosphamide",
        doses=doses,
        working=working,
        citations=cited(rule["citations"], rules["lifetime"]["citations"], sources),
        cautions=(*cautions, *texts),
    )


def _checks(
    rules: dict[str, Any], age_years: float | None, egfr: float | None, neutrophils: float | None
) -> tuple[list[str], list[list[str]]]:
    cautions = adults_only(rules["children"], age_years)
    citations: list[list[str]] = []
    if egfr is not None:
        checked("egfr", egfr)
    if neutrophils is not None:
        if not 0 <= neutrophils <= 100:
            raise CalculationError("Neutrophils are given in 10⁹/L, from 0 to 100.")
        if neutrophils < rules["pulse_counts"]["below"]:
            cautions.insert(0, rules["pulse_counts"]["text"])
            citations.append(rules["pulse_counts"]["citations"])
    return cautions, citations


def _lifetime(rules: dict[str, Any], low_g: float, high_g: float, earlier_g: float | None) -> str:
    """Words on lifetime exposure. Raises CalculationError where even the low end passes the limit."""
    limit = rules["lifetime"]["below_g"]
    if earlier_g is None:
        return f"Lifetime exposure is kept below {limit} g: add what was given before."
    if not 0 <= earlier_g <= 500:
        raise CalculationError("Earlier exposure is given in g, from 0 to 500.")
    if earlier_g + low_g >= limit:
        raise CalculationError(
            f"Earlier {shown(earlier_g)} g and this course reach {shown(earlier_g + low_g)} g: "
            f"lifetime exposure is kept below {limit} g."
        )
    reach = f"{shown(earlier_g)} + {shown(high_g)} = {shown(earlier_g + high_g)} g"
    warning = (
        f", which passes the limit of {limit} g at the upper end"
        if earlier_g + high_g >= limit
        else f" (kept below {limit} g)"
    )
    return f"Lifetime exposure: {reach}{warning}."
