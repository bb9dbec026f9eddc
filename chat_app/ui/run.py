"""One question at work: what it has come to, readable at any time by any number of page runs."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field

from chat_app.answer import Answer, Notice
from chat_app.consult import Request
from chat_app.draft import Draft
from chat_app.events import (
    Completed,
    Event,
    EvidenceFound,
    Failed,
    Resolved,
    Screened,
    SentenceReleased,
    SentenceWithheld,
    WriterChanged,
)
from chat_app.words import screening_notices

STOPPED = "Stopped. The sentences below had been verified by then; the answer is not complete."
STOPPED_EMPTY = "Stopped before the first sentence was verified."


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run has come to: a copy that no later event changes."""

    conversation: str | None = None
    resolved: str | None = None
    searched: int | None = None
    bearing: int | None = None
    draft: Draft = field(default_factory=Draft)
    notices: tuple[Notice, ...] = ()
    answer: Answer | None = None
    failure: str | None = None
    stopped: bool = False
    age: float = 0.0
    """Seconds since the question was sent."""

    @property
    def finished(self) -> bool:
        return self.answer is not None or self.failure is not None or self.stopped


class Run:
    """One question at work. Written by the worker's loop, read by any number of page runs."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._finished = threading.Event()
        self._draft = Draft()
        self._notices: tuple[Notice, ...] = ()
        self._turn: str | None = None
        self._conversation: str | None = None
        self._resolved: str | None = None
        self._searched: int | None = None
        self._bearing: int | None = None
        self._notes: list[str] = []
        self._answer: Answer | None = None
        self._failure: str | None = None
        self._stopped = False
        self._future: Future[None] | None = None

    def snapshot(self) -> Progress:
        """The state as it is now."""
        with self._lock:
            draft = Draft(
                dict(self._draft.released), dict(self._draft.withheld), list(self._draft.follow_ups)
            )
            return Progress(
                self._conversation,
                self._resolved,
                self._searched,
                self._bearing,
                draft,
                self._notices + tuple(Notice(kind="model_unavailable", text=n) for n in self._notes),
                self._answer,
                self._failure,
                self._stopped,
                time.monotonic() - self._begun,
            )

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so many seconds. True where it has come."""
        return self._finished.wait(seconds)

    def stop(self) -> None:
        """Cancel the work. What was verified by then stays readable; a finished run is left as it is."""
        with self._lock:
            if self._finished.is_set():
                return
            self._stopped = True
            self._finished.set()
        if self._future:
            self._future.cancel()

    def take(self, event: Event) -> None:
        """Put one event on record; events after the end (a stop that came in between) are ignored."""
        with self._lock:
            if self._finished.is_set():
                return
            match event:
                case Screened(screening=screening, turn=turn, conversation=conversation):
                    self._turn, self._conversation = turn, conversation
                    self._notices = tuple(screening_notices(screening))
                case Resolved(question=question, notices=notices):
                    self._resolved = question
                    self._notices = notices or self._notices
                case EvidenceFound(searched=searched, statement_ids=ids):
                    self._searched, self._bearing = searched, len(ids)
                case SentenceReleased(section=section, sentence=sentence, index=index):
                    self._draft.release(index, section, sentence)
                case SentenceWithheld(withheld=withheld):
                    self._draft.withheld[len(self._draft.withheld)] = withheld
                case WriterChanged(reason=reason):
                    # Another writer begins anew: its sentences replace those of the one that failed.
                    self._draft = Draft()
                    self._notes.append(reason)
                case Completed(answer=answer):
                    self._answer = answer
                    self._finished.set()
                case Failed(message=message):
                    self._failure = message
                    self._finished.set()

    @property
    def finished(self) -> bool:
        """Whether the end has come."""
        return self._finished.is_set()

    @property
    def turn(self) -> str | None:
        """Id of the stored question, once it is stored."""
        return self._turn

    def attach(self, future: Future[None]) -> None:
        """Name the task that works on it, so that `stop` can cancel it."""
        self._future = future
