"""Measures answers on a question file: `python -m tests.benchmarks.answers FILE [--show ID]`.

For every question: the outcome, the share of key points that the answer holds, the share of the listed
evidence that it cites, its length and the processor time it took. A key point counts as held where all its
numbers and at least two thirds of its content words stand within three neighbouring sentences or one
section: a reading by words, stricter on numbers than on phrasing. It is a yardstick between versions, not a
judgement by a clinician.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections import defaultdict
from pathlib import Path

import yaml
from Stemmer import Stemmer

from chat_app.answer import Answer, Audience
from chat_app.consult import Consultation, Request
from chat_app.errors import LNConsultError
from chat_app.guidelines.load import default_corpus
from chat_app.settings import load_settings
from guardrails.lexicon import Lexicon, load_lexicon

_STOP_WORDS = """
    the a an of in on for to and or with without is are be as by at from that this it its than then not no
    who which what when how e.g i.e patients patient people lupus nephritis ln should may can their there
    also only has have was were will into per each about after before during
"""
_STOP = frozenset(_STOP_WORDS.split())
_STEM = Stemmer("english")


def content(text: str, lexicon: Lexicon) -> tuple[set[str], set[str]]:
    """Stems of content words and numbers of a text, after the lexicon's normalisation."""
    normal = lexicon.normalise(text.replace("–", "-"))
    numbers = set(re.findall(r"\d+(?:\.\d+)?", normal))
    words = re.findall(r"[a-z][a-z-]+", normal)
    return {_STEM.stemWord(w) for w in words if w not in _STOP}, numbers


def windows(answer: Answer) -> list[str]:
    """Neighbouring sentences, three at a time, and whole sections."""
    sentences = [s.text for s in answer.sentences()]
    found = [" ".join(sentences[i : i + 3]) for i in range(len(sentences))]
    found += [" ".join(s.text for s in section.sentences) for section in answer.sections]
    return found


def held(point: str, texts: list[tuple[set[str], set[str]]], lexicon: Lexicon) -> bool:
    words, numbers = content(point, lexicon)
    return any(
        numbers <= have_numbers and (not words or len(words & have_words) >= 0.66 * len(words))
        for have_words, have_numbers in texts
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", help="print the answer to this question and the points it lacks")
    parser.add_argument("--missed", action="store_true", help="list the key points that were not found")
    args = parser.parse_args()
    rows = yaml.safe_load(args.file.read_text(encoding="utf-8"))
    lexicon = load_lexicon()
    consultation = Consultation(default_corpus(), settings=load_settings(), lexicon=lexicon)
    outcomes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    points = found = cited = listed = sentences = answered = 0
    spent: list[float] = []
    for row in rows:
        if args.show and row["id"] != args.show:
            continue
        start = time.process_time()
        try:
            request = Request(row["question"], Audience.SPECIALIST, writer="evidence")
            answer = asyncio.run(consultation.answer(request))
        except LNConsultError as error:
            outcomes[row["scope"]][f"error: {error}"] += 1
            continue
        spent.append((time.process_time() - start) * 1000)
        outcomes[row["scope"]][answer.outcome.value] += 1
        texts = [content(w, lexicon) for w in windows(answer)]
        missed = [p for p in row.get("key_points") or [] if not held(p, texts, lexicon)]
        if row["scope"] == "in":
            points += len(row["key_points"])
            found += len(row["key_points"]) - len(missed)
            evidence = set(row.get("evidence") or [])
            cited += len(evidence & {c for s in answer.sentences() for c in s.citations})
            listed += len(evidence)
            answered += 1
            sentences += len(answer.sentences())
        if args.show:
            print(json.dumps(answer.model_dump(mode="json"), indent=1, ensure_ascii=False))
        if args.show or args.missed:
            for point in missed:
                print(f"{row['id']}: {point}")
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
