"""Polarity: what a statement denies, a sentence must not affirm, and the other way round.

Why: one dropped "not" turns a contraindication into an indication.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.types import Finding, Severity

CHECK = "polarity"


def mismatches(case: Case) -> tuple[int, int]:
    """Words that both sides share, and how many of them are denied on one side only."""
    parity: dict[str, set[bool]] = {}
    for word in case.words():
        parity.setdefault(word.key, set()).add(word.denied)
    shared = wrong = 0
    for word in case.claim.words:
        if word.key in parity:
            shared += 1
            wrong += word.denied not in parity[word.key]
    return shared, wrong


def check(case: Case) -> Iterator[Finding]:
    claim_denies = any(w.denied for w in case.claim.words)
    text_denies = any(w.denied for w in case.words())
    _, wrong = mismatches(case)
    if claim_denies and not text_denies and wrong >= 2:
        yield Finding(
            CHECK, "The sentence denies what the statement says.", Severity.UNDECIDED, rule="denied"
        )
    elif wrong >= 1:
        severity = Severity.UNDECIDED
        yield Finding(CHECK, "A denial stands on one side only.", severity, rule="one-sided")
