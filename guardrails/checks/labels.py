"""Labels: the words, times and doses that may tell one number of a text from another."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from guardrails.checks.memo import remembered
from guardrails.checks.values import Value, label_of
from guardrails.reading import Reading

_DENIED = re.compile(
    r"\b(?:without|not|never|nor|other than|excluding|excludes|except|non)[\s-](?:[a-z-]+\s)?$"
)

_PLACED = re.compile(
    r"\b(?:at|after|age|aged|over|under|above|below|from|once|than)\s(?:the\s|about\s|age\s)?$"
)

_SHORT = {"activity index": "active", "chronicity index": "long-term"}
"""What a sentence may call them for short, as the synonyms read it."""
_MOFETIL = re.compile(r"\b(?:mofetil|mmf|cellcept)\b")

_SODIUM = re.compile(
    r"\b(?:mycophenolic acid(?= sodium| \d| \()|mycophenolate sodium|ec-mps|ec-mpa|myfortic"
    r"|enteric-coated mycophenolate)\b"
)


def labels_between(reading: Reading, start: int, end: int, every: Sequence[Value]) -> frozenset[str]:
    if end <= start:
        return frozenset()
    starts = _starts(reading)
    words = reading.words[bisect_left(starts, start) : bisect_left(starts, end)]
    found = {
        f"not {w.key}"
        if _DENIED.search(reading.lowered, max(0, w.start - 22), w.start)
        else w.key.removesuffix("-dos")
        for w in words
        if w.end <= end and w.kind != "frequency" and w.key not in common()
    }
    found.update(w.surface.lower() for w in words if w.kind == "brand" and w.end <= end)
    found.update(_SHORT[w.key] for w in words if w.key in _SHORT)
    found.update(_forms(reading, start, end))
    low, high = bisect_left(every, start, key=_start), bisect_right(every, end - 1, key=_start)
    for value in every[low:high]:
        if value.kind in ("time", "doses") and value.quantity:
            found.add(label_of(value.quantity))
        elif value.kind == "count" and _PLACED.search(reading.lowered, max(0, value.start - 16), value.start):
            found.add(f"#doses {value.low:.4g}-{value.high:.4g}")
    return frozenset(found)


def words_between(reading: Reading, start: int, end: int) -> frozenset[str]:
    starts = _starts(reading)
    words = reading.words[bisect_left(starts, start) : bisect_left(starts, end)]
    return frozenset(w.key.removesuffix("-dos") for w in words if w.key not in common())


def _forms(reading: Reading, start: int, end: int) -> Iterator[str]:
    """The two forms of mycophenolate, whose doses differ, though both are the one drug."""
    if "myco" in reading.lowered or "mmf" in reading.lowered or "mps" in reading.lowered:
        if _MOFETIL.search(reading.lowered, start, end):
            yield "mofetil"
        if _SODIUM.search(reading.lowered, start, end):
            yield "mycophenolic acid"


def _start(value: Value) -> int:
    return value.start


@remembered
def _starts(reading: Reading) -> list[int]:
    return [w.start for w in reading.words]


@cache
def common() -> frozenset[str]:
    """Words that part no number from another."""
    return frozenset(
        [
            "group",
            "show",
            "give",
            "have",
            "patient",
            "below",
            "least",
            "most",
            "above",
            "median",
            "mean",
            "rough",
            "n",
            "p",
            "respond",
            "enrol",
            "level",
            "rate",
            "figure",
            "percentage",
            "per",
            "trial",
            "week",
            "month",
            "year",
            "day",
            "time",
            "age",
            "respective",
            "occur",
            "reach",
            "case",
            "total",
            "number",
            "people",
            "v",
            "vs",
            "ci",
        ]
    )
