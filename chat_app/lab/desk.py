"""Runs at work in this process, apart from any page: started, watched, stopped."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Literal

from chat_app.errors import LNConsultError
from chat_app.lab.arena import Arena
from chat_app.lab.run import Progress, carry_out
from chat_app.records.lab import LabStore

log = logging.getLogger(__name__)

State = Literal["working", "finished", "stopped", "failed"]
_BROKEN = "Something in the program failed. What was answered is kept; go on with the run."


class Job:
    """One run at work, in a thread of its own. Read by any number of pages."""

    def __init__(self, run: str, planned: int, done: int, faults: int) -> None:
        self.run = run
        self.message = ""
        """Why it failed, for the reader."""
        self._progress = Progress(done, planned, faults)
        self._state: State = "working"
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Progress] | None = None
        self._stop_wished = False
        self._lock = threading.Lock()
        self._ended = threading.Event()

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return self._progress

    @property
    def state(self) -> State:
        return self._state

    def stop(self) -> None:
        """Cancel it. What was answered is kept; questions under way are asked again when it goes on."""
        with self._lock:
            self._stop_wished = True
            if self._loop and self._task:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def wait(self, seconds: float) -> bool:
        """Wait for its end, at most so many seconds. True where it has come."""
        return self._ended.wait(seconds)

    def work(self, store: LabStore, arena: Callable[[], Arena], at_once: int, again: bool) -> None:
        """Carry the run out; the body of its thread."""
        state: State = "failed"
        try:
            asyncio.run(self._work(store, arena(), at_once, again))
            state = "finished"
        except asyncio.CancelledError:
            state = "stopped"
        except LNConsultError as error:
            self.message = str(error)
        except Exception:
            log.exception("A run of the prompt lab broke.")
            self.message = _BROKEN
        finally:
            self._state = state
            self._ended.set()

    async def _work(self, store: LabStore, arena: Arena, at_once: int, again: bool) -> None:
        with self._lock:
            if self._stop_wished:
                raise asyncio.CancelledError
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(
                carry_out(self.run, store, arena, at_once=at_once, again=again, on_progress=self._take)
            )
        try:
            await self._task
        finally:
            with self._lock:
                self._task = None

    def _take(self, progress: Progress) -> None:
        self._progress = progress


class LabDesk:
    """The runs of one process on one store."""

    def __init__(self, store: LabStore, arena: Callable[[], Arena], at_once: int) -> None:
        """`arena`: makes one for each run, in the run's own thread."""
        self.store = store
        self._arena = arena
        self._at_once = at_once
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(self, run: str, *, again: bool = False) -> Job:
        """Work on a run from where it stands; the job at work on it, where there is one already.

        Raises RecordError for a run that is not there.
        """
        stored = self.store.run(run)
        with self._lock:
            job = self._jobs.get(stored.id)
            if job and job.state == "working":
                return job
            done = stored.done - (stored.faults if again else 0)
            job = Job(stored.id, stored.planned, done, 0 if again else stored.faults)
            self._jobs[stored.id] = job
        thread = threading.Thread(
            target=job.work,
            args=(self.store, self._arena, self._at_once, again),
            name=f"lab {stored.id[:8]}",
            daemon=True,
        )
        thread.start()
        return job

    def job(self, run: str) -> Job | None:
        """What works or last worked on a run in this process."""
        return self._jobs.get(run)

    def at_work(self) -> tuple[Job, ...]:
        """Jobs that are not at their end."""
        return tuple(job for job in list(self._jobs.values()) if job.state == "working")
