"""Swaps: two things of one sort that would fit the statement better in each other's place.

Why: "A for x and B for y" told as "A for y and B for x" has every word of the statement. For two things of a
sort, or two words that stand alike, each other word of the sentence is asked whether it stands nearer to
the one where the statement has it nearer to the other. Where the neighbours of both say so, the two have
changed places; where only those of one do, or the sentence compares, it stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.frames import values
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.likeness import Thing, pairs_of
from guardrails.checks.memo import remembered
from guardrails.checks.parting import PARTS, sentence_parting, statement_parting
from guardrails.checks.turned_order import all_grounded, apart_in_sources, denies, same_measure, turned
from guardrails.meanings import meaning
from guardrails.reading import Reading
from guardrails.types import Finding, Severity
from guardrails.units import Unit, units

CHECK = "swaps"
_FARTHEST = 4.0
_FEW = 3
"""Places of a statement that a thing may stand at; what stands at more tells nothing."""
_MOST = 24
"""Things of a sentence that are looked at, at most."""
_MIN = 0.3
"""What the neighbours of each of the two must say, together."""
_MIN_LOOSE = 0.5
"""The same for two names, or two words that only stand alike."""
_OPEN = frozenset({"class", "code"})
"""Sorts that a sentence may list in an order of its own: their exchange is only suspected."""
_NAMED = frozenset({"arm", "trial", "body"})
"""Sorts of which a sentence seldom says the same where they come from different statements."""
_ONE_SIDED = 1.2
_SUSPECT = 0.3
"""What neighbours must say for names in turned order to be suspected."""
_LEAST = 0.6
"""What neighbours must say where the order of the two is turned."""
_LIST = re.compile(
    r"[\s,()%/+&-]*(?:and|or|v|vs\.?|versus|to|(?:as )?against|rather than|instead of|than|but"
    r"|compared with)?"
    r"[\s,()]*(?:an?|the|about|around|only)?[\s~]*"
)
_COMPARES = re.compile(
    r"\b(?:than|over|v|vs|versus|rather|instead|unlike|favou?rs?|prefer\w*|compared|depend\w*|fewer|alike"
    r"|both|same|similar|between|differ\w*|better|worse|(?<!or )(?:more|less|higher|lower))\b"
)
_INNER = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class _Told:
    """What the neighbours of two things say for their exchange, those of the one and of the other, and what
    speaks against it."""

    first: float
    second: float
    against: float

    @property
    def said(self) -> float:
        return self.first + self.second - self.against

    @property
    def share(self) -> float:
        """`said` as a share of all that is told, at most 1."""
        return self.said / (self.first + self.second + self.against)

    @property
    def both(self) -> float:
        """What either of the two has for it."""
        return min(self.first, self.second)


class _Distances:
    """What parts things in the sentence and in the statements; each pair is measured once."""

    def __init__(self, case: Case) -> None:
        self._joints = sentence_parting(case.claim)
        self._cuts = [statement_parting(one.reading) for one in case.cited]
        self._near: dict[tuple[int, int], float] = {}
        self._apart: dict[tuple[int, int], float] = {}

    def near(self, one: Thing, other: Thing) -> float:
        """How near two things of the sentence stand: 1 side by side, towards 0 the more parts them."""
        if one.number > other.number:
            one, other = other, one
        pair = (one.number, other.number)
        known = self._near.get(pair)
        if known is None:
            gap = self._joints.gap(one.unit.end, other.unit.start)
            known = self._near[pair] = 1 / (1 + gap[0] + 2 * gap[1])
        return known

    def apart(self, one: Thing, other: Thing) -> float:
        """What parts two things in the statements, where they stand nearest."""
        pair = (one.number, other.number) if one.number < other.number else (other.number, one.number)
        known = self._apart.get(pair)
        if known is None:
            known = _FARTHEST
            for number, start, end in one.spots:
                for there, low, high in other.spots:
                    if number == there:
                        span = (end, low) if start < low else (high, start)
                        known = min(known, sum(self._cuts[number].gap(*span)))
            self._apart[pair] = known
        return known


@remembered
def _inner(reading: Reading) -> dict[str, tuple[int, ...]]:
    """Words within names and hyphened words, with the places of these."""
    found: dict[str, tuple[int, ...]] = {}
    for place, unit in enumerate(units(reading).row):
        if unit.quantity is None and (" " in unit.surface or "-" in unit.surface):
            for word in _INNER.findall(unit.surface):
                stem = meaning(word).stem
                found[stem] = (*found.get(stem, ()), place)
    return found


def _things(case: Case, found: Grounds) -> list[Thing]:
    """What of the sentence stands at one place of the statements, or at few."""
    measured = {v.start for v in values(case.claim)}
    things: list[Thing] = []
    for place in found.claim.content:
        unit = found.claim.row[place]
        if unit.quantity is not None and unit.start not in measured:
            continue
        hits: Sequence[int] = found.hits[place] if found.strength[place] >= 0.6 else ()
        if not hits and unit.quantity is None:
            hits = tuple(_within(case, found, unit))
        if hits and len(hits) <= _FEW:
            spots = tuple((h // NEXT, found.unit(h).start, found.unit(h).end) for h in set(hits))
            things.append(Thing(len(things), unit, frozenset(hits), spots))
            if len(things) == _MOST:
                break
    return things


def _within(case: Case, found: Grounds, unit: Unit) -> Iterator[int]:
    """Places of a word within a longer name, or of the words of a longer name."""
    whole = unit.kind == "word" and "-" not in unit.surface
    keys = [unit.meaning.stem] if whole else [meaning(w).stem for w in _INNER.findall(unit.surface)]
    for number, one in enumerate(case.cited):
        inner = _inner(one.reading)
        for key in keys:
            yield from (number * NEXT + p for p in inner.get(key, ()))
            if not whole:
                yield from (number * NEXT + p for p in found.texts[number].by_key.get(key, ()))


def check(case: Case) -> Iterator[Finding]:
    joints = sentence_parting(case.claim)
    if not joints.starts:
        return
    found = grounds(case)
    things = _things(case, found)
    if len(things) < 3:
        return
    doubt: Finding | None = None
    distances = _Distances(case)
    for (x, y), alike in pairs_of(case, found, things).items():
        one, other = things[x], things[y]
        if one.hits & other.hits:
            continue
        cut, _ = joints.gap(one.unit.end, other.unit.start)
        if not cut or _LIST.fullmatch(case.claim.lowered, one.unit.end, other.unit.start):
            continue
        told = _told(distances, things, one, other)
        if told.said <= 0:
            continue
        numbers = one.unit.quantity is not None
        loose = alike or (not numbers and bool(one.unit.sort))
        sure = told.both > _MIN_LOOSE and told.share > 0.9 if loose else told.both > _MIN and told.share > 0.5
        if cut >= PARTS:
            apart = distances.apart(one, other) >= PARTS
            if sure and (numbers or (apart and _plain(case, one, alike))):
                yield _finding(case, one, other, Severity.CONFLICT, "changed places")
                return
            if apart and _out_of_place(case, found, one, other, alike, told):
                yield _finding(case, one, other, Severity.CONFLICT, "turned")
                return
        rule = _doubtful(found, one, other, alike, told, sure, cut)
        if rule and (doubt is None or (rule == "turned name" and doubt.rule != "two sided")):
            doubt = _finding(case, one, other, Severity.UNDECIDED, rule)
    if doubt is not None:
        yield doubt


def _doubtful(
    found: Grounds, one: Thing, other: Thing, alike: bool, told: _Told, sure: bool, cut: float
) -> str:
    """What is to be said where an exchange is only suspected; '' where it is not."""
    if sure:
        return "two sided"
    if alike:
        return ""
    named = one.unit.quantity is None and bool(one.unit.sort) and cut >= PARTS and told.said > _SUSPECT
    if named and turned(one.hits, other.hits) and all_grounded(found):
        return "turned name"
    return "one sided" if told.said >= _ONE_SIDED and told.share >= 0.8 else ""


def _plain(case: Case, one: Thing, alike: bool) -> bool:
    """Whether the order of two things tells: the sentence does not compare, nor list names in any order."""
    return not (alike or one.unit.sort in _OPEN or _compares(case.claim))


@remembered
def _compares(reading: Reading) -> bool:
    return bool(_COMPARES.search(reading.lowered))


def _out_of_place(case: Case, found: Grounds, one: Thing, other: Thing, alike: bool, told: _Told) -> bool:
    """Whether two things have changed places though only one neighbour says so."""
    words = alike or not one.unit.sort
    if words and one.unit.kind != other.unit.kind:
        return False
    if words and told.both > _MIN and told.share > 0.7 and all_grounded(found):
        return True
    if told.said <= _LEAST or told.share <= 0.8:
        return False
    if one.unit.sort in _NAMED and apart_in_sources(one.hits, other.hits):
        return True
    if not turned(one.hits, other.hits):
        return False
    if one.unit.quantity is not None:
        return one.unit.sort == other.unit.sort != "number "
    if not all_grounded(found):
        return False
    if words:
        return True
    if _compares(case.claim):
        return told.said > 2 * _LEAST and told.share > 0.9 and same_measure(case, found, one.hits, other.hits)
    return told.share > 0.9 and not denies(case.claim)


def _finding(case: Case, one: Thing, other: Thing, severity: Severity, rule: str) -> Finding:
    sure = "have" if severity is Severity.CONFLICT else "may have"
    return Finding(
        CHECK,
        f"{case.claim.text[one.unit.start : one.unit.end]} and "
        f"{case.claim.text[other.unit.start : other.unit.end]} {sure} changed places: the cited statement "
        "joins each to what this sentence says of the other.",
        severity,
        start=one.unit.start,
        end=other.unit.end,
        rule=rule,
    )


def _told(distances: _Distances, things: Sequence[Thing], one: Thing, other: Thing) -> _Told:
    """What the neighbours of the one and of the other say for an exchange, and what is said against it."""
    first = second = against = 0.0
    for third in things:
        if third is one or third is other:
            continue
        there = distances.apart(third, one) - distances.apart(third, other)
        if not there or not (third.hits.isdisjoint(one.hits) and third.hits.isdisjoint(other.hits)):
            continue
        here = distances.near(third, one) - distances.near(third, other)
        told = here * there
        if told < 0:
            against -= told
        elif here > 0:
            first += told
        else:
            second += told
    return _Told(first, second, against)
