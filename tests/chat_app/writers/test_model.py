"""The client against a real server: patience, retries, the circuit, both interfaces, cancellation."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from chat_app.errors import ModelAnswerError, ModelError, ModelTimeout, ModelUnavailable
from chat_app.settings import Settings
from chat_app.writers.model import LanguageModel
from chat_app.writers.reading import Use
from prompts import Message, Parameters
from tests.chat_app.writers.conftest import collect, take
from tests.model_server import ModelServer, Reply
from tests.model_server.scenarios import SCENARIOS

MESSAGES = (Message("system", "Be exact."), Message("user", "[1] (S; label; population: any) It is so."))
PARAMETERS = Parameters(temperature=0, max_output_tokens=500, reasoning_effort="low")
TEXT = "Yes – it is µg, ≥ 3 g.[1]\n\n## Dosing\n\nMore “words” of it.[1]"

MakeSettings = Callable[..., Settings]


def ask(model: LanguageModel, use: Use | None = None, parameters: Parameters = PARAMETERS) -> str:
    return asyncio.run(collect(model.stream(MESSAGES, parameters, use or Use())))


@pytest.mark.parametrize("api", ["chat", "responses"])
@pytest.mark.parametrize("network", [None, 1, 7])
def test_text_arrives_as_it_was_written(settings_for: MakeSettings, api: str, network: int | None) -> None:
    with ModelServer([Reply(text=TEXT, network=network, thinking=("Hm. ", "So."))]) as server:
        use = Use()
        assert ask(LanguageModel(settings_for(server, api=api)), use) == TEXT
    assert (use.api, use.model, use.retries, use.finish) == (api, "served-model", 0, "stop")
    assert use.tokens is not None
    assert use.tokens.prompt == 1000
    [request] = server.requests
    assert request.headers["authorization"] == "Bearer sk-test-obviously-invented"
    assert request.path == ("/v1/responses" if api == "responses" else "/v1/chat/completions")
    assert "Be exact." in request.prompt()


def test_a_server_that_answers_in_one_piece_is_read_too(settings_for: MakeSettings) -> None:
    with ModelServer([Reply(text=TEXT, whole=True)]) as server:
        assert ask(LanguageModel(settings_for(server))) == TEXT


def test_a_server_without_a_key_is_asked_without_one(settings_for: MakeSettings) -> None:
    with ModelServer([Reply(text=TEXT)]) as server:
        assert ask(LanguageModel(settings_for(server, openai_api_key=None))) == TEXT
    assert server.requests[0].headers["authorization"] == "Bearer none"


def test_where_the_server_has_no_responses_chat_completions_take_over(settings_for: MakeSettings) -> None:
    with ModelServer([Reply(text=TEXT), Reply(text=TEXT)], responses=False) as server:
        model = LanguageModel(settings_for(server, api="responses"))
        use = Use()
        assert ask(model, use) == TEXT
        assert (use.api, use.retries) == ("chat", 0)
        ask(model)
    assert [r.path.rsplit("/", 1)[-1] for r in server.requests] == ["responses", "completions", "completions"]


REFUSED = [
    ({"message": "Unsupported value", "param": "temperature", "code": "unsupported_value"}, "temperature"),
    ({"message": "Unrecognized request argument supplied: 'reasoning_effort'"}, "reasoning_effort"),
    ({"message": "Unsupported parameter: 'max_completion_tokens'."}, "max_completion_tokens"),
]


@pytest.mark.parametrize(("error", "parameter"), REFUSED)
def test_a_parameter_that_the_server_does_not_take_is_left_out_from_then_on(
    settings_for: MakeSettings, error: dict[str, object], parameter: str
) -> None:
    with ModelServer([Reply(status=400, error=error), Reply(text=TEXT), Reply(text=TEXT)]) as server:
        model = LanguageModel(settings_for(server))
        assert ask(model) == ask(model) == TEXT
    first, second, third = (r.body for r in server.requests)
    assert parameter in first
    assert parameter not in second
    assert parameter not in third
    if parameter == "max_completion_tokens":
        assert second["max_tokens"] == first["max_completion_tokens"]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_a_passing_fault_is_retried(settings_for: MakeSettings, status: int) -> None:
    with ModelServer([Reply(status=status), Reply(text=TEXT)]) as server:
        use = Use()
        assert ask(LanguageModel(settings_for(server)), use) == TEXT
    assert use.retries == 1


@pytest.mark.parametrize(
    ("reply", "error", "requests"),
    [
        (Reply(status=400), ModelUnavailable, 1),
        (Reply(status=401), ModelUnavailable, 1),
        (Reply(status=403), ModelUnavailable, 1),
        (Reply(status=404), ModelUnavailable, 1),
        (Reply(status=408), ModelTimeout, 3),
        (Reply(status=429), ModelUnavailable, 3),
        (Reply(status=500), ModelUnavailable, 3),
        (Reply(status=503), ModelUnavailable, 3),
        (Reply(status=400, error={"code": "content_filter"}), ModelAnswerError, 1),
        (SCENARIOS["stall-before-first-token"], ModelTimeout, 1),
        (SCENARIOS["stall-mid-stream"], ModelTimeout, 1),
        (SCENARIOS["cut-in-character"], ModelUnavailable, 1),
        (SCENARIOS["cut-mid-stream"], ModelUnavailable, 1),
        (Reply(text=TEXT, cut_at=0), ModelUnavailable, 3),
        (Reply(text=TEXT, finish=None, done=False), ModelUnavailable, 1),
        (SCENARIOS["empty"], ModelAnswerError, 1),
        (SCENARIOS["refusal"], ModelAnswerError, 1),
        (SCENARIOS["content-filter"], ModelAnswerError, 1),
        (SCENARIOS["length"], ModelAnswerError, 1),
        (SCENARIOS["malformed"], ModelAnswerError, 1),
        (SCENARIOS["malformed-mid-stream"], ModelAnswerError, 1),
        (SCENARIOS["failure-mid-stream"], ModelUnavailable, 1),
        (SCENARIOS["huge"], ModelAnswerError, 1),
    ],
)
@pytest.mark.parametrize("api", ["chat", "responses"])
def test_each_fault_has_its_error_and_is_retried_only_where_that_may_help(
    settings_for: MakeSettings, api: str, reply: Reply, error: type[ModelError], requests: int
) -> None:
    long = reply if reply.text is not None or reply.refusal else Reply(**vars(reply) | {"text": TEXT * 10})
    with ModelServer(lambda _: long) as server:
        settings = settings_for(server, api=api, retry_wait=0.02, first_token_timeout=0.3, token_timeout=0.2)
        with pytest.raises(error) as caught:
            ask(LanguageModel(settings))
        # Responses are tried first, and their 404 may mean that only Chat Completions are there.
        extra = 1 if api == "responses" and reply.status == 404 else 0
        assert len(server.requests) == requests + extra
    assert str(caught.value).endswith(".")
    assert "sk-test" not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        {"message": "This model's maximum context length is 8192 tokens.", "code": "context_length_exceeded"},
        {"message": "the request exceeds the available context size", "type": "exceed_context_size_error"},
    ],
)
def test_a_prompt_that_is_too_long_is_said_to_be(
    settings_for: MakeSettings, error: dict[str, object]
) -> None:
    with (
        ModelServer([Reply(status=400, error=error)]) as server,
        pytest.raises(ModelUnavailable, match="longer"),
    ):
        ask(LanguageModel(settings_for(server)))


def test_a_pause_that_the_server_asks_for_is_kept(settings_for: MakeSettings) -> None:
    wait = Reply(status=429, headers=(("Retry-After", "0.25"),))
    with ModelServer([wait, Reply(text=TEXT)]) as server:
        assert ask(LanguageModel(settings_for(server, retry_wait=1.0))) == TEXT
    first, second = (r.begun for r in server.requests)
    assert second - first >= 0.25


def test_a_server_that_asks_for_a_long_pause_is_left_alone_for_so_long(settings_for: MakeSettings) -> None:
    with ModelServer(lambda _: Reply(status=429, headers=(("Retry-After", "60"),))) as server:
        model = LanguageModel(settings_for(server))
        start = time.monotonic()
        with pytest.raises(ModelUnavailable, match="429"):
            ask(model)
        with pytest.raises(ModelUnavailable, match="tried again in"):
            ask(model)
        assert time.monotonic() - start < 2
        assert len(server.requests) == 1


def test_nothing_is_sent_again_once_text_has_come(settings_for: MakeSettings) -> None:
    with ModelServer([Reply(text=TEXT, cut_at=5), Reply(text=TEXT)]) as server:
        pieces: list[str] = []

        async def read() -> None:
            async for piece in LanguageModel(settings_for(server)).stream(MESSAGES, PARAMETERS, Use()):
                pieces.append(piece)

        with pytest.raises(ModelUnavailable):
            asyncio.run(read())
        assert TEXT.startswith("".join(pieces))
        assert len(server.requests) == 1


def test_a_dead_server_costs_the_first_readers_a_time_out_and_no_more(settings_for: MakeSettings) -> None:
    with ModelServer(lambda _: Reply(stall_at=0, text=TEXT)) as server:
        model = LanguageModel(settings_for(server, first_token_timeout=0.15, breaker_failures=2))
        for _ in range(2):
            with pytest.raises(ModelTimeout):
                ask(model)
        start = time.monotonic()
        for _ in range(20):
            with pytest.raises(ModelUnavailable):
                ask(model)
        assert time.monotonic() - start < 1
        assert len(server.requests) == 2


def test_a_server_that_is_back_is_used_again(settings_for: MakeSettings) -> None:
    with ModelServer([Reply(status=500), Reply(text=TEXT), Reply(text=TEXT)]) as server:
        model = LanguageModel(settings_for(server, retries=0, breaker_failures=1, breaker_rest=0.1))
        with pytest.raises(ModelUnavailable):
            ask(model)
        with pytest.raises(ModelUnavailable, match="tried again"):
            ask(model)
        time.sleep(0.12)
        assert ask(model) == ask(model) == TEXT


def test_a_port_where_nobody_listens_is_said_to_be_out_of_reach() -> None:
    settings = Settings(openai_base_url="http://127.0.0.1:9/v1", retries=0)
    with pytest.raises(ModelUnavailable, match="could not be reached"):
        ask(LanguageModel(settings))


def test_a_server_that_accepts_no_connection_is_not_waited_for() -> None:
    with socket.socket() as crowded, contextlib.ExitStack() as waiting:
        crowded.bind(("127.0.0.1", 0))
        crowded.listen(0)
        for _ in range(4):  # fill its queue: the system drops what comes after
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(crowded.getsockname())
        url = f"http://127.0.0.1:{crowded.getsockname()[1]}/v1"
        start = time.monotonic()
        with pytest.raises(ModelTimeout, match="accept a connection"):
            ask(LanguageModel(Settings(openai_base_url=url, connect_timeout=0.2)))
        assert time.monotonic() - start < 2


def test_a_whole_answer_has_its_time_too(settings_for: MakeSettings) -> None:
    with ModelServer([Reply(text=TEXT * 20, speed=20)]) as server:
        start = time.monotonic()
        with pytest.raises(ModelTimeout, match="in time"):
            ask(LanguageModel(settings_for(server, answer_timeout=0.5)))
        assert 0.4 < time.monotonic() - start < 2


def test_a_model_that_thinks_is_given_time_and_a_silent_one_is_not(settings_for: MakeSettings) -> None:
    thinking = Reply(text=TEXT, thinking=("Hm. ",), delay=0.5)
    silent = Reply(text=TEXT, delay=0.5)
    with ModelServer([thinking, silent]) as server:
        model = LanguageModel(settings_for(server, first_token_timeout=0.3, token_timeout=1.0))
        assert ask(model) == TEXT
        with pytest.raises(ModelTimeout, match="did not begin"):
            ask(model)


@pytest.mark.parametrize("api", ["chat", "responses"])
@pytest.mark.parametrize("way", ["close", "cancel"])
def test_who_stops_reading_stops_the_server(settings_for: MakeSettings, api: str, way: str) -> None:
    with ModelServer([Reply(text=TEXT * 50, speed=100)]) as server:

        async def leave() -> None:
            model = LanguageModel(settings_for(server, api=api))
            stream: Any = model.stream(MESSAGES, PARAMETERS, Use())
            if way == "close":
                assert await take(stream, 3)
                await stream.aclose()
            else:
                reading = asyncio.create_task(collect(stream))
                await asyncio.sleep(0.2)
                reading.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await reading
            assert not model.breaker.open

        asyncio.run(leave())
        assert server.wait_until(lambda: server.requests[0].left)
