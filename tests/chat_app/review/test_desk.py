"""A reviewer's day at the service: submit, claim, edit, approve, return, and who may do what."""

from __future__ import annotations

import json

import pytest

from chat_app.answer import Outcome
from chat_app.errors import ReviewError
from chat_app.guidelines.model import Corpus
from chat_app.records.base import Turn
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.model import Reviewer
from tests.chat_app.review.conftest import ONE, TWO, Dosed, stored


def claimed(desk: ReviewDesk, turn: Turn) -> str:
    desk.submit(turn)
    desk.claim(turn.id, ONE)
    return turn.id


def approve(desk: ReviewDesk, answer: str, reviewer: Reviewer = ONE) -> None:
    desk.approve(answer, reviewer, desk.review(answer).version)


def actions(desk: ReviewDesk, answer: str) -> list[str]:
    return [event.action for event in desk.trail(answer)]


def test_a_reviewers_day(desk: ReviewDesk, store: Store, turn: Turn, dosed: Dosed) -> None:
    assert desk.submit(turn).state == "submitted"
    assert desk.claim(turn.id, ONE).state == "under_review"

    wrong = desk.edit(turn.id, ONE, "0-0", dosed.wrong, (dosed.statement.id,))
    assert wrong.verdict == "unsupported"
    assert wrong.findings
    with pytest.raises(ReviewError, match=r"Not approved: 1 sentence is not supported\."):
        approve(desk, turn.id)

    right = desk.edit(turn.id, ONE, "0-0", dosed.statement.text, (dosed.statement.id,))
    assert right.verdict == "quoted"
    desk.comment(turn.id, TWO, "The second sentence could go.")
    desk.drop(turn.id, ONE, "1-0")
    approve(desk, turn.id)

    answer = desk.published(turn.id)
    assert answer is not None
    assert (answer.review.status, answer.review.reviewer, answer.review.credential) == (
        "approved",
        "Reviewer One",
        "MD",
    )
    assert [s.text for s in answer.sentences()] == [dosed.statement.text]
    assert [s.id for r in answer.references for s in r.statements] == [dosed.statement.id]
    assert actions(desk, turn.id) == [
        "submitted",
        "claimed",
        "edited",
        "restored",
        "commented",
        "dropped",
        "approved",
    ]
    assert store.turn(turn.id) == turn  # what was given stays as it was given
    assert desk.store.check_trail().faults == ()


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("", True),
        ("{text}", False),
        ("{wrong}", True),
        ("{text} <script>alert(1)</script>", True),
        ("{text} See https://example.org/dose for more.", True),
        ("{text} It is also a cure for migraine.", True),
        ("{text} (Smith et al., 2019).", True),
        ("You should take this medicine now.", True),
        ("{text} [1]", True),
    ],
)
def test_an_unsupported_edit_is_told_and_never_approved(
    desk: ReviewDesk, turn: Turn, dosed: Dosed, text: str, cites: bool
) -> None:
    answer = claimed(desk, turn)
    written = text.format(text=dosed.statement.text, wrong=dosed.wrong)
    line = desk.edit(answer, ONE, "0-0", written, (dosed.statement.id,) if cites else ())
    assert line.verdict == "unsupported"
    assert line.findings
    with pytest.raises(ReviewError, match="not supported"):
        approve(desk, answer)
    assert desk.published(answer) is None
    assert desk.review(answer).state == "under_review"


def test_an_endless_sentence_is_refused(desk: ReviewDesk, turn: Turn) -> None:
    answer = claimed(desk, turn)
    with pytest.raises(ReviewError, match="longer than 2,000 characters"):
        desk.edit(answer, ONE, "0-0", "word " * 4000, ())
    with pytest.raises(ReviewError, match="longer than 2,000 characters"):
        desk.add(answer, ONE, None, "word " * 4000, ())
    assert actions(desk, answer) == ["submitted", "claimed"]


def test_a_statement_that_is_not_in_the_corpus_supports_nothing(
    desk: ReviewDesk, turn: Turn, dosed: Dosed
) -> None:
    line = desk.edit(claimed(desk, turn), ONE, "0-0", dosed.statement.text, ("made.up",))
    assert line.verdict == "unsupported"


