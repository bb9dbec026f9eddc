"""The level of the settings decides what the program's own logs tell."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from chat_app.logs import configure_logs
from chat_app.settings import Settings

LOGGERS = ("chat_app", "guardrails", "prompts")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    kept = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers[:]) for name in LOGGERS}
    yield
    for name, (level, handlers) in kept.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers[:] = handlers


def test_the_level_of_the_settings_is_that_of_our_logs(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_level="WARNING"))
    logging.getLogger("chat_app.part").info("not told")
    configure_logs(Settings(log_level="INFO"))
    logging.getLogger("chat_app.part").info("told once")
    err = capsys.readouterr().err
    assert "not told" not in err
    assert err.count("told once") == 1


def test_libraries_keep_their_own_level() -> None:
    before = logging.getLogger("openai").level, logging.getLogger("httpx").level
    configure_logs(Settings(log_level="DEBUG"))
    assert (logging.getLogger("openai").level, logging.getLogger("httpx").level) == before


def test_a_standard_error_replaced_since_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", first)
    configure_logs(Settings(log_level="INFO"))
    first.close()
    monkeypatch.setattr("sys.stderr", second)
    logging.getLogger("chat_app.part").info("told")
    assert second.getvalue().endswith("INFO chat_app.part: told\n")
