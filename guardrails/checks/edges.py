"""Edges: where a pattern stands in a text, looked up once, so that asking for the last one is cheap."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from guardrails.reading import Reading


def last_before(reading: Reading, pattern: re.Pattern[str], place: int) -> int:
    """Where the last match that ends at or before a place ends; 0 where none does."""
    ends = _ends(reading, pattern)
    at = bisect_right(ends, place)
    return ends[at - 1] if at else 0


def first_after(reading: Reading, pattern: re.Pattern[str], place: int) -> int:
    """Where the first match at or behind a place starts; the length of the text where none does."""
    starts = _starts(reading, pattern)
    at = bisect_left(starts, place)
    return starts[at] if at < len(starts) else len(reading.lowered)


def _ends(reading: Reading, pattern: re.Pattern[str]) -> list[int]:
    key = ("ends", pattern.pattern)  # a pattern itself is hashed anew at each look
    known: list[int] | None = reading.memo.get(key)
    if known is None:
        known = [m.end() for m in pattern.finditer(reading.lowered)]
        reading.memo[key] = known
    return known


def _starts(reading: Reading, pattern: re.Pattern[str]) -> list[int]:
    key = ("starts", pattern.pattern)  # a pattern itself is hashed anew at each look
    known: list[int] | None = reading.memo.get(key)
    if known is None:
        known = [m.start() for m in pattern.finditer(reading.lowered)]
        reading.memo[key] = known
    return known
