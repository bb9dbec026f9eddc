"""The report of a run: one machine-readable format for the page, the exports and continuous integration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from chat_app.answer import Audience
from chat_app.lab.comparison import Comparison, Competitor, compare_all
from chat_app.lab.contestants import Contestant, titles
from chat_app.lab.figures import FIGURES, NO_ANSWER, Better, Figure, Group, Unit, measure
from chat_app.lab.plan import Plan
from chat_app.lab.questions import Question
from chat_app.lab.run import plan_of
from chat_app.lab.statistics import Method, estimate
from chat_app.lab.yardstick import Yardstick
from chat_app.records.lab import LabStore, StoredResult, StoredRun

SCHEMA: Final = "ln-consult-eval/1"
"""Changes when a field changes its meaning or goes away; new fields may come without it."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunPart(Part):
    """The run that the report is about."""

    id: str
    title: str
    created: datetime
    question_set: str
    questions: int
    questions_hash: str
    repeat: int
    corpus: str
    guardrails: str
    planned: int
    done: int
    faults: int
    complete: bool


class FigurePart(Part):
    """What a figure is called and which way is better."""

    name: str
    title: str
    about: str
    group: Group
    unit: Unit
    better: Better | None


class EstimatePart(Part):
    """A mean over questions with its 95% confidence interval."""

    n: int
    mean: float | None
    low: float | None
    high: float | None
    method: Method


class ContestantPart(Part):
    """A contestant with its figures."""

    key: str
    title: str
    writer: Literal["evidence", "openai"]
    prompt: str | None
    prompt_hash: str | None
    draft: bool
    model: str | None
    audience: Audience
    run: str
    """The run that its results come from: another than that of the report where history is compared."""
    results: int
    faults: int
    figures: dict[str, EstimatePart]


class PointPart(Part):
    text: str
    held: bool


class ResultPart(Part):
    """What came of one question asked of one contestant."""

    contestant: str
    question: str
    repeat: int
    outcome: str | None
    fault: str | None
    attempts: int
    figures: dict[str, float | None]
    key_points: tuple[PointPart, ...]
    dangerous: tuple[str, ...]
    """Forbidden claims that the answer makes."""


