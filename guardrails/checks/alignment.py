"""Alignment: each clause of the sentence beside the clause of the statements that speaks of the same.

Why: a statement often holds both a thing and its opposite ("deferred, except influenza vaccine, which is
given"). Only the clause that the sentence is about can tell whether a denial or a direction was turned round.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading, language, pattern
from guardrails.types import Finding, Severity

CHECK = "alignment"
_DENIAL = re.compile(
    r"\b(?:not|no|never|without|neither|nor|cannot|avoid\w*|contraindicat\w*|against|exclud\w*|fail\w*|lack\w*|none|"
    r"unproven|unnecessary|ineligible|n't|outside|except|unless|instead|rather)\b|n't\b"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text between two cuts, with the keys of its content words."""

    text: str
    keys: frozenset[str]
    denies: bool
    sides: tuple[tuple[bool, bool], ...]
    """For each pair of opposites: whether the one and whether the other stands here."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the sentence, its best counterpart, and the share of its words found there."""

    mine: Clause
    theirs: Clause
    share: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """What the aligned clauses tell."""

    pairs: tuple[Pair, ...]
    denials: float
    """Shared words under a denial on one side only, as a share of the sentence."""
    opposites: int
    cohesion: float
    """Share of neighbouring words of the sentence that stand in one clause of a statement too."""
    distance: float
    """How much farther apart than in the sentence the statement has them: 0 near, 1 far."""


@cache
def _opposites() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((pattern(a), pattern(b)) for a, b in language().opposites)


@remembered
def clauses(reading: Reading) -> list[Clause]:
    """The clauses of a text that hold content words, joined where one holds fewer than two."""
    bounds = [0, *reading.cuts, len(reading.lowered)]
    found: list[Clause] = []
    held, start = set[str](), 0
    for index in range(len(bounds) - 1):
        held |= {w.key for w in reading.words if w.clause == index}
        if len(held) >= 2 or index == len(bounds) - 2:
            if held:
                found.append(_clause(reading.lowered[start : bounds[index + 1]], frozenset(held)))
            held, start = set(), bounds[index + 1]
    return found


def _clause(text: str, keys: frozenset[str]) -> Clause:
    sides = tuple((bool(one.search(text)), bool(other.search(text))) for one, other in _opposites())
    return Clause(text, keys, bool(_DENIAL.search(text)), sides)


@remembered
def align(case: Case) -> Alignment:
    theirs = [c for one in case.cited for c in clauses(one.reading)]
    mine = clauses(case.claim)
    pairs, denials, opposites, weight = [], 0.0, 0, 0
    for clause in mine:
        best = max(theirs, key=lambda t: (len(clause.keys & t.keys), -len(t.keys)), default=None)
        if best is None or not clause.keys & best.keys:
            continue
        share = len(clause.keys & best.keys) / len(clause.keys)
        pairs.append(Pair(clause, best, share))
        weight += len(clause.keys)
        if clause.denies is not best.denies:
            denials += len(clause.keys)
        for (a, b), (c, d) in zip(clause.sides, best.sides, strict=True):
            opposites += (a and not b and d and not c) or (b and not a and c and not d)
    cohesion, distance = _cohesion(case, theirs)
    return Alignment(tuple(pairs), denials / weight if weight else 0.0, opposites, cohesion, distance)


def _cohesion(case: Case, theirs: Sequence[Clause]) -> tuple[float, float]:
    words = [w for w in case.claim.words if w.kind not in ("frequency", "route")]
    places: dict[str, list[tuple[int, int]]] = {}
    for number, one in enumerate(case.cited):
        for place, word in enumerate(one.reading.words):
            places.setdefault(word.key, []).append((number, place))
    together = total = 0
    gaps = []
    for first, second in itertools.pairwise(words):
        if first.key == second.key or first.key not in places or second.key not in places:
            continue
        total += 1
        together += any(first.key in c.keys and second.key in c.keys for c in theirs)
        near = min(
            (abs(a - b) for n, a in places[first.key][:6] for m, b in places[second.key][:6] if n == m),
            default=20,
        )
        gaps.append(min(near, 12) / 12)
    if not total:
        return 1.0, 0.0
    return together / total, sum(gaps) / len(gaps)


def check(case: Case) -> Iterator[Finding]:
    found = align(case)
    if found.opposites:
        message = "The sentence says the opposite of the clause that it is about."
        yield Finding(CHECK, message, Severity.UNDECIDED, rule="opposite")
    if found.denials > 0.5:
        yield Finding(CHECK, "A denial stands on one side only.", Severity.UNDECIDED, rule="denial")
