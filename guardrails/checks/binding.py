"""Binding: a number belongs to what it measures, in whom, and when.

Why: 43% with the drug and 32% with placebo are both in the statement; exchanged, they say the opposite. Each
number of the sentence is compared by the words around it with the places where the statements write it, and
with the other numbers of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails import quantities
from guardrails.checks.case import Case, Cited
from guardrails.quantities import Quantity
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "binding"
_REACH = 70
"""Characters around a number in which its subject is looked for."""
_MARGIN = 0.45


def check(case: Case) -> Iterator[Finding]:
    for quantity, margin in margins(case):
        if margin > _MARGIN:
            named = quantities.shown(case.claim.text, quantity)
            yield Finding(
                CHECK,
                f"{named} belongs to something else in the cited statement.",
                Severity.CONFLICT if margin > 0.9 else Severity.UNDECIDED,
                quantity.start,
                quantity.end,
                rule="subject",
            )


def margins(case: Case) -> Iterator[tuple[Quantity, float]]:
    """For each number, by how much another number of the statements fits its surroundings better."""
    sources = [(c, q) for c, q in case.quantities()]
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
            yield quantity, other - best


def _around(reading: Reading, quantity: Quantity) -> dict[str, float]:
    """Words near a number, weighted by nearness; those of its own clause count double."""
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
    return near


def _likeness(around: dict[str, float], cited: Cited, quantity: Quantity) -> float:
    there = _around(cited.reading, quantity)
    return sum(min(1.0, weight * there[key] * 2) for key, weight in around.items() if key in there)
