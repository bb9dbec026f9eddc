"""Belimumab: intravenous and subcutaneous schedules, vials and billing units.

The rules and their statements: `rules/dosing/belimumab.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from chat_app.clinic.dosing import Calculation, Dose, cited, dosing_rules, is_adult
from chat_app.clinic.quantity import checked, shown, tidy
from chat_app.clinic.schedule import on, weeks_of
from chat_app.clinic.vials import bill, choose_vials
from chat_app.errors import CalculationError

DEFAULT_COUNT = 6


def intravenous(
    weight_kg: float, age_years: float | None = None, start: date | None = None, count: int = DEFAULT_COUNT
) -> Calculation:
    """The intravenous course: mg by body weight, weeks 0, 2, 4 and then every 4 weeks, vials and units.

    Weight in kg. Raises CalculationError for a weight or age that cannot be, and below the labelled age.
    """
    rules = dosing_rules("belimumab")["intravenous"]
    weight, number = checked("weight_kg", weight_kg), int(checked("count", count))
    cautions = _age_cautions(rules["age"], age_years)
    per_kg = rules["dose"]["mg_per_kg"]
    amount = tidy(per_kg * weight)
    vials = choose_vials(amount, rules["vials"]["mg"])
    held = sum(size * n for size, n in vials.items())
    unit_mg = rules["billing"]["mg_per_unit"]
    billing = bill(amount, held, rules["billing"]["code"], unit_mg)
    weeks = weeks_of(rules["first_weeks"]["weeks"], rules["interval"]["weeks"], number)
    doses = tuple(
        Dose(
            date=on(start, week),
            week=week,
            amount=amount,
            unit="mg",
            route="iv",
            vials={f"{size} mg": n for size, n in vials.items()},
            billing=billing,
        )
        for week in weeks
    )
    chosen = " + ".join(f"{n} × {size} mg" for size, n in vials.items())
    discarded = tidy(held - amount)
    rest = f"{shown(discarded)} mg discarded ({billing.modifier})" if discarded else "nothing discarded (JZ)"
    working = (
        f"{per_kg} mg/kg × {shown(weight, 2)} kg = {shown(amount)} mg at weeks "
        f"{_listed(rules['first_weeks']['weeks'])}, then every {rules['interval']['weeks']} weeks. "
        f"Vials with the least waste: {chosen} = {shown(held)} mg, {rest}. "
        f"{billing.code}: {shown(amount)} mg ÷ {unit_mg} mg = {billing.units} units given"
        f"{f', {billing.wasted_units} discarded' if billing.wasted_units else ''}."
    )
    if amount % unit_mg:
        cautions.append(
            "The dose is not a whole number of billing units: the last unit is rounded up. "
            "The corpus holds no rounding rule; check the payer's."
        )
    cautions += [c["text"] for c in rules["cautions"]]
    parts = ("dose", "first_weeks", "interval", "age", "vials", "billing")
    citations = cited(*(rules[p]["citations"] for p in parts), *(c["citations"] for c in rules["cautions"]))
    return Calculation(
        drug="belimumab", doses=doses, working=working, citations=citations, cautions=tuple(cautions)
    )


def subcutaneous(
    weight_kg: float | None = None,
    age_years: float | None = None,
    start: date | None = None,
    count: int = DEFAULT_COUNT,
    indication: Literal["lupus-nephritis", "sle"] = "lupus-nephritis",
) -> Calculation:
    """The subcutaneous course of lupus nephritis, or of SLE without it.

    Age in years decides between adults and children and must be told; weight in kg decides the band of a
    child. Raises CalculationError without an age, below the labelled age or weight, and for a child with
    lupus nephritis, for whom the corpus holds no weight bands.
    """
    rules = dosing_rules("belimumab")["subcutaneous"]
    if age_years is None:
        raise CalculationError("Subcutaneous belimumab differs between adults and children: give the age.")
    age, number = checked("age_years", age_years), int(checked("count", count))
    of_adults = rules["lupus-nephritis"]["adult"]["age"]
    group = "adult" if age >= of_adults["at_least_years"] else "paediatric"
    rule = rules[indication][group]
    if "refusal" in rule:
        raise CalculationError(rule["refusal"], rule["citations"])
    if group == "paediatric":
        _age_cautions(rule["age"], age)
        step = _band(rule["bands"], checked("weight_kg", weight_kg) if weight_kg is not None else None)
    else:
        step = rule["maintenance"]
    loading = rule.get("loading")
    first = loading["doses"] if loading else 0
    doses = tuple(_injections(loading, step, first, number, start))
    words = [f"{shown(loading['mg'])} mg once weekly for {first} doses, then "] if loading else []
    every = "once weekly" if step["interval_weeks"] == 1 else f"once every {step['interval_weeks']} weeks"
    setting = f"{'SLE' if indication == 'sle' else 'lupus nephritis'}, {group}"
    band = f" at {shown(weight_kg, 2)} kg" if group == "paediatric" and weight_kg is not None else ""
    working = f"{''.join(words)}{shown(step['mg'])} mg {every}{band} (fixed dose, {setting})."
    notes = [*rule.get("cautions", []), rules["billing_note"]]
    citations = cited(
        loading["citations"] if loading else [],
        step["citations"],
        of_adults["citations"] if group == "adult" else rule["age"]["citations"],
        *(n["citations"] for n in notes),
    )
    return Calculation(
        drug="belimumab",
        doses=doses,
        working=working[0].upper() + working[1:],
        citations=citations,
        cautions=tuple(n["text"] for n in notes),
    )


def switched(
    intravenous_doses: int, age_years: float, last_dose: date | None = None, count: int = DEFAULT_COUNT
) -> Calculation:
    """The subcutaneous course of an adult with lupus nephritis after intravenous doses.

    `intravenous_doses`: given so far; `last_dose`: date of the last one, in which case the earliest dates are
    given. Raises CalculationError for a child and for fewer intravenous doses than the label asks for.
    """
    rules = dosing_rules("belimumab")["subcutaneous"]
    rule, weekly = rules["switch"], rules["switch_maintenance"]
    if not is_adult(age_years):
        refuse_children(True)
    if intravenous_doses < rule["at_least_doses"]:
        message = (
            f"The label switches after at least {rule['at_least_doses']} intravenous doses of belimumab."
        )
        raise CalculationError(message, rule["citations"])
    early, late = rule["weeks_after"]
    every, number = weekly["interval_weeks"], int(checked("count", count))
    doses = tuple(
        Dose(
            date=on(last_dose, early + every * index),
            week=early + every * index,
            period=f"{early} to {late} weeks after the last intravenous dose" if index == 0 else None,
            amount=rule["mg"],
            unit="mg",
            route="sc",
        )
        for index in range(number)
    )
    least, mg = rule["at_least_doses"], rule["mg"]
    working = (
        f"After {intravenous_doses} intravenous doses (at least {least}): the first subcutaneous dose "
        f"of {mg} mg {early} to {late} weeks after the last intravenous dose, then {mg} mg once weekly. "
        "Weeks count from the last intravenous dose, at the earliest date."
    )
    note = rules["billing_note"]
    return Calculation(
        drug="belimumab",
        doses=doses,
        working=working,
        citations=cited(rule["citations"], weekly["citations"], note["citations"]),
        cautions=(note["text"],),
    )


def refuse_children(child: bool | None) -> None:
    """Raises CalculationError for a child whose age is not told: no subcutaneous bands in lupus nephritis."""
    rule = dosing_rules("belimumab")["subcutaneous"]["lupus-nephritis"]["paediatric"]
    if child:
        raise CalculationError(rule["refusal"], rule["citations"])


def billing_code() -> str:
    """The HCPCS code of intravenous belimumab."""
    code: str = dosing_rules("belimumab")["intravenous"]["billing"]["code"]
    return code


def _injections(
    loading: dict[str, Any] | None, step: dict[str, Any], first: int, number: int, start: date | None
) -> Iterable[Dose]:
    week = 0
    for index in range(number):
        current = loading if loading and index < first else step
        yield Dose(date=on(start, week), week=week, amount=current["mg"], unit="mg", route="sc")
        week += current["interval_weeks"]


def _band(bands: list[dict[str, Any]], weight: float | None) -> dict[str, Any]:
    if weight is None:
        raise CalculationError("The subcutaneous dose of a child follows body weight: give the weight in kg.")
    for band in bands:
        if weight >= band["at_least_kg"]:
            return band
    least = bands[-1]["at_least_kg"]
    message = f"The label gives no subcutaneous belimumab dose below {least} kg."
    raise CalculationError(message, bands[-1]["citations"])


def _age_cautions(rule: dict[str, Any], age_years: float | None) -> list[str]:
    least = rule["at_least_years"]
    if age_years is None:
        return [f"Age is not told: the label starts at {least} years."]
    if checked("age_years", age_years) < least:
        message = f"Belimumab is labelled from {least} years of age; below, no dose is given."
        raise CalculationError(message, rule["citations"])
    return []


def _listed(weeks: list[int]) -> str:
    return f"{', '.join(map(str, weeks[:-1]))} and {weeks[-1]}"
