"""Renal response by KDIGO, ACR and EULAR definitions, from dated UPCR and eGFR values.

UPCR in g/g, eGFR in mL/min/1.73 m². The definitions and their statements: `rules/dosing/response.yaml`.
Months are calendar days divided by 30.4375.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from chat_app.clinic.dosing import cited, dosing_rules, is_adult
from chat_app.clinic.logic import Status, all_of, any_of, status_of
from chat_app.clinic.quantity import checked, shown
from chat_app.clinic.renal import upcr_in_g_per_g
from chat_app.clinic.response_chart import trajectory
from chat_app.errors import CalculationError

Category = Literal[
    "complete", "partial", "none", "not_yet", "on_target", "off_target", "met", "not_met", "unknown"
]
DAYS_PER_MONTH = 30.4375
_COMPLETE: dict[Status, Category] = {
    Status.MET: "complete",
    Status.NOT_MET: "not_met",
    Status.UNKNOWN: "unknown",
}
_TRIAL: dict[Status, tuple[Category, str]] = {
    Status.MET: ("met", "reached"),
    Status.NOT_MET: ("not_met", "not reached"),
    Status.UNKNOWN: ("unknown", "not known"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One day's values."""

    on: date
    upcr: float
    egfr: float | None = None


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Requirement(_Part):
    text: str
    status: Status


class Definition(_Part):
    body: str
    category: Category
    text: str
    requirements: tuple[Requirement, ...]
    citations: tuple[str, ...]


class Response(_Part):
    calculator: Literal["response"] = "response"
    at: date
    months: float
    definitions: tuple[Definition, ...]
    working: str
    citations: tuple[str, ...]
    cautions: tuple[str, ...]
    chart: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class _Course:
    baseline: Reading
    latest: Reading
    months: float

    @property
    def fall(self) -> float:
        """Percent by which UPCR fell from baseline; negative for a rise."""
        return round((self.baseline.upcr - self.latest.upcr) / self.baseline.upcr * 100, 6)

    @property
    def egfr_loss(self) -> float | None:
        """Percent by which eGFR fell from baseline; negative for a rise; None where a value is missing."""
        if self.baseline.egfr is None or self.latest.egfr is None:
            return None
        return round((self.baseline.egfr - self.latest.egfr) / self.baseline.egfr * 100, 6)

    def egfr_within(self, percent: float) -> Status:
        return status_of(None if self.egfr_loss is None else self.egfr_loss <= percent)


def assess(readings: Sequence[Reading], age_years: float | None = None) -> Response:
    """Response at the last reading against the first one, which is the baseline at the start of treatment.

    Raises CalculationError for fewer than two readings, two on one day, and values that cannot be.
    """
    rules = dosing_rules("response")
    course, ordered = _course(readings)
    definitions = (
        _kdigo(rules, course),
        _acr(rules, course),
        _eular(rules, course),
        _trial(rules, course),
    )
    loss = course.egfr_loss
    change = "unknown" if loss is None else f"{shown(abs(loss))}% {'lower' if loss > 0 else 'higher'}"
    first, last = shown(course.baseline.upcr, 2), shown(course.latest.upcr, 2)
    working = (
        f"From {course.baseline.on.isoformat()} to {course.latest.on.isoformat()}: "
        f"{shown(course.months)} months. UPCR {first} → {last} g/g: "
        f"a {'fall' if course.fall >= 0 else 'rise'} of {shown(abs(course.fall))}%. "
        f"eGFR against baseline: {change}."
    )
    return Response(
        at=course.latest.on,
        months=round(course.months, 1),
        definitions=definitions,
        working=working,
        citations=cited(*(d.citations for d in definitions)),
        cautions=tuple(_cautions(rules, course, age_years)),
        chart=trajectory(ordered, rules),
    )


