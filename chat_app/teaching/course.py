"""What happened to the patient along the path taken: values over time, therapy, biopsies, facts of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat_app.question.patient import PatientFacts
from chat_app.teaching.model import Biopsy, Case, Labs, Therapy
from chat_app.teaching.play import Answer, chosen

_FROM_LABS = ("egfr", "upcr_g_per_g", "sbp", "dbp", "weight_kg")
"""Laboratory fields that are facts of the patient too: the newest value holds."""
NO_DRUGS = frozenset({"dialysis", "transplant", "plasma exchange"})
"""Treatments that are no drugs."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of treatment. `stop` is None while it goes on. Months since the first scene."""

    drug: str
    start: float
    stop: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """The course of an invented patient along one path."""

    labs: tuple[Labs, ...]
    """In order of time; values of one month that come from two steps are joined."""
    therapy: tuple[Interval, ...]
    """In order of their start."""
    biopsies: tuple[Biopsy, ...]
    month: float
    """Now."""
    facts: PatientFacts
    """What the chat is told of the patient: the case's facts with the newest values, biopsy and treatment."""

    def series(self, value: str) -> tuple[tuple[float, float], ...]:
        """Months and values of one laboratory field, for a plot."""
        return tuple((row.month, row.values[value]) for row in self.labs if value in row.values)

    def latest(self, value: str) -> float | None:
        """The newest value of a laboratory field."""
        points = self.series(value)
        return points[-1][1] if points else None


def course_of(case: Case, trail: Sequence[str], answers: Sequence[Answer] = ()) -> Course:
    """The course along a trail of step ids with the answers given on it (`Progress.trail`, `Progress.path`).

    An answer's treatment counts once the trail has gone on from its step. Raises KeyError for a step and
    WrongMove for an answer that is not of this case.
    """
    steps = [case.step(step_id) for step_id in trail]
    rows: dict[float, dict[str, float]] = {}
    for step in steps:
        for labs in step.labs:
            rows.setdefault(labs.month, {}).update(labs.values)
    ordered = tuple(Labs(month=month, values=rows[month]) for month in sorted(rows))
    biopsies = tuple(step.biopsy for step in steps if step.biopsy is not None)
    therapy = _therapy(case, trail, answers)
    month = steps[-1].month if steps else 0.0
    told: dict[str, object] = dict(case.patient.facts.known())
    if "age_years" in told and steps:
        told["age_years"] = int(float(str(told["age_years"])) + max(0.0, month - steps[0].month) / 12)
    for row in ordered:
        told.update({name: row.values[name] for name in _FROM_LABS if name in row.values})
    lupus = [biopsy for biopsy in biopsies if biopsy.classes]
    if lupus:
        told.update({"biopsy_proven": True, "classes": lupus[-1].classes})
    now = tuple(i.drug for i in therapy if i.drug not in NO_DRUGS and (i.stop is None or i.stop > month))
    if therapy:
        told["therapies"] = now
    for step in steps:
        told.update(step.facts.known())
    return Course(ordered, therapy, biopsies, month, PatientFacts.model_validate(told))


def _therapy(case: Case, trail: Sequence[str], answers: Sequence[Answer]) -> tuple[Interval, ...]:
    """Intervals folded from starts and stops; a stop ends the open interval of its drug."""
    chose = {answer.step: chosen(case, answer).therapy for answer in answers}
    changes: list[Therapy] = []
    for place, step_id in enumerate(trail):
        changes += case.step(step_id).therapy
        if place + 1 < len(trail):
            changes += chose.get(step_id, ())
    intervals: list[Interval] = []
    for change in changes:
        running = [i for i in intervals if i.drug == change.drug and i.stop is None]
        if change.start is None:
            for interval in running:
                stopped = replace(interval, stop=change.stop)
                intervals[intervals.index(interval)] = stopped
        elif not running:
            intervals.append(Interval(change.drug, change.start, change.stop, change.note))
    return tuple(sorted(intervals, key=lambda i: (i.start, i.drug)))
