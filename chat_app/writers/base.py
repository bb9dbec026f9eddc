"""The one protocol that every writer obeys: a task in, a stream of marked text out.

The text is Markdown of a fixed shape, so that the guardrails treat a model and our own composer alike:

    Yes, … bottom line sentence.[1][2]

    ## Section title

    Sentence with its statements' numbers.[3] Next sentence.[1]

    ## Follow-up questions

    - A question?

Numbers are those of `WritingTask.evidence`, counted from 1.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from chat_app.answer import Audience, Tokens
from chat_app.guidelines.limits import Limits
from chat_app.guidelines.model import Corpus, Statement
from chat_app.guidelines.search import Hit
from chat_app.question.query import Query
from chat_app.writers.positions import Positions

POSITIONS_TITLE = "Guideline position"


@dataclass(frozen=True, slots=True)
class WritingTask:
    """All that a writer may know."""

    query: Query
    evidence: tuple[Statement, ...]
    """Statements that bear on the question, best first; a marker [n] means the n-th, from 1."""
    corpus: Corpus
    limits: Limits
    """The limits that travel with a dose; those of the drugs in question stand at the end of `evidence`."""
    positions: Positions
    """The points on which guideline bodies are compared."""
    audience: Audience
    history: tuple[tuple[str, str], ...] = ()
    """Earlier turns of the conversation, oldest first: (resolved question, answer as plain text)."""
    hits: tuple[Hit, ...] = ()
    """What retrieval found, with scores and reasons; the evidence holds these statements and a few more."""
    part_hits: tuple[tuple[Hit, ...], ...] = ()
    """What it found for each of `query.parts`."""


@dataclass(slots=True)
class WriterReport:
    """What a writer tells of its work, filled in while it writes."""

    tokens: Tokens = field(default_factory=Tokens)
    model: str | None = None
    prompt: str | None = None
    prompt_hash: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


class Writer(Protocol):
    """Writes an answer as a stream of text."""

    @property
    def name(self) -> Literal["evidence", "openai"]: ...

    def write(self, task: WritingTask, report: WriterReport) -> AsyncIterator[str]:
        """Yield pieces of the text, cut anywhere.

        Raises ModelError where the writer cannot go on. Closing the iterator cancels the work.
        """
        ...


@runtime_checkable
class Instructed(Protocol):
    """A writer that is told in words what to do, and may not tell its readers."""

    def instructions(self, task: WritingTask) -> str:
        """What it is told, without question and statements."""
        ...
