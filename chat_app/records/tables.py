"""The tables: conversations, their turns, what was shown while an answer was made, citations and feedback."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone; it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables. A change here comes with a migration in `migrations/versions/`."""


class ConversationRow(Base):
    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    updated: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class TurnRow(Base):
    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    """Place in the conversation, from 1."""
    question: Mapped[str] = mapped_column(Text)
    """As asked, identifiers replaced."""
    audience: Mapped[str] = mapped_column(String(32))
    patient: Mapped[dict[str, Any]] = mapped_column(JSON)
    resolved: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    """open | answered | failed"""
    error: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    """The answer as JSON, exactly as it was given."""
    question_key: Mapped[str | None] = mapped_column(String(64), index=True)
    """The same for the same question, however it was typed; None before it has its answer."""
    search_text: Mapped[str] = mapped_column(Text)
    """What a search of the history reads: question, resolved question, bottom line."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    answered: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ProgressRow(Base):
    """A sentence that was shown before its answer was complete. Removed when the answer is stored."""

    __tablename__ = "progress"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    section: Mapped[str | None] = mapped_column(Text)
    sentence: Mapped[dict[str, Any]] = mapped_column(JSON)


class CitationRow(Base):
    """Which answer cites which statement."""

    __tablename__ = "citations"
    __table_args__ = (Index("ix_citations_statement", "statement"),)

    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    statement: Mapped[str] = mapped_column(String(128), primary_key=True)


class FeedbackRow(Base):
    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), index=True)
    helpful: Mapped[bool] = mapped_column()
    reasons: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    """Identifiers replaced."""
    created: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


# The further tables belong to the same whole: whoever reads `Base.metadata` sees them all.
from chat_app.records import lab_tables as lab_tables  # noqa: E402
from chat_app.records import review_tables as review_tables  # noqa: E402
