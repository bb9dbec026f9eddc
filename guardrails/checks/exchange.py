"""Exchange: two things that a statement puts in an order have changed places.

Why: "A over B", "A followed by B" and "from A to B" turned round keep every word. Each such order is read as
what comes first and what comes second; a sentence whose first is the statement's second, and whose second is
its first, contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.types import Finding, Severity
from guardrails.units import Row, row_of

CHECK = "exchange"
_ORDERS = re.compile(
    r"\b(?:(?P<over>over|rather than|instead of|in preference to|in place of|ahead of)"
    r"|(?P<prefer>prefer\w*|favou?r\w*)\b[^.;:,]{2,80}?\b(?P<to>to|over)"
    r"|(?P<then>followed\b[^.;:,]{0,30}?\bby|before|prior to|preced(?!ed by)\w+)"
    r"|(?P<after>after|following|preceded by)"
    r"|(?P<from>from)\b[^.;]{2,80}?\b(?P<towards>to|towards?|into)"
    r")\s(?=\D)"
)
_DENIED = re.compile(r"\b(?:not|no|never|nor|without(?<!or without))\b|n't\b")
_REACH = 4
"""Units of content on either side that are put in order."""


@dataclass(frozen=True, slots=True)
class Order:
    """What comes first and what second, by places in the text."""

    relation: str
    first: tuple[int, ...]
    second: tuple[int, ...]
    start: int
    end: int
    after: bool = False
    """Whether it says "after" and not "before"."""


@remembered
def orders(reading: Reading) -> list[Order]:
    """The orders of a text. Takes time in proportion to its length."""
    text, row = reading.lowered, row_of(reading)
    found: list[Order] = []
    at = 0
    while match := _ORDERS.search(text, at):
        named = match.lastgroup or ""
        at = match.start() + 1
        low, high = match.start(), match.end()
        if named in ("to", "towards"):
            opener = match.start("prefer" if named == "to" else "from")
            pivot = match.start(named)
            left = _within(row, opener + len(match["prefer"] or match["from"]), pivot)
            at = pivot + 1
        else:
            left = _beside(row, low, -1)
        right = _beside(row, high, 1)
        if not left or not right or _DENIED.search(text, max(0, low - 30), high):
            continue
        relation = {"over": "prefer", "to": "prefer", "towards": "change"}.get(named, "time")
        if named == "after":
            left, right = right, left
        found.append(Order(relation, left, right, low, high, named == "after"))
    return found


def _within(row: Row, start: int, end: int) -> tuple[int, ...]:
    return tuple(p for p in row.content if start <= row.row[p].start < end)[-_REACH:]


def _beside(row: Row, position: int, step: int) -> tuple[int, ...]:
    """The units of content before or behind a position, within its part of the text."""
    places = [
        p for p in row.content if (row.row[p].start >= position if step > 0 else row.row[p].end <= position)
    ]
    nearest = places[:_REACH] if step > 0 else places[-_REACH:]
    if not nearest:
        return ()
    part = row.row[nearest[0] if step > 0 else nearest[-1]].part
    return tuple(p for p in nearest if row.row[p].part == part and row.row[p].quantity is None)


def check(case: Case) -> Iterator[Finding]:
    mine = orders(case.claim)
    if not mine:
        return
    found = grounds(case)
    theirs = [(number, order) for number, one in enumerate(case.cited) for order in orders(one.reading)]
    for order in mine:
        if order.relation == "prefer" and replaces(case, order.start):
            continue
        verdicts = [
            (other, v)
            for number, other in theirs
            if (v := _exchanged(found, order, number, other)) is not None
        ]
        if verdicts and all(turned for _, turned in verdicts):
            # "After" on both sides may speak of two events: only the other word is sure to turn them.
            sure = order.relation != "time" or any(
                other.after is not order.after or not order.after for other, _ in verdicts
            )
            yield Finding(
                CHECK,
                "The statement has these two the other way round.",
                Severity.CONFLICT if sure else Severity.UNDECIDED,
                start=order.start,
                end=order.end,
                rule=order.relation,
            )
            return


_INSTEAD = re.compile(r"instead of|in place of")
_ALTERNATIVE = re.compile(r"\b(?:alternativ\w*|replac\w*|substitut\w*|switch\w*|instead|in place)\b")


def replaces(case: Case, start: int) -> bool:
    """Whether the sentence puts one thing in the place of another, as the statement does: no preference."""
    return bool(_INSTEAD.match(case.claim.lowered, start) and _ALTERNATIVE.search(case.text))


def _exchanged(found: Grounds, mine: Order, number: int, other: Order) -> bool | None:
    """Whether two orders of the same things disagree; None where they order different things."""
    if mine.relation != other.relation:
        return None
    base = number * NEXT
    first, second = {base + p for p in other.first}, {base + p for p in other.second}
    own_first = {h for p in mine.first for h in found.hits[p]}
    own_second = {h for p in mine.second for h in found.hits[p]}
    both = own_first & own_second
    straight = bool((own_first - both) & first) + bool((own_second - both) & second)
    crossed = bool((own_first - both) & second) + bool((own_second - both) & first)
    if crossed == 2 and straight == 0:
        return True
    return False if straight and not crossed else None
