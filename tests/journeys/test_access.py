"""Every control can be named by a screen reader and every text read, in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit, faults

pytestmark = pytest.mark.browser

TALL = {"viewport": {"width": 1280, "height": 1200}}


@pytest.mark.parametrize(
    "visit", [TALL, TALL | {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
def test_controls_have_names_and_texts_have_contrast(visit: Visit) -> None:
    assert faults(visit.page) == [], "the empty page"
    turn = visit.ask("Is belimumab indicated in class IV lupus nephritis?")
    turn.get_by_role("button", name="Not right").click()
    expect(turn.locator(".rate")).to_be_visible()
    visit.page.get_by_text("More facts").click()
    turn.locator(".chip").first.click()
    expect(visit.page.locator(".card:visible")).to_be_visible()
    assert faults(visit.page) == [], "an answer with a card, a form and the panel open"
