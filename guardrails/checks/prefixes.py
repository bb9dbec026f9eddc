"""Prefixes: "certain" where the statement has only "uncertain", "like" where it has only "unlike".

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
