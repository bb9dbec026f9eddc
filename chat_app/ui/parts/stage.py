"""A page as a stage: without the panel, in the whole width. What is drawn on it offers the way back."""

from __future__ import annotations

import streamlit as st

from chat_app.ui.parts.files import read


def set_stage() -> None:
    """Turn the page into a stage, for as long as this is called."""
    st.html(f"<style>{read('stage.css')}</style>")
