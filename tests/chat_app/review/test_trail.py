"""The audit trail cannot be altered through the database, and shows where somebody went around it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chat_app.records.base import Turn
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from tests.chat_app.review.conftest import ONE


@pytest.fixture
def answer(desk: ReviewDesk, turn: Turn) -> str:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    desk.approve(turn.id, ONE, desk.review(turn.id).version)
    return turn.id


@pytest.mark.parametrize("table", ["review_events", "review_revisions"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {table} SET number = number",
        "UPDATE {table} SET answer = 'x' WHERE number = 1",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE number = 1",
    ],
)
def test_the_database_refuses_to_change_or_delete(store: Store, answer: str, table: str, sql: str) -> None:
    with pytest.raises(SQLAlchemyError, match="can only be added to"), store.engine.begin() as db:
        db.execute(text(sql.format(table=table)))


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT OR REPLACE INTO review_events SELECT 1, answer, moment, 'Somebody Else', credential, action, "
        "detail, previous, hash FROM review_events WHERE number = 1",
        "REPLACE INTO review_revisions SELECT answer, number, '{}', reviewer, credential, approved "
        "FROM review_revisions",
        "INSERT INTO review_events SELECT * FROM review_events WHERE number = 1 "
        "ON CONFLICT (number) DO UPDATE SET actor = 'Somebody Else'",
    ],
)
def test_sqlite_refuses_to_replace(store: Store, answer: str, sql: str) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("the statement is SQLite's own")
    with pytest.raises(SQLAlchemyError, match="can only be added to"), store.engine.begin() as db:
        db.execute(text(sql))


def test_postgresql_refuses_to_empty_the_table(store: Store, answer: str) -> None:
    if store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(SQLAlchemyError, match="can only be added to"), store.engine.begin() as db:
        db.execute(text("TRUNCATE review_events"))


def around_the_triggers(store: Store, sql: str) -> None:
    """What somebody with the database's own tools could do."""
    with store.engine.begin() as db:
        if db.dialect.name == "sqlite":
            db.execute(text("DROP TRIGGER review_events_no_update"))
            db.execute(text("DROP TRIGGER review_events_no_delete"))
        else:
            db.execute(text("ALTER TABLE review_events DISABLE TRIGGER ALL"))
        db.execute(text(sql))


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE review_events SET actor = 'Somebody Else' WHERE number = 2", "Event 2 was changed"),
        ("UPDATE review_events SET detail = '{}' WHERE number = 3", "Event 3 was changed"),
        ("DELETE FROM review_events WHERE number = 2", "Event 2 is missing"),
        ("DELETE FROM review_events WHERE number = 3", "3 events were recorded, 2 are there"),
        ("DELETE FROM review_events", "3 events were recorded, 0 are there"),
        ("DELETE FROM reviews", "1 reviews that the trail speaks of are gone"),
    ],
)
def test_tampering_is_evident(desk: ReviewDesk, store: Store, answer: str, sql: str, fault: str) -> None:
    assert desk.store.check_trail().faults == ()
    around_the_triggers(store, sql)
    assert any(fault in f for f in desk.store.check_trail().faults)


def test_a_noted_hash_proves_that_the_trail_was_not_written_anew(
    desk: ReviewDesk, store: Store, answer: str
) -> None:
    noted = desk.store.check_trail().head
    desk.comment(answer, ONE, "A word.")
    assert desk.store.check_trail(noted).faults == ()
    assert "expected hash" in desk.store.check_trail("0" * 64).faults[0]
