"""A process that is killed at any moment loses nothing that was answered, and the conversation goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chat_app.answer import Answer
from chat_app.records.store import Store

QUESTIONS = ("MMF dose in induction of LN?", "how long?", "and in pregnancy?", "HCQ dose?", "eye checks?")
ROUNDS = 6
"""Processes that are killed, one after another, in one conversation."""


@pytest.mark.slow
def test_kill_at_random_moments(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    script = tmp_path / "questions.jsonl"
    script.write_text("\n".join(json.dumps({"text": QUESTIONS[n % 5]}) for n in range(400)))
    dice, conversation, shown = random.Random(20261124), None, {}
    for _ in range(ROUNDS):
        command = [sys.executable, "-u", "-m", "chat_app.cli", "chat", str(script)]
        command += ["--conversation", conversation] if conversation else []
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LN_CONSULT_DATABASE_URL": url},
        )
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        conversation = first["conversation"]
        shown[first["id"]] = first
        time.sleep(dice.uniform(0.0, 0.5))
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        process.wait()
        process.stdout.close()
        for line in rest.splitlines(keepends=True):
            if line.endswith("\n"):
                answer = json.loads(line)
                shown[answer["id"]] = answer
    store = Store.open(url)
    turns = store.turns(conversation or "")
    kept = {t.id: t.answer for t in turns}
    for answer_id, answer in shown.items():
        assert kept[answer_id] == Answer.model_validate(answer)
    assert sum(t.answer is None for t in turns) <= ROUNDS
    store.close()
