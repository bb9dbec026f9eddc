"""What an answer costs: processor time warm, and from a cold start on the command line."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus

QUESTIONS = (
    "What is the treatment of class IV lupus nephritis?",
    "Is belimumab medically indicated for M32.14, billed as J0490?",
    "Which drugs are safe in pregnancy with lupus nephritis?",
    "How is voclosporin monitored?",
    "How long is maintenance therapy continued?",
    "Management of lupus nephritis on dialysis",
)
WARM_LIMIT = 0.030
"""Seconds of processor time that a warm answer may cost."""
START_LIMIT = 2.0
"""Seconds of processor time from start to the first answer on the command line."""


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    warm = Consultation(default_corpus())
    for question in QUESTIONS:
        asyncio.run(warm.answer(Request(question)))
    return warm


def test_a_warm_answer(benchmark: Any, consultation: Consultation) -> None:
    import time

    spent: list[float] = []
    questions = cycle(QUESTIONS)

    def answer() -> None:
        start = time.process_time()
        asyncio.run(consultation.answer(Request(next(questions))))
        spent.append(time.process_time() - start)

    benchmark.pedantic(answer, rounds=60)
    spent.sort()
    benchmark.extra_info["median_cpu_ms"] = spent[len(spent) // 2] * 1000
    benchmark.extra_info["p95_cpu_ms"] = spent[int(len(spent) * 0.95)] * 1000
    print(f"\nwarm answer: median {spent[len(spent) // 2] * 1000:.1f} ms, p95 {spent[57] * 1000:.1f} ms")
    assert spent[len(spent) // 2] <= WARM_LIMIT


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_start_to_first_answer(question: str, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "chat_app.cli", "ask", question, "--json"],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"\nstart to first answer: {spent:.2f} s")
    assert spent <= START_LIMIT
