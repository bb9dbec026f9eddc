"""Who may do what to a review, and what is said to those who may not."""

from __future__ import annotations

from typing import Any

from chat_app.errors import ReviewError
from chat_app.records.reviews import Review
from chat_app.review.examine import as_written
from chat_app.review.model import Reviewer, State, holder_of
from guardrails import identifiers

_STATES = {
    State.SUBMITTED: "submitted and waits for a reviewer",
    State.UNDER_REVIEW: "under review",
    State.APPROVED: "approved",
    State.RETURNED: "returned",
}
LONGEST = 4000
"""Characters of a comment or reason."""
LONGEST_SENTENCE = 2000
"""Characters of a sentence; the longest statement of the corpus is well under it."""
FREE: dict[str, Any] = {"holder": None, "holder_credential": None}
"""The values of a review that nobody has claimed."""


def held_by(reviewer: Reviewer) -> dict[str, Any]:
    """The values of a review that somebody has claimed."""
    return {
        "state": State.UNDER_REVIEW.value,
        "holder": reviewer.name,
        "holder_credential": reviewer.credential,
    }


def holds(review: Review, reviewer: Reviewer) -> bool:
    """Whether a reviewer is the one who has claimed or approved it."""
    return reviewer.is_(review.holder, review.holder_credential)


def must_hold(review: Review, reviewer: Reviewer) -> None:
    """Raises ReviewError where the review is not in this reviewer's hands, and says in whose."""
    if review.state != State.UNDER_REVIEW:
        raise ReviewError(f"This answer is {told(review)}; claim it before you work on it.")
    if not holds(review, reviewer):
        holder = holder_of(review)
        raise ReviewError(f"{holder} has claimed this answer." if holder else "Claim this answer first.")


def told(review: Review) -> str:
    """Where a review stands, in words that follow "This answer is"."""
    holder = holder_of(review)
    by = f" by {holder}" if holder and review.state in (State.UNDER_REVIEW, State.APPROVED) else ""
    return _STATES[State(review.state)] + by


def cleaned(text: str) -> str:
    """A reviewer's sentence as it may be kept: identifiers replaced."""
    return as_written(identifiers.redact(text, identifiers.find(text)))


def worded(text: str) -> str:
    """The same for a sentence that is to be kept. Raises ReviewError for an endless one."""
    if len(text) > LONGEST_SENTENCE:
        raise ReviewError(
            f"The sentence is longer than {LONGEST_SENTENCE:,} characters. Split or shorten it."
        )
    return cleaned(text)


def reasoned(text: str, what: str) -> str:
    """A comment or reason as it may be kept. Raises ReviewError for an empty or endless one."""
    if not text.strip():
        raise ReviewError(f"The {what} is empty. Say it in a sentence.")
    if len(text) > LONGEST:
        raise ReviewError(f"The {what} is longer than {LONGEST:,} characters. Shorten it.")
    return identifiers.redact(text, identifiers.find(text)).strip()
