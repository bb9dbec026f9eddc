"""How long verification keeps a reader waiting, against a model that writes 50 tokens a second.

All times count from the question. The model's own are those at which its server had sent the sentence, and
the end of the answer; the server is a process of its own, on the same clock.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from chat_app.answer import Answer
from chat_app.consult import Consultation, Request
from chat_app.events import Completed, SentenceReleased
from chat_app.records.base import MemoryRecorder
from chat_app.settings import Settings

ROOT = Path(__file__).parents[2]
SPEED = 50
ANSWERS = 200
AT_ONCE = 10
"""Of the 200 answers, as many are written at the same time."""
CROWD = 100
QUESTIONS = (
    "What is the dose of intravenous belimumab in lupus nephritis?",
    "How is class IV lupus nephritis treated at first?",
    "How long is maintenance therapy with mycophenolate continued?",
    "What are the contraindications of voclosporin?",
    "How is hydroxychloroquine monitored?",
    "Which drugs are safe in pregnancy with lupus nephritis?",
    "When is a kidney biopsy repeated?",
    "What did the trial of obinutuzumab show?",
)


@dataclass(frozen=True)
class Timing:
    """Seconds from the question: ours, and the model's own."""

    first: float
    model_first: float
    whole: float
    model_whole: float
    writing: float
    """From the model's first moment to its last."""
    sentences: int
    withheld: int

    @property
    def first_ratio(self) -> float:
        return self.first / self.model_first

    @property
    def whole_ratio(self) -> float:
        """The strict reading: all that we do before the model begins counts against us."""
        return self.whole / self.writing


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.model_server", "--port", "0", "--speed", str(SPEED)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip().partition("=")[2]
        process.terminate()


@pytest.fixture(scope="module")
def consultation(server_url: str) -> Consultation:
    settings = Settings(openai_base_url=server_url, openai_api_key=SecretStr("none"), second_reader=False)
    made = Consultation.build(settings, MemoryRecorder())
    asyncio.run(_ask(made, QUESTIONS[0]))  # warm: index, rules and encoding are read once in a process
    return made


async def _ask(consultation: Consultation, question: str) -> tuple[float, float, float, Answer]:
    """Time of the question, of the first verified sentence, of the end; and the answer."""
    begun = time.monotonic()
    first = 0.0
    async for event in consultation.ask(Request(question)):
        if isinstance(event, SentenceReleased) and not first:
            first = time.monotonic()
        if isinstance(event, Completed):
            return begun, first, time.monotonic(), event.answer
    raise AssertionError("no answer")


async def _ask_all(
    consultation: Consultation, count: int, at_once: int
) -> list[tuple[float, float, float, Answer]]:
    slots = asyncio.Semaphore(at_once)

    async def one(number: int) -> tuple[float, float, float, Answer]:
        async with slots:
            question = f"{QUESTIONS[number % len(QUESTIONS)]} Case {number}."
            return await _ask(consultation, question)

    return await asyncio.gather(*(one(n) for n in range(count)))


def measure(consultation: Consultation, server_url: str, count: int, at_once: int) -> list[Timing]:
    results = asyncio.run(_ask_all(consultation, count, at_once))
    with urllib.request.urlopen(server_url.removesuffix("/v1") + "/sent") as response:
        log = {entry["question"]: entry for entry in json.load(response)}
    timings = []
    for begun, first, ended, answer in results:
        assert answer.provenance.writer == "openai", answer.notices
        entry = log[answer.resolved_question]
        timings.append(_timing(begun, first, ended, answer, entry))
    return timings


def _timing(begun: float, first: float, ended: float, answer: Answer, entry: dict[str, object]) -> Timing:
    sent = entry["sent"]
    text = entry["text"]
    assert isinstance(sent, list)
    assert isinstance(text, str)
    end_of_first = re.search(r"\](?!\[)", text)
    assert end_of_first
    model_first = next(moment for moment, characters in sent if characters >= end_of_first.end())
    model_end = sent[-1][0]
    return Timing(
        first - begun,
        model_first - begun,
        ended - begun,
        model_end - begun,
        model_end - float(str(entry["begun"])),
        len(answer.sentences()),
        len(answer.withheld),
    )


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(title: str, timings: list[Timing]) -> None:
    touched = sum(t.withheld for t in timings) / max(1, sum(t.sentences for t in timings))
    average = sum(t.writing for t in timings) / len(timings)
    print(f"\n{title}: {len(timings)} answers, {average:.1f} s on average")
    print(f"  withheld or replaced: {touched:.1%}")
    for name, values in (
        ("first verified sentence / model's own", [t.first_ratio for t in timings]),
        ("whole answer / model's writing alone", [t.whole_ratio for t in timings]),
        ("whole answer / model's end", [t.whole / t.model_whole for t in timings]),
    ):
        row = "  ".join(f"p{int(s * 100)} {percentile(values, s):.4f}" for s in (0.5, 0.95, 0.99))
        print(f"  {name:40} {row}")


def test_verification_keeps_nobody_waiting(
    consultation: Consultation, server_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    timings = measure(consultation, server_url, ANSWERS, AT_ONCE)
    with capsys.disabled():
        report(f"{AT_ONCE} at once", timings)
    assert percentile([t.first_ratio for t in timings], 0.95) <= 1.05
    assert percentile([t.whole_ratio for t in timings], 0.95) <= 1.03


def test_a_hundred_readers_at_once_hardly_wait_longer(
    consultation: Consultation, server_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    timings = measure(consultation, server_url, CROWD, CROWD)
    with capsys.disabled():
        report(f"{CROWD} at once", timings)
    assert percentile([t.first_ratio for t in timings], 0.95) < 1.2
    assert percentile([t.whole_ratio for t in timings], 0.95) < 1.2