class Report(Part):
    """The whole report."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    format: str = Field(default=SCHEMA, alias="schema")
    run: RunPart
    figures: tuple[FigurePart, ...]
    contestants: tuple[ContestantPart, ...]
    comparisons: tuple[Comparison, ...]
    results: tuple[ResultPart, ...]

    def contestant(self, key: str) -> ContestantPart:
        """One contestant."""
        return next(c for c in self.contestants if c.key == key)

    def as_json(self) -> str:
        """The report as `ln-consult eval --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """One result with its figures."""

    result: StoredResult
    question: Question
    figures: Mapping[str, float | None]
    points: tuple[bool, ...]
    dangerous: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A contestant of a report, with its results and the run they come from."""

    contestant: Contestant
    run: str
    repeat: int
    measured: tuple[Measured, ...]


def measured(results: Sequence[StoredResult], plan: Plan, yardstick: Yardstick) -> tuple[Measured, ...]:
    """Results with their figures; by today's yardstick, so that old runs can be compared with new ones."""
    questions = {q.id: q for q in plan.questions.questions}
    return tuple(_measured(r, questions[r.question], yardstick) for r in results)


def _measured(result: StoredResult, question: Question, yardstick: Yardstick) -> Measured:
    answer = result.answer
    if answer is None or result.fault:
        return Measured(result, question, NO_ANSWER, (), ())
    points = yardstick.held(question.key_points, answer)
    dangerous = tuple(claim for claim, _ in yardstick.violated(question, answer))
    return Measured(result, question, measure(answer, question, yardstick), points, dangerous)


def entries(stored: StoredRun, plan: Plan, rows: Sequence[Measured]) -> tuple[Entry, ...]:
    """The contestants of one run with their results."""
    return tuple(
        Entry(c, stored.id, plan.repeat, tuple(m for m in rows if m.result.contestant == c.key))
        for c in plan.contestants
    )


def report_of(
    run: str, store: LabStore, yardstick: Yardstick, beside: Sequence[tuple[str, str]] = ()
) -> Report:
    """The report of a run as far as it has come.

    `beside`: contestants of earlier runs to compare with, as (run, key of the contestant); only the questions
    that are the same in both count. Raises RecordError for a run that is not there.
    """
    stored = store.run(run)
    plan = plan_of(stored)
    own = entries(stored, plan, measured(store.results(stored.id), plan, yardstick))
    found: list[Entry] = []  # what was before comes first: a comparison reads "now against then"
    for other, key in beside:
        earlier = store.run(other)
        earlier_plan = plan_of(earlier)
        rows = measured(store.results(earlier.id), earlier_plan, yardstick)
        found += [e for e in entries(earlier, earlier_plan, rows) if e.contestant.key == key]
    return make_report(stored, plan, [*found, *own])


def make_report(stored: StoredRun, plan: Plan, found: Sequence[Entry]) -> Report:
    """The report over some entries; whoever stands first is what the others are compared with."""
    questions = {q.id: q.question for q in plan.questions.questions}
    names = titles([e.contestant for e in found])
    contestants, competitors, results = [], [], []
    for entry in found:
        key = entry.contestant.key
        title = names[key]
        if entry.run != stored.id:  # the same contestant may stand in both runs
            key, title = f"{key}.{entry.run[:8]}", f"{title} (run {entry.run[:8]})"
        rows = [m for m in entry.measured if questions.get(m.question.id) == m.question.question]
        means = per_question(rows)
        contestants.append(_contestant(entry, key, title, rows, means))
        competitors.append(
            Competitor(
                key=key,
                title=title,
                audience=entry.contestant.audience,
                yes_no_kept=entry.repeat == 1,
                means=means,
            )
        )
        results += [_result(m, key) for m in rows]
    return Report(
        run=_run(stored, plan),
        figures=tuple(_figure(f) for f in FIGURES),
        contestants=tuple(contestants),
        comparisons=compare_all(competitors),
        results=tuple(results),
    )


def per_question(rows: Sequence[Measured]) -> dict[str, dict[str, float]]:
    """By figure and question, the mean over the times that it was asked, where it was measured."""
    values: dict[str, dict[str, list[float]]] = {f.name: {} for f in FIGURES}
    for row in rows:
        for name, number in row.figures.items():
            if number is not None:
                values[name].setdefault(row.question.id, []).append(number)
    return {name: {q: sum(v) / len(v) for q, v in by.items()} for name, by in values.items()}


def _run(stored: StoredRun, plan: Plan) -> RunPart:
    return RunPart(
        id=stored.id,
        title=stored.title,
        created=stored.created,
        question_set=plan.questions.name,
        questions=len(plan.questions),
        questions_hash=plan.questions.hash,
        repeat=plan.repeat,
        corpus=plan.corpus,
        guardrails=plan.guardrails,
        planned=stored.planned,
        done=stored.done,
        faults=stored.faults,
        complete=stored.done >= stored.planned,
    )


def _figure(figure: Figure) -> FigurePart:
    return FigurePart(
        name=figure.name,
        title=figure.title,
        about=figure.about,
        group=figure.group,
        unit=figure.unit,
        better=figure.better,
    )


def _contestant(
    entry: Entry, key: str, title: str, rows: Sequence[Measured], means: Mapping[str, Mapping[str, float]]
) -> ContestantPart:
    figures = {}
    for figure in FIGURES:
        found = estimate(list(means[figure.name].values()), yes_no=figure.yes_no and entry.repeat == 1)
        figures[figure.name] = EstimatePart(
            n=found.n, mean=found.mean, low=found.low, high=found.high, method=found.method
        )
    who = entry.contestant
    return ContestantPart(
        key=key,
        title=title,
        writer=who.writer,
        prompt=who.prompt,
        prompt_hash=who.prompt_hash,
        draft=who.draft,
        model=who.model,
        audience=who.audience,
        run=entry.run,
        results=len(rows),
        faults=sum(m.result.fault is not None for m in rows),
        figures=figures,
    )


def _result(row: Measured, key: str) -> ResultPart:
    result = row.result
    return ResultPart(
        contestant=key,
        question=result.question,
        repeat=result.repeat,
        outcome=result.answer.outcome.value if result.answer else None,
        fault=result.fault,
        attempts=result.attempts,
        figures=dict(row.figures),
        key_points=tuple(
            PointPart(text=text, held=held)
            for text, held in zip(row.question.key_points, row.points, strict=False)
        ),
        dangerous=row.dangerous,
    )
