"""Teaching cases and recordings in a real browser: played to their ends, presented to a room, replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, takewhile
from typing import Any

import pytest
from playwright.sync_api import expect

from chat_app.teaching import play
from chat_app.teaching.load import default_library
from chat_app.teaching.model import Case
from chat_app.teaching.work import best_path, packed
from tests.journeys.conftest import RESTING, Visit, faults, until, visiting

pytestmark = pytest.mark.browser

LIBRARY = default_library()
ROOM = {"viewport": {"width": 1920, "height": 1080}}
WATCH_TYPING = """node => {
  window.typed = [];
  new MutationObserver(() => window.typed.push(node.textContent.length)).observe(node, { childList: true });
}"""
"""Keeps how much of a question stood in the box, each time that it changed."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Visit]:
    """A fresh visit that has not opened a page: each test goes where it begins."""
    options = {"viewport": {"width": 1280, "height": 800}} | getattr(request, "param", {})
    with visiting(browser, address, opened=False, **options) as visit:
        yield visit


def to(visit: Visit, path: str, ready: str) -> Any:
    """Go to a page and wait until a part of it is there."""
    visit.page.goto(visit.address + path)
    node = visit.page.locator(ready)
    node.first.wait_for()
    return node.first


def at(page: Any, case: Case, step: str) -> None:
    """Wait until a step is on the page."""
    page.locator("h2", has_text=case.step(step).title).first.wait_for()


def follow(page: Any, case: Case, way: tuple[str, ...]) -> None:
    """Play along a way of steps, from the step that is on the page to its end."""
    for here, follows in pairwise(way):
        at(page, case, here)
        decision = case.step(here).decision
        if decision is not None:
            option = next(n for n, o in enumerate(decision.options) if o.next == follows)
            page.locator("label.option").nth(option).click()
            page.locator(".sure label").nth(3).click()
            page.get_by_role("button", name="Commit and see why").click()
            page.locator(".verdict").wait_for()
            expect(page.locator("details.option .why .chip").nth(len(decision.options) - 1)).to_be_attached()
        page.get_by_role("button", name="Go on", exact=True).click()
    at(page, case, way[-1])
    page.locator(".ending").wait_for()
    expect(page.locator(".ending .why .chip").first).to_be_attached()


def ways_to_ends(case: Case) -> list[tuple[str, ...]]:
    """One way to each end, the shortest; ways with a beginning in common follow each other."""
    found: dict[str, tuple[str, ...]] = {}
    for way in sorted(play.paths(case), key=len):
        found.setdefault(way[-1], way)
    return sorted(found.values())


PLAYED = [
    pytest.param(case, id=case.id, marks=[] if case.id == "new-class-iv" else [pytest.mark.slow])
    for case in LIBRARY.cases.values()
]


@pytest.mark.parametrize("case", PLAYED)
def test_a_case_is_played_to_every_end(visit: Visit, case: Case) -> None:
    """From one end back to where the next way branches off, and on to the next end."""
    page = visit.page
    to(visit, f"/teaching?case={case.id}", ".case")
    before: tuple[str, ...] = ()
    for way in ways_to_ends(case):
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, way, strict=False)))
        branch = max(shared - 1, 0)
        if before:
            page.locator(".trail li").nth(branch).locator("button").click()
            page.locator("label.option").first.wait_for()
        follow(page, case, way[branch:])
        before = way
    expect(page.locator("svg[role=img], svg[role=group]").nth(1)).to_be_attached()
    href = page.get_by_role("link", name="Handout (PDF)").get_attribute("href")
    answer = page.request.get(visit.address + href)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    assert [e for e in visit.errors if "404" not in e] == []


def test_a_page_loaded_again_goes_on_where_it_was(visit: Visit) -> None:
    case = LIBRARY.cases["new-class-iv"]
    page = visit.page
    to(visit, "/teaching", ".shelf")
    page.locator(".open", has_text=case.title).click()
    page.locator("label.option").first.click()
    page.locator(".sure label").nth(1).click()
    page.get_by_role("button", name="Commit and see why").click()
    page.locator(".verdict", has_text="You were 50% sure").wait_for()
    page.reload()
    page.locator(".verdict", has_text="You were 50% sure").wait_for()
    page.get_by_role("button", name="All cases").click()
    page.locator(".shelf").wait_for()


@pytest.mark.parametrize("visit", [ROOM], indirect=True, ids=["room"])
def test_a_room_is_taken_through_a_case_by_keys_alone(visit: Visit) -> None:
    case = LIBRARY.cases["new-class-iv"]
    page = visit.page
    to(visit, f"/teaching?case={case.id}&view=present", ".case.present")
    assert page.locator(".decision").count() == 0, "the question comes last"
    parts = len(play.parts_of(case.steps[0]))
    for shown in range(2, parts + 1):
        page.keyboard.press("PageDown" if shown % 2 else "Space")
        page.locator(".where", has_text=f"part {shown} of {parts}").wait_for()
    page.keyboard.press("Space")
    page.get_by_text("Press the number of an option first.").wait_for()
    page.keyboard.press("1")
    page.keyboard.press("Space")
    page.locator(".verdict").wait_for()
    page.keyboard.press("3")
    expect(page.locator("details.option").nth(2)).to_have_attribute("open", "")
    page.keyboard.press("ArrowRight")
    at(page, case, "biopsy")
    page.keyboard.press("ArrowLeft")
    at(page, case, case.start)
    text = page.locator(".story p").first
    assert until(page, lambda: float(text.evaluate("n => n.currentCSSZoom")) > 1.2)


