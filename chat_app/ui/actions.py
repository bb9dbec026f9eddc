"""What a reader can do with an answer: say whether it helped, copy it, link to it, export it."""

from __future__ import annotations

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


def actions(turn: Turn) -> list[Json]:
    """The actions of a finished answer, in the order shown."""
    if turn.answer is None:
        return []
    permalink = f"/?answer={turn.answer.id}"
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
        rows.append({"kind": "copy", "label": "Copy for chart", "text": chart_note(turn.answer)})
        rows += [
            {"kind": "link", "label": f.label, "href": f"/api/answers/{turn.answer.id}.{f.extension}"}
            for f in FORMATS.values()
            if f.extension in OFFERED
        ]
    rows.append({"kind": "copy", "label": "Copy link", "text": permalink, "link": True})
    if turn.recording:
        made = f"/demonstration?recording={turn.recording}"
        rows.append({"kind": "link", "label": "Recorded, open the recording", "href": made})
    else:
        rows.append({"kind": "send", "label": "Record for a talk", "name": "record"})
    return rows
