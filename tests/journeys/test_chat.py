"""The main job in a real browser: ask, read, check a citation, go on asking; on a desk and on a phone."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import RESTING, Visit, served, until, visiting

pytestmark = pytest.mark.browser

SEED = (
    "Is this medication medically indicated for a patient with Glomerular disease in SLE (M32.14) "
    "who received Belimumab (Benlysta) (J0490) injections?"
)
SECOND = "How is class V lupus nephritis treated first?"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def box(node: Any) -> dict[str, float]:
    found = node.bounding_box()
    assert found is not None
    return dict(found)


def apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes stand one above the other, without overlap."""
    return one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1


def test_the_seed_question_is_answered_checked_and_followed_up(visit: Visit) -> None:
    page = visit.page
    turn = visit.ask(SEED)
    expect(turn.locator(".bottom")).to_be_visible()
    assert "belimumab" in turn.locator(".bottom").inner_text().lower()
    assert turn.locator(".refs li").count() >= 2
    assert turn.locator(".disclaimer").inner_text()
    assert "Not yet reviewed by a clinician" in turn.locator(".meta").inner_text()
    assert "curated statements, no language model used" in turn.locator(".meta").inner_text()

    chip = turn.locator(".chip").first
    chip.click()
    card = page.locator(".card:visible")
    expect(card).to_be_visible()
    assert card.locator("p").first.inner_text()
    assert card.get_by_role("link", name="Open the source").first.get_attribute("href")
    sentence = turn.locator(".sentence").first
    assert until(page, lambda: apart(box(card), box(sentence))), "the card hides the sentence that it proves"
    page.keyboard.press("Escape")
    expect(page.locator(".card:visible")).to_have_count(0)

    question = turn.locator(".next button span").first.inner_text()
    turn.locator(".next button").first.click()
    second = visit.turn(1)
    assert second.locator("h2").inner_text() == question
    head = second.locator("h2")
    assert until(page, lambda: box(head)["y"] < 200), "the new turn begins at the top of the window"
    assert visit.errors == []


def test_every_sentence_of_an_answer_has_a_citation_that_opens(visit: Visit) -> None:
    turn = visit.ask(SEED)
    sentences = turn.locator(".sentence")
    assert sentences.count() >= 5
    for i in range(sentences.count()):
        assert sentences.nth(i).locator(".chip").count() >= 1


def test_the_evidence_column_lights_the_statement_behind_a_sentence(visit: Visit) -> None:
    turn = visit.ask(SEED)
    turn.locator(".section .sentence").first.hover()
    visit.page.locator(".evidence .entry.on").first.wait_for()


def test_all_of_it_works_from_the_keyboard(visit: Visit) -> None:
    page = visit.page
    page.wait_for_function("() => document.documentElement.style.getPropertyValue('--ln-ink')")
    page.keyboard.press("/")
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_focused()
    page.keyboard.type("What is the intravenous dose of belimumab in lupus nephritis?")
    page.keyboard.press("Enter")
    turn = visit.turn(0)
    chip = turn.locator(".chip").first
    chip.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.locator(".card:visible").wait_for()
    expect(chip).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".card:visible")).to_have_count(0)
    focused = "() => document.activeElement.shadowRoot?.activeElement?.className"
    assert until(page, lambda: page.evaluate(focused) == "chip")


def test_a_question_outside_lupus_nephritis_is_refused_with_what_this_is_for(visit: Visit) -> None:
    turn = visit.ask("What is the best treatment for migraine?")
    message = turn.locator(".message").inner_text()
    assert "lupus nephritis" in message
    assert turn.locator(".bottom").count() == 0
    assert turn.locator(".disclaimer").inner_text()


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_nothing_overflows_and_the_panel_is_closed(visit: Visit) -> None:
    page = visit.page
    turn = visit.ask(SEED)
    page.locator(RESTING).wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert box(turn)["width"] <= 390
    panel = page.get_by_test_id("stSidebar").bounding_box()
    assert panel is None or panel["x"] + panel["width"] <= 0 or panel["width"] == 0
    ask = page.get_by_test_id("stChatInput")
    assert until(page, lambda: box(ask)["y"] + box(ask)["height"] <= 844), "the question box stays in reach"
    turn.locator(".chip").first.tap()
    card = page.locator(".card:visible")
    card.wait_for()
    assert until(page, lambda: box(card)["x"] >= 0 and box(card)["x"] + box(card)["width"] <= 390)
    assert until(page, lambda: apart(box(card), box(turn.locator(".sentence").first)))


