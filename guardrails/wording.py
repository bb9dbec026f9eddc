"""The wording of a sentence beside that of its statements: which turns of `rules/support/wording.yaml` either
has."""

from __future__ import annotations

import re
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read

_WORD = re.compile(r"[a-z]+")


class _File(Rules):
    patterns: dict[str, str]
    words: str


@cache
def _rules() -> _File:
    return read("wording", _File, RULES / "support")


@cache
def _words() -> frozenset[str]:
    return frozenset(_rules().words.split())


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern)) for name, pattern in _rules().patterns.items())


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    _patterns()
    _words()


@remembered
def turns(reading: Reading) -> frozenset[str]:
    """Names of the turns that a text has."""
    return frozenset(name for name, pattern in _patterns() if pattern.search(reading.lowered))


@remembered
def words(reading: Reading) -> frozenset[str]:
    """The listed words that a text has."""
    return _words().intersection(_WORD.findall(reading.lowered))


@cache
def _names() -> dict[str, tuple[str, str]]:
    """For each turn and word the names of its two features; built once, as there are many."""
    turned = {name: (f"says: {name}", f"alone: {name}") for name, _ in _patterns()}
    return turned | {f" {word}": (f"has: {word}", f"has alone: {word}") for word in _words()}


def wording(case: Case) -> dict[str, float]:
    """For each turn: whether the sentence has it, and which side alone has it (1 here, -1 there)."""
    values: dict[str, float] = {
        "letters": min(len(case.claim.text), 300) / 300,
        "letters there": min(sum(len(one.reading.text) for one in case.cited), 900) / 900,
    }
    names = _names()
    mine, theirs = turns(case.claim), frozenset[str]().union(*(turns(one.reading) for one in case.cited))
    for name in mine:
        says, alone = names[name]
        values[says] = 1.0
        if name not in theirs:
            values[alone] = 1.0
    for name in theirs - mine:
        values[names[name][1]] = -1.0
    mine, theirs = words(case.claim), frozenset[str]().union(*(words(one.reading) for one in case.cited))
    for word in mine:
        says, alone = names[f" {word}"]
        values[says] = 1.0
        if word not in theirs:
            values[alone] = 1.0
    for word in theirs - mine:
        values[names[f" {word}"][1]] = -1.0
    return values
