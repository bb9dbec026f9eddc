"""Values: the numbers, counts and codes of a text that something is said of.

Limits of confidence, P values, dates and the like are left out: nothing is said of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from guardrails.quantities import Quantity
from guardrails.reading import Reading

_VERSION = re.compile(r"V\d\d", re.IGNORECASE)
"""V24 and V28 are versions of the risk adjustment model."""
TIMES = frozenset({"hours", "days", "weeks", "months"})

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

_PACKAGE = re.compile(r"\b\d{4,5}-\d{3,4}-\d\d\b")
"""National drug codes."""

_DIGIT = re.compile(r"\d")
_NOT_MEASURED = re.compile(
    r"\b(?:95%?\s*|90%?\s*)?(?:ci|confidence interval)\b[^;()]{0,30}|\bp\s?(?:=|<|>|≤|≥)\s?[\d.]+"
    r"|,\s\d[\d.]*\s?(?:to|-)\s?\d[\d.]*(?=\)|;)|\bn\s?=\s?\d+|\b(?:phase|figure|table|step"
    r"|chapter|part)s?\s\d+"
    r"|\b24[\s-]h(?:ours?)?\b|\b(?:19|20)\d\d\b|\b\d{1,2}\+|\b\d{4,5}-\d{3,4}-\d\d\b"
    rf"|\b\d{{1,2}}(?:-\d\d?)?\s(?:{_MONTHS})\w*|\b(?:{_MONTHS})\w*\s\d{{1,2}}\b"
)
"""Limits of confidence, P values, sizes of groups and the like are no findings of their own."""

_NOUGHT = re.compile(
    r"\b(?:none|nobody|no one|no(?=\s(?:deaths?|[a-z-]+\s(?:patients?|recipients?|users?))\b))\b"
)

_WORD_NUMBER = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)\b")

_SPELT = {
    word: float(value)
    for value, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
        ],
        1,
    )
}


@dataclass(slots=True)
class Value:
    """A number, code or count, with what it is said of."""

    start: int
    end: int
    low: float
    high: float
    kind: str
    """Numbers are compared within a kind: percent, time, mass …"""
    quantity: Quantity | None = None
    name: str = ""
    """The code, where it is one."""
    own: set[str] = field(default_factory=set)
    """Labels on its side of the cuts."""
    heading: set[str] = field(default_factory=set)
    """What was named before the part of a list that it stands in."""
    opening: set[str] = field(default_factory=set)
    """What stands before all numbers of its kind."""
    sentence: frozenset[str] = frozenset()
    """All labels before the first number of its kind, however far."""
    index: int = 0
    """Place in a list that gives no labels between its numbers, from 1; 0 where it stands in none."""
    label_first: bool = False
    """Whether labels go before the numbers of its list."""
    alone: bool = False
    """Whether it is the only number of its kind in the text."""

    @property
    def labels(self) -> set[str]:
        """What it is said of, as far as that is sure."""
        found = self.own | self.heading
        return found | self.opening if self.alone else found

    @property
    def wide(self) -> set[str]:
        """All that it may be said of."""
        return self.own | self.heading | self.opening | self.sentence


def _kind(quantity: Quantity) -> str:
    if quantity.dimension in TIMES:
        return "time"
    if quantity.dimension in ("", "people", "times"):
        return "count" if quantity.low == int(quantity.low) else "number"
    if quantity.dimension.startswith("mass per weight"):
        return "mass per weight"
    if quantity.dimension.startswith("mass per area"):
        return "mass per area"
    if quantity.dimension.startswith("mass"):
        return "mass"
    return quantity.dimension


def label_of(quantity: Quantity) -> str:
    """A quantity as a label of another: a time, a dose, a level."""
    factor, name = 1.0, _kind(quantity)
    if name == "time":
        factor = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4}[quantity.dimension]
        if quantity.dimension == "months" and quantity.low >= 12:
            factor = 365.0 / 12
    low, high = quantity.low * factor, quantity.high * factor
    return f"#{name} {low:.4g}-{high:.4g}"


def written(reading: Reading) -> list[Value]:
    """The numbers, counts and codes of a text in order, without labels."""
    text = reading.lowered
    blocked = [m.span() for m in _NOT_MEASURED.finditer(text)] if _DIGIT.search(text) else []
    found: list[Value] = []
    seen: set[int] = set()
    for q in reading.quantities:
        if q.derived or q.start in seen or any(a <= q.start < b for a, b in blocked):
            continue
        seen.add(q.start)
        found.append(Value(q.start, q.end, q.low, q.high, _kind(q), q))
    taken = [(v.start, v.end) for v in found]
    for pattern in (_WORD_NUMBER, _NOUGHT):
        for match in pattern.finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                number = _SPELT.get(match[0], 0.0)
                found.append(Value(match.start(), match.end(), number, number, "count"))
    for word in reading.words:
        if word.kind == "code" and not _VERSION.fullmatch(word.surface):
            found.append(Value(word.start, word.end, 0.0, 0.0, "code", name=word.key))
    found += [Value(m.start(), m.end(), 0.0, 0.0, "code", name=m[0]) for m in _PACKAGE.finditer(text)]
    found.sort(key=lambda v: v.start)
    return found
