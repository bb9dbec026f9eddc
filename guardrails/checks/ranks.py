"""Ranks: of two things that a text compares by "than" or "over", which has more.

Why: "A had a higher rate than B" told as "B had a higher rate than A" keeps every word. What is compared may
be anything: drugs, groups of people, ways of giving a drug. Each comparison is read as what stands before
"than" and what stands behind it; where a sentence takes what is behind from before and what is before from
behind, and both say more, or both less, of the same thing, it has the comparison the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.cues import cue
from guardrails.reading import Reading
from guardrails.types import Finding
from guardrails.units import Row, row_of

CHECK = "ranks"
_PIVOT = re.compile(r"\b(?:than|over|compared (?:with|to)|versus|vs?)\b(?!\.?\s?\d)")
_STOP = re.compile(r"[;:]\s|\.\s|\b(?:but|while|whereas|although|though|unlike|where|because|so|which)\b")
_END = re.compile(r"[,;:()]|\.\s|\.$|\b(?:and|but|while|whereas|because|so|if|when)\b")
_OF = re.compile(r"\b(?:of|in|for|at|on|by|from|over|during|after|within)\b")
_DENIED = re.compile(
    r"\b(?:no|not|nor|neither|(?<!or )without|never|similar|same|differ\w*|equal\w*)\b|n't\b"
)
_MORE = re.compile(r"\b(?:advantage|prefer\w*|favou?r\w*|first|ahead|beat\w*)\b")
_REACH = 70
"""Characters behind "than" in which the other thing is named."""


_NEXT = 4
"""Units behind "more" that say what there is more of."""


@dataclass(frozen=True, slots=True)
class Rank:
    """A comparison, by places in its text."""

    signs: tuple[tuple[bool, frozenset[int]], ...]
    """Each "more" or "less" with what follows it."""
    near: frozenset[int]
    """What stands before "than" in its clause."""
    far: frozenset[int]
    start: int
    end: int


@remembered
def ranks(reading: Reading) -> list[Rank]:
    """The comparisons of a text. Takes time in proportion to its length."""
    text = reading.lowered
    found: list[Rank] = []
    row: Row | None = None
    before = 0
    for pivot in _PIVOT.finditer(text):
        if reading.text[pivot.start()] == "V":
            continue
        low = max((m.end() for m in _STOP.finditer(text, 0, pivot.start())), default=0)
        low, before = max(low, before), pivot.end()
        signs = [(m.start(), True) for m in cue("more").finditer(text, low, pivot.start())]
        signs += [(m.start(), False) for m in cue("less").finditer(text, low, pivot.start())]
        if pivot[0] == "over":
            signs += [(m.start(), True) for m in _MORE.finditer(text, low, pivot.start())]
        signs.sort()
        if not signs or _DENIED.search(text, max(low, signs[0][0] - 20), pivot.start()):
            continue
        stop = _END.search(text, pivot.end())
        high = min(stop.start() if stop else len(text), pivot.end() + _REACH)
        row = row or row_of(reading)
        far = [p for p in row.content if pivot.end() <= row.row[p].start < high]
        if not far:
            continue
        of = _OF.search(text, row.row[far[0]].end, high)
        if of:
            far = [p for p in far if row.row[p].start < of.start()]
        near = [p for p in row.content if low <= row.row[p].start and row.row[p].end <= pivot.start()]
        if near:
            told = []
            for at, (place, more) in enumerate(signs):
                end = signs[at + 1][0] if at + 1 < len(signs) else pivot.start()
                what = [p for p in near if place < row.row[p].start < end]
                told.append((more, frozenset(what[:_NEXT])))
            found.append(Rank(tuple(told), frozenset(near), frozenset(far), low, high))
    return found


def check(case: Case) -> Iterator[Finding]:
    mine = ranks(case.claim)
    if not mine:
        return
    theirs = [(number, rank) for number, one in enumerate(case.cited) for rank in ranks(one.reading)]
    if not theirs:
        return
    found = grounds(case)
    for rank in mine:
        verdicts = [v for number, other in theirs if (v := _turned(found, rank, number, other)) is not None]
        if verdicts and all(verdicts):
            yield Finding(
                CHECK,
                "The statement has the two that are compared the other way round.",
                start=rank.start,
                end=rank.end,
                rule="turned",
            )
            return


def _turned(found: Grounds, mine: Rank, number: int, other: Rank) -> bool | None:
    """Whether two comparisons of the same things disagree; None where they compare different things."""
    near = {number * NEXT + p for p in other.near}
    far = {number * NEXT + p for p in other.far}
    before: set[bool] = set()
    behind: set[bool] = set()
    for place in (*mine.near, *mine.far):
        hits = found.hits[place]
        in_near, in_far = any(h in near for h in hits), any(h in far for h in hits)
        if in_near != in_far:
            (before if place in mine.near else behind).add(in_far)
    agrees = _agree(found, mine, number, other)
    if agrees is None or len(behind) != 1:
        return None
    if behind == {True}:
        return not agrees if before == {False} else False if agrees else None
    return agrees or None if True in before else None


def _agree(found: Grounds, mine: Rank, number: int, other: Rank) -> bool | None:
    """Whether both say more, or both less, of the same thing; None where they say it of different things."""
    verdicts = set()
    for more, what in mine.signs:
        hits = {h for p in what for h in found.hits[p]}
        for other_more, other_what in other.signs:
            if hits & {number * NEXT + p for p in other_what}:
                verdicts.add(more is other_more)
    return verdicts.pop() if len(verdicts) == 1 else None
