"""Demonstration mode: recorded consultations, replayed at reading speed with no model and no network."""

from __future__ import annotations

import streamlit as st

from chat_app.errors import LNConsultError
from chat_app.guidelines.model import Corpus
from chat_app.settings import load_settings
from chat_app.teaching.recording import read, written
from chat_app.teaching.replay import Replays
from chat_app.teaching.shelf import Kept, Shelf
from chat_app.ui.document import Json
from chat_app.ui.names import AUDIENCES, day
from chat_app.ui.parts.replay import draw_replay
from chat_app.ui.parts.shelf import draw_shelf
from chat_app.ui.parts.stage import set_stage
from chat_app.ui.session import Session

_ASKED = "recording"
"""Name of the recording in the address."""
_PROBLEM = "demonstration-problem"


def render(here: Session) -> None:
    """The recording that the address names, else the list of all."""
    shelf = Shelf(load_settings().resolved_data_folder)
    name = st.query_params.get(_ASKED)
    if name and _replay(here, shelf, name):
        return
    st.title("Demonstration")
    st.write(
        "A recorded consultation replays at reading speed, with no model and no network: for talks. "
        "Record one under any answer of a consultation."
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(problem)
    kept = shelf.all()
    draw_shelf("recordings", "Recordings", [_item(k) for k in kept], _open)
    _manage(shelf, kept)


def _open(name: str) -> None:
    st.query_params[_ASKED] = name


def _leave() -> None:
    st.query_params.pop(_ASKED, None)


def _replay(here: Session, shelf: Shelf, name: str) -> bool:
    """Draw the replay. False, with the reason kept for the list, where it cannot be."""
    try:
        kept = shelf.get(name)
    except LNConsultError as error:
        st.session_state[_PROBLEM] = str(error)
        return False
    if kept.recording is None:
        return False
    set_stage()
    draw_replay(name, _replays(here.worker.consultation.corpus).prepare(kept.recording), _leave)
    return True


@st.cache_resource(show_spinner=False, hash_funcs={Corpus: lambda corpus: corpus.version})
def _replays(corpus: Corpus) -> Replays:
    return Replays(corpus)


def _item(kept: Kept) -> Json:
    recording = kept.recording
    if recording is None:
        return {"id": kept.name, "title": kept.name, "summary": None, "facts": [], "problem": kept.problem}
    many = len(recording.turns)
    readers = dict.fromkeys(AUDIENCES[t.audience] for t in recording.turns)
    facts = [
        "1 question" if many == 1 else f"{many} questions",
        f"Reader: {', '.join(readers)}",
        f"Recorded {day(recording.recorded)}",
        "Comes with LN Consult" if kept.shipped else "Recorded or added here",
    ]
    first = recording.turns[0].question
    return {"id": kept.name, "title": recording.title, "summary": first, "facts": facts, "problem": None}


def _manage(shelf: Shelf, kept: tuple[Kept, ...]) -> None:
    """Bring a recording from another machine, take one along, delete one."""
    with st.expander("Add, download or delete a recording"):
        given = st.file_uploader(
            "Add a recording (JSON file made by LN Consult)", type="json", key="recording-file"
        )
        if given is not None and st.button("Add it", key="recording-add"):
            try:
                added = shelf.keep(read(given.getvalue(), given.name))
            except LNConsultError as error:
                st.error(str(error))
            else:
                _open(added.name)
                st.rerun()
        # A label must be its own: Streamlit tells options apart by what they are called.
        names = {f"{k.title} ({k.name})": k for k in kept}
        chosen = st.selectbox("Recording", list(names), key="recording-chosen")
        if chosen is None:
            return
        one = names[chosen]
        left, right = st.columns(2)
        if one.recording is not None:
            left.download_button(
                "Download",
                written(one.recording),
                f"{one.name}.json",
                "application/json",
                key="recording-download",
            )
        if not one.shipped and right.button("Delete for good", key="recording-delete"):
            try:
                shelf.remove(one.name)
            except LNConsultError as error:
                st.session_state[_PROBLEM] = str(error)
            st.rerun()
