"""What one browser session holds: its conversation, the answers at work, and what the reader set.

The page draws from here and sends every tap here. Nothing in this file knows how anything looks.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chat_app.answer import Answer, Audience
from chat_app.consult import Request
from chat_app.draft import Draft
from chat_app.errors import LNConsultError, ReviewError
from chat_app.question.patient import PatientFacts
from chat_app.records.base import Turn as StoredTurn
from chat_app.records.store import ConversationSummary
from chat_app.settings import load_settings
from chat_app.teaching.recording import record
from chat_app.teaching.shelf import Shelf
from chat_app.ui.run import Run
from chat_app.ui.worker import Worker
from guardrails.version import version as guardrails_version

_KEY = "ln_consult"
_LISTED = 40


@dataclass(slots=True)
class Turn:
    """A question on the page, with its answer, the run that works on it, or what is left of one."""

    key: str
    question: str
    run: Run | None = None
    answer: Answer | None = None
    resolved: str | None = None
    """The question as the reader corrected it, where that was done."""
    error: str | None = None
    """Why there is no answer, for a turn out of the store."""
    shown: Draft = field(default_factory=Draft)
    """What had been shown of an answer that was never completed."""
    feedback: bool | None = None
    """What the reader said of the answer: helpful or not."""
    reviewed: bool = False
    """True where the answer is the text that a reviewer approved, not the one that was given."""
    recording: str | None = None
    """Name of the recording that was made of the consultation up to here."""


@dataclass(slots=True)
class Session:
    """State of one reader."""

    worker: Worker
    turns: list[Turn] = field(default_factory=list)
    conversation: str | None = None
    audience: Audience = Audience.SPECIALIST
    audience_moved: bool = False
    """True where the audience changed from elsewhere than the field that shows it."""
    patient: PatientFacts = PatientFacts()
    patient_start: PatientFacts = PatientFacts()
    """The facts that the fields of the panel begin with; what is typed there goes to `patient`."""
    patient_version: int = 0
    """Counts the times that the facts changed from elsewhere than those fields."""
    search: str = ""
    target: str | None = None
    """Id of the answer that was asked for by its permanent link."""
    called_up: bool = False
    """True where a tap on another page led to the consultation."""
    problem: str | None = None
    """What went wrong with the last tap, for the reader."""

    # -- asking -------------------------------------------------------------------------------------------

    @property
    def working(self) -> Turn | None:
        """The turn that is being answered now."""
        last = self.turns[-1] if self.turns else None
        if last and last.run and last.answer is None and not last.run.snapshot().finished:
            return last
        return None

    def ask(self, question: str, resolved: str | None = None) -> Turn:
        """Ask a question that follows what stands on the page. A run still at work is stopped first.

        `resolved`: the question as it is to be read, where the place in which it is asked gives its subject.
        """
        self.stop()
        self.settle()
        turn = Turn(uuid4().hex, question, resolved=resolved)
        self.turns.append(turn)
        # Stored under the key that the page knows it by: a page that stands open while the server starts
        # anew finds its turns again, and what is pressed in them is heard.
        self._start(turn, store_as=turn.key)
        return turn

    def ask_again(self, turn: Turn, *, resolved: str | None = None) -> None:
        """Answer a turn anew: with the question as the reader corrected it, or for another kind of reader."""
        self.stop()
        turn.resolved = resolved or turn.resolved
        turn.answer = turn.error = turn.feedback = None
        turn.reviewed = False
        self._start(turn)

    def stop(self) -> None:
        """Stop what is being answered."""
        turn = self.working
        if turn and turn.run:
            turn.run.stop()

    def choose_audience(self, audience: Audience) -> None:
        """Write for another kind of reader from now on; the last answer is written anew."""
        if audience is self.audience:
            return
        self.audience = audience
        last = self.turns[-1] if self.turns else None
        if last and last.answer:
            self.ask_again(last, resolved=last.answer.resolved_question)

    def set_audience(self, audience: Audience) -> None:
        """Take over the kind of reader of an example or an opened consultation; nothing is written anew."""
        self.audience = audience
        self.audience_moved = True

    def settle(self) -> None:
        """Take over what finished runs brought: answers, and facts of the patient told in the question."""
        for turn in self.turns:
            if turn.run is None:
                continue
            progress = turn.run.snapshot()
            self.conversation = progress.conversation or self.conversation
            if turn.answer is None and progress.answer:
                turn.answer = progress.answer
                self._learn(progress.answer.id)

    def _learn(self, turn_id: str) -> None:
        try:
            told = self.worker.store.turn(turn_id).patient
        except LNConsultError:  # deleted since; the facts on the panel stay as they are
            return
        if told != self.patient:
            self._set_patient(told)

    def _set_patient(self, facts: PatientFacts) -> None:
        self.patient = self.patient_start = facts
        self.patient_version += 1

    def _start(self, turn: Turn, resume: str | None = None, store_as: str | None = None) -> None:
        self.problem = self.target = None
        turn.run = self.worker.start(
            Request(
                question=turn.question,
                audience=self.audience,
                patient=self.patient,
                conversation=self.conversation,
                resolved=turn.resolved,
                resume=resume,
                turn=store_as,
            )
        )

    # -- history ------------------------------------------------------------------------------------------

    def history(self) -> tuple[ConversationSummary, ...]:
        """Consultations for the list: those that hold the words looked for, else the latest."""
        try:
            if self.search:
                return self.worker.store.search(self.search, _LISTED)
            return self.worker.store.conversations(_LISTED)
        except LNConsultError as error:
            self.problem = str(error)
            return ()

    def under_review(self, listed: tuple[ConversationSummary, ...]) -> dict[str, int]:
        """How many answers of each listed consultation the review desk holds."""
        try:
            return self.worker.desk.store.kept(tuple(c.id for c in listed))
        except LNConsultError:  # the list itself has said so
            return {}

    def look_for(self, words: str) -> None:
        """Narrow the list to consultations that hold these words; none: all of them."""
        self.search = words.strip()

    def clear(self) -> None:
        """Begin a new consultation: an empty page, no facts of the patient before."""
        self.stop()
        self.called_up = True
        self.turns = []
        self.conversation = self.target = self.problem = None
        self._set_patient(PatientFacts())

    def open(self, conversation: str, target: str | None = None) -> None:
        """Show a consultation as it was given. A question whose work was cut off is answered now."""
        try:
            stored = self.worker.store.turns(conversation)
        except LNConsultError as error:
            self.problem = str(error)
            return
        self.clear()
        self.conversation, self.target = conversation, target
        self.turns = [self._restored(turn) for turn in _latest(stored, target)]
        if stored:
            self._set_patient(stored[-1].patient)
            self.set_audience(stored[-1].audience)
        last = self.turns[-1] if self.turns else None
        if last and last.answer is None and last.error is None and last.run is None:
            self._start(last, resume=last.key)

    def open_reviewed(self, turn_id: str) -> None:
        """Show the approved text of an answer: it stays where its consultation is deleted."""
        answer: Answer | None = None

        def find() -> None:
            nonlocal answer
            answer = self.worker.desk.published(turn_id)
            if answer is None:
                raise ReviewError("There is no reviewed answer at this address.")

        if self._try(find) and answer:
            self.clear()
            self.target = turn_id
            self.turns = [Turn(f"reviewed-{turn_id}", answer.question, answer=answer, reviewed=True)]
            self.set_audience(answer.provenance.audience)

    def submit(self, turn: Turn) -> None:
        """Submit an answer for review."""
        if turn.answer:
            answer_id = turn.answer.id
            self._try(lambda: self.worker.desk.submit(self.worker.store.turn(answer_id)))

    def open_answer(self, turn_id: str) -> None:
        """Show the consultation of an answer, at that answer."""
        try:
            turn = self.worker.store.turn(turn_id)
        except LNConsultError as error:
            self.problem = str(error)
            return
        self.open(turn.conversation, target=turn_id)

    def rename(self, conversation: str, title: str) -> None:
        """Give a consultation another title."""
        self._try(lambda: self.worker.store.rename(conversation, title))

    def delete(self, conversation: str) -> None:
        """Delete a consultation for good."""
        if conversation == self.conversation:
            self.clear()
        self._try(lambda: self.worker.store.delete(conversation))

    def rate(self, turn: Turn, helpful: bool, reasons: tuple[str, ...] = (), comment: str = "") -> None:
        """Keep what the reader says of an answer, identifiers in the comment replaced."""
        if turn.answer is None:
            return
        answer_id = turn.answer.id
        text = self.worker.redact(comment)
        if self._try(lambda: self.worker.store.add_feedback(answer_id, helpful, reasons, text)):
            turn.feedback = helpful

    def record(self, turn: Turn) -> None:
        """Record the consultation up to this turn, for a demonstration."""
        if turn.answer is None:
            return
        conversation = turn.answer.conversation
        shown = {t.answer.id for t in self.turns[: self.turns.index(turn) + 1] if t.answer}

        def keep() -> None:
            store = self.worker.store
            kept = [t for t in store.turns(conversation) if t.id in shown]
            listed = (c.title for c in store.conversations(_LISTED) if c.id == conversation)
            title = next(listed, kept[0].question if kept else "")
            made = record(
                title, kept, self.worker.consultation.corpus, guardrails_version(), datetime.now(UTC)
            )
            turn.recording = Shelf(load_settings().resolved_data_folder).keep(made).name

        self._try(keep)

    def _restored(self, stored: StoredTurn) -> Turn:
        turn = Turn(stored.id, stored.question, answer=stored.answer, error=stored.error)
        if stored.answer is None:
            turn.run = self.worker.running(stored.id)
            for index, (section, sentence) in enumerate(self.worker.store.shown_so_far(stored.id)):
                turn.shown.release(index, section, sentence)
        return turn

    def _try(self, act: Any) -> bool:
        self.problem = None
        try:
            act()
        except LNConsultError as error:
            self.problem = str(error)
            return False
        return True


def _latest(stored: tuple[StoredTurn, ...], target: str | None) -> list[StoredTurn]:
    """Turns without those that were asked again right after; the one asked for by its link always stays."""
    kept = []
    for turn, after in zip(stored, (*stored[1:], None), strict=True):
        again = after is not None and after.question == turn.question
        if not again or turn.id == target:
            kept.append(turn)
    return kept


def session(state: MutableMapping[Any, Any], worker: Worker) -> Session:
    """The session kept in Streamlit's state, made where there is none."""
    found = state.get(_KEY)
    if not isinstance(found, Session):
        found = state[_KEY] = Session(worker)
    return found
