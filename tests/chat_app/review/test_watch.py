"""Approved answers go back to review by themselves when a statement that they cite changes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from chat_app.answer import Audience
from chat_app.guidelines.model import Corpus, Status
from chat_app.question.patient import PatientFacts
from chat_app.records.base import Turn
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.offer import ApprovedAnswers
from chat_app.review.watch import recheck, statements_of
from guardrails.lexicon import load_lexicon
from tests.chat_app.review.conftest import ONE, QUESTION, TWO, Dosed, changed, stored


def approved(desk: ReviewDesk, turn: Turn) -> str:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    desk.approve(turn.id, ONE, desk.review(turn.id).version)
    return turn.id


def offered(
    desk: ReviewDesk,
    question: str = QUESTION,
    audience: Audience = Audience.SPECIALIST,
    patient: PatientFacts = PatientFacts(),
    corpus: Corpus | None = None,
) -> str | None:
    notice = ApprovedAnswers(desk.store, corpus or desk.corpus, load_lexicon()).offered(
        question, audience, patient
    )
    return notice.answer if notice else None


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"text": "Something else."}, "its text changed"),
        ({"grade": "9Z"}, "its grade changed from none to 9Z"),
        ({"status": Status.UNCONFIRMED}, "how it was checked changed from .* to unconfirmed"),
        ({}, "it was withdrawn from the corpus"),
    ],
)
def test_a_changed_statement_sends_the_answer_back(
    desk: ReviewDesk, turn: Turn, corpus: Corpus, dosed: Dosed, fields: dict[str, object], what: str
) -> None:
    corpus = changed(corpus, dosed.statement.id, grade=None, status=Status.TWO_SOURCES)
    desk.corpus = corpus
    answer = approved(desk, turn)
    later = changed(corpus, dosed.statement.id, **fields)
    assert recheck(desk.store, later) == 1
    review = desk.review(answer)
    assert (review.state, review.holder, review.corpus) == ("under_review", None, later.version)
    last = desk.trail(answer)[-1]
    assert (last.actor, last.action) == ("LN Consult", "statement_changed")
    assert last.detail["statements"][0]["statement"] == dosed.statement.id
    assert review.reason == last.detail["reason"]
    assert re.search(what, last.detail["reason"])
    assert offered(desk, corpus=later) is None
    assert recheck(desk.store, later) == 0
    assert len(desk.trail(answer)) == 4


def test_a_corpus_that_changed_elsewhere_changes_nothing(
    desk: ReviewDesk, turn: Turn, corpus: Corpus
) -> None:
    answer = approved(desk, turn)
    before = desk.review(answer)
    cited = set(statements_of(before.given))
    other = next(s for s in corpus if s.id not in cited)
    later = changed(corpus, other.id, text="Something else.")
    assert recheck(desk.store, later) == 0
    after = desk.review(answer)
    assert (after.state, after.version, after.corpus) == ("approved", before.version, later.version)
    assert offered(desk, corpus=later) == answer


def test_a_replaced_source_sends_the_answer_back(
    desk: ReviewDesk, turn: Turn, corpus: Corpus, dosed: Dosed
) -> None:
    answer = approved(desk, turn)
    source = corpus.sources[dosed.statement.source]
    newer = next(s for s in corpus.sources.values() if s.id != source.id)
    sources = {**corpus.sources, source.id: source.model_copy(update={"superseded_by": newer.id})}
    assert recheck(desk.store, replace(corpus, sources=sources, version="sha256:later")) == 1
    assert "replaced by a later one" in (desk.review(answer).reason or "")


def test_an_answer_under_review_stays_there_with_its_reviewer_and_is_told(
    desk: ReviewDesk, turn: Turn, corpus: Corpus, dosed: Dosed
) -> None:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    later = changed(corpus, dosed.statement.id, text=dosed.wrong)
    assert recheck(desk.store, later) == 1
    review = desk.review(turn.id)
    assert (review.state, review.holder) == ("under_review", "Reviewer One")
    assert dosed.statement.id in (review.reason or "")
    desk.corpus = later
    line = ReviewDesk(desk.store, later).text(review).line("0-0")
    assert line.verdict == "unsupported", "the sentence stood on words that are no longer there"


def test_what_went_back_is_approved_anew_with_the_statement_as_it_is(
    desk: ReviewDesk, turn: Turn, corpus: Corpus, dosed: Dosed
) -> None:
    answer = approved(desk, turn)
    later = changed(corpus, dosed.statement.id, text=dosed.wrong)
    fresh = ReviewDesk(desk.store, later)
    assert fresh.recheck() == 1
    fresh.claim(answer, TWO)
    assert fresh.release(answer, TWO).state == "under_review"
    fresh.claim(answer, TWO)
    fresh.edit(answer, TWO, "0-0", dosed.wrong, (dosed.statement.id,))
    fresh.approve(answer, TWO, fresh.review(answer).version)
    assert offered(fresh) == answer


@pytest.mark.parametrize(
    ("question", "same"),
    [
        (QUESTION, True),
        (QUESTION.upper().rstrip("?"), True),
        (f"  {QUESTION.replace(' ', '  ')}", True),
        (QUESTION.replace("dosed", "given"), False),
    ],
)
def test_an_approved_answer_is_offered_for_the_same_question_only(
    desk: ReviewDesk, turn: Turn, question: str, same: bool
) -> None:
    answer = approved(desk, turn)
    assert offered(desk, question) == (answer if same else None)
    assert offered(desk, question, Audience.PATIENT) is None


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ({}, {}, True),
        ({}, {"age_years": 40, "weight_kg": 70, "pregnant": False}, True),
        ({}, {"age_years": 12}, False),
        ({}, {"pregnant": True}, False),
        ({}, {"egfr": 25}, False),
        ({}, {"therapies": ("mycophenolate",)}, False),
        ({"egfr": 25}, {"egfr": 25}, True),
        ({"egfr": 25}, {"egfr": 26}, False),
        ({"egfr": 25}, {}, False),
        ({"pregnant": True}, {"pregnant": False}, False),
        ({"classes": ("IV",)}, {"classes": ("IV",)}, True),
        ({"classes": ("IV",)}, {"classes": ("V",)}, False),
    ],
)
def test_it_is_not_offered_for_another_patient(
    desk: ReviewDesk,
    store: Store,
    corpus: Corpus,
    dosed: Dosed,
    before: dict[str, object],
    now: dict[str, object],
    same: bool,
) -> None:
    turn = stored(store, corpus, dosed.statement, patient=PatientFacts.model_validate(before))
    answer = approved(desk, turn)
    assert offered(desk, patient=PatientFacts.model_validate(now)) == (answer if same else None)


def test_only_what_is_approved_is_offered(desk: ReviewDesk, turn: Turn) -> None:
    desk.submit(turn)
    assert offered(desk) is None
    desk.claim(turn.id, ONE)
    assert offered(desk) is None
    desk.approve(turn.id, ONE, desk.review(turn.id).version)
    assert offered(desk) == turn.id
    desk.reopen(turn.id, TWO, "Once more.")
    assert offered(desk) is None
