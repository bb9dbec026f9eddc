"""A reviewer's day in a real browser, from an answer submitted to its return when a statement changes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from chat_app.guidelines.change import Author, apply_change, propose
from chat_app.guidelines.load import load_corpus
from tests.journeys.conftest import RESTING, Visit, faults, served, visiting

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
QUESTION = "How is intravenous belimumab dosed in lupus nephritis?"
DOSE = re.compile(r"\b(\d+) mg/kg")


def installed(folder: Path) -> Path:
    """A copy of the program, whose corpus the test may change; the corpus."""
    for package in ("chat_app", "guardrails", "prompts"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "chat_app" / "guidelines" / "corpus"


def state_name(page: Any, name: str) -> None:
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("textbox", name="Credential").fill("MD")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text(f"You work as {name}, MD.").wait_for()


def open_desk(page: Any, address: str) -> None:
    page.goto(f"{address}/review")
    page.get_by_role("heading", name="Review desk").wait_for()


def the_line(page: Any) -> Any:
    """The first sentence that gives a dose by weight."""
    return page.locator(".line").filter(has=page.locator(".said", has_text=DOSE)).first


def edit_to(page: Any, change: Callable[[str], str]) -> str:
    """Edit that sentence; its words before."""
    field = page.get_by_role("textbox", name="Sentence", exact=True)
    expect(field).to_have_count(0)  # the form of an edit before is gone
    the_line(page).get_by_role("button", name="Edit").click()
    field.wait_for()
    words = str(field.input_value())
    field.fill(change(words))
    return words


def press_while_the_page_is_drawn_again(page: Any, button: Any) -> None:
    """Press a button as soon as it is there; let go of it when the page has come to rest."""
    spot = button.bounding_box()
    page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    page.mouse.down()
    page.locator(RESTING).wait_for()
    page.wait_for_timeout(100)
    page.mouse.up()


def test_a_reviewers_day(browser: Any, tmp_path: Path) -> None:
    corpus = installed(tmp_path)
    with served(tmp_path) as address:
        with visiting(browser, address) as reader, visiting(browser, address) as second:
            answer, cited, words = day(reader, second)
        published_everywhere(browser, address, answer, words)
    change_statement(corpus, cited)
    with served(tmp_path) as address:
        back_in_review(browser, address, answer, cited)


def day(reader: Visit, second: Visit) -> tuple[str, str, str]:
    """Submit, claim, edit with a wrong dose (refused), correct it, approve. Answer, statement and words."""
    page, other = reader.page, second.page
    turn = reader.ask(QUESTION)
    turn.get_by_role("button", name="Submit for review").click()
    turn.get_by_text("Submitted for review; it stays there if this consultation is deleted").wait_for()

    open_desk(page, reader.address)
    state_name(page, "Reviewer One")
    page.get_by_role("button", name=QUESTION).locator("visible=true").last.click()
    page.get_by_text("Nobody has claimed it yet").wait_for()
    page.wait_for_url("**/review?review=*")
    other.goto(page.url)
    state_name(other, "Reviewer Two")
    other.get_by_role("button", name="Claim this answer").wait_for()

    page.get_by_role("button", name="Claim this answer").click()
    page.get_by_role("button", name="Release my claim").wait_for()
    press_while_the_page_is_drawn_again(page, the_line(page).get_by_role("button", name="Edit"))
    page.get_by_role("button", name="Cancel").click()
    other.get_by_role("button", name="Claim this answer").click()  # on a page drawn before the other's claim
    other.get_by_role("alert").get_by_text("Reviewer One, MD has claimed this answer.").first.wait_for()
    expect(other.get_by_role("button", name="Edit")).to_have_count(0)

    words = edit_to(page, lambda text: DOSE.sub(lambda m: f"{int(m[1]) * 7} mg/kg", text, count=1))
    page.get_by_text("Not supported as it stands").wait_for()
    assert faults(page) == [], "the desk with a form open"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Approval is refused: 1 of").wait_for()
    expect(the_line(page).get_by_text("Not supported")).to_be_visible()
    expect(page.get_by_role("button", name="Approve and publish")).to_be_disabled()

    edit_to(page, lambda _: words)
    page.get_by_text("The statement's own words.").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("each supported by the statements that it cites").wait_for()
    dropped = page.locator(".line").last
    dropped.get_by_role("button", name="Drop").click()
    page.locator(".line.dropped").wait_for()
    page.get_by_text("Comments: 0").click()
    page.get_by_role("textbox", name="Comment").fill("Read against the label. MRN 12345678.")
    page.get_by_role("button", name="Add the comment").click()
    page.get_by_text("Comments: 1").wait_for()
    page.get_by_text("Read against the label.").first.wait_for()
    expect(page.get_by_text("12345678")).to_have_count(0)  # nor in the box, once the page is drawn
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("")
    page.get_by_role("button", name="Approve and publish as Reviewer One, MD").click()
    page.get_by_text("Approved and published by Reviewer One, MD").wait_for()
    answer = page.url.partition("review=")[2]
    approved = page.request.get(f"{reader.address}/api/reviewed/{answer}").json()
    sentences = [*approved["bottom_line"], *(s for part in approved["sections"] for s in part["sentences"])]
    cited = next(s["citations"][0] for s in sentences if s["text"] == words)
    assert not [e for e in reader.errors + second.errors if "404" not in e]
    return answer, cited, words


def published_everywhere(browser: Any, address: str, answer: str, words: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.page
        turn = visit.ask(f"  {QUESTION.lower()}")
        offer = turn.get_by_text("A reviewed answer to this question was approved by Reviewer One, MD")
        offer.wait_for()
        turn.get_by_role("button", name="Open the reviewed answer").click()
        reviewed = page.locator("article").filter(has_text="The text below is the reviewed version")
        reviewed.wait_for()
        expect(reviewed.locator(".meta")).to_contain_text("Approved by Reviewer One, MD")
        page.wait_for_url(f"**/?reviewed={answer}")
        assert faults(page) == [], "a reviewed answer"
        markdown = page.request.get(f"{address}/api/reviewed/{answer}.md").text()
        assert "Review: Approved by Reviewer One, MD" in markdown
        reviewed.get_by_role("button", name="See the answer as it was given").click()
        given = page.locator("article").filter(
            has_text="What stands here is the answer as it was first given"
        )
        given.wait_for()
        as_given = page.request.get(f"{address}/api/answers/{answer}").json()
        approved = page.request.get(f"{address}/api/reviewed/{answer}").json()
        count = [sum(len(s["sentences"]) for s in a["sections"]) for a in (as_given, approved)]
        assert count[0] == count[1] + 1, "one sentence was dropped in review, and stands in what was given"
        assert approved["review"] | {"updated": ""} == {
            "status": "approved",
            "reviewer": "Reviewer One",
            "credential": "MD",
            "updated": "",
        }


def change_statement(corpus: Path, cited: str) -> None:
    """What a pull request does: the statement reads otherwise in its corpus file."""
    loaded = load_corpus(corpus)
    statement = loaded.statements[cited]
    fields = statement.model_dump(mode="json") | {"text": f"{statement.text} See the label."}
    change = propose(
        loaded, fields, Author(name="Reviewer Two"), "The label was revised.", date(2026, 11, 24)
    )
    apply_change(change, corpus)


def back_in_review(browser: Any, address: str, answer: str, cited: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.page
        turn = visit.ask(QUESTION)
        expect(turn.get_by_text("A reviewed answer to this question")).to_have_count(0)
        page.goto(f"{address}/?reviewed={answer}")
        page.get_by_text("is under review again").first.wait_for()
        open_desk(page, address)
        page.get_by_text("was approved").wait_for()
        page.goto(f"{address}/review?review={answer}")
        page.get_by_text(f"Statement {cited}: its text changed.").first.wait_for()
        page.get_by_text("Under review. Nobody has claimed it yet.").wait_for()
