"""A case laid out for paper: what stands on the handout and in which order. `handout_pdf` draws it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chat_app.answer import Sentence
from chat_app.draft import references
from chat_app.export.answer import Line, Source, source_of
from chat_app.guidelines.model import Corpus
from chat_app.teaching.calibration import brier_line, calibration_line, points_line
from chat_app.teaching.course import Course, course_of
from chat_app.teaching.model import Case, Claim, Compare, Library, Option, Step
from chat_app.teaching.pathway_map import pathway_map
from chat_app.teaching.picture import Picture, Table
from chat_app.teaching.play import Progress
from chat_app.teaching.score import score
from chat_app.teaching.trajectory import trajectory
from chat_app.teaching.words import (
    DISCLAIMER,
    INVENTED,
    LEVELS,
    OUTCOMES,
    RATINGS,
    biopsy_head,
    lab_table,
    month_of,
    therapy_lines,
)
from chat_app.writers.attribution import attributed


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with what there is to say of it; without a rating where the decision is still open."""

    text: str
    rating: str | None
    chosen: bool
    here: str | None
    why: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    title: str
    place: str
    story: tuple[str, ...]
    facts: tuple[str, ...]
    """Biopsy and therapy, a paragraph each."""
    compared: tuple[tuple[str, tuple[Line, ...]], ...]
    """Points on which the bodies differ: a title, and a line a body."""
    question: str | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Handout:
    """A case along the path taken, ready to be drawn."""

    title: str
    facts: str
    summary: str
    introduction: str
    points: tuple[str, ...]
    scenes: tuple[Scene, ...]
    labs: Table | None
    course: Picture | None
    pathway: Picture | None
    outcome: str | None
    summary_of_end: tuple[str, ...]
    take_home: tuple[Line, ...]
    score: tuple[str, ...]
    sources: tuple[Source, ...]
    record: tuple[str, ...]
    disclaimer: str


class _Numbers:
    """References in the order of their first use."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._sentences: list[Sentence] = []
        self._numbers: dict[str, int] = {}

    def line(self, text: str, cites: tuple[str, ...]) -> Line:
        self._sentences.append(Sentence(text=text, citations=cites, verdict="verified"))
        marks = set()
        for statement in cites:
            source = self._corpus.statements[statement].source
            marks.add(self._numbers.setdefault(source, len(self._numbers) + 1))
        return Line(text, tuple(sorted(marks)))

    def lines(self, claims: Iterable[Claim]) -> tuple[Line, ...]:
        return tuple(self.line(claim.words, claim.cites) for claim in claims)

    def sources(self) -> tuple[Source, ...]:
        return tuple(map(source_of, references(self._corpus, self._sentences)))


def handout_of(library: Library, corpus: Corpus, case: Case, progress: Progress) -> Handout:
    """The handout of the path taken so far. A decision that is still open stands without its explanation."""
    numbers = _Numbers(corpus)
    steps = [case.step(i) for i in progress.trail]
    course = course_of(case, progress.trail, progress.path)
    scenes = tuple(_scene(step, progress, course, numbers, corpus) for step in steps)
    last = steps[-1]
    seen = [s.pathway for s in steps if s.pathway]
    pathway = None
    if seen:
        passed = {p.node for p in seen if p.pathway == seen[-1].pathway}
        pathway = pathway_map(library.pathways[seen[-1].pathway], seen[-1].node, passed)
    ending = last.ending
    result = score(case, progress)
    told = [points_line(result), calibration_line(result), brier_line(result)]
    confident = any(r.answer.confidence is not None for r in result.reviewed)
    return Handout(
        title=case.title,
        facts=f"{INVENTED}. {LEVELS[case.level]}, about {case.minutes} minutes.",
        summary=case.summary,
        introduction=case.patient.introduction,
        points=case.learning_points,
        scenes=scenes,
        labs=lab_table(course),
        course=trajectory(course),
        pathway=pathway,
        outcome=OUTCOMES[ending.outcome] if ending else None,
        summary_of_end=ending.summary if ending else (),
        take_home=numbers.lines(ending.take_home) if ending else (),
        score=tuple(t for t in told if t) if ending and confident else (),
        sources=numbers.sources(),
        record=(
            "The patient of this case is invented; any likeness is chance.",
            f"Guideline context of {corpus.updated}, corpus {corpus.version[:19]}. "
            "Every explanation was verified against the statements that it cites.",
        ),
        disclaimer=DISCLAIMER,
    )


def _scene(step: Step, progress: Progress, course: Course, numbers: _Numbers, corpus: Corpus) -> Scene:
    facts = []
    if step.biopsy:
        facts.append(f"Kidney biopsy. {biopsy_head(step.biopsy)}. {' '.join(step.biopsy.findings)}")
    if therapy := therapy_lines(step.therapy, course):
        facts.append(f"Therapy. {'; '.join(therapy)}.")
    answer = next((a for a in reversed(progress.path) if a.step == step.id), None)
    open_still = answer is None or (step.id == progress.at and not progress.revealed)
    options = step.decision.options if step.decision else ()
    return Scene(
        title=step.title,
        place=f"{step.setting}, {month_of(step.month)}",
        story=step.story,
        facts=tuple(facts),
        compared=tuple((c.title, _compared(c, numbers, corpus)) for c in step.compare),
        question=step.decision.question if step.decision else None,
        choices=tuple(
            _choice(option, answer is not None and answer.option == place, open_still, numbers)
            for place, option in enumerate(options)
        ),
    )


def _choice(option: Option, chosen: bool, open_still: bool, numbers: _Numbers) -> Choice:
    if open_still:
        return Choice(option.text, None, False, None, ())
    return Choice(option.text, RATINGS[option.rating], chosen, option.here, numbers.lines(option.why))


def _compared(compare: Compare, numbers: _Numbers, corpus: Corpus) -> tuple[Line, ...]:
    lines = []
    for statement_id in compare.statements:
        statement = corpus.statements[statement_id]
        text = attributed(statement, corpus.source_of(statement), statement.text)
        grade = f" (grade: {statement.grade})" if statement.grade else ""
        lines.append(numbers.line(f"{text.rstrip('.')}{grade}.", (statement_id,)))
    return tuple(lines)
