"""A database of the first version is brought to the newest with everything that it holds."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from chat_app.records import database
from chat_app.records.store import Store


def test_consultations_of_the_first_version_are_kept(database_url: str) -> None:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    moment = "2026-11-01 08:00:00+00:00"
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO conversations VALUES ('c', 'Belimumab?', :now, :now)"), {"now": moment}
        )
        connection.execute(
            text(
                "INSERT INTO turns (id, conversation, number, question, audience, patient, state, "
                "search_text, created) VALUES ('t', 'c', 1, 'Belimumab?', 'specialist', '{}', 'failed', "
                "'Belimumab?', :now)"
            ),
            {"now": moment},
        )
    engine.dispose()
    store = Store.open(database_url)
    assert [turn.question for turn in store.turns("c")] == ["Belimumab?"]
    assert [found.id for found in store.search("belimumab")] == ["c"]
    store.close()
