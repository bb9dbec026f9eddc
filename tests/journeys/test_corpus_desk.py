"""The corpus desk in a browser: find a statement, hear what is wrong at once, write a change, see it wait."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chat_app.guidelines.change import Action, ChangeFolder
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Status
from tests.journeys.conftest import served, visiting

pytestmark = [pytest.mark.browser]
UNCHECKED = next(s for s in default_corpus() if s.status is Status.UNCONFIRMED)


@pytest.fixture
def desk(browser: Any, tmp_path: Path) -> Any:
    with served(tmp_path, LN_CONSULT_DATA_FOLDER=str(tmp_path / "kept")) as address:
        size = {"width": 1280, "height": 900}
        with visiting(browser, address, opened=False, viewport=size) as visit:
            visit.page.goto(f"{address}/corpus?statement={UNCHECKED.id}")
            yield visit.page, ChangeFolder(tmp_path / "kept" / "corpus-changes")


def test_a_reviewer_marks_a_statement_and_proposes_an_edit(desk: tuple[Page, ChangeFolder]) -> None:
    page, folder = desk
    expect(page.get_by_text(UNCHECKED.text, exact=True)).to_be_visible()
    expect(page.get_by_text("Not yet checked against its source. Readers are told so.")).to_be_visible()

    page.get_by_role("button", name="Mark as checked").click()
    page.get_by_label("Name", exact=True).fill("A. Reviewer")
    page.get_by_label("Credential", exact=True).fill("MD")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Where: page, section or address").fill("Section 5.2")
    page.get_by_role("button", name="Write the mark").click()
    expect(page.get_by_text("Tick the sentence above")).to_be_visible()
    page.get_by_text("The source says what this statement says").click()
    page.get_by_role("button", name="Write the mark").click()
    expect(page.get_by_text("It waits under")).to_be_visible()

    page.get_by_role("button", name="Propose an edit").click()
    expect(page.get_by_text("You work as A. Reviewer, MD.")).to_be_visible()
    text = page.get_by_label("Statement: one claim")
    text.fill("")
    expect(page.get_by_role("status").get_by_text("at least 1 character")).to_be_visible()
    expect(page.get_by_role("button", name="Write the change")).to_have_count(0)
    text.fill("Another wording.")
    page.get_by_label("The same for a reader with no medical training").fill("It takes 987 days.")
    expect(page.get_by_text("In the plain text but not in the statement: 987.")).to_be_visible()
    page.get_by_label("Why: what a reviewer should know").fill("The label was revised.")
    page.get_by_role("button", name="Write the change").click()
    expect(page.get_by_text("It waits under")).to_be_visible()

    page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("button", name="Proposed changes").or_(
        page.get_by_role("radio", name="Proposed changes")
    ).click()
    expect(page.get_by_text(f"Marked as checked: {UNCHECKED.id}")).to_be_visible()
    expect(page.get_by_text("The label was revised.")).to_be_visible()
    changes = [change for _, change in folder.all()]
    assert [c.action for c in changes] == [Action.CHECKED, Action.EDIT]
    assert changes[1].after["text"] == "Another wording."
    assert {c.by.name for c in changes} == {"A. Reviewer"}
