"""`ln-consult review`: reading the desk from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from chat_app.cli import main
from chat_app.guidelines.load import default_corpus
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.model import Reviewer
from chat_app.settings import load_settings
from tests.chat_app.review.conftest import stored

ONE = Reviewer("Reviewer One", "MD")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(load_settings().resolved_database_url)
    yield opened
    opened.close()


@pytest.fixture
def answer(store: Store) -> str:
    """An approved answer in the database that the settings name."""
    corpus = default_corpus()
    statement = next(s for s in corpus if s.drugs == ("belimumab",))
    turn = stored(store, corpus, statement)
    desk = ReviewDesk(ReviewStore.beside(store), corpus)
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    desk.drop(turn.id, ONE, "1-0")
    desk.approve(turn.id, ONE, desk.review(turn.id).version)
    return turn.id


def test_list_names_what_is_on_the_desk(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["answer"], row["status"], row["reviewer"], row["asked"]) == (
        answer,
        "approved",
        "Reviewer One, MD",
        1,
    )
    assert main(["review", "list", "--words", "belimumab"]) == 0
    assert answer in capsys.readouterr().out
    assert main(["review", "list", "--status", "returned"]) == 0
    assert answer not in capsys.readouterr().out


def test_show_prints_the_approved_text_and_the_trail(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "show", answer]) == 0
    shown = capsys.readouterr().out
    assert "Approved by Reviewer One, MD" in shown
    assert "Reviewer One, MD: dropped" in shown
    assert main(["review", "show", answer, "--json"]) == 0
    approved = json.loads(capsys.readouterr().out)
    assert (approved["review"]["status"], approved["sections"]) == ("approved", [])
    assert main(["review", "show", answer, "--json", "--given"]) == 0
    given = json.loads(capsys.readouterr().out)
    assert len(given["sections"]) == 1
    assert given["notices"][0]["answer"] == answer


def test_verify_trail_says_whether_it_holds(
    store: Store, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", "verify-trail"]) == 0
    head = capsys.readouterr().out.split()[-1]
    assert main(["review", "verify-trail", "--expect", head]) == 0
    assert main(["review", "verify-trail", "--expect", "0" * 64]) == 1
    with store.engine.begin() as db:
        db.execute(text("DROP TRIGGER review_events_no_update"))
        db.execute(text("UPDATE review_events SET actor = 'Somebody Else' WHERE number = 3"))
    capsys.readouterr()
    assert main(["review", "verify-trail"]) == 1
    assert "Event 3 was changed" in capsys.readouterr().err


def test_export_holds_everything(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "export"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert len(whole["given"]["sections"]) == 1
    assert whole["reviewed"]["review"]["reviewer"] == "Reviewer One"
    assert [e["action"] for e in whole["trail"]] == ["submitted", "claimed", "dropped", "approved"]


def test_an_answer_that_is_not_on_the_desk_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "show", "nothing"]) == 1
    assert "was not submitted for review" in capsys.readouterr().err
