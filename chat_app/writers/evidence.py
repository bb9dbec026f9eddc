"""The evidence writer: answers out of curated statements alone, with no language model.

It chooses and arranges statements; it never words a clinical claim of its own. Every sentence is a
statement's own text (for patients: its plain version), with the name of the guideline body before it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Literal

from chat_app.answer import Audience
from chat_app.guidelines.model import Kind, Statement
from chat_app.writers.arrangement import arrangement
from chat_app.writers.attribution import attributed
from chat_app.writers.base import WriterReport, WritingTask
from chat_app.writers.gaps import gaps
from chat_app.writers.plan import Plan, plan_answer
from chat_app.writers.readability import grade
from guardrails.lexicon import Lexicon
from guardrails.policy import Policy
from guardrails.sentences import split


class EvidenceWriter:
    """Composes an answer from the statements of a task. Obeys the `Writer` protocol."""

    name: Literal["evidence"] = "evidence"

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    async def write(self, task: WritingTask, report: WriterReport) -> AsyncIterator[str]:
        """Yield the answer, a section a piece."""
        numbers = {s.id: n for n, s in enumerate(task.evidence, 1)}
        plan: Plan = plan_answer(_for_a_patient(task) if task.audience is Audience.PATIENT else task)
        shown = [*plan.bottom_line, *(s for _, statements in plan.sections for s in statements)]
        held = {hit.statement.id: hit.held for hit in task.hits}
        if missing := gaps(task.query, shown, task.corpus, self._lexicon, held):
            report.details["gaps"] = missing
        if task.audience is Audience.PATIENT:
            report.details["reading_grade"] = grade(" ".join(s.plain for s in shown))
        yield self._paragraph(task, plan.bottom_line, numbers)
        for title, statements in plan.sections:
            yield f"\n\n## {title}\n\n{self._paragraph(task, statements, numbers)}"
        yield "\n"

    def _paragraph(self, task: WritingTask, statements: Iterable[Statement], numbers: dict[str, int]) -> str:
        pieces = []
        for statement in statements:
            marker = f"[{numbers[statement.id]}]"
            patient = task.audience is Audience.PATIENT
            text = statement.plain if patient else statement.text
            if not patient:
                text = attributed(statement, task.corpus.source_of(statement), text)
            sentences = [text[s.start : s.end] for s in split(text)]
            pieces.append(" ".join(f"{sentence}{marker}" for sentence in sentences))
        return "\n\n".join(pieces)


_NO_DOSES = Policy("patient", dosing=False, curated_dosing=False)


def _for_a_patient(task: WritingTask) -> WritingTask:
    """The task without statements that tell a patient how much of a medicine to take, or that read hard.

    The statements that fit the question best, and the recommendations that its situation calls for, stay
    however they read: nothing easier says the same.
    """
    rules = arrangement()
    told = [s for s in task.evidence if not _NO_DOSES.findings(s.plain)]
    needed = {h.statement.id for h in task.hits if h.reasons and h.statement.kind is Kind.RECOMMENDATION}
    easy = (
        s
        for place, s in enumerate(told)
        if place < rules.hard_at_most or s.id in needed or grade(s.plain) <= rules.hard_from
    )
    return replace(task, evidence=tuple(easy))
