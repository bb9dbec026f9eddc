"""Who works at the desk: asked once a session, shown on everything that carries a name."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from chat_app.ui.parts.plain import plain

_KEY = "reviewer"


class Reviewer(NamedTuple):
    """Name and credential as stated; nobody is signed in."""

    name: str
    credential: str

    def __str__(self) -> str:
        return ", ".join(filter(None, self))


def reviewer() -> Reviewer | None:
    """Who said to be working here in this session; None: nobody yet."""
    found = st.session_state.get(_KEY)
    return Reviewer(*found) if found else None


def ask_reviewer() -> Reviewer | None:
    """Draw who works here, or the two fields that ask for it; the reviewer, once stated."""
    known = reviewer()
    if known:
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.caption(
            f"You work as {plain(known)}. Names are as stated; this server does not check who you are."
        )
        if right.button("Change", key="reviewer-change", width="stretch"):
            del st.session_state[_KEY]
            st.rerun()
        return known
    with st.form("reviewer-form", border=True):
        st.caption("Your name stands on what you do here, as you state it; nobody checks it.")
        left, right, last = st.columns([3, 2, 1], vertical_alignment="bottom")
        name = left.text_input("Name", key="reviewer-name", max_chars=120)
        credential = right.text_input(
            "Credential", key="reviewer-credential", max_chars=60, help="e.g. MD, PharmD, RN"
        )
        if last.form_submit_button("Continue", width="stretch"):
            if name.strip():
                st.session_state[_KEY] = (" ".join(name.split()), " ".join(credential.split()))
                st.rerun()
            st.error("Type your name.")
    return None
