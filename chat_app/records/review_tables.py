"""The tables of the review desk. None refers to a conversation: what was reviewed outlives it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from chat_app.records.tables import Base, UTCDateTime


class ReviewRow(Base):
    """The review of one answer, as it stands."""

    __tablename__ = "reviews"

    answer: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(32), index=True)
    question: Mapped[str] = mapped_column(Text)
    """As resolved: it stands by itself."""
    question_key: Mapped[str] = mapped_column(String(64), index=True)
    """What makes another question the same one."""
    audience: Mapped[str] = mapped_column(String(32))
    patient: Mapped[dict[str, Any]] = mapped_column(JSON)
    given: Mapped[str] = mapped_column(Text)
    """The answer as JSON, exactly as it was given."""
    words: Mapped[str] = mapped_column(Text)
    """What the filter of the queue reads, in lower case."""
    state: Mapped[str] = mapped_column(String(16), index=True)
    holder: Mapped[str | None] = mapped_column(String(200))
    """Who has claimed it."""
    holder_credential: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was returned, or why it went back to review."""
    draft: Mapped[str | None] = mapped_column(Text)
    """The text at work, as JSON."""
    statements: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The cited statements as they stood when this was last compared with the corpus."""
    corpus: Mapped[str] = mapped_column(String(80))
    """Version of the corpus that it was last compared with."""
    revision: Mapped[int | None] = mapped_column(Integer)
    """The latest approved revision."""
    version: Mapped[int] = mapped_column(Integer)
    """Counts changes: who writes names the version that was read."""
    events: Mapped[int] = mapped_column(Integer)
    """How many events the trail holds of this answer: a trail with fewer has lost some."""
    submitted: Mapped[datetime] = mapped_column(UTCDateTime)
    updated: Mapped[datetime] = mapped_column(UTCDateTime)


class RevisionRow(Base):
    """An approved text, never changed again."""

    __tablename__ = "review_revisions"

    answer: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    """The answer as JSON."""
    reviewer: Mapped[str] = mapped_column(String(200))
    credential: Mapped[str] = mapped_column(String(200))
    approved: Mapped[datetime] = mapped_column(UTCDateTime)


class ReviewEventRow(Base):
    """One event of the audit trail. The database refuses to change or delete it."""

    __tablename__ = "review_events"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Place in the trail, from 1 without a gap."""
    answer: Mapped[str] = mapped_column(String(32), index=True)
    moment: Mapped[str] = mapped_column(String(40))
    """ISO time (UTC), as text: the hash covers what is stored."""
    actor: Mapped[str] = mapped_column(String(200))
    credential: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text)
    """JSON."""
    previous: Mapped[str] = mapped_column(String(64))
    """Hash of the event before; empty for the first."""
    hash: Mapped[str] = mapped_column(String(64))
