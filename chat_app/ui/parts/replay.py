"""The stage on which a recording is replayed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from chat_app.answer import Answer
from chat_app.teaching.replay import Replay, ReplayedTurn
from chat_app.ui.document import Json, document
from chat_app.ui.names import day
from chat_app.ui.parts.files import read
from chat_app.ui.parts.turn import SCRIPTS


def draw_replay(name: str, replay: Replay, on_leave: Callable[[], None]) -> None:
    """Draw the stage. Playing, pausing and stepping happen in the browser alone."""
    renderer = st.components.v2.component(
        "ln_consult_replay",
        css=read("answer/answer.css", "replay.css"),
        js=read(*SCRIPTS, "replay.js"),
    )
    data = {
        "name": name,
        "title": replay.recording.title,
        "badge": f"Recording of {day(replay.recording.recorded)}",
        "note": note_of(replay),
        "turns": [_turn(t) for t in replay.turns],
    }
    renderer(key=f"replay-{name}", data=data, on_leave_change=on_leave)


def note_of(replay: Replay) -> str:
    """What this is, of when, and what of it is shown today."""
    recording = replay.recording
    note = (
        f"A recording of {day(recording.recorded)}, from the guideline context of "
        f"{day(recording.corpus_updated)} (corpus {recording.corpus.removeprefix('sha256:')[:12]}). "
        "Nothing is asked now: no model and no network is used."
    )
    if not replay.same_corpus:
        note += " The statements on board have changed since; every sentence was verified against them anew."
    if replay.left_out:
        many = "1 sentence is" if replay.left_out == 1 else f"{replay.left_out} sentences are"
        note += f" {many} left out, because the statements on board do not support it."
    return note


def _turn(turn: ReplayedTurn) -> Json:
    drawn = document(turn.answer)
    drawn["meta"] = [m for m in drawn["meta"] if m["label"] != "Review"]
    drawn["meta"].insert(0, {"label": "Recorded", "value": day(turn.recorded.created)})
    return {
        "document": drawn,
        "found": _found(turn.recorded.searched, turn.answer),
        "pace": {
            "typing": turn.recorded.pace.typing,
            "status": turn.recorded.pace.status,
            "sentences": list(turn.pace),
        },
    }


def _found(searched: int, answer: Answer) -> str:
    cited = sum(len(r.statements) for r in answer.references)
    return f"{searched:,} statements searched, {cited} cited in this answer"
