"""What readers see of a review: on the answer as it was given, and on its approved text."""

from __future__ import annotations

from chat_app.answer import Answer, Notice
from chat_app.records.reviews import Entry, ReviewStore
from chat_app.review.model import State, holder_of, status_of
from chat_app.review.offer import KIND
from chat_app.words import day

RETURNED = "review_returned"
AGAIN = "review_again"
"""Kinds of notices, beside that of an approved answer."""


def as_given(store: ReviewStore, answer: Answer) -> Answer:
    """The answer as it was given, with where its review stands, and that a reviewed version exists."""
    entry = store.entry(answer.id)
    if entry is None:
        return answer
    notices = answer.notices
    if entry.state == State.RETURNED:
        notices = (Notice(kind=RETURNED, text=f"A reviewer returned this answer: {entry.reason}"), *notices)
    if entry.revision:
        notices = (Notice(kind=KIND, text=_version(entry), answer=answer.id), *notices)
    return answer.model_copy(update={"review": status_of(entry), "notices": notices})


def reviewed(store: ReviewStore, answer_id: str) -> Answer | None:
    """The approved text of an answer, with the review as it stands now; None where there is none."""
    entry = store.entry(answer_id)
    revision = store.revision(answer_id, entry.revision) if entry and entry.revision else None
    if entry is None or revision is None:
        return None
    if entry.state == State.APPROVED:
        return revision.document
    on = day(revision.approved.date().isoformat())
    who = ", ".join(filter(None, (revision.reviewer, revision.credential)))
    text = f"This text was approved by {who} on {on} and is under review again. {entry.reason or ''}".strip()
    if entry.state == State.RETURNED:
        text = f"This text was approved by {who} on {on} and has been returned since: {entry.reason}"
    notices = (Notice(kind=AGAIN, text=text), *revision.document.notices)
    return revision.document.model_copy(update={"review": status_of(entry), "notices": notices})


def _version(entry: Entry) -> str:
    if entry.state == State.APPROVED:
        on = day(entry.updated.date().isoformat())
        return (
            f"A reviewed version of this answer was approved by {holder_of(entry)} on {on}. "
            "What stands here is the answer as it was first given."
        )
    again = "A reviewed version of this answer was approved and is under review again."
    return f"{again} {entry.reason or ''}".strip()
