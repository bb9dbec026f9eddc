"""One answer at the review desk: its sentences beside their evidence, and what a reviewer does with it."""

from __future__ import annotations

import streamlit as st

from chat_app.errors import ReviewError
from chat_app.records.reviews import Review
from chat_app.review.draft import WorkingText
from chat_app.review.model import Reviewer, State, holder_of
from chat_app.ui.document import document
from chat_app.ui.names import AUDIENCES, day
from chat_app.ui.pages.review_form import draw_form
from chat_app.ui.pages.review_place import Place
from chat_app.ui.pages.review_record import draw_records
from chat_app.ui.parts.desk.record import Said, draw_record
from chat_app.ui.parts.desk.review import cut, draw_passages, passages_of
from chat_app.ui.parts.desk.reviewer import Reviewer as Stated
from chat_app.ui.parts.plain import plain
from chat_app.ui.parts.turn import draw_turn
from chat_app.ui.session import Session

_WAITS = {
    State.SUBMITTED: "Submitted. Nobody has claimed it yet.",
    State.UNDER_REVIEW: "Under review. Nobody has claimed it yet.",
    State.APPROVED: "Approved and published.",
    State.RETURNED: "Returned.",
}


def draw_answer(session: Session, place: Place, stated: Stated | None) -> None:
    """Draw the answer that is open. Raises LNConsultError where it is not on the desk."""
    desk = session.worker.desk
    review = desk.review(place.answer or "")
    text = desk.text(review)
    who = Reviewer.stated(stated.name, stated.credential) if stated else None
    mine = (
        who is not None
        and review.state == State.UNDER_REVIEW
        and who.is_(review.holder, review.holder_credential)
    )
    with st.container(key="review-answer"):
        st.button("Back to the queue", key="review-leave", type="tertiary", on_click=place.leave)
        _draw_head(review)
        _draw_hold(session, place, review, who, mine)
        _draw_text(session, place, review, text, who if mine else None)
        _draw_as_readers_do(session, review, who if mine else None)
        if mine and who:
            _draw_worksheet(session, place, review, text, who)
            _draw_sign(session, place, review, text, who)
        draw_records(session, place, review, who)


def _draw_head(review: Review) -> None:
    state, holder = State(review.state), holder_of(review)
    line = _WAITS[state]
    if holder and state is State.UNDER_REVIEW:
        line = f"Under review, in the hands of {holder}."
    if holder and state is State.APPROVED:
        line = f"Approved and published by {holder}, {day(review.updated.date().isoformat())}."
    made = review.given.provenance
    writer = "curated statements" if made.writer == "evidence" else made.model or "a language model"
    small = f"{line} For: {AUDIENCES[review.audience].lower()}. Written from {writer}."
    rows: list[Said] = [{"title": review.question, "small": small}]
    facts = [f"{name.replace('_', ' ')}: {value}" for name, value in review.patient.known().items()]
    if facts:
        rows.append({"small": f"Told of the patient: {'; '.join(facts)}"})
    if review.reason:
        rows.append({"text": review.reason, "tone": "caution"})
    draw_record("review-head", rows)


def _draw_hold(session: Session, place: Place, review: Review, who: Reviewer | None, mine: bool) -> None:
    """Claim, release, submit again, or take back into review."""
    desk, answer = session.worker.desk, review.answer
    if who is None:
        st.caption("State your name above to work on this answer.")
        return
    claimed = review.state == State.UNDER_REVIEW and review.holder
    free = review.state == State.SUBMITTED or (review.state == State.UNDER_REVIEW and not claimed)
    if mine or free:
        # In one place (shell.css): what stands below it does not move under a hand while the one gives way.
        with st.container(key="review-hold"):
            if mine:
                st.button(
                    "Release my claim",
                    key="review-release",
                    on_click=lambda: place.act(lambda: desk.release(answer, who), "Your claim is released."),
                )
            else:
                st.button(
                    "Claim this answer",
                    key="review-claim",
                    type="primary",
                    on_click=lambda: place.act(
                        lambda: desk.claim(answer, who), "You have claimed this answer."
                    ),
                )
    if claimed and not mine:
        st.caption(f"{plain(holder_of(review))} has claimed this answer. You can read it and comment.")
        with st.expander("Take it over"):
            st.caption("For a reviewer who is away. The reason stands in the audit trail.")
            away = f"review-away-{place.round}"
            st.text_area("Reason", key=away, max_chars=2000)
            st.button(
                "Take over the claim",
                key="review-take-over",
                on_click=lambda: place.act(
                    lambda: desk.take_over(answer, who, st.session_state[away]), "The answer is yours now."
                ),
            )
    if review.state == State.APPROVED or (review.revision and not mine):
        st.link_button("Open the published answer", f"/?reviewed={answer}")
    if review.state == State.APPROVED:
        with st.expander("Take it back into review"):
            why = f"review-reopen-reason-{place.round}"
            st.text_area("Reason", key=why, max_chars=2000)
            st.button(
                "Take it back",
                key="review-reopen",
                on_click=lambda: place.act(
                    lambda: desk.reopen(answer, who, st.session_state[why]),
                    "The answer is under review again.",
                ),
            )


