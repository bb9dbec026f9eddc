"""The consultation: questions, answers and the evidence beside them."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from chat_app.answer import Audience
from chat_app.ui.actions import actions
from chat_app.ui.document import Json, document, glossary, reviewed_notice
from chat_app.ui.glossary import used_in
from chat_app.ui.parts.empty import draw_empty
from chat_app.ui.parts.frame import draw_question_box
from chat_app.ui.parts.side import draw_side
from chat_app.ui.parts.turn import draw_turn
from chat_app.ui.progress import unfinished
from chat_app.ui.session import Session, Turn

# Seconds that a page run waits for an answer before it draws the status line: most are there by then.
FAST = 0.5
# Seconds between two looks at an answer in the making.
REDRAW_EVERY = 0.15

FIRST = "Ask about lupus nephritis"


def render(here: Session) -> None:
    """Draw the consultation: the panel, the turns or the empty page, and the question box."""
    arrive(here)
    if (turn := here.working) and turn.run:
        turn.run.wait(FAST)
    here.settle()
    draw_side(here)
    # One container however many turns there are: the question box below it keeps its place.
    with st.container():
        if here.turns:
            draw_turns(here)
        else:
            draw_empty(lambda question, audience: example(here, question, audience))
    draw_question_box(here, "Ask a follow-up, e.g. “and in pregnancy?”" if here.turns else FIRST)
    depart(here)


def arrive(here: Session) -> None:
    """Open what the address asks for, once in a session and when the reader goes back or forward to it."""
    first = not st.session_state.get("arrived")
    st.session_state["arrived"] = True
    if not first and (not went_back() or st.query_params.to_dict() == address(here)):
        return
    if reviewed := st.query_params.get("reviewed"):
        here.open_reviewed(reviewed)
    elif answer := st.query_params.get("answer"):
        here.open_answer(answer)
    elif consultation := st.query_params.get("consultation"):
        here.open(consultation)
    elif not first:
        here.clear()
    here.called_up = False  # this is the consultation already: the next tap may lead to another page


def went_back() -> bool:
    """Whether the reader's browser went back or forward to where the page is now.

    Nothing else may be read out of an address that is not ours: a tap that was made before the browser had
    the new address brings the old one along.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def address(here: Session) -> dict[str, str]:
    """What the address names of the consultation: a page loaded again, or elsewhere, shows it again."""
    if here.target:
        return {"reviewed" if here.turns and here.turns[0].reviewed else "answer": here.target}
    return {"consultation": here.conversation} if here.conversation else {}


def depart(here: Session) -> None:
    """Leave the consultation in the address."""
    if st.query_params.to_dict() != (wanted := address(here)):
        st.query_params.from_dict(wanted)


def draw_turns(here: Session) -> None:
    """Every turn of the conversation; the last one is redrawn by itself while it is being answered."""
    for turn in here.turns[:-1]:
        draw(here, turn)
    if here.working:
        working(here)
    else:
        draw(here, here.turns[-1])


@st.fragment(run_every=REDRAW_EVERY)
def working(here: Session) -> None:
    """The answer in the making, looked at anew until it is there; then the whole page is drawn once more."""
    over = here.working is None
    here.settle()
    # Drawn before the whole page runs again: what is drawn stays in place, and so does the reader.
    draw_turn_of(here, here.turns[-1], passing=True)
    depart(here)  # a page loaded again in the middle of an answer finds its consultation
    if over:
        st.rerun()


def draw(here: Session, turn: Turn) -> None:
    """Draw a turn as part of the whole page."""
    # A fragment stands in a container. In one too, a turn keeps its place when its answer is complete:
    # what is open, selected or focused in it stays so, and a press is not lost to a turn drawn from scratch.
    with st.container():
        draw_turn_of(here, turn)


def draw_turn_of(here: Session, turn: Turn, passing: bool = False) -> None:
    """Draw one turn. `passing`: by a fragment that ends with the answer. The server hears no press made
    for a fragment that has ended, so the page keeps presses until it is drawn as a whole."""
    data = data_of(here, turn) | {"passing": passing}
    draw_turn(f"turn-{turn.key}", data, lambda name, value: tapped(here, turn, name, value))


def data_of(here: Session, turn: Turn) -> Json:
    """What the component draws of a turn."""
    last = turn is here.turns[-1]
    if turn.answer is None:
        data = unfinished(turn, here.worker.consultation.corpus)
    else:
        answer = turn.answer if turn.reviewed else here.worker.desk.as_given(turn.answer)
        data = document(answer)
        data["editable"] = last and not turn.reviewed
        if turn.reviewed:
            data["notices"].insert(0, reviewed_notice(answer))
        if turn.answer.provenance.audience is Audience.TRAINEE:
            text = " ".join(s.text for s in turn.answer.sentences())
            data["glossary"] = glossary(used_in(text, here.worker.consultation.corpus))
        data["actions"] = actions(turn, answer)
        if not last:
            data["follow_ups"] = []
    data["first"], data["last"] = turn is here.turns[0], last
    data["arrive"] = turn.key == here.target or (last and not here.target and turn is not here.turns[0])
    return data


def tapped(here: Session, turn: Turn, name: str, value: Any) -> None:
    """Act on a tap in a turn."""
    match name:
        case "follow_up":
            here.ask(str(value))
        case "corrected":
            here.ask_again(turn, resolved=str(value))
        case "feedback":
            here.rate(turn, bool(value["helpful"]), tuple(value["reasons"]), str(value["comment"]))
        case "record":
            here.record(turn)
        case "review":
            review(here, turn, value)
        case "stop":
            here.stop()


def review(here: Session, turn: Turn, value: dict[str, str]) -> None:
    """Submit an answer for review, or open another version of it."""
    match value:
        case {"version": "reviewed", "answer": answer}:
            here.open_reviewed(answer)
        case {"version": "given", "answer": answer}:
            here.open_answer(answer)
        case _:
            here.submit(turn)


def example(here: Session, question: str, audience: Audience) -> None:
    """Ask an example question as the kind of reader that it comes from."""
    here.set_audience(audience)
    here.ask(question)