def test_added_sentences_are_examined_like_all_others(
    desk: ReviewDesk, turn: Turn, corpus: Corpus, dosed: Dosed
) -> None:
    answer = claimed(desk, turn)
    third = next(s for s in corpus if s.drugs == dosed.statement.drugs and "mg" not in s.text)
    assert desk.add(answer, ONE, "More", dosed.wrong, (dosed.statement.id,)).verdict == "unsupported"
    desk.drop(answer, ONE, "added-1")
    added = desk.add(answer, ONE, None, third.text, (third.id,))
    assert (added.id, added.verdict) == ("added-2", "quoted")
    approve(desk, answer)
    approved = desk.published(answer)
    assert approved is not None
    assert [s.text for s in approved.bottom_line] == [dosed.statement.text, third.text]
    assert third.id in desk.review(answer).statements
    desk.reopen(answer, ONE, "One more thing.")
    with pytest.raises(ReviewError, match="no section"):
        desk.add(answer, ONE, "Nowhere", third.text, (third.id,))


def test_a_sentence_comes_back_as_it_was_given(desk: ReviewDesk, turn: Turn, dosed: Dosed) -> None:
    answer = claimed(desk, turn)
    desk.edit(answer, ONE, "0-0", dosed.wrong, (dosed.statement.id,))
    desk.drop(answer, ONE, "0-0")
    desk.restore(answer, ONE, "0-0")
    line = desk.text(desk.review(answer)).line("0-0")
    assert (line.text, line.verdict, line.changed) == (dosed.statement.text, "quoted", False)


def test_an_answer_without_a_sentence_is_not_approved(desk: ReviewDesk, turn: Turn) -> None:
    answer = claimed(desk, turn)
    desk.drop(answer, ONE, "0-0")
    desk.drop(answer, ONE, "1-0")
    with pytest.raises(ReviewError, match="no sentence is left"):
        approve(desk, answer)


def test_what_changed_since_it_was_read_is_not_approved(desk: ReviewDesk, turn: Turn) -> None:
    answer = claimed(desk, turn)
    seen = desk.review(answer).version
    desk.drop(answer, ONE, "1-0")
    with pytest.raises(ReviewError, match="has changed since"):
        desk.approve(answer, ONE, seen)


def test_an_approval_needs_a_credential(desk: ReviewDesk, turn: Turn) -> None:
    desk.submit(turn)
    nobody = Reviewer.stated("  Reviewer   One ")
    desk.claim(turn.id, nobody)
    with pytest.raises(ReviewError, match="credential"):
        approve(desk, turn.id, nobody)


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.ERROR])
def test_refusals_and_failures_are_not_submitted(
    desk: ReviewDesk, store: Store, corpus: Corpus, dosed: Dosed, outcome: Outcome
) -> None:
    turn = stored(store, corpus, dosed.statement, outcome=outcome)
    with pytest.raises(ReviewError):
        desk.submit(turn)
    with pytest.raises(ReviewError, match="There is no answer"):
        desk.submit(store.begin(None, "?", turn.audience, turn.patient))


def test_nobody_works_on_what_another_has_claimed(desk: ReviewDesk, turn: Turn, dosed: Dosed) -> None:
    answer = claimed(desk, turn)
    acts = [
        lambda: desk.claim(answer, TWO),
        lambda: desk.release(answer, TWO),
        lambda: desk.edit(answer, TWO, "0-0", dosed.statement.text, (dosed.statement.id,)),
        lambda: desk.add(answer, TWO, None, dosed.statement.text, (dosed.statement.id,)),
        lambda: desk.drop(answer, TWO, "0-0"),
        lambda: desk.restore(answer, TWO, "0-0"),
        lambda: desk.give_back(answer, TWO, "No."),
        lambda: approve(desk, answer, TWO),
    ]
    for act in acts:
        with pytest.raises(ReviewError, match="Reviewer One, MD has claimed this answer"):
            act()
    assert actions(desk, answer) == ["submitted", "claimed"]


def test_a_claim_can_be_released_and_taken_by_another(desk: ReviewDesk, turn: Turn) -> None:
    answer = claimed(desk, turn)
    assert desk.claim(answer, Reviewer("reviewer one", "md")).version == desk.review(answer).version
    assert desk.release(answer, ONE).state == "submitted"
    assert desk.claim(answer, TWO).holder == "Reviewer Two"


def test_a_returned_answer_says_why_and_can_be_submitted_again(desk: ReviewDesk, turn: Turn) -> None:
    answer = claimed(desk, turn)
    with pytest.raises(ReviewError, match="reason is empty"):
        desk.give_back(answer, ONE, "  ")
    returned = desk.give_back(answer, ONE, "The trial is missing.")
    assert (returned.state, returned.reason, returned.holder) == ("returned", "The trial is missing.", None)
    with pytest.raises(ReviewError, match="returned; it cannot be claimed"):
        desk.claim(answer, TWO)
    again = desk.submit(turn)
    assert (again.state, again.reason) == ("submitted", None)
    with pytest.raises(ReviewError, match="waits for a reviewer already"):
        desk.submit(turn)


