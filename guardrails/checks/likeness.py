"""Likeness: which things of a sentence are of one sort, so that one could have been put for the other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guardrails.checks import opposites
from guardrails.checks.case import Case
from guardrails.checks.grounds import Grounds
from guardrails.checks.values import TIMES
from guardrails.reading import Reading
from guardrails.units import Unit

_NEIGHBOUR = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Thing:
    """A unit of the sentence with its places in the statements."""

    number: int
    """Its place among the things of the sentence."""
    unit: Unit
    hits: frozenset[int]
    spots: tuple[tuple[int, int, int], ...]
    """For each of its places: which statement, where it starts there and where it ends."""


def pairs_of(case: Case, found: Grounds, things: Sequence[Thing]) -> dict[tuple[int, int], bool]:
    """Pairs of things of one sort, of opposites, and of words that only stand alike, which are marked."""
    text = case.claim.lowered
    sorts: dict[str, list[int]] = {}
    axes: dict[int, list[tuple[int, int]]] = {}
    shapes: dict[tuple[str, str], list[int]] = {}
    for place, thing in enumerate(things):
        unit = thing.unit
        if unit.sort and unit.sort != "finding":
            sorts.setdefault(unit.sort, []).append(place)
            continue
        ending = "#" if unit.surface[-1:].isdigit() else unit.surface[-3:]
        ending = "ly" if ending[1:] == "ly" else ending
        for sign, shape in (("-", ending), ("<", _before(text, unit.start)), (">", _behind(text, unit.end))):
            if shape:
                shapes.setdefault((unit.sort + sign, shape), []).append(place)
        for axis, side in unit.meaning.axes:
            if all((axis, side) in found.unit(hit).meaning.axes for hit in thing.hits):
                axes.setdefault(axis, []).append((place, side))
    found_pairs = {pair: True for places in shapes.values() for pair in itertools.combinations(places, 2)}
    found_pairs.update(dict.fromkeys(_opposed(case.claim, things), True))
    for marked in axes.values():
        found_pairs.update({(a, b): False for (a, u), (b, v) in itertools.combinations(marked, 2) if u != v})
    bare = sorts.pop("number ", [])
    for sort, places in sorts.items():
        found_pairs.update(dict.fromkeys(itertools.combinations(places, 2), False))
        if bare and sort.startswith("number") and sort[7:] not in TIMES:
            found_pairs.update({(min(a, b), max(a, b)): False for a in places for b in bare})
    found_pairs.update(dict.fromkeys(itertools.combinations(bare, 2), False))
    return {p: found_pairs[p] for p in sorted(found_pairs)}


def _opposed(claim: Reading, things: Sequence[Thing]) -> Iterator[tuple[int, int]]:
    """Pairs of words that are listed as opposites."""
    spots = opposites.spots(claim)
    if len(spots) < 2:
        return
    at = [
        (pair, side, number)
        for start, end, (pair, side) in spots
        for number, thing in enumerate(things)
        if thing.unit.start < end and start < thing.unit.end and thing.unit.quantity is None
    ]
    for (pair, side, x), (other, another, y) in itertools.combinations(at, 2):
        if pair == other and side != another and x != y:
            yield min(x, y), max(x, y)


def _before(text: str, place: int) -> str:
    words = _NEIGHBOUR.findall(text, max(0, place - 16), place)
    return words[-1] if words else ""


def _behind(text: str, place: int) -> str:
    match = _NEIGHBOUR.match(text, place + 1)
    return match[0] if match else ""
