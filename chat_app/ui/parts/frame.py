"""The frame of the page: its style sheet, its keys, and the question box at the foot of the column."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from chat_app.ui.parts.files import read
from chat_app.ui.session import Session

ICON = Path(__file__).parents[1] / "static" / "icon.png"
PANEL_WIDTH = 264
"""Pixels."""
_KEY = "question"
_HEARD = "question-heard"


def draw_frame() -> None:
    """Set the page up: icon, panel, style sheet, keys. Before anything else is drawn."""
    st.set_page_config(page_icon=str(ICON), layout="wide", initial_sidebar_state=PANEL_WIDTH)
    st.html(f"<style>{read('shell.css')}</style>")
    # A look draws the page again, and nothing more.
    frame = st.components.v2.component("ln_consult_frame", js=read("frame.js"))
    frame(key="frame", on_look_change=lambda: None)


def draw_problem(session: Session) -> None:
    """What went wrong with the last tap, as text."""
    if session.problem:
        with st.container(key="problem"):
            st.text(session.problem)


def tool_page() -> DeltaGenerator:
    """The column of a page that is not the consultation."""
    return st.container(key="tool")


def draw_question_box(session: Session, placeholder: str) -> None:
    """The box in which a question is typed, with what went wrong above it: a reader deep in a long
    consultation sees it. What is submitted is heard before the page is drawn again; from a page that stood
    open while the server started anew, which calls nothing back in its first run, it is heard here."""

    def heard() -> None:
        if text := str(st.session_state.get(_KEY) or "").strip():
            st.session_state[_HEARD] = True
            session.ask(text)

    with st.container(key="ask"):
        with st.container():  # always there: the box keeps its place, and what is typed in it
            draw_problem(session)
        text = str(st.chat_input(placeholder, key=_KEY, on_submit=heard) or "").strip()
    if not st.session_state.pop(_HEARD, False) and text:
        session.ask(text)
        st.rerun()
