"""What people said or did, as rows of plain text: feedback, comments, the audit trail, a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import streamlit as st

from chat_app.ui.parts.files import read


class Said(TypedDict):
    """One row; every part is shown as text, whoever wrote it."""

    title: NotRequired[str]
    head: NotRequired[str]
    text: NotRequired[str]
    small: NotRequired[str]
    tone: NotRequired[str]
    """`caution` or `good`."""


def draw_record(key: str, rows: Sequence[Said]) -> None:
    """Draw rows of text."""
    renderer = st.components.v2.component(
        "ln_consult_record", css=read("desk/record.css"), js=read("answer/dom.js", "desk/record.js")
    )
    renderer(key=key, data={"rows": list(rows)})
