"""Alembic's entry: runs on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from chat_app.records.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
