"""Predicates: a sentence denies or refuses what a statement says, and nothing about that place denies it.

Why: "are not offered", "advises against", "has no role in" keep every name of a statement that offers,
advises and includes. Where the statement has what is denied among the same words, and nothing before it in
its part or right behind it denies or limits, the sentence says the contrary. What a denial is about is told
by `denials`.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.complements import left_over
from guardrails.checks.denials import Denied, denials, described, marks_of, words
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.types import Finding, Severity
from guardrails.units import Unit, row_of

CHECK = "predicates"
_SAME = 0.8
"""Strength from which a word of the statement is taken for the predicate."""
_BESIDE = 12
"""Places of the statement about the predicate in which the rest of the sentence is looked for."""
_SHARE = 0.25
"""Share of that rest that must stand there."""
_REACH = range(-1, 6)
"""Places about a denial of the statement that it may deny."""
_BEHIND = 3
"""Places behind a word in which a limit may still be its own."""
_NAMES = ("body", "trial")


def check(case: Case) -> Iterator[Finding]:
    if not words().any.search(case.claim.lowered):
        return
    found: Grounds | None = None
    for denied in denials(case.claim):
        found = found or grounds(case)
        shared = _contrary(case, found, denied)
        if shared is not None:
            sure = shared >= _SHARE and not (denied.rule == "none" and left_over(case))
            head, by = found.claim.row[denied.head], found.claim.row[denied.place]
            yield Finding(
                CHECK,
                "The sentence denies what the statement says without any denial.",
                Severity.CONFLICT if sure else Severity.UNDECIDED,
                min(by.start, head.start),
                max(by.end, head.end),
                rule=denied.rule if sure else f"{denied.rule} loose",
            )
            return


def _contrary(case: Case, found: Grounds, denied: Denied) -> float | None:
    """The share of the rest of a sentence that stands about what it denies, in a statement that nowhere
    denies it; None where the statement may deny it."""
    row, head = found.claim.row, found.claim.row[denied.head]
    hits = found.hits[denied.head]
    if not hits or found.strength[denied.head] < _SAME:
        return None
    rest: list[int] = []
    aside = described(case.claim)
    for place, unit in enumerate(row):
        own = unit.part == head.part
        if (own or place < denied.place) and not denied.place <= place <= denied.place + 1:
            marks = marks_of(unit.surface)
            if (marks.denial and place not in aside) or (marks.qualified and place > denied.place):
                return None
        if own and unit.content and place != denied.head and unit.kind not in _NAMES:
            rest.append(place)
    if not rest:
        return None
    told = {hit for place in (denied.head, *rest) for hit in found.hits[place]}
    for number, one in enumerate(case.cited):
        if any(number * NEXT + place in told for place in _deniable(one.reading)):
            return None
    best, clear = 0, True
    for hit in hits:
        part = found.part(hit)
        near = [
            place
            for place in rest
            if any(h != hit and abs(h - hit) <= _BESIDE and found.part(h) == part for h in found.hits[place])
        ]
        free = hit % NEXT not in _limited(case.cited[hit // NEXT].reading)
        best, clear = max((best, clear), (len(near), free), key=lambda b: (b[0], not b[1]))
    return best / len(rest) if clear else None


@remembered
def _limited(reading: Reading) -> frozenset[int]:
    """The places of a text that something denies or limits: a denial all that follows in its part, where it
    stands in no condition, any other limit what follows in its piece, and both what stands right before them.
    """
    row = row_of(reading).row
    found: set[int] = set()
    denied = limited = condition = -1
    for place, unit in enumerate(row):
        marks = marks_of(unit.surface)
        if marks.condition:
            condition = unit.piece
        if marks.limits and not _open(row, place):
            limited = unit.piece
            if marks.denial and condition != unit.piece:
                denied = unit.part
            found.update(p for p in range(max(0, place - _BEHIND), place) if row[p].piece == unit.piece)
        if unit.part == denied or unit.piece == limited:
            found.add(place)
    return frozenset(found)


def _open(row: tuple[Unit, ...], place: int) -> bool:
    """Whether a denial leaves open: "with or without"."""
    said = row[place].surface
    return "or without" in said or (
        place > 0 and row[place - 1].surface == "or" and said in ("without", "not")
    )


@remembered
def _deniable(reading: Reading) -> frozenset[int]:
    """The places of a text about a denial: behind it, or before it where it ends its piece ("does not")."""
    row = row_of(reading).row
    found: set[int] = set()
    for place, unit in enumerate(row):
        if marks_of(unit.surface).denial and not _open(row, place):
            last = place + 1 == len(row) or row[place + 1].piece != unit.piece
            found.update(place + (-step if last else step) for step in _REACH)
    return frozenset(found)
