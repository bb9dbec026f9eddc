"""The wording of a sentence beside that of its statements: which turns of `rules/support/wording.yaml` either
has."""

from __future__ import annotations

import re
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read


class _File(Rules):
    patterns: dict[str, str]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = read("wording", _File, RULES / "support").patterns
    return tuple((name, re.compile(pattern)) for name, pattern in listed.items())


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    _patterns()


@remembered
def turns(reading: Reading) -> frozenset[str]:
    """Names of the turns that a text has."""
    return frozenset(name for name, pattern in _patterns() if pattern.search(reading.lowered))


def wording(case: Case) -> dict[str, float]:
    """For each turn: whether the sentence has it, and which side alone has it (1 here, -1 there)."""
    mine = turns(case.claim)
    theirs = frozenset().union(*(turns(one.reading) for one in case.cited))
    values: dict[str, float] = {
        "letters": min(len(case.claim.text), 300) / 300,
        "letters there": min(sum(len(one.reading.text) for one in case.cited), 900) / 900,
    }
    for name, _ in _patterns():
        here, there = name in mine, name in theirs
        values[f"says: {name}"] = float(here)
        values[f"alone: {name}"] = float(here) - float(there)
    return values
