"""The words of the review desk: states, reviewers, and what each act is called in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chat_app import answer
from chat_app.errors import ReviewError
from chat_app.records.reviews import Entry

PROGRAM = "LN Consult"
"""The actor of what the program does by itself."""
READER = "A reader"
"""The actor where nobody has said a name."""
LONGEST_NAME = 120


class State(StrEnum):
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    RETURNED = "returned"


class Action(StrEnum):
    SUBMITTED = "submitted"
    CLAIMED = "claimed"
    RELEASED = "released"
    EDITED = "edited"
    DROPPED = "dropped"
    RESTORED = "restored"
    ADDED = "added"
    TAKEN_OVER = "taken_over"
    COMMENTED = "commented"
    RETURNED = "returned"
    APPROVED = "approved"
    REOPENED = "reopened"
    STATEMENT_CHANGED = "statement_changed"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who works on a review: name and credential as stated, not authenticated."""

    name: str
    credential: str = ""

    @classmethod
    def stated(cls, name: str, credential: str = "") -> Reviewer:
        """A reviewer out of what somebody typed. Raises ReviewError without a name, or for an endless one."""
        name, credential = " ".join(name.split()), " ".join(credential.split())
        if not name:
            raise ReviewError("State your name: what is done at the desk carries a name.")
        if max(len(name), len(credential)) > LONGEST_NAME:
            raise ReviewError(f"A name and a credential have at most {LONGEST_NAME} characters each.")
        return cls(name, credential)

    def is_(self, name: str | None, credential: str) -> bool:
        """Whether this is the person of that name and credential."""
        mine = (self.name.casefold(), self.credential.casefold())
        return name is not None and mine == (name.casefold(), credential.casefold())

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.credential)))


def holder_of(entry: Entry) -> Reviewer | None:
    """Who has claimed a review, or approved it."""
    return Reviewer(entry.holder, entry.holder_credential) if entry.holder else None


def status_of(entry: Entry) -> answer.Review:
    """The review as an answer's own field tells it."""
    return answer.Review(
        status=State(entry.state).value,
        reviewer=entry.holder,
        credential=entry.holder_credential or None,
        updated=entry.updated.date().isoformat(),
    )
