"""Outcomes: what trials and cohorts count, by the names that a text has for it.

Why: a number is said of one outcome. Which words name the same outcome, and which name a wider one, is data
(`rules/support/outcomes.yaml`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from guardrails.checks.memo import remembered
from guardrails.checks.tokens import tokens_of
from guardrails.phrases import Phrases
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read

_FOLDER: Path = RULES / "support"
_COMPOSITE = re.compile(
    r"\b(?:events?|failure|progression|disease|doubling|transplant\w*|dialysis"
    r"|loss)(?:\sor\s|\s?/\s?)(?:\w+\s)?(?:death|mortality)\b"
    r"|\b(?:death|mortality)\sor\sa(?:n)?\s(?:renal|kidney)-related\s\w+"
)
_NEARLY = re.compile(r"\bnear(?:ly)?\s$")
Mention = tuple[int, int, str]


class _Outcome(Rules):
    name: str
    says: tuple[str, ...]
    covers: tuple[str, ...] = ()
    """Narrower outcomes that may be meant by its name."""


class _File(Rules):
    outcomes: tuple[_Outcome, ...]


@cache
def _outcomes() -> tuple[_Outcome, ...]:
    return read("outcomes", _File, _FOLDER).outcomes


@cache
def _book() -> Phrases[str]:
    book: Phrases[str] = Phrases()
    for outcome in _outcomes():
        for phrase in outcome.says:
            book.add(phrase, outcome.name)
    return book


@cache
def _wider() -> frozenset[tuple[str, str]]:
    return frozenset((o.name, narrower) for o in _outcomes() for narrower in o.covers)


def load() -> None:
    """Read the outcomes, so that no sentence waits for them."""
    _book()
    _wider()


def covers(outcome: str, narrower: str) -> bool:
    """Whether one outcome may be called by the name of the other."""
    return (outcome, narrower) in _wider()


@remembered
def named(reading: Reading) -> list[Mention]:
    """Outcomes that a text names; where two overlap the longer."""
    found: list[Mention] = []
    for start, end, name in sorted(_book().find(tokens_of(reading)), key=lambda f: (f[0], -f[1])):
        free = not found or start >= found[-1][1]
        if free and not _NEARLY.search(reading.lowered, max(0, start - 8), start):
            found.append((start, end, name))
    for match in _COMPOSITE.finditer(reading.lowered):
        found = [f for f in found if not (match.start() <= f[0] < match.end())]
        found.append((match.start(), match.end(), "composite"))
    return sorted(found)
