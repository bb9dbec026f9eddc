"""The queue: which answers, in which order, and how many."""

from __future__ import annotations

import pytest

from chat_app.guidelines.model import Corpus
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.model import State
from chat_app.review.queue import Order, queue
from tests.chat_app.review.conftest import ONE, Dosed, stored


@pytest.fixture
def asked(desk: ReviewDesk, store: Store, corpus: Corpus, dosed: Dosed) -> dict[str, str]:
    """Three submitted answers by name; "often" was asked three times, "unsafe" was called so."""
    found = {}
    for name in ("first", "often", "unsafe"):
        turn = stored(store, corpus, dosed.statement, question=f"The {name} question?")
        desk.submit(turn)
        found[name] = turn.id
    for question in ("the often question", "The OFTEN question ?"):
        stored(store, corpus, dosed.statement, question=question)
    store.add_feedback(found["unsafe"], False, ("unsafe", "outdated"))
    store.add_feedback(found["first"], False, ("badly_written",))
    store.add_feedback(found["often"], True)
    return found


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.UNSAFE, ["unsafe", "first", "often"]),
        (Order.ASKED, ["often", "first", "unsafe"]),
        (Order.OLDEST, ["first", "often", "unsafe"]),
    ],
)
def test_the_most_urgent_come_first(
    desk: ReviewDesk, asked: dict[str, str], order: Order, names: list[str]
) -> None:
    rows = queue(desk.store, order=order).rows
    assert [row.entry.answer for row in rows] == [asked[name] for name in names]


def test_rows_say_what_makes_them_urgent(desk: ReviewDesk, asked: dict[str, str]) -> None:
    rows = {row.entry.answer: row for row in queue(desk.store).rows}
    assert rows[asked["often"]].asked == 3
    assert rows[asked["first"]].asked == 1
    assert rows[asked["unsafe"]].complaints == {"unsafe", "outdated"}
    assert rows[asked["often"]].complaints == frozenset()


def test_filters_narrow_and_counts_stay(desk: ReviewDesk, asked: dict[str, str]) -> None:
    desk.claim(asked["often"], ONE)
    found = queue(desk.store, State.UNDER_REVIEW)
    assert [row.entry.answer for row in found.rows] == [asked["often"]]
    assert found.counts == {
        State.SUBMITTED: 2,
        State.UNDER_REVIEW: 1,
        State.APPROVED: 0,
        State.RETURNED: 0,
    }


@pytest.mark.parametrize(
    ("words", "count"),
    [("", 3), ("often question", 1), ("OFTEN", 1), ("nothing of the kind", 0), ("%", 0), ("question_", 0)],
)
def test_words_are_looked_for_as_they_are(
    desk: ReviewDesk, asked: dict[str, str], words: str, count: int
) -> None:
    assert len(queue(desk.store, words=words).rows) == count


def test_drugs_and_topics_of_the_cited_statements_are_found(
    desk: ReviewDesk, asked: dict[str, str], dosed: Dosed
) -> None:
    for word in (*dosed.statement.drugs, *dosed.statement.topics):
        assert len(queue(desk.store, words=word).rows) == 3


def test_answers_called_unsafe_wait_to_be_submitted(
    desk: ReviewDesk, store: Store, corpus: Corpus, dosed: Dosed, asked: dict[str, str]
) -> None:
    turn = stored(store, corpus, dosed.statement, question="Another?")
    store.add_feedback(turn.id, False, ("unsafe",))
    store.add_feedback(turn.id, False, ("unsafe", "missing"))
    assert desk.store.called_unsafe() == ((turn.id, "Another?"),)
    desk.submit(turn)
    assert desk.store.called_unsafe() == ()
