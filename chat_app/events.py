"""What a consultation tells its readers while it works. The page, command line, API and lab read the same."""

from __future__ import annotations

from dataclasses import dataclass

from chat_app.answer import Answer, Notice, Sentence, Withheld
from guardrails.types import Screening


@dataclass(frozen=True, slots=True)
class Screened:
    """The question passed the input rails and is stored."""

    screening: Screening
    turn: str = ""
    """Id of the stored question; its answer will carry the same."""
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The question as it was understood."""

    question: str
    changed: bool
    """True where it differs from what was typed."""
    notices: tuple[Notice, ...] = ()
    """What the reader should know before the answer: those of the screening, and doubts about facts."""


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    searched: int
    statement_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceReleased:
    section: str | None
    """Title of the section; None for the bottom line."""
    sentence: Sentence
    index: int = 0
    """Place in the text as written: a sentence that waited for a second reader may come late."""


@dataclass(frozen=True, slots=True)
class SentenceWithheld:
    withheld: Withheld


@dataclass(frozen=True, slots=True)
class WriterChanged:
    """The model failed; another writer answers. `reason` is for the reader."""

    reason: str


@dataclass(frozen=True, slots=True)
class Completed:
    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer could be made. `message` says what happened and what to do; the question is kept."""

    message: str


Event = (
    Screened
    | Resolved
    | EvidenceFound
    | SentenceReleased
    | SentenceWithheld
    | WriterChanged
    | Completed
    | Failed
)
