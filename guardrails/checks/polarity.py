"""Polarity: what a statement denies, a sentence must not affirm, and the other way round.

Why: one dropped "not" turns a contraindication into an indication.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
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


_CUE = re.compile(
    r"\b(?:not|no|never|without|neither|nor|cannot|avoid\w*|contraindicat\w*|against|exclud\w*"
    r"|fail(?:s|ed)?|lack\w*|none|"
    r"nobody|unproven|unnecessary|ineligible|outside|off-label|rather than|instead of|unless|except"
    r"|only|free of|spared)\b|n't\b"
)
_STRETCH = re.compile(r"[;:]\s|\.\s|\b(?:but|while|whereas|though)\b")
_AFTER, _BEFORE = 4, 3
"""Words behind and before a denial that it is taken to speak of."""


@remembered
def denials(reading: Reading) -> list[tuple[frozenset[str], frozenset[str]]]:
    """For each denial: the words that it denies, and all words around it in the same stretch of text."""
    starts = [w.start for w in reading.words]
    breaks = [m.start() for m in _STRETCH.finditer(reading.lowered)]
    found = []
    for cue in _CUE.finditer(reading.lowered):
        place = bisect_left(breaks, cue.start())
        low = breaks[place - 1] if place else 0
        high = breaks[place] if place < len(breaks) else len(reading.lowered)
        here = bisect_left(starts, cue.end())
        after = [w.key for w in reading.words[here : here + _AFTER] if w.start < high]
        first = bisect_left(starts, cue.start())
        before = [w.key for w in reading.words[max(0, first - _BEFORE) : first] if w.start >= low]
        found.append((frozenset(after[:3] or before), frozenset(after + before)))
    return found


def unmatched(case: Case) -> tuple[int, int]:
    """Denials of the sentence that no statement makes, and denials of the statements that it drops while it
    speaks of what they deny."""
    mine = denials(case.claim)
    theirs = [d for one in case.cited for d in denials(one.reading)]
    keys = case.claim.keys()
    added = sum(1 for denied, _ in mine if denied and not any(denied & around for _, around in theirs))
    dropped = sum(
        1
        for denied, _ in theirs
        if denied and len(denied & keys) >= 0.6 * len(denied) and not any(denied & a for _, a in mine)
    )
    return added, dropped


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
