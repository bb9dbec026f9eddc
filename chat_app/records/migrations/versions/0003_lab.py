"""Runs of the prompt lab with their results, and a list of promoted prompts that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIST = "prompt_promotions"


def upgrade() -> None:
    op.create_table(
        "lab_runs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("plan", sa.JSON, nullable=False),
        sa.Column("planned", sa.Integer, nullable=False),
        sa.Column("holder", sa.String(32)),
        sa.Column("created", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "lab_results",
        sa.Column("run", sa.String(32), sa.ForeignKey("lab_runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("contestant", sa.String(32), primary_key=True),
        sa.Column("question", sa.String(120), primary_key=True),
        sa.Column("repeat", sa.Integer, primary_key=True),
        sa.Column("answer", sa.Text),
        sa.Column("fault", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
    )
    op.create_table(
        LIST,
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("prompt", sa.String(80), nullable=False),
        sa.Column("before", sa.String(80)),
        sa.Column("hash", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("run", sa.String(32)),
        sa.Column("created", MOMENT, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {LIST}_no_{act.lower()} BEFORE {act} ON {LIST} BEGIN "
                f"SELECT RAISE(ABORT, '{LIST} can only be added to'); END"
            )
        # INSERT OR REPLACE would remove a row without asking the triggers above.
        op.execute(
            f"CREATE TRIGGER {LIST}_in_order BEFORE INSERT ON {LIST} "
            f"WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM {LIST}) BEGIN "
            f"SELECT RAISE(ABORT, '{LIST} can only be added to'); END"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {LIST}_append_only BEFORE UPDATE OR DELETE ON {LIST} "
            "FOR EACH ROW EXECUTE FUNCTION ln_consult_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {LIST}_no_truncate BEFORE TRUNCATE ON {LIST} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ln_consult_append_only()"
        )


def downgrade() -> None:
    for table in (LIST, "lab_results", "lab_runs"):
        op.drop_table(table)
