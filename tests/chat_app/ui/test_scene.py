"""What the teaching page draws: every case played to every end, in both views, and the moves between."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from chat_app.guidelines.load import default_corpus
from chat_app.question.patient import PatientFacts
from chat_app.settings import default_data_folder
from chat_app.teaching import play
from chat_app.teaching.load import CASE_FOLDER, default_library
from chat_app.teaching.model import Case
from chat_app.teaching.play import Phase, Progress, WrongMove
from chat_app.ui.document import Json
from chat_app.ui.pages.teaching import in_case, moved
from chat_app.ui.scene import Scene, View
from chat_app.ui.worker import Worker

LIBRARY = default_library()
CORPUS = default_corpus()
CASES = list(LIBRARY.cases.values())
CASE = CASES[0]


def scene(case: Case, progress: Progress, view: View = "study") -> Json:
    drawn = Scene(LIBRARY, CORPUS, case, progress, view).json()
    json.dumps(drawn)
    return drawn


def cited(sentences: list[Json], drawn: Json) -> bool:
    """Whether every sentence has a chip that opens a card."""
    cards = {card["id"] for card in drawn["evidence"]}
    return all(s["chips"] and set(s["ids"]) <= cards for s in sentences)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_is_played_to_every_end_and_every_explanation_cites(case: Case) -> None:
    ends, seen = set(), set()
    for path in play.paths(case):
        progress = play.start(case)
        for follows in path[1:]:
            decision = play.present(case, progress).decision
            if decision is not None:
                option = next(n for n, o in enumerate(decision.options) if o.next == follows)
                progress = moved(case, progress, "choose", {"option": option, "confidence": 75})
                if progress.trail not in seen:
                    seen.add(progress.trail)
                    drawn = scene(case, progress)
                    assert drawn["decision"]["verdict"]
                    assert all(o["why"] and cited(o["why"], drawn) for o in drawn["decision"]["options"])
                    assert drawn["decision"]["options"][option]["open"]
            progress = moved(case, progress, "advance", {})
        drawn = scene(case, progress)
        assert drawn["phase"] == "ended"
        assert cited(drawn["ending"]["why"], drawn)
        assert len(drawn["ending"]["score"]["decisions"]) == len(progress.path)
        ends.add(progress.at)
    assert ends == {step.id for step in case.ends()}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_an_open_decision_gives_nothing_away(case: Case) -> None:
    step, decision = next(case.decisions())
    progress = play.start(case).model_copy(update={"trail": (step.id,)})
    drawn = scene(case, progress)["decision"]
    assert [set(o) for o in drawn["options"]] == [{"text"}] * len(decision.options)
    assert drawn["verdict"] is None


def test_a_presenter_shows_a_step_part_by_part() -> None:
    progress = play.start(CASE)
    drawn = scene(CASE, progress, "present")
    assert drawn["labs"] is None
    assert drawn["decision"] is None
    assert drawn["trajectory"] is None, "no value is seen before the values are shown"
    while drawn["more"]:
        progress = moved(CASE, progress, "show", {})
        drawn = scene(CASE, progress, "present")
    assert drawn["labs"]
    assert drawn["decision"]
    assert drawn["pathway"]


def test_a_presenter_goes_back_over_everything_that_was_shown() -> None:
    progress = play.start(CASE)
    states = [progress]
    for move, act in [*[("show", {})] * 4, ("choose", {"option": 0, "confidence": None}), ("advance", {})]:
        progress = moved(CASE, progress, move, act)
        states.append(progress)
    # An explanation that was left is not shown again at once: its decision is open once more.
    for state in reversed([s for s in states[:-1] if play.phase(CASE, s) is not Phase.REVEALED]):
        progress = moved(CASE, progress, "previous", {})
        assert (progress.at, progress.shown) == (state.at, state.shown)
    assert moved(CASE, progress, "previous", {}) == progress


@pytest.mark.parametrize(
    ("move", "act"),
    [
        ("advance", {}),
        ("reveal", {}),
        ("choose", {"option": 99, "confidence": 50}),
        ("choose", {"option": 0, "confidence": 101}),
        ("back", {"step": "nowhere"}),
        ("fly", {}),
    ],
)
def test_a_move_that_is_not_allowed_is_refused(move: str, act: Json) -> None:
    with pytest.raises(WrongMove):
        moved(CASE, play.start(CASE), move, act)


def test_bodies_stand_side_by_side_where_they_differ() -> None:
    with_compare = next(s for s in CASE.steps if s.compare)
    progress = play.start(CASE).model_copy(update={"trail": (CASE.start, with_compare.id)})
    drawn = scene(CASE, progress)
    [section, *_] = drawn["compare"]
    assert section["layout"] == "positions"
    assert len({row["body"] for row in section["rows"]}) >= 2
    assert all(cited(row["sentences"], drawn) for row in section["rows"])


def test_the_invented_patient_is_named_as_such() -> None:
    assert "Invented patient" in scene(CASE, play.start(CASE))["case"]["facts"]


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("Which vaccinations are due?", "Class III+V lupus nephritis: Which vaccinations are due?"),
        ("Is contraception needed?", "Class III+V lupus nephritis: Is contraception needed?"),
        ("Is belimumab an option in lupus nephritis?", None),
        ("What is the best treatment for migraine?", None),
        ("Write me a poem", None),
    ],
)
def test_a_question_in_a_case_has_the_case_for_its_subject(question: str, read_as: str | None) -> None:
    assert in_case(question, PatientFacts(classes=("III", "V"))) == read_as


def test_the_whole_case_is_printed_for_presenters_alone() -> None:
    assert scene(CASE, play.start(CASE), "present")["solution"]
    assert scene(CASE, play.start(CASE), "study")["solution"] is None


@pytest.fixture
def page(stand_in_worker: Worker, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr("chat_app.ui.app.shared_worker", lambda: stand_in_worker)

    def run() -> None:
        import streamlit as st

        import chat_app.ui.app
        from chat_app.ui.pages.teaching import render
        from chat_app.ui.session import session

        render(session(st.session_state, chat_app.ui.app.shared_worker()))

    return AppTest.from_function(run, default_timeout=30)


def components(page: AppTest, name: str) -> list[Json]:
    found = []
    for element in page.main:
        proto = getattr(element, "proto", None)
        if getattr(proto, "component_name", "") == name:
            found.append(json.loads(proto.json))  # type: ignore[union-attr]
    return found


def test_the_list_names_every_case(page: AppTest) -> None:
    page.run()
    assert not page.exception
    [shelf] = components(page, "ln_consult_shelf")
    assert [i["title"] for i in shelf["items"]] == [c.title for c in CASES]
    assert all("Invented patient" in i["facts"] for i in shelf["items"])


def test_cases_of_ones_own_are_listed_and_faulty_ones_named(page: AppTest) -> None:
    folder = default_data_folder() / "cases"
    folder.mkdir(parents=True)
    sound = (CASE_FOLDER / "01-new-class-iv.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(sound.replace("id: new-class-iv", "id: mine", 1), encoding="utf-8")
    (folder / "faulty.yaml").write_text("id: faulty\n", encoding="utf-8")
    page.run()
    assert not page.exception
    [shelf] = components(page, "ln_consult_shelf")
    assert {i["id"] for i in shelf["items"]} == {c.id for c in CASES} | {"mine"}
    assert any("faulty.yaml, field title" in t.value for t in page.text)


def test_a_question_inside_a_case_is_asked_with_the_facts_of_the_case(page: AppTest) -> None:
    page.query_params["case"] = CASE.id
    page.run()
    assert not page.exception
    [drawn] = components(page, "ln_consult_case")
    assert drawn["step"]["title"] == CASE.steps[0].title
    page.text_input(key="case-question-text").set_value("Is belimumab an option?")
    page.button[0].click().run()
    assert not page.exception
    [turn] = components(page, "ln_consult_turn")
    assert turn["question"] == "Is belimumab an option?"
    assert turn["inset"]
    talk = page.session_state[f"teaching-talk-{CASE.id}"]
    [request] = talk.worker.consultation.requests
    assert request.patient.age_years == CASE.patient.facts.age_years
    assert request.patient.upcr_g_per_g == CASE.steps[0].labs[-1].values["upcr_g_per_g"]
    assert request.audience == "trainee"
