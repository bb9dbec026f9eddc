"""The page as a whole: its pages, its panel, and which of them is drawn. State lives in `session`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from chat_app.ui.pages import chat
from chat_app.ui.parts.frame import draw_frame, draw_problem, tool_page
from chat_app.ui.parts.side import draw_side_of_tools, draw_tools
from chat_app.ui.session import Session, session
from chat_app.ui.worker import shared_worker


class Tool(NamedTuple):
    """A page beside the consultation: its title, its address, its module in `pages`, which offers
    `render(session)` and is imported when the page is first drawn, and whom it is for."""

    title: str
    path: str
    module: str
    group: str


TOOLS = (
    Tool("Medical-necessity worksheet", "worksheet", "worksheet", "Consult"),
    Tool("Calculators", "calculators", "calculators", "Consult"),
    Tool("Review desk", "review", "review", "Review"),
    Tool("Prompt lab", "lab", "prompt_lab", "Review"),
    Tool("Corpus desk", "corpus", "corpus", "Review"),
    Tool("Teaching cases", "teaching", "teaching", "Teach"),
    Tool("Demonstration", "demonstration", "demonstration", "Teach"),
)


def main() -> None:
    """One run of the page: Streamlit asks for it at every event."""
    here = session(st.session_state, shared_worker())
    first = st.Page(lambda: chat.render(here), title="LN Consult", url_path="", default=True)
    tools = [st.Page(_page(tool, here), title=tool.title, url_path=tool.path) for tool in TOOLS]
    chosen = st.navigation([first, *tools], position="hidden")
    draw_frame()
    if here.called_up:
        here.called_up = False
        if chosen is not first:
            st.switch_page(first)
    chosen.run()
    titles = {"Consult": [("Consultation", first)]}
    for tool, page in zip(TOOLS, tools, strict=True):
        titles.setdefault(tool.group, []).append((tool.title, page))
    draw_tools(titles)


def _page(tool: Tool, here: Session) -> Callable[[], None]:
    def draw() -> None:
        draw_side_of_tools(here)
        draw_problem(here)
        with tool_page():
            importlib.import_module(f"chat_app.ui.pages.{tool.module}").render(here)

    return draw