def _draw_text(
    session: Session, place: Place, review: Review, text: WorkingText, who: Reviewer | None
) -> None:
    """The sentences; for who holds the claim, with the form of the one that is being edited or added."""
    desk, answer = session.worker.desk, review.answer

    def act(name: str, value: str) -> None:
        if who is None:
            return
        match name:
            case "edit":
                place.close()
                place.line = value
            case "add":
                place.close()
                place.adding = value
            case "drop":
                place.act(lambda: desk.drop(answer, who, value), "The sentence is dropped.")
            case "restore":
                place.act(lambda: desk.restore(answer, who, value), "The sentence is back.")

    drawn = passages_of(text, desk.corpus, place.line)
    at_work = who is not None and (place.line is not None or place.adding is not None)
    before, after = cut(drawn, place.line, place.adding or None) if at_work else (drawn, [])
    draw_passages("review-before", before, editable=who is not None, on_act=act)
    if at_work and who:
        draw_form(session, place, review, text, who)
        draw_passages("review-after", after, editable=True, on_act=act)


def _draw_as_readers_do(session: Session, review: Review, who: Reviewer | None) -> None:
    """The whole answer as it stands on the page: as it was given, and as it would be published."""
    versions = ["As it was given", *(["As it would be published"] if who else [])]
    chosen = st.segmented_control("See it as readers do", versions, key="review-version")
    if chosen == versions[0]:
        shown = review.given
    elif chosen and who:
        try:
            shown = session.worker.desk.proof(review, who)
        except ReviewError as error:
            st.caption(plain(error))
            return
    else:
        return
    data = document(shown) | {"first": True, "last": False, "arrive": False, "editable": False}
    with st.container(border=True):
        draw_turn(f"review-as-{versions.index(chosen)}", data | {"follow_ups": []}, lambda *_: None)


def _draw_worksheet(session: Session, place: Place, review: Review, text: WorkingText, who: Reviewer) -> None:
    """Whether the worksheet that came with the answer is published too."""
    if not review.given.worksheet:
        return
    desk, key = session.worker.desk, f"review-worksheet-{review.version}"
    st.checkbox(
        "Publish the worksheet that came with the answer (calculated by code; see it as readers do above)",
        value=text.worksheet,
        key=key,
        on_change=lambda: place.act(
            lambda: desk.leave_worksheet(review.answer, who, not st.session_state[key])
        ),
    )


def _draw_sign(session: Session, place: Place, review: Review, text: WorkingText, who: Reviewer) -> None:
    """Approve and publish, or return with the reason."""
    desk, answer = session.worker.desk, review.answer
    bad, count = len(text.unsupported()), sum(1 for _ in text.lines())
    st.subheader("Sign and publish", anchor=False)
    if bad:
        many = f"{bad} of {count} sentences are" if bad > 1 else f"1 of {count} sentences is"
        st.error(f"Approval is refused: {many} not supported. Correct or drop what is marked above.")
    elif not count:
        st.error("Approval is refused: no sentence is left.")
    else:
        st.caption(
            f"{count} sentences, each supported by the statements that it cites. Your name, credential and "
            "today's date will stand on the answer, and it will be offered when the question is asked again."
        )
    if not who.credential:
        st.caption("An approval is signed with a credential: state yours at the head of the page.")
    seen = review.version
    left, right = st.columns([1, 1], vertical_alignment="top")
    with left:
        st.button(
            f"Approve and publish as {plain(who)}",
            key="review-approve",
            type="primary",
            disabled=bool(bad) or not count or not who.credential,
            on_click=lambda: place.act(
                lambda: desk.approve(answer, who, seen), "The answer is approved and published."
            ),
        )
    with right, st.popover("Return it with a reason"):
        why = f"review-reason-{place.round}"
        st.text_area("What the reader should know", key=why, max_chars=2000)
        st.button(
            "Return",
            key="review-return",
            on_click=lambda: place.act(
                lambda: desk.give_back(answer, who, st.session_state[why]),
                "The answer is returned with your reason.",
            ),
        )
