"""A model writes, the page shows its sentences as they are verified, and a press stops it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PATIENCE, Visit, served, visiting
from tests.model_server import ModelServer

pytestmark = pytest.mark.browser

QUESTION = "What is first-line therapy for class IV lupus nephritis?"


@pytest.fixture
def model_visit(
    request: pytest.FixtureRequest, browser: Any, tmp_path: Path
) -> Iterator[tuple[Visit, ModelServer]]:
    """A visit to an app whose model writes at the speed asked for, in tokens a second."""
    with ModelServer(speed=request.param) as server:
        settings = {"OPENAI_BASE_URL": server.url, "LN_CONSULT_MODEL": "model-of-the-tests"}
        with served(tmp_path, **settings) as address, visiting(browser, address) as visit:
            yield visit, server


# On a slow network: what the page sends arrives 0.4 s later. And a reader who presses the first follow-up
# question in the very moment in which it stands there.
SLOW = """() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { setTimeout(() => send.call(this, data), 400); };
}"""
QUICK = """() => {
  const look = () => {
    const roots = [...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
    const button = roots.map((root) => root.querySelector(".next button")).find(Boolean);
    if (button) button.click();
    else requestAnimationFrame(look);
  };
  look();
}"""


def send(visit: Visit, question: str) -> Any:
    box = visit.page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    return visit.page.locator("article").last


@pytest.mark.parametrize("model_visit", [40.0], indirect=True)
def test_sentences_come_as_they_are_verified_and_stop_keeps_them(
    model_visit: tuple[Visit, ModelServer],
) -> None:
    visit, server = model_visit
    turn = send(visit, QUESTION)
    status = turn.locator(".status")
    status.wait_for()
    turn.locator(".sentence").first.wait_for()
    expect(status).to_contain_text("statements searched")
    status.get_by_role("button", name="Stop").click()
    notice = turn.locator(".notice", has_text="Stopped")
    notice.wait_for()
    expect(status).to_have_count(0)
    kept = turn.locator(".sentence").count()
    assert kept >= 1
    visit.page.wait_for_timeout(700)
    assert turn.locator(".sentence").count() == kept, "nothing comes after the stop"
    assert server.wait_until(lambda: server.requests[-1].left, PATIENCE), "the model server was told to stop"


@pytest.mark.parametrize("model_visit", [2000.0], indirect=True)
def test_the_reader_knows_which_model_wrote(model_visit: tuple[Visit, ModelServer]) -> None:
    visit, _ = model_visit
    turn = visit.ask(QUESTION)
    assert "served-model (language model), each sentence verified" in turn.locator(".meta").inner_text()
    assert turn.locator(".disclaimer").inner_text()
    assert visit.errors == []


@pytest.mark.parametrize("model_visit", [400.0], indirect=True)
def test_a_press_in_the_moment_an_answer_completes_is_heard(model_visit: tuple[Visit, ModelServer]) -> None:
    visit, _ = model_visit
    visit.page.evaluate(SLOW)
    turn = send(visit, QUESTION)
    turn.locator(".status").wait_for()
    visit.page.wait_for_url("**/?consultation=*")
    assert turn.locator(".meta").count() == 0, "the address names the consultation while it is answered"
    standing = turn.element_handle()
    visit.page.evaluate(QUICK)
    visit.turn(0)
    second = visit.page.locator("article").nth(1)
    second.locator("h2").wait_for()
    assert standing.is_visible(), "the turn was drawn from scratch when its answer was complete"
    expect(visit.page.locator("article")).to_have_count(2)
    assert visit.errors == []


# The page's own looks at an answer in the making get lost.
LOST = """() => {
  const set = window.setInterval;
  window.setInterval = (look, every, ...rest) => (every < 1000 ? 0 : set(look, every, ...rest));
}"""


@pytest.mark.parametrize("model_visit", [120.0], indirect=True)
def test_an_answer_whose_looks_are_lost_is_asked_for_again(model_visit: tuple[Visit, ModelServer]) -> None:
    visit, _ = model_visit
    visit.page.evaluate(LOST)
    turn = send(visit, QUESTION)
    turn.locator(".status").wait_for()
    turn.locator(".meta").wait_for()
    expect(turn.locator(".status")).to_have_count(0)
