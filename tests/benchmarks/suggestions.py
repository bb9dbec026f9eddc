"""Measures follow-up suggestions: `python -m tests.benchmarks.suggestions FILE [--list]`.

Every question in scope is asked of the evidence writer, and then each of its suggestions in the same
conversation: the share that is answered, how many an answer offers, and the processor time they take.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from pathlib import Path

import yaml

from chat_app.answer import Audience
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus
from chat_app.records.base import MemoryRecorder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--audience", type=Audience, default=Audience.SPECIALIST)
    parser.add_argument("--list", action="store_true", help="print every suggestion")
    args = parser.parse_args()
    consultation = Consultation(default_corpus(), recorder=MemoryRecorder())
    outcomes: Counter[str] = Counter()
    offered: Counter[int] = Counter()
    spent: list[float] = []
    for row in yaml.safe_load(args.file.read_text(encoding="utf-8")):
        if row.get("scope", "in") != "in":
            continue
        answer = asyncio.run(consultation.answer(Request(row["question"], args.audience, writer="evidence")))
        if "follow_ups" not in answer.provenance.timings_ms:
            continue
        offered[len(answer.follow_ups)] += 1
        spent.append(answer.provenance.timings_ms["follow_ups"])
        for text in answer.follow_ups:
            request = Request(text, args.audience, conversation=answer.conversation, writer="evidence")
            outcome = asyncio.run(consultation.answer(request)).outcome.value
            outcomes[outcome] += 1
            if args.list or outcome != "answered":
                print(f"{row['question'][:70]!r} -> {text!r}: {outcome}")
    print(f"outcomes: {dict(outcomes)}")
    print(f"suggestions an answer: {dict(sorted(offered.items()))}")
    spent.sort()
    print(f"time: median {spent[len(spent) // 2]:.1f} ms, most {spent[-1]:.1f} ms")


if __name__ == "__main__":
    main()
