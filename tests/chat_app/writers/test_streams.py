"""One named recording for each quirk of a server, read whole and in single bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from chat_app.answer import Tokens
from chat_app.errors import ModelAnswerError, ModelError, ModelUnavailable
from chat_app.settings import Settings
from chat_app.writers.model import LanguageModel
from chat_app.writers.reading import Use
from prompts import Message, Parameters
from tests.chat_app.writers.conftest import collect
from tests.model_server import ModelServer, Reply

STREAMS = Path(__file__).parents[2] / "fixtures" / "streams"
YES = "Yes – it is.[1]"
COUNTED = Tokens(prompt=11, completion=7)

WHOLE = {
    "role-then-usage-only-chunk": (YES, COUNTED),
    "filter-results-before-choices": (YES, None),
    "content-with-the-finish": (YES, COUNTED),
    "comments-keep-alive": (YES, COUNTED),
    "carriage-returns": (YES, COUNTED),
    "reasoning-before-content": (YES, COUNTED),
    "null-content": (YES, COUNTED),
    "no-blank-after-the-colon": (YES, COUNTED),
    "line-separators-in-text": ("Yes –\u2028it\u0085is.[1]", COUNTED),
    "escaped-characters": ("Yes – it 🩺 is.[1]", COUNTED),
    "strange-values": (YES, None),
    "responses-whole": (YES, COUNTED),
}
BROKEN: dict[str, type[ModelError]] = {
    "error-in-the-stream": ModelUnavailable,
    "error-object-without-choices": ModelAnswerError,
    "filtered-in-the-stream": ModelAnswerError,
    "tool-call-instead-of-text": ModelAnswerError,
    "web-page": ModelUnavailable,
    "responses-incomplete": ModelAnswerError,
    "responses-filtered": ModelAnswerError,
    "responses-failed": ModelUnavailable,
    "responses-refusal": ModelAnswerError,
    "responses-error": ModelUnavailable,
    "responses-without-end": ModelUnavailable,
}


def play(name: str, settings_for: Callable[..., Settings], network: int | None, use: Use) -> str:
    raw = (STREAMS / f"{name}.sse").read_bytes()
    api = "responses" if name.startswith("responses") else "chat"
    with ModelServer(lambda _: Reply(raw=raw, network=network)) as server:
        model = LanguageModel(settings_for(server, api=api, retries=0))
        messages = (Message("user", "Is it?"),)
        return asyncio.run(collect(model.stream(messages, Parameters(), use)))


def test_every_recording_is_played() -> None:
    assert {p.stem for p in STREAMS.glob("*.sse")} == WHOLE.keys() | BROKEN.keys()


@pytest.mark.parametrize("network", [None, 1])
@pytest.mark.parametrize("name", WHOLE)
def test_a_quirk_changes_nothing(
    settings_for: Callable[..., Settings], name: str, network: int | None
) -> None:
    text, tokens = WHOLE[name]
    use = Use()
    assert play(name, settings_for, network, use) == text
    assert use.tokens == tokens
    assert use.model in ("m", None)
    assert use.finish == "stop"


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_stream_is_an_error(settings_for: Callable[..., Settings], name: str) -> None:
    with pytest.raises(BROKEN[name]):
        play(name, settings_for, None, Use())
