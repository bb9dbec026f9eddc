"""Parts of the pages where reviewers work: lists of records, and a field that answers while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypedDict

import streamlit as st

from chat_app.ui.parts.files import read
from chat_app.ui.parts.hearing import draw_hearing

Tone = Literal["", "good", "caution", "danger"]


class Badge(TypedDict):
    text: str
    tone: Tone


class Row(TypedDict):
    """A record of a list: its id, its text, where it stands, and short marks before that."""

    id: str
    text: str
    where: str
    badges: list[Badge]


class Remark(TypedDict):
    """What is said below a field; what `stops` must be mended first."""

    message: str
    stops: bool


def draw_rows(key: str, label: str, rows: Sequence[Row], on_open: Callable[[str], object], none: str) -> None:
    """Draw a list of records; `on_open` hears the id of the one that is tapped."""
    renderer = st.components.v2.component(
        "ln_consult_rows", css=read("desk/rows.css"), js=read("answer/dom.js", "desk/rows.js")
    )
    data = {"label": label, "rows": list(rows), "none": none}
    draw_hearing(renderer, key, data, {"open": lambda value: on_open(str(value))})


def draw_facts(key: str, label: str, facts: Sequence[tuple[str, str]]) -> None:
    """Draw the names and values of a record; a value that is an https address becomes a link."""
    renderer = st.components.v2.component(
        "ln_consult_facts", css=read("desk/facts.css"), js=read("answer/dom.js", "desk/facts.js")
    )
    renderer(key=key, data={"label": label, "facts": [list(fact) for fact in facts]})


def live_text(key: str, label: str, value: str, remarks: Sequence[Remark] = (), rows: int = 3) -> str:
    """A text field whose content arrives while it is typed; what stands in it now.

    `value` is what it begins with. Remarks stand below the field and are read aloud when they change.
    """
    renderer = st.components.v2.component(
        "ln_consult_live_text",
        css=read("desk/live_text.css"),
        js=read("answer/dom.js", "desk/live_text.js"),
    )
    data: dict[str, Any] = {"label": label, "value": value, "problems": list(remarks), "rows": rows}
    result = renderer(key=key, data=data, default={"text": value}, on_text_change=lambda: None)
    return str(result.get("text", value))


def typed(key: str, value: str) -> str:
    """What stands in a `live_text` field, before it is drawn in this run."""
    state = st.session_state.get(key)
    return str(state.get("text", value)) if state else value
