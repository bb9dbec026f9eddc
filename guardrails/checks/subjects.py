"""Subjects: what a statement says of one drug, body, code or group, a sentence must not say of another that
it names.

Why: where two drugs of one statement are exchanged, every word stands in the statement; only the part of it
that says the same names another drug. Each part of the sentence is laid beside the part of the statements
that shares most of its words, names left aside.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "subjects"
_KINDS = {
    "drug": "drug",
    "brand": "drug",
    "drug_class": "drug",
    "body": "body",
    "trial": "trial",
    "class": "class",
    "code": "code",
}

_SURE = ("drug", "code")
"""Sorts of names that a sentence seldom sets against each other; two trials or bodies it often does."""
_UNIT = re.compile(
    r"[;:]\s|\.\s|\b(?:but|while|whereas|although|though|so|because|unlike)\b|,\s(?:and"
    r"|with)\s(?=(?:\w+ly\s)?\w+(?:s|ed)\b)"
)


@dataclass(frozen=True, slots=True)
class Part:
    start: int
    end: int
    said: frozenset[str]
    """Its words, names left aside."""
    names: dict[str, frozenset[str]]
    numbers: frozenset[float]


@remembered
def parts(reading: Reading) -> list[Part]:
    starts = [w.start for w in reading.words]
    found = []
    bounds = [0, *(m.start() for m in _UNIT.finditer(reading.lowered)), len(reading.lowered)]
    for low, high in itertools.pairwise(bounds):
        words = reading.words[bisect_left(starts, low) : bisect_left(starts, high)]
        names: dict[str, set[str]] = {}
        for word in words:
            if word.kind in _KINDS:
                names.setdefault(_KINDS[word.kind], set()).add(word.key)
        numbers = frozenset(q.raw for q in reading.quantities if low <= q.start < high)
        said = frozenset(w.key for w in words if w.kind not in _KINDS and len(w.key) > 2)
        found.append(Part(low, high, said, {k: frozenset(v) for k, v in names.items()}, numbers))
    return found


def check(case: Case) -> Iterator[Finding]:
    theirs = [p for one in case.cited for p in parts(one.reading)]
    for mine in parts(case.claim):
        if len(mine.said) < 2:
            continue
        scores = [(len(mine.said & p.said), p) for p in theirs]
        best = max((s for s, _ in scores), default=0)
        if best < 2 or best < 0.5 * len(mine.said):
            continue
        top = [p for s, p in scores if s == best]
        for sort, names in mine.names.items():
            there = frozenset().union(*(p.names.get(sort, frozenset()) for p in top))
            others = there - names
            for name in names - there:
                kin = set(case.lexicon.members(name)) | set(case.lexicon.classes_of(name))
                if not others or kin & there:
                    continue
                where = [s for s, p in scores if name in p.names.get(sort, ())]
                if any(mine.numbers & p.numbers for _, p in scores if name in p.names.get(sort, ())):
                    continue
                if where and max(where) <= best - 2:
                    least = 0.8 * len(mine.said) if best > 2 else len(mine.said)
                    whole = best >= least and not max(where)
                    sure = sort == "code" or (sort == "drug" and whole and len(names) == 1)
                    yield Finding(
                        CHECK,
                        f"The cited statement says this of {', '.join(sorted(others))}, not of {name}.",
                        Severity.CONFLICT if sure else Severity.UNDECIDED,
                        start=mine.start,
                        end=mine.end,
                        rule=sort if sure or sort not in _SURE else f"{sort} perhaps",
                    )
                    return
