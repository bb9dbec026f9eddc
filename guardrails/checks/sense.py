"""Sense: what a predicate says, with its denial, against what the statement says of the same things.

Why: "is stopped" for "is continued", "need not be checked" for "should be checked" keep every name.
A word that takes a direction, or a denied predicate, is laid beside the words of the statements that stand
among the same words; a sentence that takes only one side, of which the statement takes only the other,
contradicts it or puts it in doubt. What it rests on is in `rules/support/sense.yaml` and `axes.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.denials import denies
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.cues import cue
from guardrails.meanings import axes
from guardrails.reading import Reading
from guardrails.rulefile import RULES, RuleError, Rules, read
from guardrails.types import Finding, Severity
from guardrails.units import Unit, row_of

CHECK = "sense"
_AROUND = 4
"""Units of content on either side that tell what a word is said of."""
_SIDE = 5
"""The same for a denied predicate, whose subject may be long."""
_NEAR, _FAR = 6, 10
"""Places in a statement within which these must stand, for a direction and for a denied predicate."""
_SHARED = 2
"""Words around a direction that both sides share at least."""
_STRENGTH = 0.6
_BEHIND = 4
"""Places behind a denial in which its predicate stands."""
_CLOSE = 3
"""Places around a denied predicate within which a second denial undoes the first."""


class _Sense(Rules):
    contradict: frozenset[str]
    doubt: frozenset[str]
    outright: frozenset[str]
    between: frozenset[str]
    carry: frozenset[str]
    plain: frozenset[str]
    refuse: frozenset[str]
    aside: frozenset[str]
    denials: frozenset[str]
    auxiliaries: frozenset[str]
    undone_by: frozenset[str]
    conditions: frozenset[str]
    exempt: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    rules: _Sense
    contradict: frozenset[int]
    doubt: frozenset[int]
    outright: frozenset[int]
    between: frozenset[int]
    carry: frozenset[int]
    plain: frozenset[int]
    refuse: frozenset[int]
    exempt: re.Pattern[str]
    limits: re.Pattern[str]


def _words(listed: tuple[str, ...]) -> re.Pattern[str]:
    ends = (re.escape(w.removesuffix("*")) + (".*" if w.endswith("*") else "") for w in listed)
    return re.compile(rf"(?:{'|'.join(ends)})\Z")


@cache
def _ready() -> _Ready:
    rules = read("sense", _Sense, RULES / "support")
    numbers = {axis.name: number for number, axis in enumerate(axes())}
    unknown = (
        rules.contradict
        | rules.doubt
        | rules.outright
        | rules.between
        | rules.carry
        | rules.plain
        | rules.refuse
    ) - set(numbers)
    if unknown:
        raise RuleError(f"sense.yaml: axes.yaml has no axis {', '.join(sorted(unknown))}.")
    return _Ready(
        rules,
        frozenset(numbers[n] for n in rules.contradict),
        frozenset(numbers[n] for n in rules.doubt),
        frozenset(numbers[n] for n in rules.outright),
        frozenset(numbers[n] for n in rules.between),
        frozenset(numbers[n] for n in rules.carry),
        frozenset(numbers[n] for n in rules.plain),
        frozenset(numbers[n] for n in rules.refuse),
        _words(rules.exempt),
        _words(rules.limits),
    )


def load() -> None:
    """Read the rules now rather than with the first sentence. Raises RuleError for a wrong file."""
    _ready()


def check(case: Case) -> Iterator[Finding]:
    yield from _turned(case)
    yield from _added(case)
    yield from _dropped(case)


@remembered
def denied(reading: Reading) -> dict[int, int]:
    """The places of the predicates that a finite denial denies, each with the place of the denial."""
    row, rules, conditions = row_of(reading).row, _ready().rules, _conditions(reading)
    found: dict[int, int] = {}
    for place, unit in enumerate(row):
        if unit.kind != "word" or not (unit.surface in rules.denials or _behind_auxiliary(row, place)):
            continue
        if place in conditions or (place + 1 < len(row) and row[place + 1].surface in rules.undone_by):
            continue
        for at in range(place + 1, min(len(row), place + 1 + _BEHIND)):
            other = row[at]
            if other.piece != unit.piece:
                break
            predicate = other.content or other.meaning.axes
            if predicate and other.kind == "word" and not other.meaning.denies and other.surface[-2:] != "ly":
                found[at] = place
                break
    return found


def _behind_auxiliary(row: tuple[Unit, ...], place: int) -> bool:
    return row[place].surface == "not" and place > 0 and row[place - 1].surface in _ready().rules.auxiliaries


@remembered
def _conditions(reading: Reading) -> frozenset[int]:
    """The places behind an "if", a "when", a "who": these set a condition, they assert nothing."""
    found: set[int] = set()
    opened = -1
    for place, unit in enumerate(row_of(reading).row):
        if opened == unit.piece:
            found.add(place)
        elif unit.surface in _ready().rules.conditions:
            opened = unit.piece
    return frozenset(found)


def _limits(unit: Unit) -> bool:
    """Whether a unit denies or limits what stands beside it."""
    return (
        unit.meaning.denies
        or bool(_ready().limits.match(unit.surface))
        or unit.meaning.stem.startswith(("not_", "no_", "did_not_"))
        or any(axis in _ready().refuse and sign < 0 for axis, sign in unit.meaning.axes)
    )


@remembered
def _limited(reading: Reading) -> frozenset[int]:
    """The parts of a text in which something denies or limits."""
    return frozenset(unit.part for unit in row_of(reading).row if _limits(unit))


@remembered
def _directed(reading: Reading) -> dict[int, dict[int, tuple[int, bool]]]:
    """For each axis the places of its directions: the direction taken, 0 where a denial leaves it open, and
    whether it stands in a condition.
    """
    denials, listed, conditions = denied(reading), axes(), _conditions(reading)
    found: dict[int, dict[int, tuple[int, bool]]] = {}
    row = row_of(reading).row
    closed: set[int] = set()
    for place, unit in enumerate(row):
        if unit.meaning.denies:
            closed.add(unit.piece)
        if unit.surface in _ready().rules.aside:
            continue
        for axis, sign in unit.meaning.axes:
            if axis in _ready().contradict or axis in _ready().doubt:
                turned = place in denials and listed[axis].turns
                beside = unit.denied or (unit.piece in closed and not unit.meaning.denies)
                open_ = not turned and (place in denials or beside)
                found.setdefault(axis, {})[place] = (
                    0 if open_ else (-sign if turned else sign),
                    place in conditions,
                )
    return found


def _turned(case: Case) -> Iterator[Finding]:
    """ "Is stopped" against "is continued", where neither side takes both directions."""
    mine = _directed(case.claim)
    found: Grounds | None = None
    for axis, places in mine.items():
        signs = {sign for sign, _ in places.values()}
        if len(signs) != 1 or 0 in signs:
            continue
        theirs = [
            (number * NEXT + place, sign, aside)
            for number, one in enumerate(case.cited)
            for place, (sign, aside) in _directed(one.reading).get(axis, {}).items()
        ]
        if {sign for _, sign, _ in theirs} != {-next(iter(signs))}:
            continue
        found = found or grounds(case)
        for place, (_, aside) in places.items():
            rivals = [at for at, _, other in theirs if other is aside]
            if not rivals:
                continue
            around = [p for step in (-1, 1) for p in _beside(found.claim.row, place, step, _AROUND)]
            reach, least = (_FAR, 1) if axis in _ready().plain else (_NEAR, _SHARED)
            shared, best = max((_shared(found, around, at, reach), at) for at in rivals)
            if shared >= least and (axis not in _ready().between or _behind(found, place, best)):
                here, there = found.claim.row[place], found.unit(best)
                outright = axis in _ready().outright and not denies(case.claim)
                sure = axis in _ready().contradict or outright
                yield Finding(
                    CHECK,
                    f"The sentence says “{here.surface}” where the cited statement says “{there.surface}”.",
                    Severity.CONFLICT if sure else Severity.UNDECIDED,
                    start=here.start,
                    end=here.end,
                    rule=axes()[axis].name,
                )
                break


def _beside(row: tuple[Unit, ...], place: int, step: int, reach: int) -> list[int]:
    """Places of the content on one side of a place, within its part of the text."""
    found: list[int] = []
    at = place + step
    while 0 <= at < len(row) and len(found) < reach and row[at].part == row[place].part:
        if row[at].content and not row[at].meaning.denies:
            found.append(at)
        at += step
    return found


def _shared(found: Grounds, around: list[int], at: int, reach: int) -> int:
    """How many of the units around stand near a place of a statement, within its part."""
    part = found.part(at)
    return sum(
        1
        for place in around
        if any(h != at and abs(h - at) <= reach and found.part(h) == part for h in found.hits[place])
    )


def _behind(found: Grounds, place: int, at: int) -> bool:
    """Whether what stands behind a word stands behind its rival in the statement too."""
    return any(
        0 < hit - at <= _BEHIND
        for after in _beside(found.claim.row, place, 1, 1)
        for hit in found.hits[after]
    )


def _said(found: Grounds, place: int) -> set[int]:
    """Places of the statements that say what a predicate of the sentence says, denied or not."""
    hits = set(found.hits[place]) if found.strength[place] >= _STRENGTH else set()
    for axis, sign in found.claim.row[place].meaning.axes:
        if axis in _ready().carry:
            for number, text in enumerate(found.texts):
                hits.update(
                    number * NEXT + p
                    for p in text.by_axis.get(axis, ())
                    if (axis, sign) in text.row[p].meaning.axes
                )
    return hits


def _around(found: Grounds, place: int, at: int) -> tuple[int, int]:
    """How much of what stands before and behind a predicate stands about a place of a statement."""
    row = found.claim.row
    return (
        _shared(found, _beside(row, place, -1, _SIDE), at, _FAR),
        _shared(found, _beside(row, place, 1, _SIDE), at, _FAR),
    )


def _added(case: Case) -> Iterator[Finding]:
    """ "Need not be checked" against "should be checked"."""
    mine = denied(case.claim)
    if not mine:
        return
    found = grounds(case)
    row = found.claim.row
    for place, by in mine.items():
        unit = row[place]
        if _ready().exempt.match(unit.surface) or any(
            row[at].meaning.denies and at != by and row[at].piece == unit.piece
            for at in range(max(0, place - _CLOSE), min(len(row), place + _CLOSE + 1))
        ):
            continue
        said = _said(found, place)
        if not said or any(found.unit(at).part in _limited(case.cited[at // NEXT].reading) for at in said):
            continue
        if max(sum(_around(found, place, at)) for at in said) >= _SHARED:
            yield Finding(
                CHECK,
                "The sentence denies what the statement says.",
                Severity.UNDECIDED,
                start=row[by].start,
                end=unit.end,
                rule="added",
            )
            return


def _dropped(case: Case) -> Iterator[Finding]:
    """ "May be crushed" against "are not crushed"."""
    theirs = {number * NEXT + place for number, one in enumerate(case.cited) for place in denied(one.reading)}
    if not theirs or cue("denial anywhere").search(case.claim.lowered):
        return
    found, mine = grounds(case), denied(case.claim)
    row = found.claim.row
    for place, unit in enumerate(row):
        if place in mine or unit.denied or unit.quantity is not None:
            continue
        if not (unit.content or unit.meaning.axes):
            continue
        said = _said(found, place)
        against = said & theirs
        if not against or any(
            at != place and other.part == unit.part and _limits(other) for at, other in enumerate(row)
        ):
            continue
        best = max((_around(found, place, at) for at in against), key=sum)
        others = [_around(found, place, at) for at in said - theirs]
        if others and max(o[0] for o in others) >= min(best[0], 2) and max(map(sum, others)) >= sum(best):
            continue
        if sum(best) >= _SHARED:
            yield Finding(
                CHECK,
                "The statement denies what the sentence says.",
                Severity.UNDECIDED,
                start=unit.start,
                end=unit.end,
                rule="dropped",
            )
            return
