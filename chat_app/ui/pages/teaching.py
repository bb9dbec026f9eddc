"""Teaching cases: a list to choose from, and a case played by oneself or presented to a room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from chat_app.answer import Audience
from chat_app.errors import LNConsultError
from chat_app.question.patient import PatientFacts
from chat_app.settings import load_settings
from chat_app.teaching import play
from chat_app.teaching.check import current_library
from chat_app.teaching.course import course_of
from chat_app.teaching.load import Problem
from chat_app.teaching.model import Case, Library
from chat_app.teaching.play import Phase, Progress
from chat_app.teaching.work import packed, unpacked
from chat_app.ui.pages import chat
from chat_app.ui.parts.case import draw_case
from chat_app.ui.parts.shelf import draw_shelf
from chat_app.ui.parts.stage import set_stage
from chat_app.ui.parts.turn import draw_turn
from chat_app.ui.scene import Scene, View, shelf_item
from chat_app.ui.session import Session, Turn
from guardrails.screen import screen
from guardrails.types import Scope

_CASE, _WORK, _VIEW, _TALK = "case", "work", "view", "talk"
"""What the address holds: the case, how far it is, the view, and the consultation inside the case."""
_KEY = "teaching"


def render(here: Session) -> None:
    """The case that the address names, else the list."""
    library, problems = current_library(load_settings().resolved_data_folder)
    case = library.cases.get(st.query_params.get(_CASE, ""))
    if case is None:
        _list(library, problems)
        return
    set_stage()
    progress = _progress(case, library)
    view = _view()
    scene = Scene(library, here.worker.consultation.corpus, case, progress, view)
    draw_case("case", scene.json(), lambda act: _act(case, library, act))
    if view == "study":
        _ask(_talk(here, case), case)


def _list(library: Library, problems: Sequence[Problem]) -> None:
    st.title("Teaching cases")
    st.write(
        "Take a patient through the disease, alone or with a room. Every explanation cites the statements "
        "that say it. All patients are invented."
    )
    draw_shelf("cases", "Teaching cases", [shelf_item(c) for c in library.cases.values()], _open)
    if problems:
        files = len({p.file for p in problems})
        many = "1 case file of yours is" if files == 1 else f"{files} case files of yours are"
        with st.expander(f"{many} not shown"):
            st.caption("`ln-consult cases check` says the same on the command line.")
            for problem in problems:
                st.text(str(problem))


def _open(case_id: str) -> None:
    st.query_params[_CASE] = case_id
    st.query_params.pop(_WORK, None)
    st.query_params.pop(_TALK, None)
    for name in (_KEY, f"{_KEY}-talk-{case_id}"):
        st.session_state.pop(name, None)


# -- work in progress --------------------------------------------------------------------------------------


def _progress(case: Case, library: Library) -> Progress:
    """How far the case is: as this session knows it, else as the address tells, else its beginning."""
    known, version = st.session_state.get(_KEY), library.versions[case.id]
    if isinstance(known, Progress) and (known.case, known.version) == (case.id, version):
        return known
    progress = unpacked(case, version, st.query_params.get(_WORK, "")) or play.start(case, version)
    st.session_state[_KEY] = progress
    return progress


def _view() -> View:
    return "present" if st.query_params.get(_VIEW) == "present" else "study"


def _keep(progress: Progress) -> None:
    st.session_state[_KEY] = progress
    st.query_params[_WORK] = packed(progress)


def _act(case: Case, library: Library, act: dict[str, Any]) -> None:
    """Do what was pressed. A move that the state does not allow (a second press) changes nothing."""
    progress = _progress(case, library)
    try:
        match act.get("do"):
            case "leave":
                for name in (_CASE, _WORK, _TALK):
                    st.query_params.pop(name, None)
            case "view":
                st.query_params[_VIEW] = "present" if act["view"] == "present" else "study"
            case "again":
                _keep(play.start(case, library.versions[case.id]))
            case move:
                _keep(moved(case, progress, str(move), act))
    except play.WrongMove:
        return


def moved(case: Case, progress: Progress, move: str, act: dict[str, Any]) -> Progress:
    """The progress after a move: `show`, `choose`, `reveal`, `advance`, `back` to a step, or `previous`.

    Raises WrongMove where the state does not allow it.
    """
    match move:
        case "show":
            return play.show_more(case, progress)
        case "choose":
            return play.reveal(case, play.choose(case, progress, int(act["option"]), act["confidence"]))
        case "reveal":
            return play.reveal(case, progress)
        case "advance":
            return play.advance(case, progress)
        case "back":
            return play.back(case, progress, str(act["step"]))
        case "previous":
            return _previous(case, progress)
    raise play.WrongMove(f"There is no move {move}.")


def _previous(case: Case, progress: Progress) -> Progress:
    """One thing back: the explanation, the part that was shown last, or the step."""
    if play.phase(case, progress) in (Phase.REVEALED, Phase.COMMITTED):
        return _whole(case, play.back(case, progress, progress.at))
    if progress.shown > 1:
        return progress.model_copy(update={"shown": progress.shown - 1})
    if len(progress.trail) > 1:
        return _whole(case, play.back(case, progress, progress.trail[-2]))
    return progress


def _whole(case: Case, progress: Progress) -> Progress:
    """With every part of the present step shown."""
    return progress.model_copy(update={"shown": len(play.parts_of(play.present(case, progress)))})


# -- questions inside the case -----------------------------------------------------------------------------


def _talk(here: Session, case: Case) -> Session:
    """The consultation inside a case: its own session, opened again where the address names one."""
    key = f"{_KEY}-talk-{case.id}"
    found = st.session_state.get(key)
    if not isinstance(found, Session):
        found = st.session_state[key] = Session(here.worker, audience=Audience.TRAINEE)
        if known := st.query_params.get(_TALK):
            found.open(known)
    return found


def _ask(talk: Session, case: Case) -> None:
    """A free question about the patient, answered in place by the pipeline with the facts of the case."""
    with st.container(key="case-talk"):
        st.subheader("Ask about this patient")
        st.caption("Answered from the statements, with the facts of this invented patient as they are now.")
        if (turn := talk.working) and turn.run:
            turn.run.wait(chat.FAST)
        talk.settle()
        if talk.problem:
            st.error(talk.problem)
        with st.form("case-question", clear_on_submit=True, border=False):
            left, right = st.columns([5, 1], vertical_alignment="bottom")
            left.text_input(
                "Question", key="case-question-text", placeholder="e.g. Which vaccinations are due?"
            )
            right.form_submit_button("Ask", on_click=_put, args=(talk, case), width="stretch")
    for turn in talk.turns[:-1]:
        _draw(talk, turn)
    if talk.working:
        _working(talk)
    elif talk.turns:
        _draw(talk, talk.turns[-1])
    if talk.conversation:
        st.query_params[_TALK] = talk.conversation


def _put(talk: Session, case: Case) -> None:
    question = str(st.session_state.get("case-question-text", "")).strip()
    progress = st.session_state.get(_KEY)
    if not question or not isinstance(progress, Progress):
        return
    talk.patient = course_of(case, progress.trail, progress.path).facts
    talk.audience = Audience.TRAINEE
    try:
        talk.ask(question, None if talk.conversation else in_case(question, talk.patient))
    except LNConsultError as error:
        talk.problem = str(error)


def in_case(question: str, facts: PatientFacts) -> str | None:
    """The first question of a case with the subject that the case gives it ("Which vaccinations are due?").

    None for a question that needs none, and for one that no conversation on lupus nephritis would make one
    about it: that is refused as anywhere.
    """
    if screen(question).scope is not Scope.OUT or screen(question, in_conversation=True).scope is Scope.OUT:
        return None
    subject = f"Class {'+'.join(facts.classes)} lupus nephritis" if facts.classes else "Lupus nephritis"
    return f"{subject}: {question}"


@st.fragment(run_every=chat.REDRAW_EVERY)
def _working(talk: Session) -> None:
    """The answer in the making, looked at anew until it is there."""
    over = talk.working is None
    talk.settle()
    _draw(talk, talk.turns[-1])
    if over:
        st.rerun()


def _draw(talk: Session, turn: Turn) -> None:
    data = chat.data_of(talk, turn) | {"inset": True}
    draw_turn(f"case-turn-{turn.key}", data, lambda name, value: chat.tapped(talk, turn, name, value))
