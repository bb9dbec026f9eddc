"""What the lab's page works with: the runs of this process, their reports, the sets and prompts at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from chat_app.guidelines.model import Corpus
from chat_app.lab.arena import Arena
from chat_app.lab.collect import FOLDER
from chat_app.lab.desk import LabDesk
from chat_app.lab.questions import ON_BOARD, sets_in
from chat_app.lab.report import Report, report_of
from chat_app.lab.yardstick import Yardstick
from chat_app.records.lab import LabStore, StoredRun
from chat_app.settings import Settings, load_settings
from chat_app.ui.session import Session
from prompts import BUILT_IN

_KEPT = 8
"""Reports that are kept for the pages of a process."""
_desks: WeakKeyDictionary[Engine, LabDesk] = WeakKeyDictionary()
_lock = Lock()

ReportKey = tuple[str, int, int, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Bench:
    """One reader's place at the lab."""

    desk: LabDesk
    settings: Settings
    run: str | None = None
    """The run that is looked at."""
    draft: str | None = None
    """The prompt that is being edited."""
    said: str | None = None
    """What the last act did, for the reader."""
    view: str | None = None
    """The view to turn to at the next drawing."""
    _reports: dict[ReportKey, Report] = field(default_factory=dict)
    _yardstick: Yardstick | None = None

    @property
    def store(self) -> LabStore:
        return self.desk.store

    @property
    def prompt_folder(self) -> Path:
        return self.settings.prompt_folder or BUILT_IN

    @property
    def own_sets(self) -> Path:
        return self.settings.resolved_data_folder / FOLDER

    def sets(self) -> dict[str, Path]:
        """Question sets by name: those on board and one's own."""
        return sets_in(ON_BOARD, self.own_sets)

    def report(self, run: StoredRun, beside: tuple[tuple[str, str], ...] = ()) -> Report:
        """The report of a run as far as it has come; worked out once for what has come."""
        key = (run.id, run.done, run.faults, beside)
        if key not in self._reports:
            if self._yardstick is None:
                self._yardstick = Yardstick()
            while len(self._reports) >= _KEPT:
                self._reports.pop(next(iter(self._reports)))
            self._reports[key] = report_of(run.id, self.store, self._yardstick, beside)
        return self._reports[key]


def bench_of(session: Session, state: dict[str, object]) -> Bench:
    """The reader's place, made where there is none."""
    found = state.get("lab-bench")
    if not isinstance(found, Bench):
        settings = load_settings()
        store, corpus = session.worker.store, session.worker.consultation.corpus
        found = state["lab-bench"] = Bench(_desk(store.engine, corpus, settings), settings)
    return found


def _desk(engine: Engine, corpus: Corpus, settings: Settings) -> LabDesk:
    """The desk of this process on a database: a run goes on whichever page looks at it."""
    with _lock:
        if engine not in _desks:
            _desks[engine] = LabDesk(
                LabStore(engine), lambda: Arena.build(settings, corpus), settings.lab_concurrency
            )
        return _desks[engine]
