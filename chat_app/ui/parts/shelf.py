"""A list to choose from: teaching cases, recordings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from chat_app.ui.document import Json
from chat_app.ui.parts.files import read
from chat_app.ui.parts.hearing import draw_hearing


def draw_shelf(key: str, label: str, items: Sequence[Json], on_open: Callable[[str], None]) -> None:
    """Draw the list. An item has `id`, `title`, `summary`, `facts` (short texts) and perhaps a `problem`,
    which stands in place of what cannot be opened. `on_open` hears the id that was chosen."""
    renderer = st.components.v2.component(
        "ln_consult_shelf", css=read("shelf.css"), js=read("answer/dom.js", "shelf.js")
    )

    data = {"label": label, "items": list(items)}
    draw_hearing(renderer, key, data, {"open": lambda value: on_open(str(value["id"]))})
