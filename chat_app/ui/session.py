"""What one browser session holds: its conversation, the answers at work, and what the reader set.

The page draws from here and sends every tap here. Nothing in this file knows how anything looks.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from chat_app.answer import Answer, Audience
from chat_app.consult import Request
from chat_app.question.patient import PatientFacts
from chat_app.ui.worker import Run, Worker

_KEY = "ln_consult"


@dataclass(slots=True)
class Turn:
    """A question on the page, with its answer or the run that works on it."""

    key: str
    question: str
    run: Run | None = None
    answer: Answer | None = None
    resolved: str | None = None
    """The question as the reader corrected it, where that was done."""


@dataclass(slots=True)
class Session:
    """State of one reader."""

    worker: Worker
    turns: list[Turn] = field(default_factory=list)
    conversation: str | None = None
    audience: Audience = Audience.SPECIALIST
    patient: PatientFacts = PatientFacts()

    @property
    def working(self) -> Turn | None:
        """The turn that is being answered now."""
        last = self.turns[-1] if self.turns else None
        if last and last.run and not last.run.snapshot().finished:
            return last
        return None

    def ask(self, question: str) -> Turn:
        """Ask a question that follows what stands on the page. A run still at work is stopped first."""
        self.stop()
        turn = Turn(uuid4().hex, question)
        self.turns.append(turn)
        self._start(turn)
        return turn

    def ask_again(self, turn: Turn, *, resolved: str | None = None) -> None:
        """Answer a turn anew: with the question as the reader corrected it, or for another kind of reader."""
        self.stop()
        turn.resolved = resolved or turn.resolved
        turn.answer = None
        self._start(turn)

    def stop(self) -> None:
        """Stop what is being answered."""
        if turn := self.working:
            assert turn.run is not None  # noqa: S101 - `working` returns turns with a run
            turn.run.stop()

    def choose_audience(self, audience: Audience) -> None:
        """Write for another kind of reader from now on; the last answer is written anew."""
        if audience is self.audience:
            return
        self.audience = audience
        if self.turns and (last := self.turns[-1]).answer is not None:
            self.ask_again(last, resolved=last.answer.resolved_question if last.answer else None)

    def settle(self) -> bool:
        """Take over answers of finished runs. True where one was taken."""
        taken = False
        for turn in self.turns:
            if turn.run and turn.answer is None and (answer := turn.run.snapshot().answer):
                turn.answer = answer
                self.conversation = answer.conversation
                taken = True
        return taken

    def clear(self) -> None:
        """Begin a new consultation: an empty page, no facts of the patient before."""
        self.stop()
        self.turns = []
        self.conversation = None
        self.patient = PatientFacts()

    def _start(self, turn: Turn) -> None:
        request = Request(
            question=turn.question,
            audience=self.audience,
            patient=self.patient,
            conversation=self.conversation,
            resolved=turn.resolved,
        )
        turn.run = self.worker.start(request)


def session(state: MutableMapping[str, Any], worker: Worker) -> Session:
    """The session kept in Streamlit's state, made where there is none."""
    found = state.get(_KEY)
    if not isinstance(found, Session):
        found = state[_KEY] = Session(worker)
    return found
