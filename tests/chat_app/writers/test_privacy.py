"""No key, prompt or question text in any log at the default level, whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chat_app.errors import ModelError
from chat_app.settings import Settings
from chat_app.writers.base import WriterReport, WritingTask
from chat_app.writers.openai import OpenAIWriter
from tests.chat_app.writers.conftest import collect
from tests.model_server import ModelServer, Reply, Request
from tests.model_server.scenarios import SCENARIOS

ROOT = Path(__file__).parents[3]
KEY = "sk-test-obviously-invented"
QUESTION = "What is the dose of belimumab for the zebra in room xyzzy?"
FAULTS = [n for n, r in SCENARIOS.items() if r.status != 200] + [
    "stall-mid-stream",
    "malformed",
    "empty",
    "fine",
]
SECRETS = (KEY, "xyzzy", "You write answers", "intravenous belimumab")


def echo(request: Request) -> Reply:
    """A server that repeats key and prompt in its error, as some do."""
    reply = SCENARIOS.get(str(request.body["model"]), Reply())
    if reply.status == 200:
        return reply
    said = f"Bad: {request.headers['authorization']} {request.prompt()}"
    return Reply(status=reply.status, error={"message": said, "code": said, "param": said})


@pytest.mark.parametrize("fault", FAULTS)
def test_no_secret_in_a_log_or_an_error(
    settings_for: Callable[..., Settings],
    make_task: Callable[..., WritingTask],
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    caplog.set_level(logging.INFO)
    said = ""
    with ModelServer(echo) as server:
        settings = settings_for(
            server, model=fault, retry_wait=0.01, token_timeout=0.2, first_token_timeout=0.2
        )
        try:
            asyncio.run(collect(OpenAIWriter(settings).write(make_task(QUESTION), WriterReport())))
        except ModelError as error:
            said = str(error)
        assert server.requests
    logged = "\n".join(f"{r.getMessage()} {r.exc_text or ''}" for r in caplog.records)
    for secret in SECRETS:
        assert secret.casefold() not in (logged + said).casefold()


def test_settings_do_not_show_their_key() -> None:
    assert KEY not in repr(Settings(openai_api_key=KEY)) + str(Settings(openai_api_key=KEY))


@pytest.mark.parametrize(
    "fault", ["status-401", *(pytest.param(f, marks=pytest.mark.slow) for f in ("status-500", "malformed"))]
)
def test_standard_error_of_the_command_is_silent_about_it(tmp_path: Path, fault: str) -> None:
    with ModelServer(echo) as server:
        done = subprocess.run(
            [sys.executable, "-m", "chat_app.cli", "ask", QUESTION, "--json"],
            cwd=ROOT,
            env={
                **os.environ,
                "OPENAI_BASE_URL": server.url,
                "OPENAI_API_KEY": KEY,
                "LN_CONSULT_MODEL": fault,
                "LN_CONSULT_RETRY_WAIT": "0.01",
                "XDG_DATA_HOME": str(tmp_path),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert server.requests
    assert done.returncode == 0, done.stderr
    for secret in SECRETS:
        assert secret.casefold() not in done.stderr.casefold()
    assert KEY not in done.stdout
