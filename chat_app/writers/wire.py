"""The two interfaces of an OpenAI-compatible server: how to ask, and what an event of the stream means.

Events are read as JSON by hand: the typed objects of the package cost ten times the processor time, which a
hundred answers at once cannot pay. Requests, addresses and keys stay with the package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from openai import AsyncOpenAI

from chat_app.answer import Tokens
from chat_app.errors import ModelAnswerError, ModelUnavailable
from prompts import Message, Parameters

MALFORMED: Final = "The model server sent something that is not a valid answer."
FAILED: Final = "The model server failed while it answered."
DONE: Final = "[DONE]"
_NAME: Final = re.compile(r"[\w.:/@+-]{1,100}")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one event of a stream says."""

    text: str = ""
    refusal: bool = False
    thinking: bool = False
    """The model works on what is not shown: a sign of life."""
    finish: str | None = None
    """Why the model stopped: stop, length, content_filter, or another reason as the server names it."""
    tokens: Tokens | None = None
    model: str | None = None


class Wire(Protocol):
    """One interface of a model server."""

    @property
    def name(self) -> str: ...

    @property
    def optional(self) -> tuple[str, ...]:
        """Parameters that may be left out where the server does not take them."""
        ...

    def body(
        self, model: str, messages: Sequence[Message], parameters: Parameters, dropped: Container[str]
    ) -> dict[str, Any]:
        """The request, without the parameters that the server was found not to take."""
        ...

    def ask(self, client: AsyncOpenAI, body: dict[str, Any]) -> AbstractAsyncContextManager[Any]:
        """Send the request; what is entered is the response, once its headers have come."""
        ...

    def read(self, data: str) -> Piece:
        """What an event says. Raises ModelError for one that is malformed or reports a failure."""
        ...


class ChatWire:
    """Chat Completions."""

    name = "chat"
    optional = ("temperature", "max_completion_tokens", "max_tokens", "reasoning_effort", "stream_options")

    def body(
        self, model: str, messages: Sequence[Message], parameters: Parameters, dropped: Container[str]
    ) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "temperature": parameters.temperature,
            "max_completion_tokens": parameters.max_output_tokens,
            "reasoning_effort": parameters.reasoning_effort,
            "stream_options": {"include_usage": True},
        }
        if "max_completion_tokens" in dropped:  # its name on older servers
            wanted["max_tokens"] = parameters.max_output_tokens
        return {
            "model": model,
            "messages": [{"role": m.role, "content": m.text} for m in messages],
            "stream": True,
            **{k: v for k, v in wanted.items() if v is not None and k not in dropped},
        }

    def ask(self, client: AsyncOpenAI, body: dict[str, Any]) -> AbstractAsyncContextManager[Any]:
        return client.chat.completions.with_streaming_response.create(**body)

    def read(self, data: str) -> Piece:
        event = _object(data)
        if error := event.get("error"):
            raise _failure(error)
        model = _name(event.get("model"))
        choices = event.get("choices")
        usage = _usage(event.get("usage"), "prompt_tokens", "completion_tokens")
        if not choices:
            if choices is None and usage is None:
                raise ModelAnswerError(MALFORMED)
            return Piece(tokens=usage, model=model)
        if not isinstance(choices, list) or not isinstance(choices[0], dict):
            raise ModelAnswerError(MALFORMED)
        choice = choices[0]
        # A server that does not stream sends one `message` in place of the deltas.
        delta = choice.get("delta") or choice.get("message") or {}
        if not isinstance(delta, dict):
            raise ModelAnswerError(MALFORMED)
        return Piece(
            text=_text(delta.get("content")),
            refusal=bool(delta.get("refusal")),
            thinking=bool(delta.get("reasoning_content") or delta.get("reasoning")),
            finish=_name(choice.get("finish_reason")),
            tokens=usage,
            model=model,
        )


class ResponsesWire:
    """Responses."""

    name = "responses"
    optional = ("temperature", "max_output_tokens", "reasoning")

    def body(
        self, model: str, messages: Sequence[Message], parameters: Parameters, dropped: Container[str]
    ) -> dict[str, Any]:
        effort = parameters.reasoning_effort
        wanted: dict[str, Any] = {
            "temperature": parameters.temperature,
            "max_output_tokens": parameters.max_output_tokens,
            "reasoning": {"effort": effort} if effort else None,
        }
        return {
            "model": model,
            "instructions": "\n\n".join(m.text for m in messages if m.role == "system"),
            "input": [{"role": m.role, "content": m.text} for m in messages if m.role != "system"],
            "store": False,
            "stream": True,
            **{k: v for k, v in wanted.items() if v is not None and k not in dropped},
        }

    def ask(self, client: AsyncOpenAI, body: dict[str, Any]) -> AbstractAsyncContextManager[Any]:
        return client.responses.with_streaming_response.create(**body)

    def read(self, data: str) -> Piece:
        event = _object(data)
        kind = event.get("type")
        if not isinstance(kind, str):
            raise ModelAnswerError(MALFORMED)
        if kind == "response.output_text.delta":
            return Piece(text=_text(event.get("delta")))
        if kind == "response.refusal.delta":
            return Piece(refusal=True)
        if kind == "error":
            raise _failure(event)
        if kind == "response.failed":
            raise _failure(_dict(event.get("response")).get("error"))
        if kind in ("response.completed", "response.incomplete"):
            return self._end(_dict(event.get("response")), whole=kind == "response.completed")
        return Piece(thinking=kind.startswith("response.reasoning"))

    def _end(self, response: dict[str, Any], *, whole: bool) -> Piece:
        reason = _name(_dict(response.get("incomplete_details")).get("reason")) or "length"
        finish = "stop" if whole else {"max_output_tokens": "length"}.get(reason, reason)
        usage = _usage(response.get("usage"), "input_tokens", "output_tokens")
        return Piece(finish=finish, tokens=usage, model=_name(response.get("model")))


def _object(data: str) -> dict[str, Any]:
    try:
        event = json.loads(data)
    except ValueError as error:
        raise ModelAnswerError(MALFORMED) from error
    if not isinstance(event, dict):
        raise ModelAnswerError(MALFORMED)
    return event


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(value: object) -> str | None:
    """A name that goes on record with the answer; anything longer or stranger is text of the model."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ModelAnswerError(MALFORMED)
    # A lone surrogate cannot be stored or shown; JSON can spell one.
    return value.encode("utf-8", "replace").decode() if not value.isascii() else value


def _usage(value: object, prompt: str, completion: str) -> Tokens | None:
    usage = _dict(value)
    counts = usage.get(prompt), usage.get(completion)
    if not all(isinstance(c, int) for c in counts):
        return None
    return Tokens(prompt=counts[0] or 0, completion=counts[1] or 0)


def _failure(error: object) -> ModelUnavailable | ModelAnswerError:
    code = str(_dict(error).get("code") or _dict(error).get("type") or "")
    if "content_filter" in code:
        return ModelAnswerError("The model server's content filter stopped the answer.")
    return ModelUnavailable(FAILED)
