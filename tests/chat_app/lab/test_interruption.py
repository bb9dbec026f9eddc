"""A run that is cut off goes on: nothing is asked twice that was answered, and nothing is left out."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chat_app.consult import Consultation
from chat_app.errors import LabError, RecordError
from chat_app.lab.arena import Arena
from chat_app.lab.contestants import line_up
from chat_app.lab.plan import make_plan
from chat_app.lab.questions import QuestionSet
from chat_app.lab.run import begin, carry_out
from chat_app.records.lab import TAKEN_OVER, LabStore
from chat_app.settings import Settings
from tests.model_server import ModelServer, Reply
from tests.model_server.compose import compose, question_of


def settings_for(server: ModelServer) -> Settings:
    return Settings(openai_base_url=server.url, second_reader=False, retries=0)


def begun(base: Consultation, lab: LabStore, questions: QuestionSet, settings: Settings) -> tuple[str, Arena]:
    arena = Arena(base, settings)
    contestants = line_up(settings, prompts=("answer@1",), evidence=True)
    return begin(lab, make_plan(contestants, questions, 1, arena.corpus, arena.guardrails)), arena


@pytest.mark.slow
def test_a_process_killed_at_any_moment_is_gone_on_with(tmp_path: Path, forty: QuestionSet) -> None:
    url = f"sqlite:///{tmp_path / 'lab.sqlite3'}"
    with ModelServer(lambda request: Reply(text=compose(request.prompt()), delay=0.02)) as server:
        env = {**os.environ, "LN_CONSULT_DATABASE_URL": url, "OPENAI_BASE_URL": server.url}
        env |= {"LN_CONSULT_SECOND_READER": "false"}
        command = [sys.executable, "-u", "-m", "chat_app.cli", "eval"]
        arguments = ["--prompt", "answer@1", "--evidence"]
        store, run, stored = LabStore.open(url), None, 0
        for kills in range(2):
            process = subprocess.Popen([*command, *arguments], env=env, stderr=subprocess.DEVNULL)
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                runs = store.runs()
                if runs and runs[0].done >= stored + 19 + kills:
                    break
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.wait()
            (kept,) = store.runs()
            run, stored = kept.id, kept.done
            assert 0 < stored < kept.planned, "it was cut off half way"
            arguments = ["--resume", run[:8]]
        report = tmp_path / "report.json"
        done = subprocess.run(
            [*command, *arguments, "--json", str(report)],
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        asked = Counter(question_of(r.prompt()) for r in server.requests)
    results = store.results(run or "")
    store.close()
    assert len(results) == 80
    assert {r.key for r in results} == {
        (c, q.id, 1) for c in {r.contestant for r in results} for q in forty.questions
    }
    assert {r.attempts for r in results} == {1}
    assert len(json.loads(report.read_text())["results"]) == 80
    # Only what was under way at a kill, four at once, may have been asked again.
    assert len(asked) == 36
    assert sum(asked.values()) - 36 <= 2 * 4


def test_cancelling_keeps_what_was_answered(base: Consultation, lab: LabStore, forty: QuestionSet) -> None:
    with ModelServer(lambda request: Reply(text=compose(request.prompt()), delay=0.05)) as server:
        run, arena = begun(base, lab, forty.first(12), settings_for(server))

        async def cancelled_half_way() -> None:
            half = asyncio.Event()
            task = asyncio.create_task(
                carry_out(
                    run, lab, arena, at_once=2, on_progress=lambda p: half.set() if p.done >= 8 else None
                )
            )
            await half.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(cancelled_half_way())
        before = {r.key: r.created for r in lab.results(run)}
        assert 8 <= len(before) < 24
        progress = asyncio.run(carry_out(run, lab, arena, at_once=4))
    assert (progress.done, progress.faults) == (24, 0)
    after = {r.key: r.created for r in lab.results(run)}
    assert len(after) == 24
    assert before.items() <= after.items(), "what was there is untouched"


def test_no_more_are_under_way_at_once_than_allowed(
    base: Consultation, lab: LabStore, forty: QuestionSet
) -> None:
    class Counting(Arena):
        now = most = 0

        async def ask(self, *args: Any) -> Any:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0.005)
            try:
                return await super().ask(*args)
            finally:
                self.now -= 1

    arena = Counting(base, Settings())
    plan = make_plan(line_up(Settings(), evidence=True), forty.first(12), 1, arena.corpus, arena.guardrails)
    asyncio.run(carry_out(begin(lab, plan), lab, arena, at_once=3))
    assert arena.most == 3


def test_who_takes_a_run_over_stops_the_other(base: Consultation, lab: LabStore, forty: QuestionSet) -> None:
    arena = Arena(base, Settings())
    plan = make_plan(line_up(Settings(), evidence=True), forty.first(6), 1, arena.corpus, arena.guardrails)
    run = begin(lab, plan)

    def taken_over(progress: Any) -> None:
        if progress.done == 3:
            lab.hold(run)

    with pytest.raises(RecordError, match=TAKEN_OVER):
        asyncio.run(carry_out(run, lab, arena, at_once=1, on_progress=taken_over))
    assert len(lab.results(run)) == 3
    assert asyncio.run(carry_out(run, lab, arena, at_once=1)).complete


def test_a_run_does_not_go_on_upon_other_ground(
    base: Consultation, lab: LabStore, forty: QuestionSet
) -> None:
    arena = Arena(base, Settings())
    plan = make_plan(line_up(Settings(), evidence=True), forty.first(2), 1, "sha256:older", arena.guardrails)
    with pytest.raises(LabError, match="have changed since this run began"):
        asyncio.run(carry_out(begin(lab, plan), lab, arena, at_once=1))


def test_an_edited_prompt_file_does_not_change_a_run(
    base: Consultation, lab: LabStore, forty: QuestionSet, prompt_folder: Path
) -> None:
    with ModelServer() as server:
        settings = settings_for(server).model_copy(update={"prompt_folder": prompt_folder})
        run, _ = begun(base, lab, forty.first(2), settings)
        path = prompt_folder / "answer" / "v1.md"
        path.write_text(path.read_text().replace("# User", "Answer in rhyme.\n\n# User", 1))
        asyncio.run(carry_out(run, lab, Arena(base, settings), at_once=1))
        assert server.requests
        assert not any("in rhyme" in r.prompt() for r in server.requests)
