"""What a reader can do with an answer: say whether it helped, copy it, link to it, export it."""

from __future__ import annotations

from chat_app.answer import Answer, Outcome
from chat_app.export import FORMATS
from chat_app.ui.chart import chart_note
from chat_app.ui.document import Json
from chat_app.ui.session import Turn

REASONS = (
    ("incorrect", "Incorrect"),
    ("outdated", "Outdated"),
    ("missing", "Something is missing"),
    ("unsafe", "Unsafe"),
    ("badly_written", "Badly written"),
)
"""What can be wrong with an answer, as the store names it and as the page says it."""


OFFERED = ("pdf", "docx", "md")
"""Formats that the page offers; plain text is what "Copy for chart" gives."""


_UNREVIEWED = (Outcome.BLOCKED, Outcome.ERROR)
_ON_THE_DESK = {
    "submitted": "Submitted for review; it stays there if this consultation is deleted",
    "under_review": "Under review",
    "approved": "Reviewed",
}


def actions(turn: Turn, shown: Answer | None = None) -> list[Json]:
    """The actions of a finished answer, in the order shown. `shown`: it with its review as it stands."""
    if turn.answer is None:
        return []
    shown = shown or turn.answer
    version, address = ("reviewed", "reviewed") if turn.reviewed else ("answer", "answers")
    permalink = f"/?{version}={turn.answer.id}"
    rows: list[Json] = [
        {"kind": "rate", "label": "Helpful", "helpful": True, "pressed": turn.feedback is True},
        {
            "kind": "rate",
            "label": "Not right",
            "helpful": False,
            "pressed": turn.feedback is False,
            "reasons": [{"value": value, "label": label} for value, label in REASONS],
        },
    ]
    if turn.answer.sentences():
        rows.append({"kind": "copy", "label": "Copy for chart", "text": chart_note(shown)})
        rows += [
            {"kind": "link", "label": f.label, "href": f"/api/{address}/{turn.answer.id}.{f.extension}"}
            for f in FORMATS.values()
            if f.extension in OFFERED
        ]
    rows.append({"kind": "copy", "label": "Copy link", "text": permalink, "link": True})
    rows += _review(turn, shown)
    if turn.reviewed:
        return rows
    if turn.recording:
        made = f"/demonstration?recording={turn.recording}"
        rows.append({"kind": "link", "label": "Recorded, open the recording", "href": made})
    else:
        rows.append({"kind": "send", "label": "Record for a talk", "name": "record"})
    return rows


def _review(turn: Turn, shown: Answer) -> list[Json]:
    """Submit the answer for review, or say where its review stands."""
    if turn.reviewed or shown.outcome in _UNREVIEWED:
        return []
    if shown is turn.answer:
        return [{"kind": "send", "label": "Submit for review", "name": "review"}]
    if shown.review.status == "returned":
        return [{"kind": "send", "label": "Submit for review again", "name": "review"}]
    return [{"kind": "said", "label": _ON_THE_DESK[shown.review.status]}]
