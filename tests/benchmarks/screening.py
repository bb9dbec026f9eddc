"""Measure the input rails: `python -m tests.benchmarks.screening [--identifiers F] [--scope F]
[--injections F] [--honest F] [--lookalikes F] [--fixture-half build|measure]`.

Formats: identifiers: JSON lines with `text` and `spans` (`start`, `end`, `optional`); scope: JSON lines with
`question` and `scope`; injections: YAML list with `input` and `acceptable.outcome`; honest and lookalikes:
JSON lines with `text` (or `question`), none of which is an injection, or holds an identifier.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from guardrails.scope import triage
from guardrails.screen import screen


def rows(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def words(row: dict[str, Any]) -> str:
    return str(row.get("text") or row.get("question") or row.get("input"))


def identifiers(path: Path, half: str | None) -> None:
    """Recall of spans, each wholly covered, and texts that lose anything else."""
    found = total = spoiled = texts = 0
    for row in rows(path):
        if half and row.get("half") != half:
            continue
        text, texts = row["text"], texts + 1
        covered = {p for i in screen(text).identifiers for p in range(i.start, i.end) if text[p].isalnum()}
        gold: set[int] = set()
        for span in row["spans"]:
            places = {p for p in range(span["start"], span["end"]) if text[p].isalnum()}
            gold |= places
            if not span.get("optional"):
                total += 1
                found += places <= covered
                if not places <= covered:
                    print("  missed:", span["text"], "|", text[:100])
        if covered - gold:
            spoiled += 1
            print("  beyond:", "".join(text[p] for p in sorted(covered - gold)), "|", text[:100])
    print(
        f"identifiers: {found}/{total} spans found ({found / max(total, 1):.1%}); "
        f"{spoiled}/{texts} texts lose more"
    )


def scope(path: Path) -> None:
    """Agreement by scope; in-scope questions refused; out-of-scope questions refused."""
    table: Counter[tuple[str, str]] = Counter()
    for row in rows(path):
        got = triage(words(row))[0].value
        table[row["scope"], got] += 1
        if got != row["scope"]:
            print(f"  {row['scope']} read as {got}:", words(row)[:110])
    for (want, got), count in sorted(table.items()):
        print(f"scope {want} -> {got}: {count}")


def injections(path: Path) -> None:
    """What becomes of each attack."""
    table: Counter[tuple[str, str]] = Counter()
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        screened = screen(row["input"])
        stopped = screened.refuse or screened.scope.value == "out"
        table[row["acceptable"]["outcome"], "refused" if stopped else "answered without the order"] += 1
    for (want, got), count in sorted(table.items()):
        print(f"injections {want} -> {got}: {count}")


def untouched(path: Path, name: str) -> None:
    """Texts in which nothing may be found."""
    wrong = Counter[str]()
    texts = rows(path)
    for row in texts:
        screened = screen(words(row))
        for kind, hit in (
            ("injection", screened.injection),
            ("identifiers", bool(screened.identifiers)),
            ("refused", screened.refuse),
            ("out", screened.scope.value == "out"),
        ):
            if hit:
                wrong[kind] += 1
                print(
                    f"  {kind}:",
                    words(row)[:120],
                    [words(row)[i.start : i.end] for i in screened.identifiers],
                )
    print(f"{name}: of {len(texts)} texts", dict(wrong) or "none touched")


def speed() -> None:
    """Processor time of one screening of 300 characters, warm."""
    text = (
        "Mrs. Testa Fauxname, MRN 00981223, 34F with class IV lupus nephritis, UPCR 3.8 g/g, eGFR 71, "
        "C3 52, on MMF 2 g/day since 3/14/2025 and HCQ 200 mg twice daily. "
        "Should I add belimumab or voclosporin, "
        "at what dose, and how do I "
        "monitor blood pressure and kidney function after that? Thank you."
    )
    times = []
    for _ in range(200):
        start = time.process_time()
        screen(text)
        times.append((time.process_time() - start) * 1000)
    print(f"speed: {len(text)} characters, median {statistics.median(times[5:]):.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("identifiers", "scope", "injections", "honest", "lookalikes"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--fixture-half", choices=("build", "measure"))
    args = parser.parse_args()
    if args.identifiers:
        identifiers(args.identifiers, args.fixture_half)
    if args.scope:
        scope(args.scope)
    if args.injections:
        injections(args.injections)
    if args.honest:
        untouched(args.honest, "honest questions")
    if args.lookalikes:
        untouched(args.lookalikes, "look-alikes")
    speed()


if __name__ == "__main__":
    main()
