"""What the pipeline needs of a store: questions kept before work starts, answers before they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import uuid4

from chat_app.answer import Answer, Audience, Sentence
from chat_app.errors import RecordError
from chat_app.question.patient import PatientFacts

NOTHING_TO_RESUME = "This question has its answer, or was deleted: there is nothing to go on with."


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and, once it is there, its answer."""

    id: str
    conversation: str
    question: str
    """As asked, identifiers replaced."""
    audience: Audience
    patient: PatientFacts
    """Facts of the patient as they stood after this question."""
    resolved: str | None = None
    answer: Answer | None = None
    error: str | None = None


class Recorder(Protocol):
    """Keeps conversations. Every method raises RecordError where the store fails."""

    def begin(
        self,
        conversation: str | None,
        question: str,
        audience: Audience,
        patient: PatientFacts,
        turn_id: str | None = None,
    ) -> Turn:
        """Store a question before work on it starts. A new conversation is made where none is given.

        `turn_id`: id that the question is to have; None: a new one.
        Raises RecordError for a conversation that is not there.
        """
        ...

    def reopen(self, turn_id: str) -> Turn:
        """A stored question whose work was cut off, to be worked on again.

        Raises RecordError for one that is not there or has its answer.
        """
        ...

    def resolved(self, turn: Turn, question: str, patient: PatientFacts) -> Turn:
        """Store how the question was understood."""
        ...

    def progress(self, turn: Turn, section: str | None, sentence: Sentence) -> None:
        """Store a sentence before it is shown."""
        ...

    def complete(self, turn: Turn, answer: Answer) -> Turn:
        """Store the answer before it is shown as complete."""
        ...

    def fail(self, turn: Turn, message: str) -> Turn:
        """Store that no answer could be made, and why. An answer that is there already stays."""
        ...

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        """The turns of a conversation, oldest first. Raises RecordError for an unknown conversation."""
        ...


@dataclass
class MemoryRecorder:
    """Keeps conversations for as long as the process lives: for tests and one-off questions."""

    _turns: dict[str, list[Turn]] = field(default_factory=dict)

    def begin(
        self,
        conversation: str | None,
        question: str,
        audience: Audience,
        patient: PatientFacts,
        turn_id: str | None = None,
    ) -> Turn:
        if conversation is None:
            conversation = uuid4().hex
            self._turns[conversation] = []
        turn = Turn(turn_id or uuid4().hex, conversation, question, audience, patient)
        self._conversation(conversation).append(turn)
        return turn

    def reopen(self, turn_id: str) -> Turn:
        for turns in self._turns.values():
            for turn in turns:
                if turn.id == turn_id and turn.answer is None:
                    return self._replace(turn, error=None)
        raise RecordError(NOTHING_TO_RESUME)

    def resolved(self, turn: Turn, question: str, patient: PatientFacts) -> Turn:
        return self._replace(turn, resolved=question, patient=patient)

    def progress(self, turn: Turn, section: str | None, sentence: Sentence) -> None:
        """Nothing to do: a process that dies takes this store with it."""

    def complete(self, turn: Turn, answer: Answer) -> Turn:
        return self._replace(turn, answer=answer)

    def fail(self, turn: Turn, message: str) -> Turn:
        return self._replace(turn, error=message)

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        return tuple(self._conversation(conversation))

    def _conversation(self, conversation: str) -> list[Turn]:
        try:
            return self._turns[conversation]
        except KeyError:
            raise RecordError(
                f"There is no conversation {conversation!r}. It may have been deleted; begin a new one."
            ) from None

    def _replace(self, turn: Turn, **changes: object) -> Turn:
        changed = replace(turn, **changes)  # type: ignore[arg-type]
        turns = self._conversation(turn.conversation)
        turns[[t.id for t in turns].index(turn.id)] = changed
        return changed
