"""What readers see of a review, wherever they meet the answer."""

from __future__ import annotations

import asyncio

import pytest

from chat_app.answer import Answer
from chat_app.consult import Consultation, Request
from chat_app.export import FORMATS
from chat_app.guidelines.model import Corpus
from chat_app.records.base import Turn
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.offer import ApprovedAnswers
from chat_app.ui.chart import chart_note
from chat_app.ui.document import document
from guardrails.lexicon import load_lexicon
from tests.chat_app.review.conftest import ONE, Dosed, changed


def given(desk: ReviewDesk, turn: Turn) -> Answer:
    assert turn.answer is not None
    return desk.as_given(turn.answer)


def approved(desk: ReviewDesk, turn: Turn) -> Answer:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    desk.drop(turn.id, ONE, "1-0")
    return desk.approve(turn.id, ONE, desk.review(turn.id).version)


def test_an_answer_that_was_not_submitted_is_shown_as_it_is(desk: ReviewDesk, turn: Turn) -> None:
    assert given(desk, turn) is turn.answer


def test_an_edited_answer_is_never_said_to_be_approved_as_it_was_given(desk: ReviewDesk, turn: Turn) -> None:
    approved(desk, turn)
    answer = given(desk, turn)
    assert answer.sentences() == turn.answer.sentences() if turn.answer else False
    assert answer.review.status == "approved"
    version = "A reviewed version of this answer was approved by Reviewer One, MD"
    assert version in answer.notices[0].text
    for text in (chart_note(answer), str(FORMATS["text"].render(answer))):
        assert version in text
        assert "Review: Approved" not in text


def test_the_approved_text_says_who_stands_behind_it(desk: ReviewDesk, turn: Turn) -> None:
    answer = approved(desk, turn)
    for text in (chart_note(answer), str(FORMATS["text"].render(answer))):
        assert "Review: Approved by Reviewer One, MD, " in text
    assert "1 sentence changed in review." in str(FORMATS["text"].render(answer))
    meta = {m["label"]: m["value"] for m in document(answer)["meta"]}
    assert meta["Review"].startswith("Approved by Reviewer One, MD")
    assert meta["Written by"].endswith("1 sentence changed in review")


def test_a_returned_answer_tells_the_reason(desk: ReviewDesk, turn: Turn) -> None:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    assert given(desk, turn).review.reviewer == "Reviewer One"
    desk.give_back(turn.id, ONE, "The trial is missing.")
    answer = given(desk, turn)
    assert answer.review.status == "returned"
    assert "The trial is missing." in answer.notices[0].text


def test_a_text_that_went_back_to_review_says_so_and_why(
    desk: ReviewDesk, turn: Turn, corpus: Corpus, dosed: Dosed
) -> None:
    approved(desk, turn)
    later = ReviewDesk(desk.store, changed(corpus, dosed.statement.id))
    later.recheck()
    text = later.published(turn.id)
    assert text is not None
    assert text.review.status == "under_review"
    assert "under review again" in text.notices[0].text
    assert f"{dosed.statement.id}: it was withdrawn from the corpus" in text.notices[0].text
    assert "under review again" in given(later, turn).notices[0].text


@pytest.mark.parametrize("again", ["How is belimumab dosed in LN?", "how is belimumab dosed in LN"])
def test_the_pipeline_offers_it_before_it_answers(store: Store, corpus: Corpus, again: str) -> None:
    consultation = Consultation(corpus, recorder=store)
    desk = ReviewDesk(ReviewStore.beside(store), corpus)
    consultation.approved = ApprovedAnswers(desk.store, corpus, load_lexicon())
    first = asyncio.run(consultation.answer(Request("How is belimumab dosed in LN?")))
    assert not [n for n in first.notices if n.kind == "approved_answer"]
    desk.submit(store.turn(first.id))
    desk.claim(first.id, ONE)
    desk.approve(first.id, ONE, desk.review(first.id).version)
    second = asyncio.run(consultation.answer(Request(again)))
    (notice,) = [n for n in second.notices if n.kind == "approved_answer"]
    assert (notice.answer, "Reviewer One, MD" in notice.text) == (first.id, True)
    assert second.sentences(), "the question is answered all the same"
