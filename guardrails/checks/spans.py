"""Spans of time: one that no statement has, spelt in words, and a number that a statement gives at another
time.

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
from guardrails.checks.memo import remembered
from guardrails.checks.values import TIMES, Value
from guardrails.quantities import Quantity
from guardrails.reading import Reading
from guardrails.types import Finding

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


@remembered
def _times(reading: Reading) -> list[tuple[Quantity, float, float]]:
    """Points and spans of time of a text, in days."""
    return [
        (q, q.low * _DAYS[q.dimension], q.high * _DAYS[q.dimension])
        for q in reading.quantities
        if q.dimension in TIMES
    ]


def check(case: Case) -> Iterator[Finding]:
    mine = _times(case.claim)
    if not mine:
        return
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
