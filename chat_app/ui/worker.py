"""Runs consultations apart from the page: Streamlit abandons a page's run at every click, an answer goes on.

One thread with one event loop serves the whole process. A page keeps a `Run`, reads its snapshot as often
as it redraws, and loses nothing when it reruns in the middle of an answer.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from guardrails.screen import screen

from chat_app.answer import Answer, Notice
from chat_app.consult import Consultation, Request
from chat_app.draft import Draft
from chat_app.errors import LNConsultError
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
from chat_app.guidelines.model import Corpus
from chat_app.records.store import Store
from chat_app.settings import Settings, load_settings
from chat_app.words import screening_notices

log = logging.getLogger(__name__)

STOPPED = "Stopped. The sentences below had been verified by then; the answer is not complete."
STOPPED_EMPTY = "Stopped before the first sentence was verified."
BROKEN = "Something in the program failed. Your question is kept: ask it again."


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

    @property
    def finished(self) -> bool:
        return self.answer is not None or self.failure is not None or self.stopped


class Run:
    """One question at work. Written by the worker's loop, read by any number of page runs."""

    def __init__(self, request: Request) -> None:
        self.request = request
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


class Answers(Protocol):
    """What the worker needs of a consultation."""

    @property
    def corpus(self) -> Corpus: ...

    def ask(self, request: Request) -> AsyncIterator[Event]: ...


class Worker:
    """The thread whose event loop runs every consultation of this process, and the store they share."""

    def __init__(self, consultation: Answers, store: Store) -> None:
        self.consultation = consultation
        self.store = store
        self._at_work: list[Run] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="consultations", daemon=True)
        self._thread.start()

    @classmethod
    def build(cls, settings: Settings) -> Worker:
        """The worker that the settings describe, with its database open."""
        store = Store.open(settings.resolved_database_url)
        return cls(Consultation.build(settings, store), store)

    def start(self, request: Request, hear: Callable[[Event], object] | None = None) -> Run:
        """Begin to work on a question; returns at once. `hear` is told each event, in the worker's thread."""
        run = Run(request)
        run.attach(asyncio.run_coroutine_threadsafe(self._work(run, hear), self._loop))
        return run

    def running(self, turn: str) -> Run | None:
        """The run that works on a stored question in this process, where there is one."""
        return next((run for run in list(self._at_work) if run.turn == turn), None)

    def redact(self, text: str) -> str:
        """A reader's free text with identifiers replaced: what may be stored."""
        return screen(text).redacted if text.strip() else ""

    def close(self) -> None:
        """Cancel what is at work, stop the loop and close the store; for tests and shutdown."""
        asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()
        self.store.close()

    async def _cancel_all(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_asyncgens()

    async def _work(self, run: Run, hear: Callable[[Event], object] | None) -> None:
        def take(event: Event) -> None:
            run.take(event)
            if hear:
                hear(event)

        self._at_work.append(run)
        try:
            async for event in self.consultation.ask(run.request):
                take(event)
        except LNConsultError as error:
            take(Failed(str(error)))
        except asyncio.CancelledError:
            run.stop()
            raise
        except Exception:
            log.exception("A consultation broke.")
            take(Failed(BROKEN))
        finally:
            self._at_work.remove(run)
            if not run.finished:
                take(Failed(BROKEN))


_shared_lock = threading.Lock()
_shared: list[Worker] = []


def shared_worker() -> Worker:
    """The worker of this process, built at the first call. Raises SettingsError, CorpusError, RecordError."""
    with _shared_lock:
        if not _shared:
            _shared.append(Worker.build(load_settings()))
        return _shared[0]


def close_shared_worker() -> None:
    """Close the worker of this process; the next call of `shared_worker` builds another."""
    with _shared_lock:
        while _shared:
            _shared.pop().close()
