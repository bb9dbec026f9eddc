"""What went wrong with a model server, in words for the person who reads the answer.

Nothing that the server said is repeated: error texts of servers hold keys, prompts and questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import httpx2
import openai

from chat_app.errors import ModelAnswerError, ModelError, ModelTimeout, ModelUnavailable
from chat_app.settings import Settings

_TOO_LONG = re.compile(r"context[ _](?:length|window|size)|prompt is too long|maximum context", re.IGNORECASE)
LOST = "The connection to the model server was lost."


def as_model_error(error: Exception, settings: Settings) -> ModelError:
    """The error of ours that says what an error of the client means."""
    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return ModelTimeout(
            f"The model server did not accept a connection within {settings.connect_timeout:g} seconds."
        )
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, openai.APIConnectionError | httpx2.ConnectError):
        return ModelUnavailable("The model server could not be reached.")
    if isinstance(error, httpx2.HTTPError | httpx2.StreamError):
        return ModelUnavailable(LOST)
    return ModelAnswerError("The model server sent something that is not a valid answer.")


def _of_status(error: openai.APIStatusError) -> ModelError:
    status = error.status_code
    if _code(error) == "content_filter":
        return ModelAnswerError("The model server's content filter refused the question.")
    if status in (401, 403):
        return ModelUnavailable(f"The model server refused the key that is set (status {status}).")
    if status == 404:
        return ModelUnavailable(
            "The model server does not know the model or the address that is set (status 404)."
        )
    if status == 408:
        return ModelTimeout("The model server gave up waiting (status 408).")
    if status == 429:
        return ModelUnavailable("The model server takes no more questions for now (status 429).")
    if status >= 500:
        return ModelUnavailable(f"The model server failed (status {status}).")
    if _TOO_LONG.search(json.dumps(error.body, default=str)):
        return ModelUnavailable(
            "The question with its statements is longer than the language model can read."
        )
    return ModelUnavailable(f"The model server did not accept the request (status {status}).")


def counts_against_server(error: ModelError, status: int | None) -> bool:
    """Whether the circuit breaker is told: faults that cost time or that more requests would worsen."""
    if isinstance(error, ModelAnswerError):
        return False
    return status is None or status in (408, 429) or status >= 500


def unknown_model(error: openai.APIStatusError) -> bool:
    """Whether a 404 speaks of the model, not of the address."""
    return "model" in str(_code(error) or "")


def refused_parameter(error: openai.APIStatusError, candidates: Iterable[str]) -> str | None:
    """The parameter that the server did not take, where its answer names one of these."""
    if error.status_code not in (400, 422):
        return None
    body = error.body if isinstance(error.body, dict) else {}
    named = str(body.get("param") or "").split(".")[0]
    known = list(candidates)
    if named:
        return named if named in known else None
    text = json.dumps(error.body, default=str)
    return next((c for c in known if f"'{c}'" in text or f'"{c}"' in text or f"`{c}`" in text), None)


def _code(error: openai.APIStatusError) -> str | None:
    body = error.body if isinstance(error.body, dict) else {}
    code = body.get("code") or error.code
    return str(code) if code else None
