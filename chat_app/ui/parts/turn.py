"""One turn of a conversation on the page: the component that draws it and the taps that come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from chat_app.ui.document import Json
from chat_app.ui.parts.files import read

SCRIPTS = ("answer/dom.js", "answer/card.js", "answer/worksheet.js", "answer/actions.js", "answer/answer.js")
"""What draws an answer, for every component that shows one."""

Tap = Callable[[str, Any], None]


def draw_turn(key: str, data: Json, on_tap: Tap) -> None:
    """Draw a turn; `on_tap(name, value)` hears what is tapped in it."""
    renderer = st.components.v2.component(
        "ln_consult_turn",
        css=read("answer/answer.css"),
        js=read(*SCRIPTS, "answer/turn.js"),
    )

    def heard(name: str) -> Callable[[], None]:
        def callback() -> None:
            state = st.session_state.get(key)
            value = state.get(name) if state else None
            if value is not None:
                on_tap(name, value)

        return callback

    renderer(
        key=key,
        data=data,
        on_follow_up_change=heard("follow_up"),
        on_corrected_change=heard("corrected"),
        on_stop_change=heard("stop"),
        on_feedback_change=heard("feedback"),
        on_record_change=heard("record"),
        on_review_change=heard("review"),
    )
