"""A served app and a real headless Chromium; journeys are skipped, with the reason, where there is none."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8").split("\n", 1)[1]
PATIENCE = 90
"""Seconds that a page may take to come to what is expected of it; much, for a slow and busy machine."""
RESTING = "[data-testid=stApp][data-test-script-state=notRunning]"
"""The page while its server has nothing more to send for what was pressed."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@contextlib.contextmanager
def served(folder: Path, port: str = "0", **settings: str) -> Iterator[str]:
    """Address of an app started as a user starts it, with settings and a data folder of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LN_CONSULT_", "OPENAI_"))}
    log = (folder / "log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "chat_app.cli", "serve", "--port", port, "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        cwd=folder,
        env=clean
        | {"XDG_DATA_HOME": str(folder / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}
        | settings,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://" in line, (folder / "log").read_text()
        yield next(word for word in line.split() if word.startswith("http://"))
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close() if process.stdout else None
        log.close()


def until(page: Any, true: Callable[[], Any]) -> bool:
    """Whether something becomes true of a page, as soon as it does."""
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        page.wait_for_timeout(50)
    return bool(true())


def faults(page: Any) -> list[str]:
    """Controls without names and texts without contrast that stay so when the page has come to rest."""
    found: list[str] = []

    def none() -> bool:
        found[:] = page.evaluate(AUDIT)
        return not found

    page.locator(RESTING).wait_for()
    page.wait_for_timeout(100)
    end = time.monotonic() + 15
    while not none() and time.monotonic() < end:
        page.wait_for_timeout(100)
    return found


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with no model and no key."""
    with served(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: journeys in a browser are not run")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    playwright.expect.set_options(timeout=PATIENCE * 1000)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in the browser, with what it asked of the network and what went wrong in it."""

    page: Any
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Visit:
        self.page.goto(self.address + path)
        self.page.get_by_role("textbox", name="Ask").wait_for()
        return self

    def ask(self, question: str) -> Any:
        """Type a question, send it, and wait for its finished turn."""
        before = self.page.locator("article").count()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        return self.turn(before)

    def turn(self, index: int) -> Any:
        article = self.page.locator("article").nth(index)
        try:
            article.locator(".meta, .notice.caution").first.wait_for()
        except Exception as error:  # said with what the page shows: lost, still at work, or broken
            typed = self.page.get_by_test_id("stChatInputTextArea").input_value()
            shown = self.page.locator("article").all_inner_texts()
            raise AssertionError(f"no finished turn {index}: typed {typed!r}, shown {shown}") from error
        return article


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Visit]:
    """A fresh visit; parametrise indirectly with Playwright's context options (viewport, color_scheme)."""
    options = {"viewport": {"width": 1280, "height": 800}} | getattr(request, "param", {})
    with visiting(browser, address, **options) as visit:
        yield visit


@contextlib.contextmanager
def visiting(browser: Any, address: str, opened: bool = True, **options: Any) -> Iterator[Visit]:
    """A fresh visit to an address; not `opened`: without a page yet."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    visit = Visit(page, address)
    page.on("request", lambda r: visit.requests.append(r.url))
    page.on("pageerror", lambda e: visit.errors.append(str(e)))
    page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
    page.on("dialog", lambda d: visit.errors.append(f"dialog: {d.message}"))
    yield visit.open() if opened else visit
    context.close()
