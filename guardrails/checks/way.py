"""The way of a sentence through its statements: each word at the place that fits its neighbours best.

Why: a fault that uses only words of the statement takes one word from the wrong place. Followed word by word,
the sentence then leaps away and back, and where it should have been stands a rival of the word. A paraphrase
that only changes the order leaps once and stays.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.grounds import FIRM, NEXT, Grounds, grounds
from guardrails.checks.memo import remembered

_STATES = 6
"""Places looked at for a word; more would cost time and tell little."""
_LONGEST = 60
"""Units of a sentence that are followed; later ones are left out."""
_WIDE = 14.0
_WINDOW = 20
"""Places within which the neighbours of a unit must lie for a rival to count."""


@dataclass(slots=True)  # not frozen: a text has dozens, and freezing takes five times as long
class Step:
    """A unit of the sentence on its way."""

    place: int
    """Place in the sentence."""
    at: int
    """Place in the statements; -1 for none."""
    leap: float
    """What the way would save by leaving the unit out: 0 for a unit in its place."""
    rival: bool
    """A rival of it stands where its neighbours are, and it does not."""
    between: float
    """How far apart its neighbours are in the statement."""


def _leap(found: Grounds, one: int, other: int) -> float:
    """The cost of going from one place to another: 0 to 1."""
    if one // NEXT != other // NEXT:
        return 1.0
    gap = other - one if other >= one else one - other + 1
    row = found.texts[one // NEXT].row
    a, b = row[one % NEXT], row[other % NEXT]
    aside = 0.2 if a.part != b.part else 0.05 if a.piece != b.piece else 0.0
    return min(min(gap / _WIDE, 0.8) + aside, 1.0)


@remembered
def way(case: Case) -> tuple[Step, ...]:
    """The steps of the sentence. Takes time in proportion to its length."""
    found = grounds(case)
    content = found.claim.content[:_LONGEST]
    firm = [p for p in content if found.hits[p] and found.strength[p] >= FIRM]
    placed = _placed(found, firm)
    steps: list[Step] = []
    for place in content:
        index = bisect_left(firm, place)
        left = firm[index - 1] if index else None
        after = index + (index < len(firm) and firm[index] == place)
        right = firm[after] if after < len(firm) else None
        part = found.claim.row[place].part
        a = placed[left] if left is not None and found.claim.row[left].part == part else None
        b = placed[right] if right is not None and found.claim.row[right].part == part else None
        between = _leap(found, a, b) if a is not None and b is not None else 0.0
        at = placed.get(place, -1)
        leap = 0.0
        if at >= 0:
            leap = (_leap(found, a, at) if a is not None else 0.0) - between
            leap += _leap(found, at, b) if b is not None else 0.0
        steps.append(Step(place, at, leap, _rival(found, place, a, b), between))
    return tuple(steps)


def _placed(found: Grounds, firm: list[int]) -> dict[int, int]:
    """For each firm unit the place on the cheapest way through all of them."""
    if not firm:
        return {}
    states = [found.hits[place][:_STATES] for place in firm]
    best: list[list[tuple[float, int]]] = [[(0.0, -1)] * len(states[0])]
    for froms, tos in itertools.pairwise(states):
        if len(froms) == 1:  # every way leads through it, so what it cost so far does not matter
            there = froms[0]
            best.append([(_leap(found, there, here) if len(tos) > 1 else 0.0, 0) for here in tos])
            continue
        costs = [cost for cost, _ in best[-1]]
        best.append(
            [min((costs[i] + _leap(found, there, here), i) for i, there in enumerate(froms)) for here in tos]
        )
    index = min(range(len(best[-1])), key=lambda i: best[-1][i][0])
    chosen: dict[int, int] = {}
    for step in range(len(firm) - 1, -1, -1):
        chosen[firm[step]] = found.hits[firm[step]][index]
        index = best[step][index][1]
    return chosen


def _rival(found: Grounds, place: int, a: int | None, b: int | None) -> bool:
    sort = found.claim.row[place].sort
    ends = [x for x in (a, b) if x is not None]
    if not sort or not ends or any(x // NEXT != ends[0] // NEXT for x in ends):
        return False
    low, high = min(ends) - 3, max(ends) + 3
    if high - low > _WINDOW or any(low <= h <= high for h in found.hits[place]):
        return False
    base = ends[0] // NEXT * NEXT
    return any(low <= base + p <= high for p in found.texts[ends[0] // NEXT].by_sort.get(sort, ()))