def test_an_approved_answer_can_be_taken_back_into_review(desk: ReviewDesk, turn: Turn) -> None:
    answer = claimed(desk, turn)
    with pytest.raises(ReviewError, match="not approved"):
        desk.reopen(answer, TWO, "Why not.")
    approve(desk, answer)
    with pytest.raises(ReviewError, match=r"approved by Reviewer One, MD; it cannot be claimed"):
        desk.claim(answer, TWO)
    desk.reopen(answer, TWO, "A second look.")
    assert turn.answer is not None
    status = desk.as_given(turn.answer).review
    assert (status.status, status.reviewer) == ("under_review", "Reviewer Two")
    approve(desk, answer, TWO)
    assert desk.review(answer).revision == 2
    first = desk.store.revision(answer, 1)
    assert first is not None
    assert first.reviewer == "Reviewer One"


def test_identifiers_are_replaced_in_everything_that_reviewers_write(
    desk: ReviewDesk, turn: Turn, dosed: Dosed
) -> None:
    answer = claimed(desk, turn)
    note = "Patient Jane Testperson, MRN 12345678, phone 555-010-4477."
    desk.comment(answer, ONE, note)
    desk.edit(answer, ONE, "0-0", f"{dosed.statement.text} {note}", (dosed.statement.id,))
    desk.add(answer, ONE, None, note, (dosed.statement.id,))
    desk.give_back(answer, ONE, note)
    kept = json.dumps([event.detail for event in desk.trail(answer)]) + str(desk.review(answer))
    for part in ("Testperson", "12345678", "555-010-4477"):
        assert part not in kept


def test_a_review_outlives_its_consultation(desk: ReviewDesk, store: Store, turn: Turn) -> None:
    answer = claimed(desk, turn)
    approve(desk, answer)
    assert desk.store.kept((turn.conversation,)) == {turn.conversation: 1}
    store.delete(turn.conversation)
    approved = desk.published(answer)
    assert approved is not None
    assert approved.review.status == "approved"
    assert desk.review(answer).given == turn.answer
    assert desk.store.check_trail().faults == ()


def test_a_claim_can_be_taken_over_with_a_reason(desk: ReviewDesk, turn: Turn) -> None:
    answer = claimed(desk, turn)
    with pytest.raises(ReviewError, match="nothing to take over"):
        desk.take_over(answer, ONE, "It is mine.")
    with pytest.raises(ReviewError, match="reason is empty"):
        desk.take_over(answer, TWO, " ")
    assert desk.take_over(answer, TWO, "Reviewer One is away.").holder == "Reviewer Two"
    last = desk.trail(answer)[-1]
    assert (last.action, last.detail["held_by"]) == ("taken_over", "Reviewer One, MD")
    with pytest.raises(ReviewError, match="Reviewer Two, PharmD has claimed"):
        desk.drop(answer, ONE, "0-0")


def test_a_worksheet_is_published_unless_it_is_left_out(
    desk: ReviewDesk, store: Store, corpus: Corpus, dosed: Dosed
) -> None:
    turn = stored(store, corpus, dosed.statement)
    assert turn.answer is not None
    cited = next(s.id for s in corpus if s.drugs != dosed.statement.drugs)
    card = {"determination": "supported", "criteria": [{"text": "It holds.", "citations": [cited]}]}
    turn = store.complete(turn, turn.answer.model_copy(update={"worksheet": card}))
    answer = claimed(desk, turn)
    assert cited in desk.review(answer).statements
    assert desk.proof(desk.review(answer), ONE).worksheet == card
    desk.leave_worksheet(answer, ONE, True)
    approve(desk, answer)
    approved = desk.published(answer)
    assert approved is not None
    assert approved.worksheet is None


def test_what_later_checks_hold_against_a_sentence_is_noted_and_not_hidden(
    desk: ReviewDesk, store: Store, corpus: Corpus, dosed: Dosed
) -> None:
    turn = stored(store, corpus, dosed.statement)
    assert turn.answer is not None
    first = turn.answer.bottom_line[0].model_copy(update={"text": dosed.wrong, "verdict": "verified"})
    turn = store.complete(turn, turn.answer.model_copy(update={"bottom_line": (first,)}))
    line = desk.text(desk.submit(turn)).line("0-0")
    assert line.verdict == "verified", "as it was given: a calculation may stand behind it"
    assert any(f.message.startswith("By today's checks: ") for f in line.findings)