def test_a_learner_plays_from_the_keyboard_and_opens_the_evidence(visit: Visit) -> None:
    case = LIBRARY.cases["new-class-iv"]
    page = visit.page
    to(visit, f"/teaching?case={case.id}", ".case")
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator(".verdict").wait_for()
    expect(page.locator(".verdict")).to_be_focused()
    page.get_by_role("button", name="Open every reason").press("Enter")
    expect(page.locator("details.option:not([open])")).to_have_count(0)
    chip = page.locator("details[open] .chip").first
    chip.focus()
    page.keyboard.press("Enter")
    card = page.locator(".card:visible")
    card.wait_for()
    assert card.get_by_role("link", name="Open the source").first.get_attribute("href")
    page.keyboard.press("Escape")
    node = page.get_by_role("button", name="Relapse", exact=True)
    node.focus()
    page.keyboard.press("Enter")
    page.locator(".says h4", has_text="Relapse").wait_for()


def test_a_question_in_a_case_is_answered_for_its_patient(visit: Visit) -> None:
    page = visit.page
    to(visit, "/teaching?case=new-class-iv", ".case")
    page.get_by_label("Question").fill("Which vaccinations are due?")
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = page.locator("article.column").first
    turn.locator(".meta").wait_for()
    expect(turn.locator(".sentence").first).to_be_attached()
    page.locator("label.option").first.wait_for()


def audited(visit: Visit, path: str, ready: str, act: Callable[[Any], None] | None = None) -> list[str]:
    to(visit, path, ready)
    if act:
        act(visit.page)
    return faults(visit.page)


def open_a_card(page: Any) -> None:
    page.locator(".ending .chip").first.click()
    page.locator(".card:visible").wait_for()


def to_the_answer(page: Any) -> None:
    page.keyboard.press("End")
    page.locator(".refs li").first.wait_for()


@pytest.mark.parametrize(
    "visit", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
def test_controls_have_names_and_texts_have_contrast(visit: Visit, request: pytest.FixtureRequest) -> None:
    case = LIBRARY.cases["new-class-iv"]
    work = packed(best_path(case, LIBRARY.versions[case.id]))
    if "light" in request.node.name:
        assert audited(visit, "/teaching", ".shelf") == []
        assert audited(visit, f"/teaching?case={case.id}&work={work}&view=present", ".case") == []
    assert audited(visit, f"/teaching?case={case.id}", ".case") == []
    assert audited(visit, f"/teaching?case={case.id}&work={work}", ".ending", open_a_card) == []
    replay = "/demonstration?recording=belimumab-class-iv"
    assert audited(visit, replay, ".replay", to_the_answer) == []


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_nothing_overflows(visit: Visit) -> None:
    width = "() => document.documentElement.scrollWidth"
    for path, ready in (
        ("/teaching?case=new-class-iv", ".case"),
        ("/demonstration?recording=belimumab-class-iv", ".replay"),
    ):
        to(visit, path, ready)
        assert until(visit.page, lambda: visit.page.evaluate(width) <= 390)


def test_a_recording_replays_step_by_step_and_by_itself_with_no_question_sent(visit: Visit) -> None:
    page = visit.page
    to(visit, "/demonstration", ".shelf")
    page.locator(".open", has_text="Belimumab").click()
    question = "Is belimumab indicated in class IV lupus nephritis?"
    page.locator(".replay").wait_for()
    page.locator(RESTING).wait_for()
    expect(page.locator(".replay header")).to_contain_text("A recording of")
    page.keyboard.press("-")
    page.locator(".typed").evaluate(WATCH_TYPING)
    page.keyboard.press("Space")
    assert until(page, lambda: any(0 < n < len(question) for n in page.evaluate("() => window.typed")))
    page.keyboard.press("Home")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".sentence")).to_have_count(3)
    expect(page.locator(".sentence.new")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".sentence")).to_have_count(2)
    page.keyboard.press("End")
    expect(page.locator(".refs li").nth(1)).to_be_attached()
    page.keyboard.press("End")
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator("article").nth(1)).to_contain_text("720 mg")
    page.keyboard.press("Home")
    expect(page.locator("article")).to_have_count(0)
    own = (visit.address, visit.address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in visit.requests if not url.startswith(own)] == []


def test_a_consultation_is_recorded_with_one_press(visit: Visit) -> None:
    page = visit.page
    turn = visit.open().ask("How is class V lupus nephritis treated first?")
    turn.get_by_role("button", name="Record for a talk").click()
    link = turn.get_by_role("link", name="Recorded, open the recording")
    link.wait_for()
    link.click()
    page.locator(".replay").wait_for()
    page.keyboard.press("End")
    expect(page.locator("article h2")).to_have_text("How is class V lupus nephritis treated first?")
    expect(page.locator("article .sentence").nth(2)).to_be_attached()
    page.get_by_role("button", name="All recordings").click()
    page.locator(".shelf").wait_for()
