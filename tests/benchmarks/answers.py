"""Measures answers on a question file: `python -m tests.benchmarks.answers FILE [--show ID]`.

For every question: the outcome, the share of key points that the answer holds (by the prompt lab's
yardstick, `chat_app/lab/yardstick.py`), the share of the listed evidence that it cites, its length and the
processor time it took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import defaultdict
from pathlib import Path

from chat_app.answer import Audience
from chat_app.consult import Consultation, Request
from chat_app.errors import LNConsultError
from chat_app.guidelines.load import default_corpus
from chat_app.lab.questions import load_questions
from chat_app.lab.yardstick import Yardstick
from chat_app.settings import load_settings
from guardrails.lexicon import load_lexicon


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", help="print the answer to this question and the points it lacks")
    parser.add_argument("--missed", action="store_true", help="list the key points that were not found")
    args = parser.parse_args()
    lexicon = load_lexicon()
    yardstick = Yardstick(lexicon)
    consultation = Consultation(default_corpus(), settings=load_settings(), lexicon=lexicon)
    outcomes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    points = found = cited = listed = sentences = answered = 0
    spent: list[float] = []
    for row in load_questions(args.file).questions:
        if args.show and row.id != args.show:
            continue
        start = time.process_time()
        try:
            request = Request(row.question, Audience.SPECIALIST, writer="evidence")
            answer = asyncio.run(consultation.answer(request))
        except LNConsultError as error:
            outcomes[row.scope][f"error: {error}"] += 1
            continue
        spent.append((time.process_time() - start) * 1000)
        outcomes[row.scope][answer.outcome.value] += 1
        held = yardstick.held(row.key_points, answer)
        missed = [p for p, is_held in zip(row.key_points, held, strict=True) if not is_held]
        if row.scope == "in":
            points += len(row.key_points)
            found += len(row.key_points) - len(missed)
            evidence = set(row.evidence)
            cited += len(evidence & {c for s in answer.sentences() for c in s.citations})
            listed += len(evidence)
            answered += 1
            sentences += len(answer.sentences())
        if args.show:
            print(json.dumps(answer.model_dump(mode="json"), indent=1, ensure_ascii=False))
        if args.show or args.missed:
            for point in missed:
                print(f"{row.id}: {point}")
    for scope, counts in outcomes.items():
        print(f"{scope}: {dict(counts)}")
    if points:
        print(f"key points held: {found}/{points} = {found / points:.1%}")
        print(f"listed evidence cited: {cited}/{listed} = {cited / listed:.1%}")
        print(f"sentences an answer: {sentences / answered:.1f}")
    if spent:
        spent.sort()
        print(f"processor time: median {spent[len(spent) // 2]:.1f} ms, most {spent[-1]:.1f} ms")


if __name__ == "__main__":
    main()
