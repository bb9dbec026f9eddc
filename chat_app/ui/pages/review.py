"""The review desk: the queue of answers that were submitted, and the one that is being reviewed."""

from __future__ import annotations

import streamlit as st

from chat_app.errors import LNConsultError
from chat_app.review.model import State, holder_of
from chat_app.review.queue import Order, Queue, Waiting, queue
from chat_app.ui.names import AUDIENCES, day
from chat_app.ui.pages.review_answer import draw_answer
from chat_app.ui.pages.review_place import Place
from chat_app.ui.parts.desk import Badge, Row, draw_rows
from chat_app.ui.parts.desk.reviewer import ask_reviewer
from chat_app.ui.parts.plain import plain
from chat_app.ui.session import Session

STATES = {
    State.SUBMITTED: "Submitted",
    State.UNDER_REVIEW: "Under review",
    State.APPROVED: "Approved",
    State.RETURNED: "Returned",
}
ORDERS = {
    Order.UNSAFE: "Called unsafe first",
    Order.ASKED: "Most asked first",
    Order.OLDEST: "Oldest first",
}
_ALL = "all"
_PAGE = 25


def render(session: Session) -> None:
    place: Place = st.session_state.setdefault("review-place", Place())
    if not st.session_state.get("review-arrived"):
        st.session_state["review-arrived"] = True
        place.answer = st.query_params.get("review")
    st.title("Review desk", anchor=False)
    who = ask_reviewer()
    if place.problem:
        st.error(plain(place.problem))
    if told := place.problem or place.said:  # seen wherever the page is scrolled to
        st.toast(plain(told))
    place.problem = place.said = None
    try:
        if place.answer:
            draw_answer(session, place, who)
        else:
            _draw_queue(session, place)
    except LNConsultError as error:
        st.error(plain(error))
        st.button("Back to the queue", key="review-lost", on_click=place.leave)
    wanted = {"review": place.answer} if place.answer else {}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def _draw_queue(session: Session, place: Place) -> None:
    store = session.worker.desk.store
    words = st.text_input("Search", key="review-words", placeholder="Drug, topic or words of the question")
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = st.session_state.get("review-state") or _ALL
    order = Order(st.session_state.get("review-order") or Order.UNSAFE)
    found = queue(store, None if chosen == _ALL else State(chosen), order, words)
    with left:
        st.segmented_control(
            "Status",
            [_ALL, *(s.value for s in State)],
            default=_ALL,
            format_func=lambda value: _counted(value, found),
            key="review-state",
            label_visibility="collapsed",
        )
    with right:
        st.selectbox(
            "Order",
            [o.value for o in Order],
            format_func=lambda value: ORDERS[Order(value)],
            key="review-order",
            label_visibility="collapsed",
        )
    place.page = min(place.page, max(0, (len(found.rows) - 1) // _PAGE))
    shown = found.rows[place.page * _PAGE : (place.page + 1) * _PAGE]
    none = "Nothing here. Submit an answer with one tap below it, in a consultation."
    draw_rows("review-rows", "Answers", [_row(w) for w in shown], place.open, none)
    _draw_pages(place, len(found.rows))
    _draw_called_unsafe(session, place)


def _counted(value: str, found: Queue) -> str:
    if value == _ALL:
        return f"All {sum(found.counts.values())}"
    return f"{STATES[State(value)]} {found.counts[State(value)]}"


def _row(waiting: Waiting) -> Row:
    entry = waiting.entry
    badges: list[Badge] = [
        {"text": STATES[State(entry.state)], "tone": "good" if entry.state == State.APPROVED else ""}
    ]
    if waiting.unsafe:
        badges.append({"text": "called unsafe by a reader", "tone": "danger"})
    elif waiting.complaints:
        badges.append({"text": "called not right by a reader", "tone": "caution"})
    if entry.state == State.UNDER_REVIEW and entry.revision:
        badges.append({"text": "was approved", "tone": "caution"})
    parts = [
        f"asked {waiting.asked} times" if waiting.asked > 1 else "",
        AUDIENCES[entry.audience],
        f"submitted {day(entry.submitted.date().isoformat())}",
        f"in the hands of {holder_of(entry)}" if entry.holder and entry.state == State.UNDER_REVIEW else "",
        f"approved by {holder_of(entry)}" if entry.state == State.APPROVED else "",
    ]
    return {
        "id": entry.answer,
        "text": entry.question,
        "where": " · ".join(filter(None, parts)),
        "badges": badges,
    }


def _draw_pages(place: Place, total: int) -> None:
    if total <= _PAGE:
        return
    count, back, on = st.columns([4, 1, 1], vertical_alignment="center")
    first = place.page * _PAGE
    count.caption(f"{first + 1} to {min(first + _PAGE, total)} of {total}")
    back.button("Earlier", key="review-back", disabled=place.page == 0, on_click=place.turn, args=(-1,))
    last = first + _PAGE >= total
    on.button("Later", key="review-on", disabled=last, on_click=place.turn, args=(1,))


def _draw_called_unsafe(session: Session, place: Place) -> None:
    found = session.worker.desk.store.called_unsafe()
    if not found:
        return
    with st.expander(f"Called unsafe by a reader, not submitted: {len(found)}"):
        st.caption("A tap puts the answer on the desk.")
        rows: list[Row] = [{"id": i, "text": q, "where": "", "badges": []} for i, q in found]

        def submit(answer: str) -> None:
            place.act(lambda: session.worker.desk.submit(session.worker.store.turn(answer)))
            place.open(answer)

        draw_rows("review-unsafe", "Called unsafe", rows, submit, "None")
