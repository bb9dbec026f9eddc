"""Reviews in the database: every change is a compare-and-set with an event in the audit trail, or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from chat_app.answer import Answer, Audience
from chat_app.question.patient import PatientFacts
from chat_app.records import trail
from chat_app.records.database import said_plainly, write
from chat_app.records.review_tables import ReviewRow, RevisionRow
from chat_app.records.store import Store
from chat_app.records.tables import FeedbackRow, TurnRow
from chat_app.records.trail import Act, Event, TrailReport


@dataclass(frozen=True, slots=True)
class Entry:
    """A review as a list shows it."""

    answer: str
    conversation: str
    question: str
    question_key: str
    audience: Audience
    state: str
    holder: str | None
    holder_credential: str
    reason: str | None
    revision: int | None
    """The latest approved revision, where there is one."""
    version: int
    submitted: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Review(Entry):
    """A review with everything that it holds."""

    patient: PatientFacts
    given: Answer
    """The answer exactly as it was given."""
    draft: str | None
    """The text at work, as JSON."""
    statements: dict[str, Any]
    """The cited statements as they stood when they were last compared with the corpus."""
    corpus: str
    """Version of the corpus that they were last compared with."""


@dataclass(frozen=True, slots=True)
class Revision:
    """An approved text and who stands behind it."""

    answer: str
    number: int
    document: Answer
    reviewer: str
    credential: str
    approved: datetime


_LISTED = tuple(getattr(ReviewRow, name) for name in Entry.__slots__)


class ReviewStore:
    """Reviews beside the consultations of a store. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self.now = now

    @classmethod
    def beside(cls, store: Store) -> ReviewStore:
        """The reviews in the database of a store."""
        return cls(store.engine)

    # -- changes -------------------------------------------------------------------------------------------

    def add(self, act: Act, answer: str, **values: Any) -> bool:
        """A new review; False where the answer has one."""
        now = self.now()
        row = {"version": 1, "events": 1, "submitted": now, "updated": now, **values}
        with contextlib.suppress(IntegrityError), self._write() as db:
            db.execute(insert(ReviewRow).values(answer=answer, **row))
            trail.append(db, answer, act, now)
            return True
        return False

    def change(self, review: Entry, act: Act, *, approved: Revision | None = None, **values: Any) -> bool:
        """Change a review as it was read; False where somebody has changed it since.

        `approved` is kept as its next revision, in the same step.
        """
        now = self.now()
        with self._write() as db:
            done = db.execute(
                update(ReviewRow)
                .where(ReviewRow.answer == review.answer, ReviewRow.version == review.version)
                .values(version=review.version + 1, events=ReviewRow.events + 1, updated=now, **values)
            )
            if not done.rowcount:
                return False
            if approved:
                db.execute(
                    insert(RevisionRow).values(
                        answer=approved.answer,
                        number=approved.number,
                        document=approved.document.model_dump_json(),
                        reviewer=approved.reviewer,
                        credential=approved.credential,
                        approved=approved.approved,
                    )
                )
            trail.append(db, review.answer, act, now)
        return True

    def note(self, answer: str, act: Act) -> None:
        """Put something on record that changes nothing else."""
        with self._write() as db:
            db.execute(
                update(ReviewRow).where(ReviewRow.answer == answer).values(events=ReviewRow.events + 1)
            )
            trail.append(db, answer, act, self.now())

    def compared(self, answer: str, corpus: str) -> None:
        """Remember that the cited statements are the same in this version of the corpus."""
        with self._write() as db:
            db.execute(update(ReviewRow).where(ReviewRow.answer == answer).values(corpus=corpus))

    # -- reading -------------------------------------------------------------------------------------------

    def get(self, answer: str) -> Review | None:
        """The review of an answer, where it has one."""
        return next(iter(self._reviews(select(*_ALL).where(ReviewRow.answer == answer))), None)

    def entry(self, answer: str) -> Entry | None:
        """The same as a list shows it: cheaper."""
        return next(iter(self._entries(select(*_LISTED).where(ReviewRow.answer == answer))), None)

    def behind(self, corpus: str, states: tuple[str, ...]) -> tuple[Review, ...]:
        """Reviews in these states that were last compared with another version of the corpus."""
        return self._reviews(select(*_ALL).where(ReviewRow.state.in_(states), ReviewRow.corpus != corpus))

    def in_state(self, state: str, question_key: str, audience: Audience) -> tuple[Review, ...]:
        """Reviews of the same question for the same kind of reader, the latest first."""
        return self._reviews(
            select(*_ALL)
            .where(
                ReviewRow.question_key == question_key,
                ReviewRow.state == state,
                ReviewRow.audience == audience.value,
            )
            .order_by(ReviewRow.updated.desc())
        )

    def entries(self, words: tuple[str, ...] = ()) -> tuple[Entry, ...]:
        """Reviews that hold all these words, the oldest first."""
        query = select(*_LISTED).order_by(ReviewRow.submitted, ReviewRow.answer)
        for word in words:
            query = query.where(ReviewRow.words.contains(word.casefold(), autoescape=True))
        return self._entries(query)

    def asked(self) -> dict[str, int]:
        """How often each question under review was asked, by its key."""
        keys = select(ReviewRow.question_key)
        query = select(TurnRow.question_key, func.count()).where(TurnRow.question_key.in_(keys))
        with self._read() as db:
            return {str(key): int(n) for key, n in db.execute(query.group_by(TurnRow.question_key))}

    def complaints(self) -> dict[str, frozenset[str]]:
        """What readers found wrong with answers under review, by answer."""
        query = select(FeedbackRow.turn, FeedbackRow.reasons).where(
            FeedbackRow.turn.in_(select(ReviewRow.answer)), FeedbackRow.helpful.is_(False)
        )
        found: dict[str, frozenset[str]] = {}
        with self._read() as db:
            for turn, reasons in db.execute(query):
                found[turn] = found.get(turn, frozenset()) | frozenset(reasons)
        return found

    def called_unsafe(self, limit: int = 50) -> tuple[tuple[str, str], ...]:
        """Answers that a reader called unsafe and nobody submitted: id and question, the latest first."""
        query = (
            select(TurnRow.id, TurnRow.resolved, TurnRow.question, FeedbackRow.reasons)
            .join(FeedbackRow, FeedbackRow.turn == TurnRow.id)
            .where(FeedbackRow.helpful.is_(False), TurnRow.id.not_in(select(ReviewRow.answer)))
            .order_by(FeedbackRow.created.desc())
        )
        with self._read() as db:
            rows = [r for r in db.execute(query) if "unsafe" in r.reasons]
        return tuple({r.id: (str(r.id), str(r.resolved or r.question)) for r in rows}.values())[:limit]

    def kept(self, conversations: tuple[str, ...]) -> dict[str, int]:
        """How many answers of each conversation the review desk holds."""
        query = select(ReviewRow.conversation, func.count()).where(ReviewRow.conversation.in_(conversations))
        with self._read() as db:
            return {c: int(count) for c, count in db.execute(query.group_by(ReviewRow.conversation))}

    def revision(self, answer: str, number: int) -> Revision | None:
        """One approved text."""
        query = select(*RevisionRow.__table__.columns).where(
            RevisionRow.answer == answer, RevisionRow.number == number
        )
        with self._read() as db:
            row = db.execute(query).first()
        if row is None:
            return None
        document = Answer.model_validate_json(row.document)
        return Revision(row.answer, row.number, document, row.reviewer, row.credential, row.approved)

    def events(self, answer: str | None = None) -> tuple[Event, ...]:
        """The audit trail of one answer, or of all, oldest first."""
        with self._read() as db:
            return trail.events_of(db, answer)

    def check_trail(self, expected: str | None = None) -> TrailReport:
        """Whether the audit trail holds; see `trail.check`."""
        with self._read() as db:
            return trail.check(db, expected)

    # -- inner ---------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _write(self) -> Iterator[Connection]:
        with said_plainly(), write(self._engine) as db:
            yield db

    @contextlib.contextmanager
    def _read(self) -> Iterator[Connection]:
        with said_plainly(), self._engine.connect() as db:
            yield db

    def _entries(self, query: Select[Any]) -> tuple[Entry, ...]:
        with self._read() as db:
            return tuple(Entry(**_listed(row)) for row in db.execute(query))

    def _reviews(self, query: Select[Any]) -> tuple[Review, ...]:
        with self._read() as db:
            return tuple(_review(row) for row in db.execute(query))


_ALL = (
    *_LISTED,
    ReviewRow.patient,
    ReviewRow.given,
    ReviewRow.draft,
    ReviewRow.statements,
    ReviewRow.corpus,
)


def _listed(row: Row[Any]) -> Mapping[str, Any]:
    values = {name: getattr(row, name) for name in Entry.__slots__}
    return values | {
        "audience": Audience(row.audience),
        "holder_credential": row.holder_credential or "",
    }


def _review(row: Row[Any]) -> Review:
    return Review(
        **_listed(row),
        patient=PatientFacts.model_validate(row.patient),
        given=Answer.model_validate_json(row.given),
        draft=row.draft,
        statements=dict(row.statements),
        corpus=row.corpus,
    )