@pytest.mark.parametrize("visit", [{"color_scheme": "dark"}], indirect=True, ids=["dark"])
def test_the_dark_theme_follows_the_system(visit: Visit) -> None:
    turn = visit.ask(SEED)
    expect(turn).to_have_css("color", "rgb(232, 230, 225)")
    expect(visit.page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(21, 24, 29)")


def test_nothing_is_loaded_from_elsewhere(visit: Visit) -> None:
    visit.ask(SEED)
    assert until(visit.page, lambda: any(url.endswith(".woff2") for url in visit.requests))
    own = (visit.address, visit.address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in visit.requests if not url.startswith(own)] == []
    assert any(url.endswith(".woff2") and "/assets/fonts/" in url for url in visit.requests)
    assert visit.errors == []


def test_a_double_tap_asks_once(visit: Visit) -> None:
    page = visit.page
    twice = "node => { node.click(); node.click(); }"
    page.locator(".empty button").first.evaluate(twice)
    turn = visit.turn(0)
    turn.locator(".next button").first.evaluate(twice)
    visit.turn(1).get_by_role("button", name="Submit for review").evaluate(twice)
    page.locator(".acts", has_text="Submitted for review").wait_for()
    assert page.locator("article").count() == 2
    assert page.locator(".st-key-problem").count() == 0


def test_what_is_typed_while_an_answer_is_made_stays_in_the_box(visit: Visit) -> None:
    turn = visit.ask(SEED)
    box = visit.page.get_by_test_id("stChatInputTextArea")
    turn.locator(".next button").first.click()
    box.fill("and in pregnancy?")
    visit.turn(1)
    visit.page.wait_for_timeout(1000)
    assert box.input_value() == "and in pregnancy?"
    box.press("Enter")
    assert visit.turn(2).locator("h2").inner_text() == "and in pregnancy?"


def test_a_link_to_nothing_says_so_above_the_question_box(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.address}/?answer=there-is-none")
    problem = page.locator(".st-key-ask .st-key-problem")
    problem.wait_for()
    assert problem.inner_text().strip()
    visit.ask(SEED)
    problem.wait_for(state="detached")


def test_a_lost_connection_is_said_and_what_is_pressed_and_typed_when_it_is_back_is_heard(
    browser: Any, tmp_path: Path
) -> None:
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(contextlib.ExitStack())
        address = running.enter_context(served(tmp_path))
        visit = stack.enter_context(visiting(browser, address))
        page = visit.page
        turn = visit.ask(SEED)
        page.wait_for_url("**/?consultation=*")
        page.locator(RESTING).wait_for()
        running.close()
        dialog = page.get_by_test_id("stDialog")
        dialog.wait_for()
        assert not dialog.get_by_text("streamlit run").is_visible()
        said = dialog.locator("h2").evaluate("n => getComputedStyle(n, '::after').content")
        assert said == '"No connection to the server"'
        stack.enter_context(served(tmp_path, port=address.rpartition(":")[2]))
        dialog.wait_for(state="detached")
        turn.get_by_role("button", name="Submit for review").evaluate("node => node.click()")
        assert visit.ask(SECOND).locator("h2").inner_text() == SECOND
        turn.get_by_text("Submitted for review; it stays there").wait_for()


def test_markup_in_a_question_is_shown_as_text_and_never_run(visit: Visit) -> None:
    question = 'Class IV? <img src=x onerror="alert(1)"><script>alert(2)</script>'
    turn = visit.ask(question)
    assert turn.locator("h2").inner_text() == question
    assert visit.page.locator("img[src=x]").count() == 0
    assert not [e for e in visit.errors if e.startswith("dialog")]


def test_a_page_loaded_again_shows_the_consultation_again(visit: Visit) -> None:
    visit.ask(SEED)
    page = visit.page
    page.wait_for_url("**/?consultation=*")
    page.reload()
    assert visit.turn(0).locator("h2").inner_text() == SEED
    page.get_by_role("link", name="Calculators").click()
    page.get_by_role("heading", name="Calculators", level=1).wait_for()


def test_back_and_forward_lead_through_the_consultations(visit: Visit) -> None:
    page = visit.page
    visit.ask(SEED)
    page.wait_for_url("**/?consultation=*")
    page.get_by_role("button", name="New consultation").click()
    page.locator(".empty").wait_for()
    page.wait_for_url(visit.address + "/")
    page.go_back()
    assert visit.turn(0).locator("h2").inner_text() == SEED
    page.go_back()
    page.locator(".empty").wait_for()
    page.go_forward()
    assert visit.turn(0).locator("h2").inner_text() == SEED


def test_a_consultation_is_renamed_and_deleted_in_the_panel(visit: Visit) -> None:
    page = visit.page
    visit.ask(SECOND)
    page.locator(".history li.on .more").click()
    page.get_by_role("textbox", name="Title of the consultation").fill("Class V, first line")
    page.get_by_role("button", name="Save").click()
    row = page.locator(".history li", has_text="Class V, first line")
    row.wait_for()
    row.locator(".more").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete for good").click()
    row.wait_for(state="detached")
    page.locator(".empty").wait_for()


def test_feedback_is_taken_where_the_answer_stands(visit: Visit) -> None:
    page = visit.page
    turn = visit.ask(SEED)
    turn.get_by_role("button", name="Not right").click()
    turn.get_by_label("Outdated").check()
    turn.get_by_role("button", name="Send").click()
    turn.get_by_role("button", name="Not right, noted").wait_for()
    expect(page.locator(".rate")).to_have_count(0)


def test_the_panel_leads_to_the_tools_and_back(visit: Visit) -> None:
    page = visit.page
    visit.ask(SEED)
    for title in ("Medical-necessity worksheet", "Calculators"):
        page.get_by_role("link", name=title).click()
        page.get_by_role("heading", name=title, level=1).wait_for()
    page.reload()
    page.get_by_role("heading", name="Calculators", level=1).wait_for()
    page.locator(".history .title").first.click()
    assert visit.turn(0).locator("h2").inner_text() == SEED
