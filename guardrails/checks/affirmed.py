"""Affirmed: a sentence says plainly what a statement denies, of the same things.

Why: "the code is added for nephritis" drops the "not" of "is not added for nephritis". What the statement
denies is told by `denials`; where the sentence has that word, the one that the statement has behind it and
one of those before, and denies and limits nothing at all, it says what is denied.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.denials import Denied, denials, denies
from guardrails.checks.grounds import NEXT, grounds
from guardrails.types import Finding, Severity
from guardrails.units import Unit

CHECK = "affirmed"
_SAME = 0.8
"""Strength from which a word of the statement is taken for that of the sentence."""
_BEHIND = 5
"""Units behind what is denied in which its object stands."""

_BEFORE = 20
"""Units before a denial in which its subject stands."""
_NAMES = ("body", "trial")


def check(case: Case) -> Iterator[Finding]:
    theirs = {
        number * NEXT + denied.head: denied
        for number, one in enumerate(case.cited)
        for denied in denials(one.reading)
        if denied.rule != "refused"
    }
    if not theirs or denies(case.claim):
        return
    found = grounds(case)
    for place, unit in enumerate(found.claim.row):
        hits = found.hits[place]
        if found.strength[place] < _SAME or not hits or not all(hit in theirs for hit in hits):
            continue
        told = {
            hit
            for other in found.claim.content
            if other != place and found.claim.row[other].part == unit.part
            for hit in found.hits[other]
        }
        objects = [(hit // NEXT, _object(found.texts[hit // NEXT].row, theirs[hit])) for hit in hits]
        sure = any(at is not None and number * NEXT + at in told for number, at in objects) and not any(
            _foreign(found.texts[hit // NEXT].row, theirs[hit], told, hit // NEXT) for hit in hits
        )
        if sure or any(at is None for _, at in objects):
            yield Finding(
                CHECK,
                "The sentence says plainly what the statement denies.",
                Severity.CONFLICT if sure else Severity.UNDECIDED,
                unit.start,
                unit.end,
                rule="said" if sure else "perhaps said",
            )
            return


def _object(row: tuple[Unit, ...], denied: Denied) -> int | None:
    """The place of the first word of content behind what is denied, in its piece."""
    head = row[denied.head]
    behind = range(denied.head + 1, min(len(row), denied.head + 1 + _BEHIND))
    return next((at for at in behind if row[at].piece == head.piece and row[at].content), None)


def _foreign(row: tuple[Unit, ...], denied: Denied, told: set[int], number: int) -> bool:
    """Whether the statement has content before the denial of which the sentence has nothing."""
    part = row[denied.place].part
    before = [
        at
        for at in range(max(0, denied.place - _BEFORE), denied.place)
        if row[at].part == part and row[at].content and row[at].kind not in _NAMES
    ]
    return bool(before) and not any(number * NEXT + at in told for at in before)