def _course(readings: Sequence[Reading]) -> tuple[_Course, list[Reading]]:
    if len(readings) < 2:
        raise CalculationError("Response needs at least two dated values: baseline and now.")
    ordered = sorted(readings, key=lambda reading: reading.on)
    if len({reading.on for reading in ordered}) < len(ordered):
        raise CalculationError("Two values have the same date: give one a day.")
    for reading in ordered:
        checked("upcr_g_per_g", reading.upcr)
        if reading.egfr is not None:
            checked("egfr", reading.egfr)
    first, last = ordered[0], ordered[-1]
    if first.upcr <= 0 or first.egfr == 0:
        raise CalculationError("The baseline UPCR and eGFR must be above zero.")
    return _Course(first, last, (last.on - first.on).days / DAYS_PER_MONTH), ordered


def _kdigo(rules: dict[str, Any], course: _Course) -> Definition:
    complete, partial, none = rules["kdigo_complete"], rules["kdigo_partial"], rules["kdigo_none"]
    near, far = complete["egfr_within_percent"]
    kidney = Requirement(
        text=f"eGFR stable or better (within {near}-{far}% of baseline; the wider end is used)",
        status=course.egfr_within(far),
    )
    below = Requirement(
        text=f"UPCR below {complete['upcr_below']} g/g",
        status=status_of(course.latest.upcr < complete["upcr_below"]),
    )
    halved = Requirement(
        text=f"UPCR down by at least {partial['upcr_fall_percent']}%",
        status=status_of(course.fall >= partial["upcr_fall_percent"]),
    )
    under = Requirement(
        text=f"UPCR below {partial['upcr_below']} g/g",
        status=status_of(course.latest.upcr < partial["upcr_below"]),
    )
    is_complete = all_of([below.status, kidney.status])
    is_partial = all_of([halved.status, under.status, kidney.status])
    category, text = _category(is_complete, is_partial, course.months, none["months"])
    return Definition(
        body="KDIGO",
        category=category,
        text=text,
        requirements=(below, halved, under, kidney),
        citations=cited(complete["citations"], partial["citations"], none["citations"]),
    )


def _category(
    complete: Status, partial: Status, months: float, window: Sequence[float]
) -> tuple[Category, str]:
    early, late = window
    if complete is Status.MET:
        return "complete", "The values of complete response are reached."
    if Status.UNKNOWN in (complete, partial) and any_of([complete, partial]) is Status.UNKNOWN:
        return "unknown", "Without eGFR at baseline and now the category cannot be determined."
    if partial is Status.MET:
        return "partial", "The values of partial response are reached, those of complete response are not."
    if months < early:
        return (
            "not_yet",
            f"Neither complete nor partial response so far; it is judged at {early}-{late} months.",
        )
    if months <= late:
        return (
            "not_yet",
            f"Neither complete nor partial response so far, within the window of {early}-{late} months.",
        )
    return (
        "none",
        f"Neither complete nor partial response after the window of {early}-{late} months: no response.",
    )


def _acr(rules: dict[str, Any], course: _Course) -> Definition:
    complete, inadequate = rules["acr_complete"], rules["acr_inadequate"]
    below = Requirement(
        text=f"UPCR below {complete['upcr_below']} g/g",
        status=status_of(course.latest.upcr < complete["upcr_below"]),
    )
    kidney = Requirement(
        text=f"Kidney function stable or better, within {complete['egfr_within_percent']}% of baseline",
        status=course.egfr_within(complete["egfr_within_percent"]),
    )
    status = all_of([below.status, kidney.status])
    early, late = inadequate["months"]
    category: Category = _COMPLETE[status]
    text = {
        Status.MET: "Complete renal response.",
        Status.UNKNOWN: "Without eGFR at baseline and now complete renal response cannot be determined.",
        Status.NOT_MET: "No complete renal response. ACR calls a response inadequate without at least a "
        f"partial one by {early}-{late} months. {rules['acr_partial']['text']}",
    }[status]
    return Definition(
        body="ACR",
        category=category,
        text=text,
        requirements=(below, kidney),
        citations=cited(complete["citations"], inadequate["citations"]),
    )


