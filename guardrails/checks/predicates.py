"""Predicates: a sentence denies or refuses what a statement says, and nothing about that place denies it.

Why: "are not offered", "advises against", "has no role in" keep every name of a statement that offers,
advises and includes. What is denied is the first word of content behind the denial; where the statement has
that word among the same words, and nothing before it in its part or right behind it denies or limits, the
sentence says the contrary. A denial in a condition, or one with "only", "yet", "more than", asserts less and
is left alone. The words are in `rules/support/predicates.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity
from guardrails.units import Unit, row_of

CHECK = "predicates"
_AHEAD = 4
"""Units behind a denial in which its predicate stands."""
_AROUND = 5
"""Units behind or before a refusal in which what it refuses stands."""
_SAME = 0.8
"""Strength from which a word of the statement is taken for the predicate."""
_BESIDE = 12
"""Places of the statement about the predicate in which the rest of the sentence is looked for."""
_SHARE = 0.25
"""Share of that rest that must stand there."""
_REACH = range(-1, 6)
"""Places about a denial of the statement that it may deny."""
_BEHIND = 3
"""Places behind a word in which a limit may still be its own."""
_NAMES = ("body", "trial")


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
class _Words:
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
class _Marks:
    """What a word or phrase does to the meaning of those about it."""

    denies: bool
    no: bool
    condition: bool
    partial: bool
    qualified: bool
    denial: bool
    limits: bool


@dataclass(frozen=True, slots=True)
class _Denied:
    """A denial of a sentence."""

    head: int
    """Place of what it denies."""
    place: int
    rule: str


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


@cache
def _words() -> _Words:
    rules = read("predicates", _File, RULES / "support")
    return _Words(
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
    _words()


@lru_cache(maxsize=16384)
def _marks(surface: str) -> _Marks:
    words = _words()
    return _Marks(
        bool(words.denies.search(surface)),
        surface == "no" or surface.startswith("no "),
        bool(words.conditions.search(surface)),
        bool(words.partial.search(surface)),
        bool(words.qualified.search(surface)),
        bool(words.denials.search(surface)),
        bool(words.limits.search(surface)),
    )


def check(case: Case) -> Iterator[Finding]:
    if not _words().any.search(case.claim.lowered):
        return
    found: Grounds | None = None
    for denied in _denied(case.claim):
        found = found or grounds(case)
        shared = _contrary(case, found, denied)
        if shared is not None:
            head, by = found.claim.row[denied.head], found.claim.row[denied.place]
            yield Finding(
                CHECK,
                "The sentence denies what the statement says without any denial.",
                Severity.CONFLICT if shared >= _SHARE else Severity.UNDECIDED,
                min(by.start, head.start),
                max(by.end, head.end),
                rule=denied.rule if shared >= _SHARE else f"{denied.rule} loose",
            )
            return


def _contrary(case: Case, found: Grounds, denied: _Denied) -> float | None:
    """The share of the rest of a sentence that stands about what it denies, in a statement that nowhere
    denies it; None where the statement may deny it."""
    row, head = found.claim.row, found.claim.row[denied.head]
    hits = found.hits[denied.head]
    if not hits or found.strength[denied.head] < _SAME:
        return None
    rest: list[int] = []
    for place, unit in enumerate(row):
        if unit.part != head.part:
            continue
        if not denied.place <= place <= denied.place + 1:
            marks = _marks(unit.surface)
            if marks.denial or marks.qualified:
                return None
        if unit.content and place != denied.head and unit.kind not in _NAMES:
            rest.append(place)
    if not rest or any(hit % NEXT in _limited(case.cited[hit // NEXT].reading) for hit in hits):
        return None
    told = {hit for place in (denied.head, *rest) for hit in found.hits[place]}
    for number, one in enumerate(case.cited):
        if any(number * NEXT + place in told for place in _deniable(one.reading)):
            return None
    best = 0
    for hit in hits:
        part = found.part(hit)
        near = [
            place
            for place in rest
            if any(h != hit and abs(h - hit) <= _BESIDE and found.part(h) == part for h in found.hits[place])
        ]
        best = max(best, len(near))
    return best / len(rest)


@remembered
def _limited(reading: Reading) -> frozenset[int]:
    """The places of a text that something denies or limits: a denial all that follows in its part, where it
    stands in no condition, any other limit what follows in its piece, and both what stands right before them.
    """
    row = row_of(reading).row
    found: set[int] = set()
    denied = limited = condition = -1
    for place, unit in enumerate(row):
        marks = _marks(unit.surface)
        if marks.condition:
            condition = unit.piece
        if marks.limits and not _open(row, place):
            limited = unit.piece
            if marks.denial and condition != unit.piece:
                denied = unit.part
            found.update(p for p in range(max(0, place - _BEHIND), place) if row[p].piece == unit.piece)
        if unit.part == denied or unit.piece == limited:
            found.add(place)
    return frozenset(found)


def _open(row: tuple[Unit, ...], place: int) -> bool:
    """Whether a denial leaves open: "with or without"."""
    return place > 0 and row[place - 1].surface == "or" and row[place].surface in ("without", "not")


@remembered
def _deniable(reading: Reading) -> frozenset[int]:
    """The places of a text about a denial: behind it, or before it where it ends its piece ("does not")."""
    row = row_of(reading).row
    found: set[int] = set()
    for place, unit in enumerate(row):
        if _marks(unit.surface).denial:
            last = place + 1 == len(row) or row[place + 1].piece != unit.piece
            found.update(place + (-step if last else step) for step in _REACH)
    return frozenset(found)


def _denied(reading: Reading) -> Iterator[_Denied]:
    """The denials that a text asserts."""
    row = row_of(reading).row
    refusals = [match.span() for match in _words().refuses.finditer(reading.lowered)]
    done = 0
    opened = -1
    for place, unit in enumerate(row):
        marks = _marks(unit.surface) if unit.kind == "word" else None
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
                    yield _Denied(head, place, "refused")
        elif marks.denies and _finite(row, place):
            yield from _predicate(row, place, "denied")
        elif marks.no and (place == 0 or row[place - 1].surface in _words().before_no):
            yield from _predicate(row, place, "none")


def _finite(row: tuple[Unit, ...], place: int) -> bool:
    """Whether a denial denies a verb: "does not", "cannot"."""
    said = row[place].surface.split()
    if said[0] in _words().auxiliaries or "never" in said or any("n't" in w or w == "cannot" for w in said):
        return True
    return place > 0 and row[place - 1].surface.split()[-1] in _words().auxiliaries


def _predicate(row: tuple[Unit, ...], place: int, rule: str) -> Iterator[_Denied]:
    unit = row[place]
    last = unit.surface.split()[-1]
    if _marks(unit.surface).qualified:
        return
    if unit.content and last not in _EMPTY and "n't" not in last:
        yield _Denied(place, place, rule)  # a phrase such as "not recommended"
        return
    for at in range(place + 1, min(len(row), place + 1 + _AHEAD)):
        other = row[at]
        if other.piece != unit.piece or _marks(other.surface).qualified:
            return
        if (other.content or other.meaning.axes) and other.surface[-2:] != "ly":
            if at > place + 1 or other.surface[-3:] != "ing":
                yield _Denied(at, place, rule)
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
        if row[at].part == unit.part and row[at].content and row[at].surface not in _words().auxiliaries:
            yield at
            break
