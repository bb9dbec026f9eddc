"""An hour at the prompt lab: a run is stopped and gone on with, read, and a draft becomes active."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from prompts import PromptLibrary, problems
from tests.journeys.conftest import PATIENCE, Visit, faults, served, visiting
from tests.model_server import ModelServer, Reply
from tests.model_server.steered import steered
from tests.prompts.folder import first_versions, steering

pytestmark = pytest.mark.browser

HALF = 8
"""Answers of the first run; the model then hangs on the two that are under way, until they are given up."""


@pytest.fixture
def lab(browser: Any, tmp_path: Path) -> Iterator[tuple[Visit, Path, ModelServer]]:
    """The lab's page, its folder of prompts, and a model that falls silent in the middle of the first run."""
    folder = first_versions(tmp_path / "prompts")
    steering(folder, 2, "omitted=0.8 uncited=0.8")

    def reply(request: Any) -> Reply:
        silent = HALF < len(server.requests) <= HALF + 2
        return Reply(text=steered(request.prompt(), 0), stall_at=0 if silent else None)

    with ModelServer(reply) as server:
        settings = {
            "OPENAI_BASE_URL": server.url,
            "LN_CONSULT_MODEL": "model-of-the-tests",
            "LN_CONSULT_SECOND_READER": "false",
            "LN_CONSULT_PROMPT_FOLDER": str(folder),
            "LN_CONSULT_LAB_CONCURRENCY": "2",
            "LN_CONSULT_FIRST_TOKEN_TIMEOUT": "120",
        }
        with served(tmp_path, **settings) as address, visiting(browser, address) as visit:
            visit.page.get_by_role("link", name="Prompt lab").click()
            visit.page.get_by_role("button", name="Start the run").wait_for()
            yield visit, folder, server


def test_a_run_is_stopped_gone_on_with_and_read_and_a_draft_becomes_active(
    lab: tuple[Visit, Path, ModelServer],
) -> None:
    visit, folder, server = lab
    page = visit.page

    # A run, stopped half way: what was answered is kept, and going on asks the rest.
    count = page.get_by_label("Questions", exact=True)
    count.fill("10")
    count.press("Enter")
    page.get_by_text("Evidence writer", exact=True).click()
    page.get_by_text("2 contestants, 10 questions: 20 answers to make.").wait_for()
    page.get_by_role("button", name="Start the run").click()
    page.get_by_role("button", name="Stop").wait_for()
    assert server.wait_until(lambda: len(server.requests) == HALF + 2, 90)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Go on").wait_for()
    assert server.wait_until(lambda: all(r.left for r in server.requests[HALF:]), PATIENCE)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("answer@2 is worse than answer@1").wait_for()
    assert len(server.requests) <= 20 + 2, "only what was under way is asked again"
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)

    # Figures with intervals, and the answers beside each other with what differs marked.
    figures = page.get_by_role("region", name="Figures")
    expect(figures).to_contain_text("10 results")
    expect(figures.get_by_role("row", name="Key points covered")).to_contain_text("% to ")
    expect(page.locator("section.column")).to_have_count(2)
    expect(page.locator("mark .read").first).to_have_text("only here: ")
    assert faults(page) == [], "names and contrast"
    with page.expect_download() as download:
        page.get_by_role("button", name="HTML").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert "answer@2 is worse than answer@1" in saved

    # A draft: a fault shows while one types, with its line; a sound one is saved and promoted, with a reason.
    page.get_by_role("radio", name="Prompts").click()
    page.get_by_role("button", name="Begin").click()
    draft = page.get_by_role("textbox", name="Draft")
    draft.wait_for()
    sound = draft.input_value().replace("changed: First version.", "changed: Shorter.")
    sound = sound.replace("# User", "Be brief.\n\n# User", 1)
    draft.fill(sound.replace("{{ question }}", "{{ qestion }}"))
    page.get_by_text("unknown variable 'qestion'").wait_for()
    wrong = page.locator(".gutter .wrong").inner_text()
    assert "qestion" in sound.replace("{{ question }}", "{{ qestion }}").splitlines()[int(wrong) - 1]
    page.get_by_role("button", name="Save as version 3", disabled=True).wait_for()
    draft.fill(sound)
    page.get_by_text("No fault found.").wait_for()
    save = page.get_by_role("button", name="Save as version 3", disabled=False)
    save.wait_for()
    assert faults(page) == [], "names and contrast"
    save.click()
    page.get_by_text("Saved as answer@3").wait_for()
    assert PromptLibrary(folder).get("answer@3").about.status.value == "draft"

    page.get_by_label("Name", exact=True).fill("Test Reviewer")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Promote").click()
    page.get_by_text("Say why this version is to be active").wait_for()
    assert PromptLibrary(folder).active("answer").label == "answer@1"
    page.get_by_label("Reason").fill("Shorter answers at the same coverage.")
    page.get_by_role("button", name="Promote").click()
    page.get_by_text("answer@3 is active now; answer@1 is retired.").wait_for()
    log = page.get_by_role("table", name="Promotions")
    log.wait_for()
    assert "Test Reviewer" in log.get_by_role("row", name="answer@3").inner_text()
    assert PromptLibrary(folder).active("answer").label == "answer@3"
    assert problems(folder) == []
    assert visit.errors == []
