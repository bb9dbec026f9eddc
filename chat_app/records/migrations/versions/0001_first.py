"""Conversations, turns, progress, citations, feedback, and a full-text index over the turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("updated", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "conversation",
            sa.String(32),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("patient", sa.JSON, nullable=False),
        sa.Column("resolved", sa.Text),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("search_text", sa.Text, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("answered", MOMENT),
        sa.UniqueConstraint("conversation", "number"),
    )
    op.create_table(
        "progress",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "turn", sa.String(32), sa.ForeignKey("turns.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("section", sa.Text),
        sa.Column("sentence", sa.JSON, nullable=False),
    )
    op.create_table(
        "citations",
        sa.Column("turn", sa.String(32), sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("statement", sa.String(128), primary_key=True),
    )
    op.create_index("ix_citations_statement", "citations", ["statement"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "turn", sa.String(32), sa.ForeignKey("turns.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("created", MOMENT, nullable=False, index=True),
    )
    if op.get_bind().dialect.name == "sqlite":
        _full_text_sqlite()
    else:
        op.execute("CREATE INDEX ix_turns_search ON turns USING gin (to_tsvector('english', search_text))")


def _full_text_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE turns_search USING fts5"
        "(search_text, content='turns', content_rowid='rowid', tokenize='porter unicode61')"
    )
    op.execute(
        "CREATE TRIGGER turns_search_insert AFTER INSERT ON turns BEGIN "
        "INSERT INTO turns_search(rowid, search_text) VALUES (new.rowid, new.search_text); END"
    )
    remove = (
        "INSERT INTO turns_search(turns_search, rowid, search_text) "
        "VALUES ('delete', old.rowid, old.search_text); "
    )
    op.execute(f"CREATE TRIGGER turns_search_delete AFTER DELETE ON turns BEGIN {remove}END")
    op.execute(
        f"CREATE TRIGGER turns_search_update AFTER UPDATE OF search_text ON turns BEGIN {remove}"
        "INSERT INTO turns_search(rowid, search_text) VALUES (new.rowid, new.search_text); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE turns_search")
    for table in ("feedback", "citations", "progress", "turns", "conversations"):
        op.drop_table(table)
