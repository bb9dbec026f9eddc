"""`POST /api/ask`: a question in, the consultation's events out, a JSON object a line, as they happen.

The last line is `completed` with the whole answer, or `failed` with a message for people.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from chat_app import consult
from chat_app.answer import Audience
from chat_app.errors import LNConsultError
from chat_app.events import (
    Completed,
    Event,
    EvidenceFound,
    Failed,
    Resolved,
    Screened,
    SentenceReleased,
    SentenceWithheld,
    WriterChanged,
)
from chat_app.question.patient import PatientFacts
from chat_app.ui.worker import Worker, shared_worker

LARGEST_BODY = 100_000
"""Bytes: far above the longest question with all facts."""


class AskBody(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(extra="forbid")

    question: str
    audience: Audience = Audience.SPECIALIST
    patient: PatientFacts = PatientFacts()
    conversation: str | None = None
    writer: Literal["evidence", "openai"] | None = None


async def ask(request: Request) -> Response:
    """Answer a question as a stream of lines."""
    # A page of another origin cannot send JSON without asking first, and is never allowed.
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return problem(415, "Send the question as application/json.")
    raw = await _body(request)
    if raw is None:
        return problem(413, f"The request is longer than {LARGEST_BODY:,} bytes.")
    try:
        body = AskBody.model_validate_json(raw)
        worker = shared_worker()
    except ValidationError as error:
        return problem(
            400, "; ".join(f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors())
        )
    except LNConsultError as error:
        return problem(503, str(error))
    return StreamingResponse(
        _lines(worker, body), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"}
    )


def problem(status: int, message: str) -> JSONResponse:
    """A refusal with its reason."""
    return JSONResponse({"error": message}, status_code=status)


async def _body(request: Request) -> bytes | None:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


async def _lines(worker: Worker, body: AskBody) -> AsyncIterator[str]:
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[Event]()
    run = worker.start(
        consult.Request(body.question, body.audience, body.patient, body.conversation, body.writer),
        hear=lambda event: loop.call_soon_threadsafe(queue.put_nowait, event),
    )
    try:
        while True:
            event = await queue.get()
            yield json.dumps(as_json(event), ensure_ascii=False) + "\n"
            if isinstance(event, Completed | Failed):
                return
    finally:
        run.stop()


def as_json(event: Event) -> dict[str, Any]:
    """One event as a JSON object with its name."""
    match event:
        case Screened(screening=screening, turn=turn, conversation=conversation):
            return {
                "event": "screened",
                "scope": screening.scope.value,
                "question": screening.redacted,
                "turn": turn,
                "conversation": conversation,
            }
        case Resolved(question=question, changed=changed):
            return {"event": "resolved", "question": question, "changed": changed}
        case EvidenceFound(searched=searched, statement_ids=ids):
            return {"event": "evidence", "searched": searched, "statements": list(ids)}
        case SentenceReleased(section=section, sentence=sentence, index=index):
            return {
                "event": "sentence",
                "index": index,
                "section": section,
                **sentence.model_dump(mode="json"),
            }
        case SentenceWithheld(withheld=withheld):
            return {
                "event": "withheld",
                "section": withheld.section,
                "action": withheld.action,
                "findings": [f.model_dump(mode="json") for f in withheld.findings],
            }
        case WriterChanged(reason=reason):
            return {"event": "writer_changed", "reason": reason}
        case Completed(answer=answer):
            return {"event": "completed", "answer": answer.model_dump(mode="json")}
        case Failed(message=message):
            return {"event": "failed", "message": message}
