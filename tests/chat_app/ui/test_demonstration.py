"""The demonstration page: its list, the stage, and files that come from elsewhere."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from chat_app.guidelines.load import default_corpus
from chat_app.settings import default_data_folder
from chat_app.teaching.recording import read
from chat_app.teaching.replay import Replays
from chat_app.teaching.shelf import SHIPPED, Shelf
from chat_app.ui.document import Json
from chat_app.ui.parts.replay import note_of
from chat_app.ui.session import Session
from chat_app.ui.worker import Worker
from tests.chat_app.ui.conftest import until

NAMES = sorted(p.stem for p in SHIPPED.glob("*.json"))


@pytest.fixture
def page(stand_in_worker: Worker, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr("chat_app.ui.app.shared_worker", lambda: stand_in_worker)

    def run() -> None:
        import streamlit as st

        import chat_app.ui.app
        from chat_app.ui.pages.demonstration import render
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


def test_recordings_on_board_are_listed(page: AppTest) -> None:
    page.run()
    assert not page.exception
    [shelf] = components(page, "ln_consult_shelf")
    assert [i["id"] for i in shelf["items"]] == NAMES
    assert not any(i["problem"] for i in shelf["items"])


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_set_on_the_stage_with_its_date_and_corpus(page: AppTest, name: str) -> None:
    page.query_params["recording"] = name
    page.run()
    assert not page.exception
    [stage] = components(page, "ln_consult_replay")
    corpus = read((SHIPPED / f"{name}.json").read_bytes()).corpus.removeprefix("sha256:")
    assert corpus[:12] in stage["note"]
    assert "no model and no network is used" in stage["note"]
    assert stage["badge"].startswith("Recording of ")
    for turn in stage["turns"]:
        document = turn["document"]
        shown = len(document["bottom_line"]) + sum(
            len(s.get("sentences", ())) + sum(len(r["sentences"]) for r in s.get("rows", ()))
            for s in document["sections"]
        )
        assert len(turn["pace"]["sentences"]) == shown
        assert document["meta"][0]["label"] == "Recorded"


@pytest.mark.parametrize("name", ["nothing", "../x", "<b>"])
def test_a_name_that_is_none_leads_to_the_list_with_a_reason(page: AppTest, name: str) -> None:
    page.query_params["recording"] = name
    page.run()
    assert not page.exception
    assert "no recording of this name" in page.error[0].value
    assert components(page, "ln_consult_shelf")


def test_a_recording_of_ones_own_can_be_deleted(page: AppTest) -> None:
    shelf = Shelf(default_data_folder())
    kept = shelf.keep(read((SHIPPED / f"{NAMES[0]}.json").read_bytes()))
    page.run()
    assert kept.name in page.selectbox(key="recording-chosen").value
    page.button(key="recording-delete").click().run()
    assert not page.exception
    assert [k.name for k in shelf.all()] == NAMES


def test_a_consultation_is_recorded_up_to_the_answer_that_was_pressed(
    reader: Session, stand_in_worker: Worker
) -> None:
    first = reader.ask("Is belimumab indicated?")
    until(lambda: first.run is not None and first.run.finished)
    reader.settle()
    second = reader.ask("And in pregnancy?")
    until(lambda: second.run is not None and second.run.finished)
    reader.settle()
    reader.record(first)
    assert reader.problem is None
    assert first.recording
    kept = Shelf(default_data_folder()).get(first.recording)
    assert kept.recording is not None
    assert [t.question for t in kept.recording.turns] == ["Is belimumab indicated?"]
    reader.record(second)
    assert second.recording
    kept = Shelf(default_data_folder()).get(second.recording)
    assert kept.recording is not None
    assert len(kept.recording.turns) == 2


def test_the_note_tells_what_is_left_out() -> None:
    data = json.loads((SHIPPED / f"{NAMES[0]}.json").read_bytes())
    data["corpus"] = "sha256:older"
    data["turns"][0]["bottom_line"][1]["citations"] = ["no-such-source.statement"]
    replay = Replays(default_corpus()).prepare(read(json.dumps(data).encode()))
    note = note_of(replay)
    assert "have changed since" in note
    assert "1 sentence is left out" in note
