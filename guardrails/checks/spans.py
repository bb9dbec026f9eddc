"""Spans of time: one that no statement has, spelt in words; a number that a statement gives at another time;
what comes before something told to come after it.

Why: "within two weeks" for a few months, or "20% after 5 years" where that is said of 20, reads like the
statement. Times written in figures are compared with the other numbers; here are those in words, and the
time that stands right behind a number on both sides.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from guardrails.checks.attachment import same
from guardrails.checks.case import Case
from guardrails.checks.frames import values
from guardrails.checks.grounds import NEXT, grounds
from guardrails.checks.memo import remembered
from guardrails.checks.values import TIMES, Value
from guardrails.quantities import Quantity
from guardrails.reading import Reading
from guardrails.types import Finding, Severity
from guardrails.units import row_of

CHECK = "spans"
_SPELT = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen)[\s-]"
    r"(?:day|week|month|year)s?\b(?!\s(?:later|earlier|old|of age))"
)
_ASIDE = re.compile(r"\b(?:aged?|say|every|children of|child of)\W{0,3}$")
_DAYS = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4}
_NEAR = 0.13
"""Share by which two times may differ and still be one: 52 weeks and 12 months."""
_REACH = 70
"""Characters between a number and the time at which it was found."""
_BREAK = re.compile(r"[,;]|\d|\b(?:and|then|but)\b")
_AT = re.compile(r"\b(?:at|by|after|in|within|over|from|during|week|month|year)\s*$")

_MOMENT = re.compile(
    r"\b(?:(?P<before>before|prior to|ahead of)|(?P<after>after|following|since|once)"
    r"|(?P<while>during|throughout|while|until))\b"
)
_PART = re.compile(r"[,;:.()]\s?|\b(?:and|but|or)\b")
_HEADS = 3
"""Units behind "before" or "after" that say what it is before or after."""


@remembered
def _times(reading: Reading) -> list[tuple[Quantity, float, float]]:
    """Points and spans of time of a text, in days."""
    return [
        (q, q.low * _DAYS[q.dimension], q.high * _DAYS[q.dimension])
        for q in reading.quantities
        if q.dimension in TIMES
    ]


def check(case: Case) -> Iterator[Finding]:
    yield from _after(case)
    mine = _times(case.claim)
    if mine:
        yield from _spelt(case, mine)
        yield from _moved(case)


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * max(one, other)


def _spelt(case: Case, mine: list[tuple[Quantity, float, float]]) -> Iterator[Finding]:
    text = case.claim.lowered
    for match in _SPELT.finditer(text):
        days = next((low for q, low, _ in mine if q.start == match.start()), None)
        if days is None or _ASIDE.search(text, max(0, match.start() - 14), match.start()):
            continue
        there = [t for one in case.cited for t in _times(one.reading)]
        number = re.split(r"[\s-]", match[0])[0]
        raw = next(q.raw for q, _, _ in mine if q.start == match.start())
        if not there or any(low * (1 - _NEAR) <= days <= high * (1 + _NEAR) for _, low, high in there):
            continue
        if any(_alike(abs(a[1] - b[2]), days) for a, b in itertools.permutations(there, 2)):
            continue
        if re.search(rf"\b(?:{raw:g}|{number})\b", case.text):
            continue
        noun = re.split(r"[\s-]", match[0])[-1].removesuffix("s")
        if raw == 1 and re.search(rf"\b(?:an?|the|first|per|each|every)\s{noun}\b", case.text):
            continue
        yield Finding(
            CHECK,
            f"No cited statement speaks of {match[0]}.",
            start=match.start(),
            end=match.end(),
            rule="spelt",
        )
        return


@remembered
def _found_at(reading: Reading) -> list[tuple[Value, float | None]]:
    """Each number with the time that stands right behind it, in days."""
    text = reading.lowered
    points = [(q, low) for q, low, high in _times(reading) if low == high and not q.derived]
    found: list[tuple[Value, float | None]] = []
    for value in values(reading):
        if value.kind in ("time", "code") or value.quantity is None:
            continue
        when = None
        for q, days in points:
            if value.end <= q.start <= value.end + _REACH:
                if not _BREAK.search(text, value.end, q.start) and _AT.search(text, value.end, q.start):
                    when = days
                break
        found.append((value, when))
    return found


def _moved(case: Case) -> Iterator[Finding]:
    for value, when in _found_at(case.claim):
        if when is None:
            continue
        times = [other for one in case.cited for there, other in _found_at(one.reading) if same(value, there)]
        if times and all(t is not None and not _alike(t, when) for t in times):
            named = case.claim.text[value.start : value.end]
            yield Finding(
                CHECK,
                f"The cited statement gives {named} at another time.",
                start=value.start,
                end=value.end,
                rule="moved",
            )
            return


@remembered
def _moments(reading: Reading) -> list[tuple[str, tuple[int, ...], int]]:
    """Each "before", "after" and "during" of a text, with the units that it is of and its place."""
    text, found = reading.lowered, []
    for match in _MOMENT.finditer(text):
        stop = _PART.search(text, match.end())
        end = stop.start() if stop else len(text)
        row = row_of(reading)
        heads = [p for p in row.content if match.end() <= row.row[p].start < end]
        heads = [p for p in heads[:_HEADS] if row.row[p].quantity is None]
        if heads:
            found.append((match.lastgroup or "", tuple(heads), match.start()))
    return found


def _after(case: Case) -> Iterator[Finding]:
    """After something, where every statement that speaks of it says before, or before and during."""
    mine = [m for m in _moments(case.claim) if m[0] == "after"]
    if not mine:
        return
    theirs = [(number, m) for number, one in enumerate(case.cited) for m in _moments(one.reading)]
    if not any(relation == "before" for _, (relation, _, _) in theirs):
        return
    found = grounds(case)
    for _, heads, place in mine:
        hits = {h for p in heads for h in found.hits[p]}
        same_head = [
            (relation, number * NEXT + other[0] in found.hits[heads[0]])
            for number, (relation, other, _) in theirs
            if hits & {number * NEXT + p for p in other}
        ]
        relations = {relation for relation, _ in same_head}
        if "before" in relations and "after" not in relations and any(first for _, first in same_head):
            yield Finding(
                CHECK,
                "The cited statement says before, this sentence after.",
                Severity.UNDECIDED,
                start=place,
                end=found.claim.row[heads[0]].end,
                rule="after",
            )
            return
