"""The component that draws a step of a teaching case and hears what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from chat_app.ui.document import Json
from chat_app.ui.parts.files import read
from chat_app.ui.parts.turn import SCRIPTS


def draw_case(key: str, data: Json, on_act: Callable[[dict[str, Any]], None]) -> None:
    """Draw a step; `on_act` hears each act as an object whose `do` names it."""
    renderer = st.components.v2.component(
        "ln_consult_case",
        css=read("answer/answer.css", "case/case.css"),
        js=read(*SCRIPTS, "case/picture.js", "case/blocks.js", "case/decision.js", "case/case.js"),
    )

    def heard() -> None:
        act = st.session_state[key].get("act")
        if act:
            on_act(dict(act))

    renderer(key=key, data=data, on_act_change=heard)
