"""The history: what was asked and answered, kept before it is shown, found again later."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from chat_app.answer import Answer, Audience, Sentence
from chat_app.errors import RecordError
from chat_app.question.patient import PatientFacts
from chat_app.question.same import question_key
from chat_app.records.base import NOTHING_TO_RESUME, Turn
from chat_app.records.database import open_database, said_plainly, write
from chat_app.records.tables import CitationRow, ConversationRow, FeedbackRow, ProgressRow, TurnRow

TITLE_LENGTH = 80
FEEDBACK_REASONS = ("incorrect", "outdated", "missing", "unsafe", "badly_written")


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A line of the list of conversations."""

    id: str
    title: str
    updated: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of an answer."""

    id: str
    turn: str
    helpful: bool
    reasons: tuple[str, ...]
    comment: str
    created: datetime


class Store:
    """Conversations in a database. Safe to use from several threads; obeys the `Recorder` protocol."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.engine = engine
        """The database that it keeps things in, for the stores of other services."""
        self._now = now

    @classmethod
    def open(cls, url: str) -> Store:
        """The store at a SQLAlchemy address, its tables made or migrated. Raises RecordError."""
        return cls(open_database(url))

    def close(self) -> None:
        """Give up all connections."""
        self.engine.dispose()

    # -- what the pipeline writes -------------------------------------------------------------------------

    def begin(
        self,
        conversation: str | None,
        question: str,
        audience: Audience,
        patient: PatientFacts,
        turn_id: str | None = None,
    ) -> Turn:
        """Store a question before work on it starts; see `Recorder`."""
        now = self._now()
        for _ in range(20):  # two processes may take the same number; the loser counts again
            with contextlib.suppress(IntegrityError), self._write() as db:
                return self._begin(db, conversation, question, audience, patient, turn_id, now)
        raise RecordError("The conversation is being written to by too many at once. Ask again.")

    def _begin(
        self,
        db: Connection,
        conversation: str | None,
        question: str,
        audience: Audience,
        patient: PatientFacts,
        turn_id: str | None,
        now: datetime,
    ) -> Turn:
        if conversation is None:
            conversation = uuid4().hex
            db.execute(
                insert(ConversationRow).values(
                    id=conversation, title=_title(question), created=now, updated=now
                )
            )
            number = 1
        else:
            self._must_exist(db, conversation)
            db.execute(update(ConversationRow).where(ConversationRow.id == conversation).values(updated=now))
            last = db.execute(
                select(func.max(TurnRow.number)).where(TurnRow.conversation == conversation)
            ).scalar()
            number = (last or 0) + 1
        turn = Turn(turn_id or uuid4().hex, conversation, question, audience, patient)
        db.execute(
            insert(TurnRow).values(
                id=turn.id,
                conversation=conversation,
                number=number,
                question=question,
                audience=audience.value,
                patient=patient.known(),
                state="open",
                search_text=question,
                created=now,
            )
        )
        return turn

    def reopen(self, turn_id: str) -> Turn:
        """A stored question whose work was cut off, to be worked on again; see `Recorder`."""
        with self._write() as db:
            columns = TurnRow.__table__.columns
            row = db.execute(
                select(*columns).where(TurnRow.id == turn_id, TurnRow.state != "answered")
            ).first()
            if row is None:
                raise RecordError(NOTHING_TO_RESUME)
            self._update(db, turn_id, state="open", error=None)
            db.execute(delete(ProgressRow).where(ProgressRow.turn == turn_id))
        return replace(_turn(row), error=None)

    def resolved(self, turn: Turn, question: str, patient: PatientFacts) -> Turn:
        """Store how the question was understood."""
        with self._write() as db:
            self._update(db, turn.id, resolved=question, patient=patient.known())
        return replace(turn, resolved=question, patient=patient)

    def progress(self, turn: Turn, section: str | None, sentence: Sentence) -> None:
        """Store a sentence before it is shown."""
        with self._write() as db:
            db.execute(
                insert(ProgressRow).values(
                    turn=turn.id, section=section, sentence=sentence.model_dump(mode="json")
                )
            )

    def complete(self, turn: Turn, answer: Answer) -> Turn:
        """Store the answer before it is shown as complete."""
        cited = dict.fromkeys(c for s in answer.sentences() for c in s.citations)
        bottom = " ".join(s.text for s in answer.bottom_line)
        with self._write() as db:
            self._update(
                db,
                turn.id,
                answer=answer.model_dump_json(),
                state="answered",
                error=None,
                answered=self._now(),
                question_key=question_key(answer.resolved_question),
                search_text="\n".join(filter(None, (answer.question, answer.resolved_question, bottom))),
            )
            db.execute(delete(ProgressRow).where(ProgressRow.turn == turn.id))
            db.execute(delete(CitationRow).where(CitationRow.turn == turn.id))
            if cited:
                db.execute(insert(CitationRow), [{"turn": turn.id, "statement": c} for c in cited])
        return replace(turn, answer=answer, error=None)

    def fail(self, turn: Turn, message: str) -> Turn:
        """Store that no answer could be made, and why."""
        with self._write() as db:
            db.execute(
                update(TurnRow)
                .where(TurnRow.id == turn.id, TurnRow.state != "answered")
                .values(state="failed", error=message)
            )
        return replace(turn, error=message)

    # -- what readers read ---------------------------------------------------------------------------------

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        """The turns of a conversation, oldest first. Raises RecordError for an unknown conversation."""
        with self._read() as db:
            self._must_exist(db, conversation)
            rows = db.execute(
                select(*TurnRow.__table__.columns)
                .where(TurnRow.conversation == conversation)
                .order_by(TurnRow.number)
            ).all()
        return tuple(_turn(row) for row in rows)

    def turn(self, turn_id: str) -> Turn:
        """One turn with its answer exactly as it was given. Raises RecordError for an unknown one."""
        with self._read() as db:
            row = db.execute(select(*TurnRow.__table__.columns).where(TurnRow.id == turn_id)).first()
        if row is None:
            raise RecordError("There is no answer at this address. It may have been deleted.")
        return _turn(row)

    def shown_so_far(self, turn_id: str) -> tuple[tuple[str | None, Sentence], ...]:
        """Sentences that were shown of an answer that was never completed, with their sections."""
        with self._read() as db:
            rows = db.execute(
                select(ProgressRow.section, ProgressRow.sentence)
                .where(ProgressRow.turn == turn_id)
                .order_by(ProgressRow.id)
            ).all()
        return tuple((section, Sentence.model_validate(sentence)) for section, sentence in rows)

    def conversations(self, limit: int = 50, offset: int = 0) -> tuple[ConversationSummary, ...]:
        """Conversations, the one used last first."""
        with self._read() as db:
            rows = db.execute(
                select(ConversationRow.id, ConversationRow.title, ConversationRow.updated)
                .order_by(ConversationRow.updated.desc(), ConversationRow.id)
                .limit(limit)
                .offset(offset)
            ).all()
            return self._summaries(db, [(r.id, r.title, r.updated) for r in rows])

    def search(self, words: str, limit: int = 20) -> tuple[ConversationSummary, ...]:
        """Conversations in which a question, its reading or a bottom line holds all the words; best first."""
        terms = [t for t in "".join(c if c.isalnum() else " " for c in words).split() if t]
        if not terms:
            return ()
        with self._read() as db:
            if db.dialect.name == "sqlite":
                sql = (
                    "SELECT t.conversation FROM turns_search s JOIN turns t ON t.rowid = s.rowid "
                    "WHERE turns_search MATCH :query ORDER BY s.rank LIMIT :rows"
                )
                query = " ".join(f'"{t}"' for t in terms[:-1]) + f' "{terms[-1]}"*'
            else:
                sql = (
                    "SELECT conversation FROM turns WHERE to_tsvector('english', search_text) @@ "
                    "plainto_tsquery('english', :query) ORDER BY created DESC LIMIT :rows"
                )
                query = " ".join(terms)
            found = db.execute(text(sql), {"query": query, "rows": limit * 5}).scalars()
            ids = list(dict.fromkeys(found))[:limit]
            rows = {
                row.id: (row.id, row.title, row.updated)
                for row in db.execute(
                    select(ConversationRow.id, ConversationRow.title, ConversationRow.updated).where(
                        ConversationRow.id.in_(ids)
                    )
                )
            }
            return self._summaries(db, [rows[i] for i in ids])

    def citing(self, statement_id: str) -> tuple[str, ...]:
        """Turns whose answer cites a statement."""
        with self._read() as db:
            return tuple(
                db.execute(select(CitationRow.turn).where(CitationRow.statement == statement_id)).scalars()
            )

    # -- what readers change -------------------------------------------------------------------------------

    def rename(self, conversation: str, title: str) -> None:
        """Give a conversation another title. Raises RecordError for an empty one."""
        if not title.strip():
            raise RecordError("A conversation needs a title.")
        with self._write() as db:
            self._must_exist(db, conversation)
            db.execute(
                update(ConversationRow).where(ConversationRow.id == conversation).values(title=_title(title))
            )

    def delete(self, conversation: str) -> None:
        """Delete a conversation with all its turns, answers and feedback."""
        with self._write() as db:
            self._must_exist(db, conversation)
            db.execute(delete(ConversationRow).where(ConversationRow.id == conversation))

    def add_feedback(
        self, turn_id: str, helpful: bool, reasons: tuple[str, ...] = (), comment: str = ""
    ) -> Feedback:
        """Keep what a reader said of an answer; `comment` must have its identifiers replaced.

        Raises RecordError for an unknown reason or turn.
        """
        unknown = set(reasons) - set(FEEDBACK_REASONS)
        if unknown:
            raise RecordError(f"Unknown reason: {', '.join(sorted(unknown))}.")
        feedback = Feedback(uuid4().hex, turn_id, helpful, reasons, comment, self._now())
        try:
            with self._write() as db:
                db.execute(
                    insert(FeedbackRow).values(
                        id=feedback.id,
                        turn=turn_id,
                        helpful=helpful,
                        reasons=list(reasons),
                        comment=comment,
                        created=feedback.created,
                    )
                )
        except IntegrityError:
            raise RecordError("There is no answer at this address. It may have been deleted.") from None
        return feedback

    def feedback(self, turn_id: str | None = None) -> tuple[Feedback, ...]:
        """Feedback on one answer or on all, newest first."""
        query = select(*FeedbackRow.__table__.columns).order_by(FeedbackRow.created.desc())
        if turn_id is not None:
            query = query.where(FeedbackRow.turn == turn_id)
        with self._read() as db:
            rows = db.execute(query).all()
        return tuple(Feedback(r.id, r.turn, r.helpful, tuple(r.reasons), r.comment, r.created) for r in rows)

    # -- inner ---------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _write(self) -> Iterator[Connection]:
        with said_plainly(), write(self.engine) as db:
            yield db

    @contextlib.contextmanager
    def _read(self) -> Iterator[Connection]:
        with said_plainly(), self.engine.connect() as db:
            yield db

    def _update(self, db: Connection, turn_id: str, **values: object) -> None:
        if not db.execute(update(TurnRow).where(TurnRow.id == turn_id).values(**values)).rowcount:
            raise RecordError("The conversation was deleted while its answer was being made.")

    def _must_exist(self, db: Connection, conversation: str) -> None:
        if not db.execute(select(ConversationRow.id).where(ConversationRow.id == conversation)).first():
            raise RecordError(
                f"There is no conversation {conversation!r}. It may have been deleted; begin a new one."
            )

    def _summaries(
        self, db: Connection, rows: list[tuple[str, str, datetime]]
    ) -> tuple[ConversationSummary, ...]:
        counted = select(TurnRow.conversation, func.count()).where(
            TurnRow.conversation.in_([row[0] for row in rows])
        )
        counts = {row[0]: int(row[1]) for row in db.execute(counted.group_by(TurnRow.conversation))}
        return tuple(ConversationSummary(i, title, moment, counts.get(i, 0)) for i, title, moment in rows)


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def _turn(row: Row[tuple[object, ...]]) -> Turn:
    return Turn(
        id=row.id,
        conversation=row.conversation,
        question=row.question,
        audience=Audience(row.audience),
        patient=PatientFacts.model_validate(row.patient),
        resolved=row.resolved,
        answer=Answer.model_validate_json(row.answer) if row.answer else None,
        error=row.error,
    )
