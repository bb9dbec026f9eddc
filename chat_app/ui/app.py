"""The page as a whole: its pages, its panel, and which of them is drawn. State lives in `session`."""

from __future__ import annotations

import streamlit as st

from chat_app.ui.pages import calculators, chat, worksheet
from chat_app.ui.parts.frame import draw_frame, draw_problem, tool_page
from chat_app.ui.parts.side import draw_side_of_tools, draw_tools
from chat_app.ui.session import session
from chat_app.ui.worker import shared_worker


def main() -> None:
    """One run of the page: Streamlit asks for it at every event."""
    here = session(st.session_state, shared_worker())

    def consultation() -> None:
        chat.render(here)

    def necessity() -> None:
        draw_side_of_tools(here)
        draw_problem(here)
        with tool_page():
            worksheet.render()

    def calculation() -> None:
        draw_side_of_tools(here)
        draw_problem(here)
        with tool_page():
            calculators.render()

    first = st.Page(consultation, title="LN Consult", default=True)
    tools = [
        st.Page(necessity, title="Medical-necessity worksheet", url_path="worksheet"),
        st.Page(calculation, title="Calculators", url_path="calculators"),
    ]
    chosen = st.navigation([first, *tools], position="hidden")
    draw_frame()
    if here.called_up:
        here.called_up = False
        if chosen is not first:
            st.switch_page(first)
    chosen.run()
    draw_tools([("Consultation", first), *((tool.title, tool) for tool in tools)])
