"""A reader submits an answer, meets its reviewed version, and deletes the consultation that it came from."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chat_app.answer import Outcome
from chat_app.guidelines.load import default_corpus
from chat_app.review.model import Reviewer
from chat_app.ui.pages.chat import data_of, review
from chat_app.ui.parts.plain import plain
from chat_app.ui.session import Session, Turn
from tests.chat_app.review.conftest import find_dosed, stored

ONE = Reviewer("Reviewer One", "MD")


@pytest.fixture
def shown(reader: Session) -> Turn:
    """An answer on the page."""
    corpus = default_corpus()
    turn = stored(reader.worker.store, corpus, find_dosed(corpus).statement)
    reader.open(turn.conversation)
    return reader.turns[0]


def labels(reader: Session, turn: Turn) -> list[str]:
    return [action["label"] for action in data_of(reader, turn)["actions"]]


def notice(reader: Session) -> dict[str, Any]:
    """The notice at the head of the page that leads to another version."""
    found: dict[str, Any] = next(n for n in data_of(reader, reader.turns[0])["notices"] if n["leads"])
    return found


def approve(reader: Session, turn: Turn) -> None:
    desk = reader.worker.desk
    desk.claim(turn.key, ONE)
    desk.drop(turn.key, ONE, "1-0")
    desk.approve(turn.key, ONE, desk.review(turn.key).version)


def test_an_answer_is_submitted_with_one_tap(reader: Session, shown: Turn) -> None:
    assert "Submit for review" in labels(reader, shown)
    review(reader, shown, True)
    assert reader.worker.desk.review(shown.key).state == "submitted"
    assert "Submit for review" not in labels(reader, shown)
    assert any("stays there if this consultation is deleted" in label for label in labels(reader, shown))
    review(reader, shown, True)
    assert reader.problem == "This answer is submitted and waits for a reviewer already."


def test_a_refusal_offers_no_review(reader: Session) -> None:
    corpus = default_corpus()
    turn = stored(reader.worker.store, corpus, find_dosed(corpus).statement, outcome=Outcome.BLOCKED)
    reader.open(turn.conversation)
    assert "Submit for review" not in labels(reader, reader.turns[0])


def test_the_way_from_the_given_answer_to_the_reviewed_one_and_back(reader: Session, shown: Turn) -> None:
    reader.submit(shown)
    approve(reader, shown)
    review(reader, shown, notice(reader)["leads"])
    (turn,) = reader.turns
    assert (turn.reviewed, reader.target) == (True, shown.key)
    data = data_of(reader, turn)
    assert data["sections"] == []
    assert f"/api/reviewed/{shown.key}.pdf" in {a.get("href") for a in data["actions"]}
    review(reader, turn, notice(reader)["leads"])
    assert (reader.turns[0].reviewed, len(data_of(reader, reader.turns[0])["sections"])) == (False, 1)


def test_a_returned_answer_can_be_submitted_again(reader: Session, shown: Turn) -> None:
    reader.submit(shown)
    reader.worker.desk.claim(shown.key, ONE)
    reader.worker.desk.give_back(shown.key, ONE, "The trial is missing.")
    assert "Submit for review again" in labels(reader, shown)
    review(reader, shown, True)
    assert reader.worker.desk.review(shown.key).state == "submitted"


def test_what_was_submitted_outlives_the_consultation(reader: Session, shown: Turn) -> None:
    reader.submit(shown)
    approve(reader, shown)
    listed = reader.history()
    assert reader.under_review(listed) == {listed[0].id: 1}
    reader.delete(listed[0].id)
    reader.open_reviewed(shown.key)
    assert reader.turns[0].reviewed
    reader.open_answer(shown.key)
    assert "may have been deleted" in (reader.problem or "")


def test_an_address_without_a_reviewed_answer_is_said_so(reader: Session) -> None:
    reader.open_reviewed("nothing")
    assert reader.problem == "There is no reviewed answer at this address."
    assert reader.turns == []


@pytest.mark.parametrize(
    "text",
    ["[press me](https://example.org)", "**bold** $5 and $6", "![](x.png)", ":red[x]", "a <b>c</b>", "# x"],
)
def test_peoples_words_do_nothing_where_markdown_is_read(text: str) -> None:
    escaped = plain(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == text
    assert not re.search(r"(?<!\\)[\[\]*$!<>#:_`]", escaped)
