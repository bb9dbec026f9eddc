"""Reviews with their own snapshot of the answer, approved revisions, and an audit trail that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
APPEND_ONLY = ("review_revisions", "review_events")


def upgrade() -> None:
    # No foreign key leads to a turn: a review outlives the consultation that its answer came from.
    op.create_table(
        "reviews",
        sa.Column("answer", sa.String(32), primary_key=True),
        sa.Column("conversation", sa.String(32), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("question_key", sa.String(64), nullable=False, index=True),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("patient", sa.JSON, nullable=False),
        sa.Column("given", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("holder", sa.String(200)),
        sa.Column("holder_credential", sa.String(200)),
        sa.Column("reason", sa.Text),
        sa.Column("draft", sa.Text),
        sa.Column("statements", sa.JSON, nullable=False),
        sa.Column("corpus", sa.String(80), nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("submitted", MOMENT, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
    )
    op.create_table(
        "review_revisions",
        sa.Column("answer", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("reviewer", sa.String(200), nullable=False),
        sa.Column("credential", sa.String(200), nullable=False),
        sa.Column("approved", MOMENT, nullable=False),
    )
    op.create_table(
        "review_events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("answer", sa.String(32), nullable=False, index=True),
        sa.Column("moment", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("credential", sa.String(200), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.add_column("turns", sa.Column("question_key", sa.String(64)))
    op.create_index("ix_turns_question_key", "turns", ["question_key"])
    if op.get_bind().dialect.name == "sqlite":
        _protect_sqlite()
    else:
        _protect_postgresql()


def _protect_sqlite() -> None:
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{table} can only be added to'); END"
            )
    # INSERT OR REPLACE would remove a row without asking the trigger above.
    op.execute(
        "CREATE TRIGGER review_events_in_order BEFORE INSERT ON review_events "
        "WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM review_events) BEGIN "
        "SELECT RAISE(ABORT, 'review_events can only be added to'); END"
    )
    op.execute(
        "CREATE TRIGGER review_revisions_in_order BEFORE INSERT ON review_revisions WHEN NEW.number <> "
        "(SELECT coalesce(max(number), 0) + 1 FROM review_revisions WHERE answer = NEW.answer) BEGIN "
        "SELECT RAISE(ABORT, 'review_revisions can only be added to'); END"
    )


def _protect_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION ln_consult_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ln_consult_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ln_consult_append_only()"
        )


def downgrade() -> None:
    op.drop_index("ix_turns_question_key", "turns")
    op.drop_column("turns", "question_key")
    for table in ("review_events", "review_revisions", "reviews"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION ln_consult_append_only()")
