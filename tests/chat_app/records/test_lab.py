"""Runs and promotions on both databases: a result is kept once, a promotion for good."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from chat_app.errors import RecordError
from chat_app.records.lab import TAKEN_OVER, LabStore

KEY = ("contestant", "question", 1)


@pytest.fixture
def lab(database_url: str) -> Iterator[LabStore]:
    opened = LabStore.open(database_url)
    yield opened
    opened.close()


def test_a_result_is_kept_once_and_only_a_fault_makes_room(lab: LabStore) -> None:
    run = lab.begin("Title", {"a": 1}, 2)
    holder = lab.hold(run)
    assert lab.keep(run, holder, KEY, None, "The server failed.")
    assert lab.run(run).faults == 1
    assert lab.keep(run, holder, KEY, None, None), "another attempt takes the place of the fault"
    assert not lab.keep(run, holder, KEY, None, "A late fault."), "what is there stays"
    (result,) = lab.results(run)
    assert (result.key, result.fault, result.attempts) == (KEY, None, 2)
    stored = lab.run(run)
    assert (stored.done, stored.faults, stored.planned, stored.plan) == (1, 0, 2, {"a": 1})
    assert lab.keys(run, faults=True) == {KEY}


def test_only_who_holds_a_run_adds_to_it(lab: LabStore) -> None:
    run = lab.begin("Title", {}, 1)
    first = lab.hold(run)
    second = lab.hold(run)
    with pytest.raises(RecordError, match=TAKEN_OVER):
        lab.keep(run, first, KEY, None, None)
    assert lab.keep(run, second, KEY, None, None)
    lab.delete(run)
    with pytest.raises(RecordError):
        lab.keep(run, second, ("contestant", "another", 1), None, None)
    with pytest.raises(RecordError, match="no run"):
        lab.hold(run)


def test_many_at_once_keep_every_result_once(lab: LabStore) -> None:
    run = lab.begin("Title", {}, 40)
    holder = lab.hold(run)
    kept: list[bool] = []

    def work() -> None:
        kept.extend(lab.keep(run, holder, ("c", f"q{n}", 1), None, None) for n in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.count(True) == 10
    assert len(lab.results(run)) == 10


def test_a_run_is_found_by_the_beginning_of_its_id(lab: LabStore) -> None:
    run = lab.begin("One", {}, 1)
    other = lab.begin("Two", {}, 1)
    assert lab.run(run[:10]).title == "One"
    assert [r.id for r in lab.runs()] == [other, run]
    for wrong in ("", "%", "nothing", "_" * 32):
        with pytest.raises(RecordError):
            lab.run(wrong)


def test_a_promotion_is_on_record_only_where_it_was_carried_out(lab: LabStore) -> None:
    def promote(act: object, prompt: str = "answer@2") -> None:
        lab.promote(
            prompt, before="answer@1", hash_="sha256:x", reason="Better.", who="A. B.", run=None, act=act
        )  # type: ignore[arg-type]

    def fails() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        promote(fails)
    assert lab.promotions() == ()
    promote(lambda: None)
    promote(lambda: None, "answer@3")
    assert [(p.number, p.prompt, p.who) for p in lab.promotions()] == [
        (2, "answer@3", "A. B."),
        (1, "answer@2", "A. B."),
    ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE prompt_promotions SET reason = 'another'",
        "DELETE FROM prompt_promotions",
        "INSERT INTO prompt_promotions SELECT 7, prompt, before, hash, reason, who, run, created "
        "FROM prompt_promotions",
    ],
)
def test_the_database_refuses_to_change_a_promotion(lab: LabStore, change: str) -> None:
    lab.promote(
        "answer@2", before=None, hash_="sha256:x", reason="Better.", who="A", run=None, act=lambda: None
    )
    if change.startswith("INSERT") and lab._engine.dialect.name != "sqlite":
        pytest.skip("a gap in the numbers harms nothing where rows cannot be replaced")
    with pytest.raises(Exception, match="can only be added to"), lab._engine.begin() as db:
        db.execute(text(change))
    assert lab.promotions()[0].reason == "Better."