def _eular(rules: dict[str, Any], course: _Course) -> Definition:
    three, six, twelve = rules["eular_3"], rules["eular_6"], rules["eular_12"]
    tight, wide = twelve["proteinuria_below"]
    targets = [
        (
            three["months"],
            f"down by at least {three['upcr_fall_percent']}%",
            course.fall >= three["upcr_fall_percent"],
        ),
        (
            six["months"],
            f"down by at least {six['upcr_fall_percent']}%",
            course.fall >= six["upcr_fall_percent"],
        ),
        (
            twelve["months"],
            f"below {tight}-{wide} g/24 h (UPCR stands in; the wider end is used)",
            course.latest.upcr < wide,
        ),
    ]
    requirements = [
        Requirement(text=f"By {months} months: proteinuria {words}", status=status_of(reached))
        for months, words, reached in targets
    ]
    due = [reached for months, _, reached in targets if course.months >= months]
    citations = [three["citations"], twelve["citations"]]
    if not due:
        category: Category = "not_yet"
        text = f"Before {three['months']} months no target is due."
    elif due[-1]:
        category, text = "on_target", f"The target due at {shown(course.months)} months is reached."
    else:
        category, text = "off_target", f"The target due at {shown(course.months)} months is not reached."
        if course.baseline.upcr >= rules["nephrotic"]["at_least"] and len(due) == len(targets):
            low, high = rules["eular_nephrotic"]["months"]
            text += (
                f" With nephrotic-range proteinuria at baseline the limit may be extended to "
                f"{low}-{high} months while proteinuria improves."
            )
            citations.append(rules["eular_nephrotic"]["citations"])
    requirements.append(
        Requirement(text="Kidney function preserved (no figure given)", status=Status.UNKNOWN)
    )
    return Definition(
        body="EULAR",
        category=category,
        text=text,
        requirements=tuple(requirements),
        citations=cited(*citations),
    )


def _trial(rules: dict[str, Any], course: _Course) -> Definition:
    rule = rules["trial"]
    within = rule["egfr_within_percent"]
    level = Requirement(
        text=f"UPCR {rule['upcr_at_most']} g/g or below",
        status=status_of(course.latest.upcr <= rule["upcr_at_most"]),
    )
    absolute = None if course.latest.egfr is None else course.latest.egfr >= rule["egfr_at_least"]
    kidney = Requirement(
        text=f"eGFR no worse than {within}% below baseline, or at least {rule['egfr_at_least']}",
        status=any_of([course.egfr_within(within), status_of(absolute)]),
    )
    rescue = Requirement(text="No rescue therapy (not told here)", status=Status.UNKNOWN)
    status = all_of([level.status, kidney.status])
    category, words = _TRIAL[status]
    return Definition(
        body="Trial end point (primary efficacy renal response)",
        category=category,
        text=f"The values are {words}, leaving rescue therapy aside.",
        requirements=(level, kidney, rescue),
        citations=tuple(rule["citations"]),
    )


def _cautions(rules: dict[str, Any], course: _Course, age_years: float | None) -> Iterable[str]:
    near, far = rules["kdigo_complete"]["egfr_within_percent"]
    if course.egfr_loss is not None and near < course.egfr_loss <= far:
        yield (
            f"eGFR is {shown(course.egfr_loss)}% below baseline, between the two ends ({near}% and {far}%) "
            "that KDIGO gives."
        )
    tight, wide = rules["eular_12"]["proteinuria_below"]
    if tight <= course.latest.upcr < wide:
        yield f"UPCR lies between {tight} and {wide} g/g, the two ends that EULAR gives."
    complete = rules["kdigo_complete"]["upcr_below"]
    molar = upcr_in_g_per_g(rules["kdigo_molar"]["upcr_mg_per_mmol"], "mg/mmol")
    if molar <= course.latest.upcr < complete:
        yield (
            f"UPCR lies between the two ways in which KDIGO writes the threshold, {complete} g/g and "
            f"{rules['kdigo_molar']['upcr_mg_per_mmol']} mg/mmol ({shown(molar, 2)} g/g)."
        )
    if age_years is not None and not is_adult(age_years):
        yield rules["children"]["text"]
    yield rules["kdigo_slow"]["text"]
    yield "A spot ratio stands in for a 24-hour collection."
