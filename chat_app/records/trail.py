"""The audit trail of reviews: events that are only ever added, each chained by its hash to the one before.

The database refuses to change or delete an event (triggers of migration 0002). Whoever goes around the
database breaks the chain, and `check` says where.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.engine import Row

from chat_app.records.review_tables import ReviewEventRow, ReviewRow

_LOCK = 20_240_106
"""Key of the PostgreSQL advisory lock under which the next number is taken."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody, or the program, did to a review."""

    number: int
    answer: str
    moment: str
    """ISO time (UTC)."""
    actor: str
    credential: str
    action: str
    detail: dict[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be put on record: who did what, and its detail as JSON values."""

    actor: str
    credential: str
    action: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TrailReport:
    """Whether the trail holds."""

    events: int
    head: str
    """Hash of the last event; kept elsewhere, it proves later that nothing before it was changed."""
    faults: tuple[str, ...]


def append(db: Connection, answer: str, act: Act, moment: datetime) -> None:
    """Add an event. To be called within a transaction that writes."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    events = ReviewEventRow.__table__
    last = db.execute(
        select(events.c.number, events.c.hash).order_by(events.c.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.hash) if last else (1, "")
    detail = json.dumps(act.detail, ensure_ascii=False, sort_keys=True)
    values = {
        "number": number,
        "answer": answer,
        "moment": moment.isoformat(timespec="milliseconds"),
        "actor": act.actor,
        "credential": act.credential,
        "action": act.action,
        "detail": detail,
        "previous": previous,
    }
    db.execute(insert(ReviewEventRow).values(**values, hash=_hash(values)))


def events_of(db: Connection, answer: str | None = None) -> tuple[Event, ...]:
    """The events of one answer, or all, oldest first."""
    query = select(*ReviewEventRow.__table__.columns).order_by(ReviewEventRow.number)
    if answer is not None:
        query = query.where(ReviewEventRow.answer == answer)
    return tuple(_event(row) for row in db.execute(query))


def check(db: Connection, expected: str | None = None) -> TrailReport:
    """Whether numbers run without a gap, every hash fits, and no review has fewer events than it counts.

    `expected`: the hash of an event that was noted earlier; it must still be in the trail.
    """
    faults: list[str] = []
    counts: dict[str, int] = {}
    number, previous, seen = 0, "", expected is None
    columns = ReviewEventRow.__table__.columns
    for row in db.execute(select(*columns).order_by(ReviewEventRow.number)):
        if row.number != number + 1:
            faults.append(f"Event {number + 1} is missing.")
        if row.previous != previous:
            faults.append(f"Event {row.number} does not follow from the event before it.")
        if row.hash != _hash(row._asdict()):
            faults.append(f"Event {row.number} was changed after it was written.")
        number, previous, seen = row.number, row.hash, seen or row.hash == expected
        counts[row.answer] = counts.get(row.answer, 0) + 1
    faults += _uncounted(db, counts)
    if not seen:
        faults.append("The expected hash is not in the trail: events were removed or written anew.")
    return TrailReport(number, previous, tuple(faults))


def _uncounted(db: Connection, counts: Mapping[str, int]) -> Iterator[str]:
    for answer, events in db.execute(select(ReviewRow.answer, ReviewRow.events).order_by(ReviewRow.answer)):
        if counts.get(answer, 0) != events:
            yield f"Answer {answer}: {events} events were recorded, {counts.get(answer, 0)} are there."
    known = db.execute(select(func.count()).select_from(ReviewRow)).scalar() or 0
    if len(counts) > known:
        yield f"{len(counts) - known} reviews that the trail speaks of are gone."


def _hash(values: Mapping[str, Any]) -> str:
    names = ("number", "answer", "moment", "actor", "credential", "action", "detail", "previous")
    content = json.dumps([values[name] for name in names], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def _event(row: Row[tuple[Any, ...]]) -> Event:
    return Event(
        row.number,
        row.answer,
        row.moment,
        row.actor,
        row.credential,
        row.action,
        json.loads(row.detail),
        row.previous,
        row.hash,
    )
