"""Every control can be named by a screen reader and every text read, in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser

AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8").split("\n", 1)[1]
TALL = {"viewport": {"width": 1280, "height": 1200}}


@pytest.mark.parametrize(
    "visit", [TALL, TALL | {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
def test_controls_have_names_and_texts_have_contrast(visit: Visit) -> None:
    assert visit.page.evaluate(AUDIT) == [], "the empty page"
    turn = visit.ask("Is belimumab indicated in class IV lupus nephritis?")
    turn.get_by_role("button", name="Not right").click()
    visit.page.get_by_text("More facts").click()
    turn.locator(".chip").first.click()
    visit.page.wait_for_timeout(400)
    assert visit.page.evaluate(AUDIT) == [], "an answer with a card, a form and the panel open"
