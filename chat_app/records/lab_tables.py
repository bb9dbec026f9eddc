"""The tables of the prompt lab: runs, their results, and which prompt was made active, by whom and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from chat_app.records.tables import Base, UTCDateTime


class LabRunRow(Base):
    """One run: what was to be asked of whom. It never changes; what came of it stands in the results."""

    __tablename__ = "lab_runs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Contestants with the text of their prompts, and the questions, as they were when it began."""
    planned: Mapped[int] = mapped_column(Integer)
    """Results that it will have in the end."""
    holder: Mapped[str | None] = mapped_column(String(32))
    """Who works on it, or last did: only this one may add results."""
    created: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class LabResultRow(Base):
    """What came of one question asked of one contestant; stored at once, never twice."""

    __tablename__ = "lab_results"

    run: Mapped[str] = mapped_column(ForeignKey("lab_runs.id", ondelete="CASCADE"), primary_key=True)
    contestant: Mapped[str] = mapped_column(String(32), primary_key=True)
    question: Mapped[str] = mapped_column(String(120), primary_key=True)
    repeat: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Which time it was asked, from 1."""
    answer: Mapped[str | None] = mapped_column(Text)
    """The answer as JSON; with a fault, what there was of one."""
    fault: Mapped[str | None] = mapped_column(Text)
    """Why the writer did not come to its end."""
    attempts: Mapped[int] = mapped_column(Integer)
    created: Mapped[datetime] = mapped_column(UTCDateTime)


class PromotionRow(Base):
    """A prompt version that was made active. The database refuses to change or delete it."""

    __tablename__ = "prompt_promotions"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Place in the list, from 1 without a gap."""
    prompt: Mapped[str] = mapped_column(String(80))
    """`name@version`."""
    before: Mapped[str | None] = mapped_column(String(80))
    """The version that was active until then."""
    hash: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(200))
    run: Mapped[str | None] = mapped_column(String(32))
    """The run that it rests on, where one was named."""
    created: Mapped[datetime] = mapped_column(UTCDateTime)
