"""Measures dialogues: `python -m tests.benchmarks.dialogues FILE [--missed]`.

Every turn is asked of the evidence writer in its conversation. A turn is on its matter where the resolved
question or the statements cited name every expected drug, population and topic; its key facts are read by
the yardstick of `answers.py` (words and numbers). A turn expected out of scope must be refused.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from chat_app.answer import Answer, Outcome
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus
from chat_app.lab.yardstick import Yardstick
from chat_app.question.understand import understand
from chat_app.records.base import MemoryRecorder
from guardrails.lexicon import Lexicon, load_lexicon

_GIVEN = {Outcome.ANSWERED, Outcome.PARTLY_ANSWERED}


def matter(answer: Answer, expect: dict[str, Any], consultation: Consultation, lexicon: Lexicon) -> list[str]:
    """What of the expected outcome, drugs, population and topic the turn was not about."""
    if expect["topic"] == "out-of-scope":
        return [] if answer.outcome is Outcome.OUT_OF_SCOPE else [f"outcome {answer.outcome.value}"]
    if answer.outcome not in _GIVEN:
        return [f"outcome {answer.outcome.value}"]
    query = understand(answer.resolved_question, lexicon=lexicon)
    cited = [consultation.corpus.statements[c] for s in answer.sentences() for c in s.citations]
    lacking = [
        f"drug {d}"
        for d in expect.get("drugs") or ()
        if d not in query.drugs and not any(d in s.drugs for s in cited[:6])
    ]
    people = expect.get("population", "any")
    near = {"any", "adult", *query.population, *(p for s in cited[:4] for p in s.population)}
    if people not in near:
        lacking.append(f"population {people}")
    if expect["topic"] not in query.topics and not any(expect["topic"] in s.topics for s in cited[:6]):
        lacking.append(f"topic {expect['topic']}")
    return lacking


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--missed", action="store_true", help="list the turns that fall short")
    args = parser.parse_args()
    lexicon = load_lexicon()
    yardstick = Yardstick(lexicon)
    consultation = Consultation(default_corpus(), recorder=MemoryRecorder(), lexicon=lexicon)
    count: Counter[str] = Counter()
    spent: list[float] = []
    for dialogue in yaml.safe_load(args.file.read_text(encoding="utf-8")):
        conversation = None
        for turn in dialogue["turns"]:
            start = time.process_time()
            request = Request(turn["user"], conversation=conversation, writer="evidence")
            answer = asyncio.run(consultation.answer(request))
            spent.append((time.process_time() - start) * 1000)
            conversation = answer.conversation
            expect = turn["expect"]
            lacking = matter(answer, expect, consultation, lexicon)
            held = yardstick.held(expect["key_facts"], answer)
            given = answer.outcome in _GIVEN
            missed = [
                f for f, is_held in zip(expect["key_facts"], held, strict=True) if given and not is_held
            ]
            cited = {c for s in answer.sentences() for c in s.citations}
            absent = set(expect.get("evidence") or ()) - cited
            count["turns"] += 1
            count["on the matter"] += not lacking
            count["facts"] += len(expect["key_facts"]) * given
            count["facts held"] += (len(expect["key_facts"]) - len(missed)) * given
            count["evidence"] += len(expect.get("evidence") or ())
            count["evidence cited"] += len(expect.get("evidence") or ()) - len(absent)
            count["any evidence"] += absent != set(expect.get("evidence") or ()) or not expect.get("evidence")
            if args.missed and (lacking or missed or absent):
                print(f"{dialogue['id']} {turn['user']!r} -> {answer.resolved_question!r}")
                print(f"    lacks {lacking}, facts {missed}, evidence {sorted(absent)}")
    turns = count["turns"]
    print(f"on the expected matter: {count['on the matter']}/{turns} = {count['on the matter'] / turns:.1%}")
    print(f"turns that cite expected evidence: {count['any evidence']}/{turns}")
    print(f"key facts held: {count['facts held']}/{count['facts']}")
    print(f"expected evidence cited: {count['evidence cited']}/{count['evidence']}")
    spent.sort()
    print(f"processor time: median {spent[len(spent) // 2]:.1f} ms, most {spent[-1]:.1f} ms")


if __name__ == "__main__":
    main()
