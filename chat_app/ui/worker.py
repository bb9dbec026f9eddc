"""Runs consultations apart from the page: Streamlit abandons a page's run at every click, an answer goes on.

One thread with one event loop serves the whole process. A page keeps a `Run`, reads its snapshot as often
as it redraws, and loses nothing when it reruns in the middle of an answer.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from chat_app.consult import Consultation, Request
from chat_app.errors import LNConsultError
from chat_app.events import Event, Failed
from chat_app.guidelines.model import Corpus
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.settings import Settings, load_settings
from chat_app.ui.run import Run
from guardrails.screen import screen

log = logging.getLogger(__name__)

BROKEN = "Something in the program failed. Your question is kept: ask it again."


class Answers(Protocol):
    """What the worker needs of a consultation."""

    @property
    def corpus(self) -> Corpus: ...

    def ask(self, request: Request) -> AsyncIterator[Event]: ...


class Worker:
    """The thread whose event loop runs every consultation of this process, the store and the desk."""

    def __init__(self, consultation: Answers, store: Store) -> None:
        self.consultation = consultation
        self.store = store
        reviews, corpus = ReviewStore.beside(store), consultation.corpus
        if isinstance(consultation, Consultation):  # its verifier and its index serve the desk too
            self.desk = ReviewDesk(reviews, corpus, consultation.verifier, consultation.searcher)
        else:
            self.desk = ReviewDesk(reviews, corpus)
        self._at_work: list[Run] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="consultations", daemon=True)
        self._thread.start()

    @classmethod
    def build(cls, settings: Settings) -> Worker:
        """The worker that the settings describe, with its database open."""
        store = Store.open(settings.resolved_database_url)
        consultation = Consultation.build(settings, store)
        consultation.verifier.prepare()
        return cls(consultation, store)

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
