"""Glucocorticoid schemes of KDIGO 2024 and ACR 2024 as tables, in mg of prednisone.

The rules and their statements: `rules/dosing/glucocorticoids.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

from chat_app.clinic.dosing import Calculation, Dose, adults_only, cited, dosing_rules, notes_of
from chat_app.clinic.quantity import checked, shown, tidy

Scheme = Literal["kdigo-reduced", "kdigo-moderate", "kdigo-high", "acr"]
SCHEMES: tuple[Scheme, ...] = ("kdigo-reduced", "kdigo-moderate", "kdigo-high", "acr")


def taper(
    scheme: Scheme, weight_kg: float, age_years: float | None = None, start: date | None = None
) -> Calculation:
    """The oral steps of a scheme for a body weight in kg, with the pulses before them in the working.

    Raises CalculationError for a child, for whom the corpus holds no scheme, and for values that cannot be.
    """
    rules = dosing_rules("glucocorticoids")
    weight = checked("weight_kg", weight_kg)
    cautions = adults_only(rules["children"], age_years)
    if scheme == "acr":
        doses, working, citations = _acr(rules, weight, start)
        notes = [rules["acr_gap"]]
    else:
        cap = rules[scheme][0]["max_mg"]
        doses = tuple(_step(row, weight, cap, start) for row in rules[scheme])
        pulse = rules["pulse_kdigo"]
        working = (
            f"KDIGO {scheme.removeprefix('kdigo-')}-dose scheme at {shown(weight, 2)} kg. "
            f"{_arithmetic(rules[scheme][:2], weight, cap)} "
            f"Before it, methylprednisolone {_range(pulse['g_a_day'])} g a day intravenously for "
            f"{_range(pulse['days'])} days as severity asks."
        )
        citations = [*(row["citations"] for row in rules[scheme]), pulse["citations"]]
        notes = list(rules["cautions"])
    cautions += _rises(doses)
    texts, sources = notes_of(notes)
    return Calculation(
        drug="prednisone",
        doses=doses,
        working=working,
        citations=cited(*citations, sources),
        cautions=(*cautions, *texts),
        chart=_chart(scheme, doses),
    )


def _acr(
    rules: dict[str, Any], weight: float, start: date | None
) -> tuple[tuple[Dose, ...], str, list[list[str]]]:
    rule, pulse = rules["acr"], rules["pulse_acr"]
    by_weight = rule["mg_per_kg_at_most"] * weight
    ceiling = tidy(min(by_weight, rule["max_mg"]))
    target = start + timedelta(days=round(rule["target_months"] * 30.4375)) if start else None
    doses = (
        Dose(date=start, period="start", amount=ceiling, unit="mg", route="oral", frequency="daily, at most"),
        Dose(
            date=target,
            period=f"by {rule['target_months']} months",
            amount=rule["target_mg"],
            unit="mg",
            route="oral",
            frequency="daily, at most",
        ),
    )
    limit, goal, months = rule["max_mg"], rule["target_mg"], rule["target_months"]
    working = (
        f"{rule['mg_per_kg_at_most']} mg/kg × {shown(weight, 2)} kg = {shown(by_weight)} mg, "
        f"not above {limit} mg: at most {shown(ceiling)} mg a day, "
        f"tapered to {goal} mg a day or less by {months} months. "
        f"Before it, methylprednisolone {_range(pulse['mg_a_day'])} mg a day intravenously "
        f"for {_range(pulse['days'])} days."
    )
    return doses, working, [rule["citations"], pulse["citations"]]


def _step(row: dict[str, Any], weight: float, cap: float, start: date | None) -> Dose:
    first = row["weeks"][0] if "weeks" in row else row["after_week"]
    period = f"weeks {row['weeks'][0]}-{row['weeks'][1]}" if "weeks" in row else f"after week {first}"
    low, high, frequency = _amounts(row, weight, cap)
    begin = max(0, first - 1) if "weeks" in row else first
    return Dose(
        date=start + timedelta(weeks=begin) if start else None,
        week=begin,
        period=period,
        amount=tidy(low),
        amount_max=tidy(high) if high > low else None,
        unit="mg",
        route="oral",
        frequency=frequency,
    )


def _rises(doses: Sequence[Dose]) -> list[str]:
    """At a low body weight a fixed step of the table may lie above the step by weight before it."""
    found = []
    for before, after in pairwise(doses):
        top = before.amount_max or before.amount
        if after.amount > top:
            found.append(
                f"At this weight the step of {after.period} ({shown(after.amount)} mg) is above the one "
                f"before it ({shown(top)} mg): a taper does not rise, so keep the lower dose."
            )
    return found


def _amounts(row: dict[str, Any], weight: float, cap: float) -> tuple[float, float, str]:
    """Both ends of a step; none exceeds the cap of the first one, since doses only fall."""
    if "mg_per_kg" in row:
        low, high = (min(mg * weight, cap) for mg in row["mg_per_kg"])
        return low, high, "daily"
    if "below_mg" in row:
        return row["below_mg"], row["below_mg"], "daily, below this"
    return row["mg"], row["mg"], "daily"


def _arithmetic(rows: Sequence[dict[str, Any]], weight: float, cap: float) -> str:
    parts = []
    for row in rows:
        low, high, _ = _amounts(row, weight, cap)
        limited = max(row["mg_per_kg"]) * weight > cap
        top = f", not above {cap} mg" if limited else ""
        until = f" to {shown(high)}" if high > low else ""
        weeks = f"Weeks {row['weeks'][0]}-{row['weeks'][1]}"
        times = f"{_range(row['mg_per_kg'])} mg/kg × {shown(weight, 2)} kg{top}"
        parts.append(f"{weeks}: {times} = {shown(low)}{until} mg a day.")
    return " ".join(parts)


def _range(ends: Sequence[float]) -> str:
    return f"{ends[0]} to {ends[1]}"


def _chart(scheme: str, doses: Sequence[Dose]) -> dict[str, Any]:
    """Upper and lower ends of the daily dose against time, as steps."""
    values = [
        {"week": dose.week if dose.week is not None else (0 if index == 0 else 26), "mg": mg, "end": end}
        for index, dose in enumerate(doses)
        for end, mg in (("low", dose.amount), ("high", dose.amount_max or dose.amount))
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": f"Daily prednisone in mg by week, {scheme} scheme",
        "data": {"values": values},
        "mark": {"type": "line", "interpolate": "linear" if scheme == "acr" else "step-after", "point": True},
        "encoding": {
            "x": {"field": "week", "type": "quantitative", "title": "Week"},
            "y": {"field": "mg", "type": "quantitative", "title": "Prednisone, mg a day"},
            "strokeDash": {"field": "end", "type": "nominal", "title": "End of range"},
        },
    }
