"""Directions: up and down, start and stop, before and after, with and without …, each compared with the word
of the statement that stands among the same words.

Why: the faults that change no number and no name turn one small word round. Whether a statement says the
opposite can only be read where it speaks of the same thing. The words are in `rules/support/axes.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.meanings import axes
from guardrails.reading import Reading
from guardrails.units import Row, Unit, units

_CONTEXT = 3
"""Units on either side that tell what a direction is said of."""
_NEAR = 7
"""Places in a statement within which a word is taken to stand beside another."""
_KINDS = ("word", "population", "route")


@dataclass(frozen=True, slots=True)
class Directions:
    """What comparing the directions gave; axes by number."""

    clash: dict[int, float]
    """The statement has the opposite among the same words: by how many words more than the same direction."""
    turned: frozenset[int]
    """The statement has only the opposite, among other words."""
    added: frozenset[tuple[int, int]]
    """The sentence takes a direction of which the statement has neither side."""
    dropped: dict[tuple[int, int], float]
    """The statement takes a direction among words of the sentence, and the sentence does not."""
    agreed: int
    places: tuple[int, ...]
    """Places in the sentence of the words that clash."""


def clashing(case: Case) -> tuple[int, ...]:
    """Places in the sentence of words that the statements turn round."""
    return directions(case).places


def _sign(unit: Unit, axis: int, sign: int) -> int:
    return -sign if unit.denied and axes()[axis].turns else sign


def _of(unit: Unit, axis: int) -> int:
    """The direction that a unit takes on an axis."""
    return _sign(unit, axis, next(sign for number, sign in unit.meaning.axes if number == axis))


@remembered
def directions(case: Case) -> Directions:
    """Compare all directions. Takes time in proportion to those of the sentence x those of the statements."""
    found = grounds(case)
    row = found.claim.row
    clash: dict[int, float] = {}
    turned: set[int] = set()
    added: set[tuple[int, int]] = set()
    signs: dict[int, set[int]] = {}
    agreed = 0
    places: list[int] = []
    for place, unit in enumerate(row):
        if not unit.meaning.axes or unit.kind not in _KINDS:
            continue
        around = [found.hits[p] for p in _around(found.claim, place, _CONTEXT) if found.hits[p]]
        for axis, plain in unit.meaning.axes:
            sign = _sign(unit, axis, plain)
            signs.setdefault(axis, set()).add(sign)
            same, other = _best(found, axis, sign, around)
            if other > max(same, 0):
                places.append(place)
                clash[axis] = max(clash.get(axis, 0.0), min(other - max(same, 0), 3) / 3)
            elif same >= 0:
                agreed += 1
            elif other >= 0:
                turned.add(axis)
            else:
                added.add((axis, sign))
    return Directions(
        clash,
        frozenset(turned),
        frozenset(added),
        _dropped(case, found, signs),
        agreed,
        tuple(dict.fromkeys(places)),
    )


def _around(text: Row, place: int, reach: int) -> list[int]:
    """Places of the content on both sides of a place, within its part of the text."""
    row = text.row
    part = row[place].part
    found: list[int] = []
    for step in (-1, 1):
        at, taken = place + step, 0
        while 0 <= at < len(row) and taken < reach and row[at].part == part:
            if row[at].content:
                found.append(at)
                taken += 1
            at += step
    return found


def _best(found: Grounds, axis: int, sign: int, around: list[tuple[int, ...]]) -> tuple[int, int]:
    """How many of the words around stand around the same and around the opposite direction in the statements;
    -1 for a direction that they do not take."""
    same = other = -1
    for number, text in enumerate(found.texts):
        for place in text.by_axis.get(axis, ()):
            low = number * NEXT + place - _NEAR
            high = low + 2 * _NEAR
            near = 0
            for hits in around:
                for hit in hits:
                    if low <= hit <= high:
                        near += 1
                        break
            if _of(text.row[place], axis) == sign:
                same = max(same, near)
            else:
                other = max(other, near)
    return same, other


@remembered
def _taken(reading: Reading) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    """The directions that a statement takes: axis, sign, and the content around it."""
    text = units(reading)
    return tuple(
        (axis, _of(text.row[place], axis), tuple(_around(text, place, 2)))
        for axis, places in text.by_axis.items()
        for place in places
    )


def _dropped(case: Case, found: Grounds, signs: dict[int, set[int]]) -> dict[tuple[int, int], float]:
    spoken = {h for hits in found.hits for h in hits}
    dropped: dict[tuple[int, int], float] = {}
    for number, one in enumerate(case.cited):
        base = number * NEXT
        for axis, sign, near in _taken(one.reading):
            if not near or sign in signs.get(axis, ()):
                continue
            told = sum([base + p in spoken for p in near]) / len(near)
            if told >= 0.5:
                dropped[axis, sign] = max(dropped.get((axis, sign), 0.0), told)
    return dropped
