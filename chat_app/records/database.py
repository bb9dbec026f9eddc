"""Opening the database: SQLite (write-ahead log) embedded or PostgreSQL, at the newest migration."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from chat_app.errors import RecordError

NEWEST = "0003"
"""Revision that this code works with; a test compares it with the migrations."""
_MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT = 10
"""Seconds that a writer waits for another one to let go of an SQLite file."""
_LOCK = 20_240_105
"""Key of the PostgreSQL advisory lock that lets one process at a time migrate."""


def open_database(url: str) -> Engine:
    """An engine on a database that has the newest tables.

    Raises RecordError where the address is wrong, the database cannot be reached, or it was made by a newer
    version of the program.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise RecordError(f"LN_CONSULT_DATABASE_URL is not a database address: {url!r}.") from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    shown = parsed.render_as_string(hide_password=True)
    engine: Engine | None = None
    try:
        if parsed.get_backend_name() == "sqlite":
            engine = _open_sqlite(parsed.database, url)
        else:
            engine = create_engine(parsed, pool_pre_ping=True)
        with write(engine) as connection:
            _migrate(connection, shown)
    except (SQLAlchemyError, OSError, sqlite3.Error, RecordError) as error:
        if engine is not None:
            engine.dispose()
        if isinstance(error, RecordError):
            raise
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise RecordError(f"The database {shown} cannot be opened: {reason}.") from error
    return engine


def write(engine: Engine) -> Any:
    """A transaction that writes. On SQLite it takes the write lock at once, and never has to upgrade."""
    return engine.execution_options(immediate=True).begin()


@contextlib.contextmanager
def said_plainly() -> Iterator[None]:
    """Turn the library's errors into ours; a broken uniqueness stays, for those who handle it."""
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        raise RecordError(_told(error)) from error


def _told(error: SQLAlchemyError) -> str:
    """What is wrong with a database that is open, for whoever reads the page."""
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if "database is locked" in reason:
        return (
            f"The database is busy: another program has held it for {LOCK_WAIT} seconds. "
            "Nothing was kept of this; try again in a moment."
        )
    return f"The database cannot be used: {reason}."


def _open_sqlite(database: str | None, url: str) -> Engine:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={LOCK_WAIT * 1000}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _migrate(connection: Connection, shown: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if inspect(connection).has_table("alembic_version"):
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if current == NEWEST:
            return
        if current is not None and current > NEWEST:
            raise RecordError(
                f"The database {shown} was made by a newer version of LN Consult ({current}). "
                "Update the program."
            )
    # Alembic is imported only where there is something to migrate: it is slow to load.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
