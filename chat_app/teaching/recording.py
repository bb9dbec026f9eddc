"""A recorded consultation: the file format, how one is made out of a conversation, and how one is read.

A recording is for talks: it replays with no model and no network. The file holds all that the replay shows,
so that it can be carried to another machine. What a file says is not believed: `replay` verifies it anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat_app.answer import Answer, Audience, Outcome, Reference, Section, Sentence
from chat_app.errors import RecordingError
from chat_app.guidelines.model import Corpus
from chat_app.question.patient import PatientFacts
from chat_app.records.base import Turn
from guardrails import identifiers

FORMAT = "ln-consult-recording"
VERSION = 1
LARGEST = 1_000_000
"""Bytes: no recording is read that is larger."""
_WORDS_A_MINUTE = 190
"""Reading aloud from a screen, for a room that reads along."""
_SHORTEST_MS, _LONGEST_MS = 1_400, 12_000
_TYPING_MS, _TYPING_LONGEST_MS = 34, 5_000
"""Milliseconds a character, and for a whole question at most."""
_STATUS_MS = 1_600

Short = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=20_000)]
Milliseconds = Annotated[int, Field(ge=0, le=60_000)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pace(_Record):
    """How long each step is shown at normal speed, in milliseconds."""

    typing: Milliseconds
    """The whole question, typed out."""
    status: Milliseconds
    """Each of the two status lines."""
    sentences: tuple[Milliseconds, ...]
    """One a sentence, in reading order."""


class RecordedTurn(_Record):
    """One question and its answer as given."""

    question: Text
    resolved: Text
    audience: Audience
    patient: PatientFacts = PatientFacts()
    outcome: Outcome
    searched: int = Field(ge=0)
    """Statements that were searched."""
    bottom_line: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    withheld: int = Field(default=0, ge=0)
    """Sentences that were held back when the answer was made."""
    writer: Literal["evidence", "openai"]
    model: str | None = None
    created: Text
    """ISO time (UTC) of the answer."""
    pace: Pace

    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence, in reading order."""
        return self.bottom_line + tuple(s for section in self.sections for s in section.sentences)


class Recording(_Record):
    """A recorded consultation of at least one answer."""

    format: Literal["ln-consult-recording"] = "ln-consult-recording"
    version: Literal[1] = 1
    title: Short
    recorded: Text
    """ISO time (UTC)."""
    corpus: Text
    corpus_updated: Text
    guardrails: Text
    turns: tuple[RecordedTurn, ...] = Field(min_length=1, max_length=40)


def record(title: str, turns: Iterable[Turn], corpus: Corpus, guardrails: str, now: datetime) -> Recording:
    """A recording of the answered turns of a conversation, every text of it screened for identifiers again.

    Raises RecordingError where no turn was answered.
    """
    kept = tuple(_turn(t, t.answer, corpus) for t in turns if t.answer)[-40:]
    if not kept:
        raise RecordingError("There is no answer to record yet. Ask a question first.")
    return Recording(
        title=(_screened(title).strip() or "Consultation")[:120],
        recorded=now.astimezone(UTC).isoformat(timespec="seconds"),
        corpus=corpus.version,
        corpus_updated=corpus.updated,
        guardrails=guardrails,
        turns=kept,
    )


def _turn(turn: Turn, answer: Answer, corpus: Corpus) -> RecordedTurn:
    bottom = tuple(s for s in answer.bottom_line if _clean(s))
    sections = tuple(
        section.model_copy(update={"sentences": kept})
        for section in answer.sections
        if (kept := tuple(s for s in section.sentences if _clean(s)))
    )
    sentences = (*bottom, *(s for section in sections for s in section.sentences))
    cited = {i for s in sentences for i in s.citations}
    dropped = sum(w.action == "dropped" for w in answer.withheld)
    question = _screened(turn.question)
    return RecordedTurn(
        question=question,
        resolved=_screened(answer.resolved_question or turn.question),
        audience=answer.provenance.audience,
        patient=_patient(turn.patient),
        outcome=answer.outcome,
        searched=len(corpus),
        bottom_line=bottom,
        sections=sections,
        references=tuple(r for r in answer.references if any(s.id in cited for s in r.statements)),
        withheld=dropped + len(answer.sentences()) - len(sentences),
        writer=answer.provenance.writer,
        model=answer.provenance.model,
        created=answer.created,
        pace=Pace(
            typing=min(len(question) * _TYPING_MS, _TYPING_LONGEST_MS),
            status=_STATUS_MS,
            sentences=tuple(reading_time(s.text) for s in sentences),
        ),
    )


def reading_time(text: str) -> int:
    """Milliseconds for a room to read a text."""
    wanted = round(len(text.split()) / _WORDS_A_MINUTE * 60_000, -2)
    return int(min(max(wanted, _SHORTEST_MS), _LONGEST_MS))


def _screened(text: str) -> str:
    return identifiers.redact(text, identifiers.find(text))


def _clean(sentence: Sentence) -> bool:
    """A quotation of a statement names nobody; a sentence of a writer must not."""
    return sentence.verdict == "quoted" or not identifiers.find(sentence.text)


def _patient(facts: PatientFacts) -> PatientFacts:
    """The facts without words in which a person could be named."""
    told = facts.known()
    free = {name: value for name, value in told.items() if isinstance(value, str) and name == "hbv_status"}
    named = [name for name, value in free.items() if identifiers.find(value)]
    return facts.model_copy(update=dict.fromkeys(named))


def written(recording: Recording) -> bytes:
    """The recording as the file that `read` reads."""
    return recording.model_dump_json(indent=1, exclude_defaults=False).encode()


def read(data: bytes, name: str = "The file") -> Recording:
    """A recording out of a file's bytes.

    Raises RecordingError, which says what is wrong: not a recording, of a later version, or the first field
    that is not as it must be.
    """
    if len(data) > LARGEST:
        raise RecordingError(f"{name} is larger than {LARGEST // 1000:,} kB, so it is not read.")
    try:
        head = _Head.model_validate_json(data)
    except ValidationError as error:
        raise RecordingError(
            f"{name} is not a recorded consultation: it must be a JSON file that names its format "
            f'("format": "{FORMAT}") and its version.'
        ) from error
    if head.format != FORMAT:
        raise RecordingError(f'{name} is not a recorded consultation: its format is "{head.format[:40]}".')
    if head.version > VERSION:
        raise RecordingError(
            f"{name} was made by a later version of LN Consult (format {head.version}; this one reads "
            f"{VERSION}). Update LN Consult, or record it again."
        )
    try:
        found = Recording.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise RecordingError(f"{name}, field {field}: {first['msg']}.") from error
    for number, turn in enumerate(found.turns):
        if len(turn.pace.sentences) != len(turn.sentences()):
            raise RecordingError(
                f"{name}, field turns.{number}.pace.sentences: {len(turn.pace.sentences)} times for "
                f"{len(turn.sentences())} sentences."
            )
    return found


class _Head(BaseModel):
    """What is read first: whether the rest is worth reading."""

    format: str
    version: int
