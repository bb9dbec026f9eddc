"""Prefixes: "certain" where the statement has only "uncertain", "hyponatraemia" for "hypernatraemia".

Why: two letters turn the word round, and reading word by word takes the two for others. Only a sentence
that denies and limits nothing itself is judged, since "not available" says "unavailable".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guardrails.checks.case import Case
from guardrails.checks.denials import denies
from guardrails.checks.grounds import grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.types import Finding, Severity
from guardrails.units import row_of

CHECK = "prefixes"
_PREFIX = re.compile(
    r"(?:non-?|un-?|(?:in|im|ir|il)(?=\w+(?:ive|ent|ant|able|ible|ate|ete|ect|ure|ar)\Z)|dis(?=\w+(?:ed|s)\Z))(?=[a-z]{3})"
)
"""What denies the word that follows; `in-` only before the ending of an adjective."""


_PAIRS = (
    ("hyper", "hypo"),
    ("over", "under"),
    ("macro", "micro"),
    ("intra", "extra"),
    ("pre", "post"),
    ("inter", "intra"),
)
"""Prefixes that turn one word into the opposite of the other."""
_ROOT = 4
"""Letters that follow such a prefix at least."""


@lru_cache(maxsize=16384)
def _other(surface: str) -> tuple[str, ...]:
    """The words that a word becomes with the opposite prefix."""
    found = []
    for pair in _PAIRS:
        for mine, other in (pair, pair[::-1]):
            if surface.startswith(mine) and len(surface) >= len(mine) + _ROOT:
                found.append(other + surface[len(mine) :])
    return tuple(found)


@lru_cache(maxsize=16384)
def _bare(surface: str) -> str | None:
    match = _PREFIX.match(surface)
    return surface[match.end() :] if match else None


@remembered
def _turned(reading: Reading) -> dict[str, int]:
    """The words of a text without the prefix that denies them, where it has them only with it, and where."""
    row = row_of(reading).row
    said = {unit.surface for unit in row}
    bare = ((_bare(unit.surface), place) for place, unit in enumerate(row))
    return {word: place for word, place in bare if word and word not in said}


def check(case: Case) -> Iterator[Finding]:
    yield from _opposite(case)
    yield from _bared(case)


def _opposite(case: Case) -> Iterator[Finding]:
    """One of a pair of prefixes for the other, where no statement has the sentence's word."""
    for unit in row_of(case.claim).row:
        others = _other(unit.surface)
        if others and not any(unit.surface in one.reading.lowered for one in case.cited):
            word = next((w for w in others for one in case.cited if w in one.reading.lowered), None)
            if word:
                message = f"The sentence says “{unit.surface}”; the statement says “{word}”."
                yield Finding(CHECK, message, start=unit.start, end=unit.end, rule="opposite prefix")
                return


def _bared(case: Case) -> Iterator[Finding]:
    """A word without the prefix that denies it in the statement."""
    for number, one in enumerate(case.cited):
        turned = _turned(one.reading)
        if not turned:
            continue
        for place, unit in enumerate(row_of(case.claim).row):
            if unit.surface not in turned:
                continue
            if denies(case.claim):
                return
            found = grounds(case)
            there = found.texts[number].row[turned[unit.surface]]
            told = any(
                found.part(hit) == (number, there.part)
                for other in found.claim.content
                if other != place
                for hit in found.hits[other]
            )
            yield Finding(
                CHECK,
                f"The sentence says “{unit.surface}”; the statement says “{there.surface}”.",
                Severity.CONFLICT if told else Severity.UNDECIDED,
                unit.start,
                unit.end,
                rule="prefix" if told else "perhaps prefix",
            )
            return
