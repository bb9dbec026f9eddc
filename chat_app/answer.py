"""The answer: what `ask --json` prints, what the store keeps and what the page draws. One format for all."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Audience(StrEnum):
    """Who reads: the answer to "Which best describes you?"."""

    SPECIALIST = "specialist"
    GENERALIST = "generalist"
    NURSE_PHARMACIST = "nurse_pharmacist"
    TRAINEE = "trainee"
    PATIENT = "patient"


class Outcome(StrEnum):
    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_COVERED = "not_covered"
    OUT_OF_SCOPE = "out_of_scope"
    BLOCKED = "blocked"
    ERROR = "error"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sentence(Part):
    """A sentence that passed the guardrails, without markers, with the statements behind it."""

    text: str
    citations: tuple[str, ...]
    verdict: Literal["verified", "quoted"]


class Section(Part):
    title: str
    sentences: tuple[Sentence, ...]
    layout: Literal["prose", "positions"] = "prose"
    """`positions`: one sentence a guideline body, drawn as a table (body, position, grade, citation)."""


class CitedStatement(Part):
    id: str
    locator: str
    grade: str | None
    text: str
    plain: str
    kind: str
    status: Literal["two-sources", "one-source", "unconfirmed"]


class Reference(Part):
    """A source, numbered by its first use in the answer, with the statements of it that are cited."""

    number: int
    source: str
    type: str
    title: str
    organisation: str
    year: int | None
    citation: str | None
    url: str | None
    superseded_by: str | None
    """Title of the source that replaced it, where one did."""
    statements: tuple[CitedStatement, ...]


class WithheldFinding(Part):
    check: str
    message: str


class Withheld(Part):
    """A sentence that failed the guardrails: the only place where such text may appear."""

    text: str
    citations: tuple[str, ...]
    findings: tuple[WithheldFinding, ...]
    action: Literal["replaced", "dropped"]
    section: str | None = None


class Notice(Part):
    """Something the reader should know about this answer. `kind` is stable, `text` is for people."""

    kind: str
    text: str
    answer: str | None = None
    """Id of another answer that this speaks of: an approved one."""


class Review(Part):
    status: Literal["submitted", "under_review", "approved", "returned"] = "submitted"
    """`submitted`: no reviewer has taken it up."""
    reviewer: str | None = None
    """Who has claimed or approved it, as stated."""
    credential: str | None = None
    updated: str
    """ISO date."""


class Tokens(Part):
    prompt: int = 0
    completion: int = 0


class Provenance(Part):
    """All that made this answer."""

    writer: Literal["evidence", "openai"]
    model: str | None = None
    prompt: str | None = None
    """`name@version` of the prompt, where a model wrote."""
    prompt_hash: str | None = None
    corpus: str
    corpus_updated: str
    guardrails: str
    audience: Audience
    tokens: Tokens = Tokens()
    timings_ms: dict[str, float] = Field(default_factory=dict)
    details: dict[str, Any] = Field(default_factory=dict)
    """What else a reviewer may want: evidence left out of the prompt, retries, cost."""


class Answer(Part):
    id: str
    question: str
    resolved_question: str
    conversation: str
    outcome: Outcome
    bottom_line: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    notices: tuple[Notice, ...] = ()
    follow_ups: tuple[str, ...] = ()
    disclaimer: str
    review: Review
    provenance: Provenance
    message: str | None = None
    """For outcomes without an answer: one paragraph that says what happened and what the product is for."""
    worksheet: dict[str, Any] | None = None
    """A determination (`indicate`) or calculation (`dose`) that the question asked for."""
    created: str
    """ISO time (UTC)."""

    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence that the reader sees, in reading order."""
        return self.bottom_line + tuple(s for section in self.sections for s in section.sentences)
