"""One turn of a conversation on the page: the component that draws it and the taps that come back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from chat_app.ui.document import Json
from chat_app.ui.parts.files import read
from chat_app.ui.parts.hearing import draw_hearing

SCRIPTS = ("answer/dom.js", "answer/card.js", "answer/worksheet.js", "answer/actions.js", "answer/answer.js")
"""What draws an answer, for every component that shows one."""

TAPS = ("follow_up", "corrected", "stop", "feedback", "record", "review")
"""What can be tapped in a turn."""

Tap = Callable[[str, Any], None]


def draw_turn(key: str, data: Json, on_tap: Tap) -> None:
    """Draw a turn; `on_tap(name, value)` hears what is tapped in it."""
    renderer = st.components.v2.component(
        "ln_consult_turn",
        css=read("answer/answer.css"),
        js=read(*SCRIPTS, "answer/turn.js"),
    )

    draw_hearing(renderer, key, data, {name: partial(on_tap, name) for name in TAPS})
