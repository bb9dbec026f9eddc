from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chat_app.records.store import Store
from chat_app.ui.session import Session
from chat_app.ui.worker import Worker
from tests.chat_app.ui.stand_in import StandIn


@pytest.fixture
def stand_in_worker(tmp_path: Path) -> Iterator[Worker]:
    """A worker over prepared answers and a database of its own."""
    store = Store.open(f"sqlite:///{tmp_path / 'consultations.sqlite3'}")
    worker = Worker(StandIn(store), store)
    yield worker
    assert isinstance(worker.consultation, StandIn)
    worker.consultation.go.set()
    worker.close()


@pytest.fixture
def stand_in(stand_in_worker: Worker) -> StandIn:
    assert isinstance(stand_in_worker.consultation, StandIn)
    return stand_in_worker.consultation


@pytest.fixture
def reader(stand_in_worker: Worker) -> Session:
    """A reader's session with nothing on the page."""
    return Session(stand_in_worker)


def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something that another thread does; fail where it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.005)
