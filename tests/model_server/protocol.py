"""Both streaming protocols of OpenAI, as their servers speak them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.model_server.reply import Reply


def _sse(event: object, name: str | None = None) -> bytes:
    head = f"event: {name}\n" if name else ""
    # Servers differ in whether they escape; raw UTF-8 is the harder case for whoever reads it.
    return f"{head}data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


def _usage(text: str, responses: bool) -> dict[str, int]:
    names = ("input_tokens", "output_tokens") if responses else ("prompt_tokens", "completion_tokens")
    return {names[0]: 1000, names[1]: len(text) // 4, "total_tokens": 1000 + len(text) // 4}


def _chat(reply: Reply, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "served-model",
        "choices": [choice],
    }


def events(reply: Reply, text: str, path: str) -> Iterator[tuple[int | None, bytes]]:
    """Events of a reply, each with the number of the piece of text it carries (None: no text)."""
    yield from _responses(reply, text) if path.endswith("/responses") else _completions(reply, text)


def _completions(reply: Reply, text: str) -> Iterator[tuple[int | None, bytes]]:
    yield None, _sse(_chat(reply, {"role": "assistant", "content": ""}))
    for thought in reply.thinking:
        yield None, _sse(_chat(reply, {"reasoning_content": thought}))
    if reply.refusal:
        yield None, _sse(_chat(reply, {"refusal": reply.refusal}))
    for number, piece in enumerate(reply.tokens(text)):
        if number == reply.malformed_at:
            yield None, b'data: {"choices": [{"delta": {"content": \n\n'
        if number == reply.fail_at:
            yield None, _sse({"error": {"message": "made to fail", "type": "server_error", "code": 500}})
        yield number, _sse(_chat(reply, {"content": piece}))
    if reply.finish:
        yield None, _sse(_chat(reply, {}, reply.finish))
    if reply.usage:
        yield None, _sse({**_chat(reply, {}), "choices": [], "usage": _usage(text, False)})
    if reply.done:
        yield None, b"data: [DONE]\n\n"


def _responses(reply: Reply, text: str) -> Iterator[tuple[int | None, bytes]]:
    sequence = 0

    def event(kind: str, **fields: Any) -> bytes:
        nonlocal sequence
        sequence += 1
        return _sse({"type": kind, "sequence_number": sequence, **fields}, kind)

    response: dict[str, Any] = {"id": "resp_1", "object": "response", "model": "served-model", "output": []}
    yield None, event("response.created", response={**response, "status": "in_progress"})
    for thought in reply.thinking:
        yield None, event("response.reasoning_summary_text.delta", item_id="rs_1", delta=thought)
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    if reply.refusal:
        yield None, event("response.refusal.delta", **place, delta=reply.refusal)
    for number, piece in enumerate(reply.tokens(text)):
        if number == reply.malformed_at:
            yield None, b'event: response.output_text.delta\ndata: {"type": "response.out\n\n'
        if number == reply.fail_at:
            yield None, event("error", code="server_error", message="made to fail", param=None)
        yield number, event("response.output_text.delta", **place, delta=piece, logprobs=[])
    if not reply.done or reply.finish is None:
        return
    end = {**response, "usage": _usage(text, True) if reply.usage else None}
    if reply.finish == "stop":
        yield None, event("response.completed", response={**end, "status": "completed"})
    else:
        reason = {"length": "max_output_tokens"}.get(reply.finish, reply.finish)
        details = {"reason": reason}
        incomplete = {**end, "status": "incomplete", "incomplete_details": details}
        yield None, event("response.incomplete", response=incomplete)


def whole(reply: Reply, text: str) -> bytes:
    """A Chat Completions answer in one piece."""
    message = {"role": "assistant", "content": text, "refusal": reply.refusal or None}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "served-model",
        "choices": [choice],
        "usage": _usage(text, False),
    }
    return json.dumps(body).encode()
