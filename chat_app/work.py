"""One question at work: the request, what became of it on the way, and the answer that is made of it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, Literal

from chat_app import words
from chat_app.answer import Answer, Audience, Notice, Outcome, Provenance, Review, Withheld
from chat_app.draft import Draft, references
from chat_app.guidelines.model import Corpus, Status
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Query
from chat_app.records.base import Turn
from chat_app.writers.base import WriterReport
from guardrails import disclaimer
from guardrails.types import Screening


@dataclass(frozen=True, slots=True)
class Request:
    """One question, as a reader asks it."""

    question: str
    audience: Audience = Audience.SPECIALIST
    patient: PatientFacts = PatientFacts()
    conversation: str | None = None
    writer: Literal["evidence", "openai"] | None = None
    """None: a model where one is configured, else the evidence writer."""
    resolved: str | None = None
    """The question as the reader corrected it; None: resolve it from the conversation."""
    resume: str | None = None
    """Id of a stored question whose work was cut off: it is answered in its own place."""
    turn: str | None = None
    """Id under which the question is to be stored; None: a new one."""


@dataclass(slots=True)
class Work:
    """State of one question on its way."""

    request: Request
    turn: Turn
    screening: Screening
    resolved: str
    query: Query
    started: float
    notices: list[Notice] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    draft: Draft = field(default_factory=Draft)
    report: WriterReport = field(default_factory=WriterReport)
    writer: Literal["evidence", "openai"] = "evidence"
    worksheet: dict[str, Any] | None = None
    partial: bool = False
    """The model broke off, or found that the statements leave a part of the question open."""
    own: int = 0
    """Sentences of the writer itself that were released; what stands in for a withheld one does not count."""
    discarded: list[Withheld] = field(default_factory=list)
    """What was withheld of an answer that another writer's has replaced."""

    @contextlib.contextmanager
    def timed(self, name: str) -> Any:
        start = perf_counter()
        try:
            yield
        finally:
            self.timings[name] = round((perf_counter() - start) * 1000, 2)

    def cited(self) -> tuple[str, ...]:
        """The statements that the released sentences cite, by first use."""
        sentences = (s for _, s in self.draft.released.values())
        return tuple(dict.fromkeys(i for s in sentences for i in s.citations))


def finished(
    work: Work,
    outcome: Outcome,
    corpus: Corpus,
    guardrails: str,
    now: datetime,
    message: str | None = None,
    follow_ups: tuple[str, ...] = (),
) -> Answer:
    """The answer that the work came to. `guardrails`: their version."""
    cited = [corpus.statements[i] for i in work.cited()]
    if any(s.status is Status.UNCONFIRMED for s in cited):
        work.notices.append(Notice(kind="unchecked_statement", text=words.UNCHECKED))
    work.timings["total"] = round((perf_counter() - work.started) * 1000, 2)
    sections = work.draft.sections()
    bottom_line = work.draft.bottom_line()
    reading_order = [*bottom_line, *(s for section in sections for s in section.sentences)]
    return Answer(
        id=work.turn.id,
        question=work.screening.redacted,
        resolved_question=work.resolved,
        conversation=work.turn.conversation,
        outcome=outcome,
        bottom_line=bottom_line,
        sections=sections,
        references=references(corpus, reading_order),
        withheld=(*work.discarded, *(w for _, w in sorted(work.draft.withheld.items()))),
        notices=tuple(work.notices),
        follow_ups=follow_ups,
        disclaimer=disclaimer.text(work.request.audience.value),
        review=Review(updated=now.date().isoformat()),
        provenance=Provenance(
            writer=work.writer,
            model=work.report.model,
            prompt=work.report.prompt,
            prompt_hash=work.report.prompt_hash,
            corpus=corpus.version,
            corpus_updated=corpus.updated,
            guardrails=guardrails,
            audience=work.request.audience,
            tokens=work.report.tokens,
            timings_ms=work.timings,
            details=work.report.details,
        ),
        message=message,
        worksheet=work.worksheet,
        created=now.isoformat(timespec="seconds"),
    )


def no_answer(request: Request, message: str, corpus: Corpus, guardrails: str, now: datetime) -> Answer:
    """What stands in place of an answer that could not be made."""
    return Answer(
        id="",
        question="",
        resolved_question="",
        conversation=request.conversation or "",
        outcome=Outcome.ERROR,
        disclaimer=disclaimer.text(request.audience.value),
        review=Review(updated=now.date().isoformat()),
        provenance=Provenance(
            writer="evidence",
            corpus=corpus.version,
            corpus_updated=corpus.updated,
            guardrails=guardrails,
            audience=request.audience,
        ),
        message=message,
        created=now.isoformat(timespec="seconds"),
    )
