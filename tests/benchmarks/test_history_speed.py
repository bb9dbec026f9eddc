"""A hundred thousand stored turns: opening a conversation and searching the history stay quick."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from chat_app.answer import Audience
from chat_app.question.patient import PatientFacts
from chat_app.records.database import write
from chat_app.records.store import Store
from chat_app.records.tables import ConversationRow, TurnRow

TURNS, IN_ONE = 100_000, 10
LIMIT = 0.050
"""Seconds of processor time."""
DRUGS = (
    "belimumab",
    "voclosporin",
    "mycophenolate",
    "cyclophosphamide",
    "azathioprine",
    "tacrolimus",
    "rituximab",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    from datetime import UTC, datetime, timedelta

    folder: Path = tmp_path_factory.mktemp("history")
    opened = Store.open(f"sqlite:///{folder / 'big.sqlite3'}")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    answer = one_answer(folder)
    with write(opened.engine) as db:
        for block in range(0, TURNS // IN_ONE, 500):
            numbers = range(block, block + 500)
            db.execute(
                insert(ConversationRow),
                [
                    {
                        "id": f"{n:032x}",
                        "title": f"Question {n}",
                        "created": start,
                        "updated": start + timedelta(minutes=n),
                    }
                    for n in numbers
                ],
            )
            db.execute(
                insert(TurnRow),
                [
                    {
                        "id": f"{n * IN_ONE + k:032x}",
                        "conversation": f"{n:032x}",
                        "number": k + 1,
                        "question": f"Question {n} about {DRUGS[(n + k) % 7]} and case{n}?",
                        "audience": "specialist",
                        "patient": {},
                        "resolved": None,
                        "state": "answered",
                        "error": None,
                        "answer": answer,
                        "search_text": f"Question {n} about {DRUGS[(n + k) % 7]} and case{n}?",
                        "created": start,
                        "answered": start,
                    }
                    for n in numbers
                    for k in range(IN_ONE)
                ],
            )
    return opened


def one_answer(folder: Path) -> str:
    import asyncio

    from chat_app.consult import Consultation, Request
    from chat_app.guidelines.load import default_corpus

    request = Request("How is voclosporin monitored?")
    return asyncio.run(Consultation(default_corpus()).answer(request)).model_dump_json()


def median(work: Callable[[int], object], rounds: int = 25) -> float:
    spent = []
    for n in range(rounds):
        start = time.process_time()
        work(n)
        spent.append(time.process_time() - start)
    return sorted(spent)[rounds // 2]


@pytest.mark.parametrize("what", ["open", "list", "search rare", "search common", "begin"])
def test_history_stays_quick(store: Store, what: str) -> None:
    work: dict[str, Callable[[int], object]] = {
        "open": lambda n: store.turns(f"{n * 317:032x}"),
        "list": lambda n: store.conversations(),
        "search rare": lambda n: store.search(f"case{n * 317}"),
        "search common": lambda n: store.search("voclosporin"),
        "begin": lambda n: store.begin(f"{n:032x}", "and now?", Audience.SPECIALIST, PatientFacts()),
    }
    spent = median(work[what])
    print(f"\n{what}: {spent * 1000:.1f} ms")
    assert spent <= LIMIT
