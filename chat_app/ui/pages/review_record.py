"""What lies beside an answer at the review desk: withheld sentences, readers, comments, origin, the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from chat_app.errors import RecordError
from chat_app.records.reviews import Review
from chat_app.records.trail import Event
from chat_app.review.model import Action, Reviewer
from chat_app.ui.actions import REASONS
from chat_app.ui.pages.review_place import Place
from chat_app.ui.parts.desk.record import Said, draw_record
from chat_app.ui.session import Session

_ACTS = {
    Action.SUBMITTED: "submitted the answer",
    Action.CLAIMED: "claimed it",
    Action.RELEASED: "released the claim",
    Action.TAKEN_OVER: "took it over",
    Action.EDITED: "edited a sentence",
    Action.DROPPED: "dropped a sentence",
    Action.RESTORED: "put a sentence back",
    Action.ADDED: "added a sentence",
    Action.COMMENTED: "commented",
    Action.RETURNED: "returned it",
    Action.APPROVED: "approved and published it",
    Action.REOPENED: "took it back into review",
    Action.STATEMENT_CHANGED: "sent it back to review: a cited statement changed",
}
_DONE = {"replaced": "Replaced by the cited statement's own words.", "dropped": "Withheld."}


def draw_records(session: Session, place: Place, review: Review, who: Reviewer | None) -> None:
    """Draw what lies beside the answer, each part closed until it is asked for."""
    events = session.worker.desk.trail(review.answer)
    withheld = review.given.withheld
    with st.expander(f"Withheld while it was written: {len(withheld)}"):
        rows: list[Said] = [
            {
                "text": w.text,
                "small": f"{_DONE[w.action]} {' '.join(f.message for f in w.findings)} "
                f"It cited: {', '.join(w.citations) or 'nothing'}.",
            }
            for w in withheld
        ]
        draw_record("review-withheld", rows or [{"small": "Nothing was withheld."}])
    _draw_readers(session, review)
    comments = [e for e in events if e.action == Action.COMMENTED]
    with st.expander(f"Comments: {len(comments)}", expanded=bool(comments)):
        draw_record(
            "review-comments",
            [{"text": str(e.detail["text"]), "small": f"{_who(e)}, {_when(e)}"} for e in comments]
            or [{"small": "No comment yet."}],
        )
        if who:
            _draw_comment(session, place, review, who)
    with st.expander("How it was made"):
        draw_record("review-made", _made(review))
    with st.expander(f"Audit trail: {len(events)} events"):
        st.caption(
            "The trail is only added to: the database refuses to change or delete an event, and each is "
            "chained to the one before. Names are as stated. `ln-consult review verify-trail` checks it."
        )
        draw_record("review-trail", [_event(e) for e in events])


def _draw_comment(session: Session, place: Place, review: Review, who: Reviewer) -> None:
    key = f"review-comment-{review.answer}-{place.round}"
    st.text_area("Comment (no patient details)", key=key, max_chars=4000)

    def keep() -> None:
        text = str(st.session_state[key])
        desk = session.worker.desk
        if place.manages(lambda: desk.comment(review.answer, who, text), "Your comment is kept."):
            place.close()

    st.button("Add the comment", key="review-comment-add", on_click=keep)


def _draw_readers(session: Session, review: Review) -> None:
    labels = dict(REASONS)
    try:
        found = session.worker.store.feedback(review.answer)
    except RecordError:
        found = ()
    with st.expander(f"What readers said: {len(found)}", expanded=any("unsafe" in f.reasons for f in found)):
        rows: list[Said] = [
            {
                "head": "Helpful" if f.helpful else ", ".join(labels[r] for r in f.reasons) or "Not right",
                "text": f.comment,
                "small": f"{f.created:%-d %B %Y, %H:%M} UTC",
            }
            for f in found
        ]
        draw_record("review-readers", rows or [{"small": "No reader has said anything."}])


def _made(review: Review) -> list[Said]:
    made = review.given.provenance
    rows = {
        "Asked": review.given.question,
        "Answered": review.given.created,
        "Writer": made.model or ("evidence writer, no language model" if made.writer == "evidence" else ""),
        "Prompt": made.prompt or "none",
        "Corpus": f"{made.corpus} of {made.corpus_updated}",
        "Guardrails": made.guardrails,
        "Answer": review.answer,
    }
    return [{"small": name, "text": value} for name, value in rows.items()]


def _event(event: Event) -> Said:
    row: Said = {"head": f"{_who(event)} {_ACTS.get(Action(event.action), event.action)}", "small": ""}
    row["text"] = _told(event.detail)
    row["small"] = f"{event.number} · {_when(event)} · {event.hash[:16]}"
    return row


def _told(detail: Mapping[str, Any]) -> str:
    lines = [str(detail[name]) for name in ("reason", "text") if detail.get(name)]
    if detail.get("held_by"):
        lines.append(f"It was in the hands of {detail['held_by']}.")
    if detail.get("sentence") == "worksheet":
        lines.append("The worksheet.")
    for name, label in (("before", "Before"), ("after", "After")):
        if put := detail.get(name):
            lines.append(f"{label}: {put['text']} [{', '.join(put['citations'])}]")
    if detail.get("supported") is False:
        lines.append(f"Not supported: {' '.join(detail.get('findings', ()))}")
    if detail.get("revision"):
        lines.append(f"Revision {detail['revision']}, {len(detail.get('sentences', ()))} sentences.")
    return "\n".join(lines)


def _who(event: Event) -> str:
    return ", ".join(filter(None, (event.actor, event.credential)))


def _when(event: Event) -> str:
    return f"{event.moment[:10]} {event.moment[11:19]} UTC"
