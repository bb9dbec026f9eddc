"""What the product says to people in its own voice: notices, refusals, and why a writer changed."""

from __future__ import annotations

from datetime import date

from chat_app.answer import Answer, Notice, Review
from chat_app.errors import ModelError
from guardrails.types import Screening

PURPOSE = (
    "LN Consult answers questions about lupus nephritis: its diagnosis, classification, treatment, doses, "
    "monitoring, pregnancy, kidney failure, and the codes and coverage of its drugs."
)
OUT_OF_SCOPE = f"This question is not about lupus nephritis, so no answer is given. {PURPOSE}"
NOT_COVERED = (
    "The curated guideline statements do not cover this, so no answer is given. Nothing was added from "
    "outside them. Try naming the drug, the class of nephritis or the situation."
)
NOTHING_VERIFIED = (
    "Statements that bear on this were found, but no sentence of the answer could be verified against them, "
    "so none is shown."
)
PARTLY_COVERED = (
    "The curated statements do not cover every part of this question; nothing was added from outside them."
)
NOT_SCREENED = (
    "The question could not be checked for details that identify a person, so it was neither stored nor "
    "answered. Ask again; if this stays, tell whoever runs this installation."
)
NOT_REVIEWED = "Not yet reviewed by a clinician"
UNCHECKED = "This answer cites at least one statement that is not yet checked against the source."


def screening_notices(screening: Screening) -> list[Notice]:
    """Notices for what the input rails found: emergency first."""
    notices: list[Notice] = []
    if screening.emergency:
        text = next((f.message for f in screening.findings if f.check == "emergency"), "")
        notices.append(Notice(kind="emergency", text=text))
    if screening.injection:
        notices.append(
            Notice(
                kind="injection",
                text="Part of the text was an instruction to this program. It was not followed; "
                "only the clinical question was read.",
            )
        )
    if screening.identifiers:
        count = len(screening.identifiers)
        what = (
            "1 detail that could identify a person was"
            if count == 1
            else (f"{count} details that could identify a person were")
        )
        notices.append(
            Notice(kind="identifiers", text=f"{what} replaced before the question was stored or sent on.")
        )
    return notices


def refusal(screening: Screening) -> str:
    """Why nothing in the text can be answered."""
    if screening.emergency:
        return "This cannot wait for a chat. Follow the emergency advice above. " + PURPOSE
    return "This asks for something that LN Consult does not do. " + PURPOSE


COMPOSED = "This answer is composed from curated statements alone."
INCOMPLETE = "The answer below is incomplete: it holds the sentences that had been verified by then."


def fell_back(error: ModelError | None) -> str:
    """Why the evidence writer answers in place of the model."""
    why = str(error) if error else "The language model's answer held no sentence that could be verified."
    return f"{why} {COMPOSED}"


def broke_off(error: ModelError) -> str:
    """Why the answer is not whole."""
    return f"{error} {INCOMPLETE}"


def day(iso: str) -> str:
    """An ISO date as people write it ("22 November 2026"); anything else as it is."""
    try:
        value = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{value.day} {value:%B %Y}"


def review_line(review: Review) -> str:
    """Where the review of an answer stands. Names are as the reviewers stated them."""
    who = ", ".join(filter(None, (review.reviewer, review.credential)))
    match review.status:
        case "approved":
            return f"Approved by {who or 'a reviewer'}, {day(review.updated)}"
        case "under_review":
            return f"Under review by {who or 'a clinician'}"
        case "returned":
            return "Returned by the reviewer: do not rely on it"
    return NOT_REVIEWED


def review_sentence(answer: Answer) -> str:
    """The same for an answer: one that was edited in review is not said to be approved as it was given."""
    version = next((n.text for n in answer.notices if n.answer == answer.id), None)
    return version or f"{review_line(answer.review)}."


def changed_in_review(answer: Answer) -> str:
    """How much of an approved text a reviewer changed; empty where nothing was."""
    count = answer.provenance.details.get("sentences_changed")
    if not count:
        return ""
    return "1 sentence changed in review" if count == 1 else f"{count} sentences changed in review"


def plain_text(answer: Answer | None) -> str:
    """An answer's sentences as one text, for the memory of a conversation."""
    return " ".join(s.text for s in answer.sentences()) if answer else ""
