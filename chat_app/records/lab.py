"""Runs of the prompt lab in the database: each result kept at once, and never twice."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from chat_app.answer import Answer
from chat_app.errors import RecordError
from chat_app.records.database import open_database, said_plainly, write
from chat_app.records.lab_tables import LabResultRow, LabRunRow, PromotionRow

Key = tuple[str, str, int]
"""Contestant, question, and which time it was asked."""
TAKEN_OVER = "Another process works on this run now; this one has stopped."


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it was planned, and how far it has come."""

    id: str
    title: str
    plan: dict[str, Any]
    planned: int
    done: int
    """Results that are there, faults among them."""
    faults: int
    created: datetime


@dataclass(frozen=True, slots=True)
class StoredResult:
    """What came of one question asked of one contestant."""

    contestant: str
    question: str
    repeat: int
    answer: Answer | None
    fault: str | None
    attempts: int
    created: datetime

    @property
    def key(self) -> Key:
        return self.contestant, self.question, self.repeat


@dataclass(frozen=True, slots=True)
class Promotion:
    """A prompt version that was made active."""

    number: int
    prompt: str
    before: str | None
    hash: str
    reason: str
    who: str
    run: str | None
    created: datetime


class LabStore:
    """Runs, results and promotions. Safe to use from several threads and processes at once."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._now = now

    @classmethod
    def open(cls, url: str) -> LabStore:
        """The store at a SQLAlchemy address. Raises RecordError."""
        return cls(open_database(url))

    def close(self) -> None:
        """Give up all connections."""
        self._engine.dispose()

    # -- runs -----------------------------------------------------------------------------------------------

    def begin(self, title: str, plan: dict[str, Any], planned: int) -> str:
        """Keep the plan of a new run; its id."""
        run = uuid4().hex
        with self._write() as db:
            db.execute(
                insert(LabRunRow).values(id=run, title=title, plan=plan, planned=planned, created=self._now())
            )
        return run

    def run(self, run: str) -> StoredRun:
        """One run; the beginning of its id will do where no other begins so. Raises RecordError."""
        found = self._runs(LabRunRow.id.startswith(run, autoescape=True), 2) if run else ()
        if len(found) == 1 or (found and found[0].id == run):
            return found[0]
        if found:
            raise RecordError(f"More than one run of the lab begins with {run!r}: give more of its id.")
        raise RecordError(f"There is no run {run!r} in the lab. It may have been deleted.")

    def runs(self, limit: int = 50) -> tuple[StoredRun, ...]:
        """Runs, the latest first."""
        return self._runs(None, limit)

    def delete(self, run: str) -> None:
        """Delete a run with its results."""
        with self._write() as db:
            db.execute(delete(LabRunRow).where(LabRunRow.id == run))

    def hold(self, run: str) -> str:
        """Take a run over to work on it; whoever worked on it before can add nothing from now on."""
        holder = uuid4().hex
        with self._write() as db:
            if not db.execute(update(LabRunRow).where(LabRunRow.id == run).values(holder=holder)).rowcount:
                raise RecordError(f"There is no run {run!r} in the lab. It may have been deleted.")
        return holder

    # -- results --------------------------------------------------------------------------------------------

    def keep(self, run: str, holder: str, key: Key, answer: Answer | None, fault: str | None) -> bool:
        """Keep one result; False where one without a fault is there already.

        A fault makes room for the result of another attempt. Raises RecordError where another process holds
        the run now, or it was deleted.
        """
        contestant, question, repeat = key
        place = (
            (LabResultRow.run == run)
            & (LabResultRow.contestant == contestant)
            & (LabResultRow.question == question)
            & (LabResultRow.repeat == repeat)
        )
        values = {
            "answer": answer.model_dump_json() if answer else None,
            "fault": fault,
            "created": self._now(),
        }
        with self._write() as db:
            # Locked until the result is there: nobody takes the run over in between.
            found = db.execute(select(LabRunRow.holder).where(LabRunRow.id == run).with_for_update()).first()
            if found is None or found.holder != holder:
                raise RecordError(TAKEN_OVER)
            before = db.execute(select(LabResultRow.fault, LabResultRow.attempts).where(place)).first()
            if before is None:
                db.execute(
                    insert(LabResultRow).values(
                        run=run, contestant=contestant, question=question, repeat=repeat, attempts=1, **values
                    )
                )
                return True
            if before.fault is None:
                return False
            db.execute(update(LabResultRow).where(place).values(attempts=before.attempts + 1, **values))
            return True

    def keys(self, run: str, *, faults: bool) -> frozenset[Key]:
        """Which results are there; `faults`: whether those that are faults count."""
        query = select(LabResultRow.contestant, LabResultRow.question, LabResultRow.repeat).where(
            LabResultRow.run == run
        )
        if not faults:
            query = query.where(LabResultRow.fault.is_(None))
        with self._read() as db:
            return frozenset((r.contestant, r.question, r.repeat) for r in db.execute(query))

    def results(self, run: str, question: str | None = None) -> tuple[StoredResult, ...]:
        """The results of a run, or those of one question, by contestant, question and repeat."""
        query = select(*LabResultRow.__table__.columns).where(LabResultRow.run == run)
        if question is not None:
            query = query.where(LabResultRow.question == question)
        with self._read() as db:
            rows = db.execute(
                query.order_by(LabResultRow.contestant, LabResultRow.question, LabResultRow.repeat)
            ).all()
        return tuple(
            StoredResult(
                r.contestant,
                r.question,
                r.repeat,
                Answer.model_validate_json(r.answer) if r.answer else None,
                r.fault,
                r.attempts,
                r.created,
            )
            for r in rows
        )

    # -- promotions -----------------------------------------------------------------------------------------

    def promote(
        self,
        prompt: str,
        *,
        before: str | None,
        hash_: str,
        reason: str,
        who: str,
        run: str | None,
        act: Callable[[], object],
    ) -> Promotion:
        """Put a promotion on record and carry it out: where `act` fails, nothing is on record."""
        with self._write() as db:
            if db.dialect.name != "sqlite":  # SQLite lets one write at a time anyway
                db.exec_driver_sql("LOCK TABLE prompt_promotions IN EXCLUSIVE MODE")
            number = (db.execute(select(func.max(PromotionRow.number))).scalar() or 0) + 1
            kept = Promotion(number, prompt, before, hash_, reason, who, run, self._now())
            db.execute(
                insert(PromotionRow).values(
                    number=number,
                    prompt=prompt,
                    before=before,
                    hash=hash_,
                    reason=reason,
                    who=who,
                    run=run,
                    created=kept.created,
                )
            )
            act()
        return kept

    def promotions(self) -> tuple[Promotion, ...]:
        """Every promotion, the latest first."""
        with self._read() as db:
            rows = db.execute(
                select(*PromotionRow.__table__.columns).order_by(PromotionRow.number.desc())
            ).all()
        return tuple(
            Promotion(r.number, r.prompt, r.before, r.hash, r.reason, r.who, r.run, r.created) for r in rows
        )

    # -- inner ----------------------------------------------------------------------------------------------

    def _runs(self, where: Any, limit: int) -> tuple[StoredRun, ...]:
        counts = (
            select(
                LabResultRow.run,
                func.count().label("done"),
                func.count(LabResultRow.fault).label("faults"),
            )
            .group_by(LabResultRow.run)
            .subquery()
        )
        query = (
            select(*LabRunRow.__table__.columns, counts.c.done, counts.c.faults)
            .outerjoin(counts, counts.c.run == LabRunRow.id)
            .order_by(LabRunRow.created.desc(), LabRunRow.id)
            .limit(limit)
        )
        if where is not None:
            query = query.where(where)
        with self._read() as db:
            rows = db.execute(query).all()
        return tuple(
            StoredRun(r.id, r.title, r.plan, r.planned, r.done or 0, r.faults or 0, r.created) for r in rows
        )

    @contextlib.contextmanager
    def _write(self) -> Iterator[Connection]:
        with _one_at_a_time(), write(self._engine) as db:
            yield db

    @contextlib.contextmanager
    def _read(self) -> Iterator[Connection]:
        with said_plainly(), self._engine.connect() as db:
            yield db


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    try:
        with said_plainly():
            yield
    except IntegrityError as error:
        raise RecordError(
            "The lab's records were changed by another process meanwhile. Try again."
        ) from error
