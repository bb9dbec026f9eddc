"""The list of consultations in the side panel."""

from __future__ import annotations

import streamlit as st

from chat_app.ui.parts.files import read
from chat_app.ui.parts.hearing import Act, draw_hearing
from chat_app.ui.session import Session

_KEY = "history"
_SEARCHABLE = 8
"""From so many consultations on, the list can be searched."""


def draw_history(session: Session) -> None:
    """Draw the list; opening, searching, renaming and deleting go to the session."""
    found = session.history()
    if not found and not session.search:
        return
    kept = session.under_review(found)
    items = [
        {"id": c.id, "title": c.title, "on": c.id == session.conversation, "kept": kept.get(c.id, 0)}
        for c in found
    ]
    renderer = st.components.v2.component(
        "ln_consult_history", css=read("history.css"), js=read("answer/dom.js", "history.js")
    )

    data = {
        "items": items,
        "search": session.search,
        "searchable": bool(session.search) or len(items) >= _SEARCHABLE,
    }
    acts: dict[str, Act] = {
        "open": lambda value: session.open(str(value)),
        "search": lambda value: session.look_for(str(value["words"])),
        "rename": lambda value: session.rename(str(value["id"]), str(value["title"])),
        "remove": lambda value: session.delete(str(value)),
    }
    draw_hearing(renderer, _KEY, data, acts)
