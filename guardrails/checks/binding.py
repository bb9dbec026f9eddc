"""Binding: a number belongs to what it measures, in whom, and when.

Why: 43% with the drug and 32% with placebo are both in the statement; exchanged, they say the opposite. Each
number of the sentence is compared by the words around it with the places where the statements write it, and
with the other numbers of the same kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails import quantities
from guardrails.checks.case import Case, Cited
from guardrails.checks.memo import remembered
from guardrails.quantities import Quantity
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "binding"
_REACH = 70
"""Characters around a number in which its subject is looked for."""
_MARGIN = 0.45


def check(case: Case) -> Iterator[Finding]:
    for quantity in exchanged(case):
        named = quantities.shown(case.claim.text, quantity)
        message = f"{named} belongs to something else in the cited statement."
        severity = Severity.UNDECIDED
        yield Finding(CHECK, message, severity, quantity.start, quantity.end, rule="exchanged")
    for quantity, margin in margins(case):
        if margin > _MARGIN:
            named = quantities.shown(case.claim.text, quantity)
            message = f"{named} may belong to something else in the cited statement."
            yield Finding(CHECK, message, Severity.UNDECIDED, quantity.start, quantity.end, rule="subject")


def exchanged(case: Case) -> Iterator[Quantity]:
    """Numbers whose subject is, in the statement, that of another number of the same kind and not their
    own."""
    if "respectively" in case.text:
        return
    measured = [(one, q, subject) for one in case.cited for q, subject in _subjects(one.reading)]
    for quantity, mine in _subjects(case.claim):
        if not mine:
            continue
        right = [s for _, q, s in measured if quantities.same(quantity, q) or quantities.within(quantity, q)]
        if not right or (not quantity.dimension and quantity.low == int(quantity.low)):
            continue
        own = frozenset().union(*right)
        for _, other, subject in measured:
            if (
                quantities.comparable(quantity, other)
                and not quantities.same(quantity, other)
                and not quantities.within(quantity, other)
                and mine & subject
                and not mine & own
            ):
                yield quantity
                break


@remembered
def _base(reading: Reading) -> list[Quantity]:
    """Numbers as written, without the day's totals worked out from them and without confidence limits."""
    seen: set[int] = set()
    found = []
    for quantity in reading.quantities:
        if quantity.start in seen or quantity.low != quantity.high:
            continue
        seen.add(quantity.start)
        found.append(quantity)
    return found


@remembered
def _subjects(reading: Reading) -> list[tuple[Quantity, frozenset[str]]]:
    """The numbers of a text, each with what it is said of."""
    return [(quantity, _subject(reading, quantity)) for quantity in _base(reading)]


def _subject(reading: Reading, quantity: Quantity) -> frozenset[str]:
    """What a number is said of: the words behind it after a preposition or as its noun, else those before
    it."""
    text = reading.lowered
    following = _AFTER.match(text, quantity.end)
    if following:
        stop = _STOP.search(text, following.end())
        end = min(stop.start() if stop else len(text), following.end() + 60)
        keys = _keys(reading, following.start(), end)
        if keys:
            return keys
    before = text[: quantity.start]
    starts = [m.end() for m in _STOP.finditer(before, max(0, quantity.start - 90))]
    return _keys(reading, max(starts[-1] if starts else 0, quantity.start - 70), quantity.start)


def _keys(reading: Reading, start: int, end: int) -> frozenset[str]:
    return frozenset(w.key for w in reading.words if start <= w.start and w.end <= end)


_AFTER = re.compile(
    r"\s*(?:\([^()]{0,60}\)\s*)?(?:of (?:the |those )?)?(?:with|on|in|for|among|from|under|when|if|by"
    r"|after|at)\s+(?=[a-z])|\s+(?=(?:placebo|patients on|in the)\b)"
)
_STOP = re.compile(
    r"\d|[;:]|,\s|\bv\b|\bvs\b|\bversus\b|\band\b|\bbut\b|\bwhile\b|\bwhereas\b|\bagainst\b"
    r"|\bcompared\b|\bthan\b|\.\s"
)


@remembered
def margins(case: Case) -> list[tuple[Quantity, float]]:
    """For each number, by how much another number of the statements fits its surroundings better."""
    sources = [(c, q) for c, q in case.quantities()]
    found: list[tuple[Quantity, float]] = []
    for quantity in case.claim.quantities:
        around = _around(case.claim, quantity)
        if not around:
            continue
        right = [(c, q) for c, q in sources if quantities.same(quantity, q) or quantities.within(quantity, q)]
        wrong = [
            (c, q)
            for c, q in sources
            if quantities.comparable(quantity, q) and not any(q is r for _, r in right)
        ]
        if right and wrong:
            best = max(_likeness(around, c, q) for c, q in right)
            other = max(_likeness(around, c, q) for c, q in wrong)
            found.append((quantity, other - best))
    return found


def _around(reading: Reading, quantity: Quantity) -> dict[str, float]:
    """Words near a number, weighted by nearness; those of its own clause count double."""
    known: dict[str, float] | None = reading.memo.get((quantity.start, quantity.end))
    if known is not None:
        return known
    near: dict[str, float] = {}
    cut = reading.lowered
    for word in reading.words:
        if word.end <= quantity.start:
            gap = quantity.start - word.end
            between = cut[word.end : quantity.start]
        elif word.start >= quantity.end:
            gap = word.start - quantity.end
            between = cut[quantity.end : word.start]
        else:
            continue
        if gap > _REACH:
            continue
        weight = 1.0 / (1.0 + gap / 12.0)
        if ";" in between or ", " in between:
            weight *= 0.5
        if any(c.isdigit() for c in between):
            weight *= 0.5
        near[word.key] = max(near.get(word.key, 0.0), weight)
    reading.memo[quantity.start, quantity.end] = near
    return near


def _likeness(around: dict[str, float], cited: Cited, quantity: Quantity) -> float:
    there = _around(cited.reading, quantity)
    return sum(min(1.0, weight * there[key] * 2) for key, weight in around.items() if key in there)
