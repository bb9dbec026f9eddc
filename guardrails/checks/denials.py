"""Denials: what a text denies, refuses or rules out, and what else denies or limits in it.

Why: several checks ask what a denial is about. It is the first word of content behind it, and for a refusal
also the last one before it. A denial in a condition, or one with "only", "yet", "more than", asserts less
and is left out. The words are in `rules/support/denials.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.units import Unit, row_of

_AHEAD = 4
"""Units behind a denial in which its predicate stands."""
_AROUND = 5
"""Units behind or before a refusal in which what it refuses stands."""


class _File(Rules):
    denies: tuple[str, ...]
    auxiliaries: frozenset[str]
    before_no: frozenset[str]
    refuses: tuple[str, ...]
    conditions: tuple[str, ...]
    partial: tuple[str, ...]
    qualified: tuple[str, ...]
    denials: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    auxiliaries: frozenset[str]
    before_no: frozenset[str]
    denies: re.Pattern[str]
    refuses: re.Pattern[str]
    conditions: re.Pattern[str]
    partial: re.Pattern[str]
    qualified: re.Pattern[str]
    denials: re.Pattern[str]
    limits: re.Pattern[str]
    any: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a word or phrase does to the meaning of those about it."""

    denies: bool
    no: bool
    condition: bool
    partial: bool
    qualified: bool
    denial: bool
    limits: bool


@dataclass(frozen=True, slots=True)
class Denied:
    """A denial that a text asserts."""

    head: int
    """Place of what it denies."""
    place: int
    rule: str
    """"denied", "none" or "refused"."""


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


@cache
def words() -> Words:
    """What denies and limits, as patterns."""
    rules = read("denials", _File, RULES / "support")
    return Words(
        rules.auxiliaries,
        rules.before_no,
        *map(
            _pattern,
            (
                rules.denies,
                rules.refuses,
                rules.conditions,
                rules.partial,
                rules.qualified,
                rules.denials,
                rules.limits,
                (*rules.denies, *rules.refuses, "no"),
            ),
        ),
    )


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    words()


@lru_cache(maxsize=16384)
def marks_of(surface: str) -> Marks:
    """What a word or phrase in lower case does."""
    listed = words()
    return Marks(
        bool(listed.denies.search(surface)),
        surface == "no" or surface.startswith("no "),
        bool(listed.conditions.search(surface)),
        bool(listed.partial.search(surface)),
        bool(listed.qualified.search(surface)),
        bool(listed.denials.search(surface)),
        bool(listed.limits.search(surface)),
    )


@remembered
def denies(reading: Reading) -> bool:
    """Whether anything in a text denies, refuses or limits."""
    if words().refuses.search(reading.lowered):
        return True
    return any(marks.limits or marks.denial for marks in (marks_of(u.surface) for u in row_of(reading).row))


@remembered
def described(reading: Reading) -> frozenset[int]:
    """The places of a text in a condition or a description."""
    found: set[int] = set()
    opened = -1
    for place, unit in enumerate(row_of(reading).row):
        marks = marks_of(unit.surface)
        if unit.kind == "word" and marks.condition and not marks.denial:
            opened = unit.piece
        if opened == unit.piece:
            found.add(place)
    return frozenset(found)


@remembered
def denials(reading: Reading) -> tuple[Denied, ...]:
    """The denials that a text asserts, in order."""
    return tuple(_denied(reading))


def _denied(reading: Reading) -> Iterator[Denied]:
    row = row_of(reading).row
    refusals = [match.span() for match in words().refuses.finditer(reading.lowered)]
    done = 0
    opened = -1
    for place, unit in enumerate(row):
        marks = marks_of(unit.surface) if unit.kind == "word" else None
        if marks is None:
            continue
        if marks.condition:
            opened = unit.piece
        if opened == unit.piece or marks.partial:
            continue
        span = next(((low, high) for low, high in refusals if low <= unit.start < high), None)
        if span is not None:
            if unit.start >= done:
                done = span[1]
                for head in _refused(row, place, done):
                    yield Denied(head, place, "refused")
        elif place > 0 and row[place - 1].surface == "or":
            continue  # "may or may not"
        elif marks.denies and (_finite(row, place) or _participle(row, place)):
            yield from _predicate(row, place, "denied")
        elif marks.no and (_opens(row, place) or row[place - 1].surface in words().before_no):
            yield from _predicate(row, place, "none")


def _finite(row: tuple[Unit, ...], place: int) -> bool:
    """Whether a denial denies a verb: "does not", "cannot"."""
    said = row[place].surface.split()
    if said[0] in words().auxiliaries or "never" in said or any("n't" in w or w == "cannot" for w in said):
        return True
    return place > 0 and row[place - 1].surface.split()[-1] in words().auxiliaries


def _opens(row: tuple[Unit, ...], place: int) -> bool:
    """Whether a unit opens its piece."""
    return place == 0 or row[place - 1].piece != row[place].piece or row[place - 1].surface in ("and", "but")


def _participle(row: tuple[Unit, ...], place: int) -> bool:
    """Whether a denial opens a piece with a participle: ", not tested in the trial"."""
    if row[place].surface != "not" or place == 0 or row[place - 1].piece == row[place].piece:
        return False
    behind = row[place + 1 : place + 2]
    return bool(behind) and behind[0].piece == row[place].piece and behind[0].surface.endswith("ed")


def _predicate(row: tuple[Unit, ...], place: int, rule: str) -> Iterator[Denied]:
    unit = row[place]
    last = unit.surface.split()[-1]
    if marks_of(unit.surface).qualified:
        return
    if unit.content and last not in _EMPTY and "n't" not in last:
        yield Denied(place, place, rule)  # a phrase such as "not recommended"
        return
    for at in range(place + 1, min(len(row), place + 1 + _AHEAD)):
        other = row[at]
        if other.piece != unit.piece:
            return
        if marks_of(other.surface).qualified:
            if (
                rule == "none"
                and other.surface == "later"
                and row[at + 1 : at + 2]
                and row[at + 1].surface != "than"
            ):
                continue  # "no later change"
            return
        if (other.content or other.meaning.axes) and other.surface[-2:] != "ly":
            if at > place + 1 or other.surface[-3:] != "ing":
                yield Denied(at, place, rule)
            return


_EMPTY = frozenset({"not", "no", "never", "cannot", "longer", "be"})


def _refused(row: tuple[Unit, ...], place: int, end: int) -> Iterator[int]:
    """What a refusal may refuse: what stands behind it, and what stands before it."""
    unit = row[place]
    for at in range(place + 1, min(len(row), place + 1 + _AROUND)):
        if row[at].start >= end and row[at].piece == unit.piece and row[at].content:
            yield at
            break
    for at in range(place - 1, max(-1, place - 1 - _AROUND), -1):
        if row[at].part == unit.part and row[at].content and row[at].surface not in words().auxiliaries:
            yield at
            break
