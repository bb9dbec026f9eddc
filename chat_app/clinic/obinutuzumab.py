"""Obinutuzumab: dated infusions with vials and billing units (rules/dosing/obinutuzumab.yaml)."""

from __future__ import annotations

from datetime import date

from chat_app.clinic.dosing import Calculation, Dose, adults_only, cited, dosing_rules, notes_of
from chat_app.clinic.quantity import checked, shown
from chat_app.clinic.schedule import months_after, on
from chat_app.clinic.vials import bill, choose_vials


def infusions(age_years: float | None = None, start: date | None = None, count: int = 6) -> Calculation:
    """The first `count` infusions. Raises CalculationError below 18 years."""
    rules = dosing_rules("obinutuzumab")
    cautions = adults_only(rules["children"], age_years)
    number, first, months = int(checked("count", count)), rules["weeks"]["weeks"], rules["interval"]["months"]
    amount = rules["dose"]["mg"]
    vials = choose_vials(amount, rules["vials"]["mg"])
    unit = rules["billing"]["mg_per_unit"]
    billing = bill(amount, sum(size * n for size, n in vials.items()), rules["billing"]["code"], unit)
    doses = []
    for index in range(number):
        later = index - len(first) + 1
        week = first[index] if index < len(first) else None
        day = on(start, week) if week is not None else months_after(on(start, first[-1]), months * later)
        doses.append(
            Dose(
                date=day,
                week=week,
                period=None if week is not None else f"{months * later} months after the fourth",
                amount=amount,
                unit="mg",
                route="iv",
                vials={f"{size} mg": n for size, n in vials.items()},
                billing=billing,
            )
        )
    working = (
        f"{shown(amount)} mg at weeks {', '.join(map(str, first))}, then every {months} months. "
        f"{billing.code}: {shown(amount)} mg ÷ {unit} mg = {billing.units} units ({billing.modifier})."
    )
    texts, sources = notes_of(rules["cautions"])
    parts = ("dose", "weeks", "interval", "vials", "billing")
    return Calculation(
        drug="obinutuzumab",
        doses=tuple(doses),
        working=working,
        citations=cited(*(rules[p]["citations"] for p in parts), sources),
        cautions=(*cautions, *texts),
    )
