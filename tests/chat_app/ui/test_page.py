"""The page itself, run by Streamlit's AppTest: what it shows for what is typed, set and tapped."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from chat_app.answer import Audience
from chat_app.api.server import PAGE
from chat_app.question.patient import PatientFacts
from chat_app.ui import theme
from chat_app.ui.app import TOOLS
from chat_app.ui.session import Session
from chat_app.ui.worker import Worker
from tests.chat_app.ui.stand_in import StandIn

SEED = (
    "Is this medication medically indicated for a patient with Glomerular disease in SLE (M32.14) "
    "who received Belimumab (Benlysta) (J0490) injections?"
)


@pytest.fixture
def page(stand_in_worker: Worker, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr("chat_app.ui.app.shared_worker", lambda: stand_in_worker)
    return AppTest.from_file(PAGE, default_timeout=20).run()


def session_of(page: AppTest) -> Session:
    found = page.session_state["ln_consult"]
    assert isinstance(found, Session)
    return found


def drawn(page: AppTest, component: str) -> list[dict[str, Any]]:
    """The data of the mounted components of a name, in page order."""
    found = []
    for element in page.main:
        proto = getattr(element, "proto", None)
        if getattr(proto, "component_name", "") == component:
            found.append(json.loads(proto.json))  # type: ignore[union-attr]
    return found


def ask(page: AppTest, question: str) -> AppTest:
    return page.chat_input[0].set_value(question).run()


def test_the_empty_page_says_what_this_is_and_shows_four_questions(page: AppTest) -> None:
    assert not page.exception
    [empty] = drawn(page, "ln_consult_empty")
    assert len({e["audience"] for e in empty["examples"]}) == 4
    assert empty["disclaimer"]
    assert empty["about"]


def test_the_seed_question_is_answered_on_the_page(page: AppTest) -> None:
    ask(page, SEED)
    assert not page.exception
    [turn] = drawn(page, "ln_consult_turn")
    assert turn["state"] == "done"
    assert turn["question"] == SEED
    assert turn["bottom_line"][0]["lead"]
    assert turn["references"]
    assert turn["disclaimer"]
    assert turn["follow_ups"]


def test_turns_stay_on_the_page_in_order(page: AppTest) -> None:
    ask(page, SEED)
    ask(page, "And in pregnancy?")
    turns = drawn(page, "ln_consult_turn")
    assert [t["question"] for t in turns] == [SEED, "And in pregnancy?"]
    assert [t["last"] for t in turns] == [False, True]


def test_a_refusal_and_a_failure_are_drawn_without_a_traceback(page: AppTest) -> None:
    ask(page, "What is the best treatment for migraine?")
    ask(page, "A broken question")
    assert not page.exception
    refusal, failure = drawn(page, "ln_consult_turn")
    assert refusal["message"]
    assert failure["notices"][0]["text"] == "It broke."


def test_an_answer_in_the_making_is_drawn_with_its_status_and_a_stop_button(
    page: AppTest, stand_in: StandIn
) -> None:
    stand_in.go.clear()
    ask(page, SEED)
    assert not page.exception
    [turn] = drawn(page, "ln_consult_turn")
    assert turn["state"] == "working"
    assert turn["status"]["stoppable"]
    assert turn["bottom_line"]
    session_of(page).stop()
    page.run()
    [turn] = drawn(page, "ln_consult_turn")
    assert turn["state"] == "stopped"


def test_markup_in_a_question_stays_text(page: AppTest) -> None:
    question = "<script>alert(1)</script> **bold** :material/home: in class IV?"
    ask(page, question)
    [turn] = drawn(page, "ln_consult_turn")
    assert turn["question"] == question
    assert not any(question in str(m.value) for m in page.markdown)


def test_choosing_another_reader_writes_the_answer_anew(page: AppTest, stand_in: StandIn) -> None:
    ask(page, SEED)
    page.selectbox(key="audience").select(Audience.TRAINEE).run()
    assert stand_in.requests[-1].audience is Audience.TRAINEE
    assert len(drawn(page, "ln_consult_turn")) == 1


def test_facts_typed_in_the_panel_go_with_the_next_question(page: AppTest, stand_in: StandIn) -> None:
    fields = {field.label: field for field in page.number_input}
    next(f for label, f in fields.items() if label.startswith("eGFR")).set_value(38.0)
    page.segmented_control[0].set_value(["IV", "V"]).run()
    ask(page, SEED)
    assert stand_in.requests[0].patient == PatientFacts(egfr=38, classes=("IV", "V"))
    labels = [field.label for field in page.number_input]
    assert all("[" in label for label in labels), "every number says its unit"


def test_new_consultation_empties_page_and_panel(page: AppTest) -> None:
    page.number_input[0].set_value(34.0).run()
    ask(page, SEED)
    page.button(key="new").click().run()
    assert drawn(page, "ln_consult_turn") == []
    assert drawn(page, "ln_consult_empty")
    assert page.number_input[0].value is None


def test_the_address_names_the_consultation_and_opens_it_again(
    page: AppTest, stand_in_worker: Worker
) -> None:
    ask(page, SEED)
    conversation = session_of(page).conversation
    assert page.query_params["consultation"] == conversation
    again = AppTest.from_file(PAGE, default_timeout=20)
    again.query_params["consultation"] = conversation
    again.run()
    assert [t["question"] for t in drawn(again, "ln_consult_turn")] == [SEED]


def test_a_permanent_link_shows_its_answer(page: AppTest) -> None:
    ask(page, SEED)
    answer = session_of(page).turns[0].answer
    assert answer is not None
    again = AppTest.from_file(PAGE, default_timeout=20)
    again.query_params["answer"] = answer.id
    again.run()
    [turn] = drawn(again, "ln_consult_turn")
    assert turn["id"] == answer.id
    assert turn["arrive"]


def test_a_dead_link_gets_a_clear_line(page: AppTest) -> None:
    lost = AppTest.from_file(PAGE, default_timeout=20)
    lost.query_params["answer"] = "0" * 32
    lost.run()
    assert not lost.exception
    assert "no answer" in lost.text[0].value


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("textColor", "backgroundColor", 7),
        ("textColor", "secondaryBackgroundColor", 7),
        ("grayTextColor", "backgroundColor", 4.5),
        ("grayTextColor", "secondaryBackgroundColor", 4.5),
        ("primaryColor", "backgroundColor", 4.5),
        ("primaryColor", "violetBackgroundColor", 4.5),
        ("backgroundColor", "primaryColor", 4.5),
        ("orangeTextColor", "orangeBackgroundColor", 4.5),
        ("orangeTextColor", "secondaryBackgroundColor", 4.5),
        ("redTextColor", "redBackgroundColor", 4.5),
        ("greenTextColor", "backgroundColor", 4.5),
        ("greenTextColor", "secondaryBackgroundColor", 4.5),
    ],
)
def test_every_colour_of_text_is_readable(
    palette: dict[str, str], text: str, ground: str, least: float
) -> None:
    assert contrast(palette[text], palette[ground]) >= least


def test_the_panel_leads_to_the_other_pages(page: AppTest) -> None:
    assert [link.proto.page for link in page.get("page_link")] == ["", *(tool.path for tool in TOOLS)]
