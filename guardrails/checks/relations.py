"""Relations: what a statement says of one arm, drug, region or code, a sentence must not say of another.

Why: where a sentence exchanges two arms, every word and every number of it stands in the statement; only what
belongs to what is wrong. Two things are read: the order of numbers beside the order of their subjects, and
for every word the thing nearest to it, in the sentence and in the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading, Word
from guardrails.types import Finding, Severity

CHECK = "relations"
_KINDS = {
    "drug": "drug",
    "brand": "drug",
    "drug_class": "drug",
    "trial": "body",
    "body": "body",
    "code": "code",
    "class": "class",
    "population": "population",
    "route": "route",
}
_SIDES = {
    "region": ("us", "eu", "fda", "ema", "european", "american", "uk"),
    "level": ("low-dose", "high-dose", "low", "high", "reduced", "standard", "nephrotic", "non-nephrotic"),
    "drug": ("placebo", "control", "controls", "comparator"),
}
_SIDE_OF = {word: side for side, words in _SIDES.items() for word in words}
_BREAK = re.compile(r"[;:.]\s|,\s(?:but|while|whereas|and)\b|\b(?:but|while|whereas)\b")
_NUMBERS = 8
"""Numbers of a sentence whose order is compared; later ones are left out so that the time stays linear."""


@dataclass(frozen=True, slots=True)
class Relations:
    """What the comparison tells of a sentence."""

    crossed: bool
    """Two numbers stand in the other order than their subjects do in the statement."""
    moved: float
    """Share of words that the statement says of another thing of the same kind."""
    moved_words: int


def _sort(word: Word) -> str | None:
    return _KINDS.get(word.kind) or _SIDE_OF.get(word.surface.lower())


def _name(word: Word) -> str:
    return word.surface.lower() if word.kind == "word" else word.key


@remembered
def relations(case: Case) -> Relations:
    """Compare the sentence with its statements. Takes time in proportion to the length of both."""
    crossed = any(_crossed(case.claim, one.reading) for one in case.cited)
    moved, total = _moved(case)
    return Relations(crossed, moved / total if total else 0.0, moved)


def check(case: Case) -> Iterator[Finding]:
    found = relations(case)
    if found.crossed:
        message = "The numbers belong to the other groups in the cited statement."
        yield Finding(CHECK, message, Severity.UNDECIDED, rule="crossed")
    if found.moved >= 0.3:
        message = "The cited statement says this of another drug, group or body."
        yield Finding(CHECK, message, Severity.UNDECIDED, rule="moved")


def _crossed(claim: Reading, text: Reading) -> bool:
    """Whether two numbers and their two subjects stand in orders that disagree between sentence and
    statement."""
    numbers = [q for q in claim.quantities if q.low == q.high][:_NUMBERS]
    subjects = [w for w in claim.words if _sort(w)][: 2 * _NUMBERS]
    for first, second in combinations(numbers, 2):
        if first.dimension != second.dimension or first.raw == second.raw:
            continue
        one = [q.start for q in text.quantities if q.dimension == first.dimension and q.low == first.low]
        two = [q.start for q in text.quantities if q.dimension == second.dimension and q.low == second.low]
        if not one or not two:
            continue
        a, b = min(((x, y) for x in one[:4] for y in two[:4]), key=lambda p: abs(p[0] - p[1]))
        for left, right in combinations(subjects, 2):
            if _sort(left) != _sort(right) or _name(left) == _name(right):
                continue
            # A subject belongs to a number where nothing of its kind stands nearer.
            if not (_owns(left, first.start, second.start) and _owns(right, second.start, first.start)):
                continue
            lefts = [w.start for w in text.words if _sort(w) and _name(w) == _name(left)]
            rights = [w.start for w in text.words if _sort(w) and _name(w) == _name(right)]
            if not lefts or not rights or abs(a - b) > 160:
                continue
            middle = (a + b) / 2
            c = min(lefts, key=lambda p: abs(p - middle))
            d = min(rights, key=lambda p: abs(p - middle))
            same_here = (first.start < second.start) == (left.start < right.start)
            same_there = (a < b) == (c < d)
            if c != d and same_here is not same_there:
                return True
    return False


def _owns(subject: Word, mine: int, other: int) -> bool:
    return abs(subject.start - mine) < abs(subject.start - other)


def _moved(case: Case) -> tuple[int, int]:
    """How many words of the sentence the statements say of another thing, and how many could be compared."""
    mine = _owners(case.claim)
    theirs: dict[tuple[str, str], set[str]] = {}
    named: set[str] = set()
    for one in case.cited:
        for word, sort, name in _owners(one.reading):
            theirs.setdefault((word, sort), set()).add(name)
        named.update(_name(w) for w in one.reading.words if _sort(w))
    moved = total = 0
    for word, sort, name in mine:
        owners = theirs.get((word, sort))
        if owners and name in named:
            total += 1
            moved += name not in owners
    return moved, total


@remembered
def _owners(reading: Reading) -> list[tuple[str, str, str]]:
    """For each word and each sort of thing: the nearest thing of that sort in the same stretch of text."""
    breaks = [m.start() for m in _BREAK.finditer(reading.lowered)]
    stretches: list[list[Word]] = [[]]
    place = 0
    for word in reading.words:
        while place < len(breaks) and breaks[place] <= word.start:
            place += 1
            stretches.append([])
        stretches[-1].append(word)
    found: list[tuple[str, str, str]] = []
    for words in stretches:
        things = [(w, sort) for w in words if (sort := _sort(w))][:12]
        for word in words[:60]:
            if _sort(word):
                continue
            nearest: dict[str, tuple[int, str]] = {}
            for thing, sort in things:
                gap = word.start - thing.end if thing.end <= word.start else thing.start - word.end
                if sort not in nearest or gap < nearest[sort][0]:
                    nearest[sort] = (gap, _name(thing))
            found += [(word.key, sort, name) for sort, (_, name) in nearest.items()]
    return found
