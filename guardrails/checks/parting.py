"""Parting: how strongly the words between two places of a text set them apart, and how far they are.

Why: of the things that a text names, those that nothing parts belong together. A cut within a bracket counts
in full between two things of that bracket, and less for what stands outside, since what is in a bracket
belongs to the words before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from guardrails.checks.cuts import ENCLOSED, STRENGTH, cuts
from guardrails.checks.memo import remembered
from guardrails.reading import Reading

PARTS = 2.0
"""Strength from which a cut may part two things that are set beside each other."""
_BOTH = 2.6
"""Strength of a comma with "and"."""
_LINK = re.compile(r"\b(?:after|before|with|for|from|if|when|in|on|among|by|as|once)\b")
_LINKS = 0.5
_GAP = re.compile(r"[\s,]*")
_FAR = 120.0
"""Characters of a statement that part two things as much as 1 of strength; half of it in a sentence."""


@dataclass(frozen=True, slots=True)
class Parting:
    """What parts the things of a text."""

    starts: list[int]
    strengths: list[float]
    whole: list[float]
    """The same where both things stand within one bracket; empty where no bracket has a cut."""
    brackets: list[int]

    def gap(self, low: int, high: int) -> tuple[float, float]:
        """The strongest cut between two places, and how far they are from each other."""
        at, end = bisect_left(self.starts, low), bisect_right(self.starts, high)
        cut = 0.0
        if at < end:
            inside = self.whole and bisect_left(self.brackets, low) == bisect_right(self.brackets, high)
            cut = max((self.whole if inside else self.strengths)[at:end])
        return cut, (high - low) / _FAR if high > low else 0.0


@remembered
def statement_parting(reading: Reading) -> Parting:
    """Where a text is cut, and how strongly. The V of a class cuts nothing."""
    text = reading.lowered
    found: list[tuple[int, int, float, str, float]] = []
    for cut in cuts(reading):
        bracket = cut.sort == "bracket"
        strength = STRENGTH[cut.sort]
        share = ENCLOSED if cut.enclosed and not bracket else 1.0
        if cut.word == "v" and reading.text[cut.start] == "V":
            continue
        if found and not bracket and _GAP.fullmatch(text, found[-1][1], cut.start):
            start, _, before, other, _ = found[-1]
            joint = _BOTH * strength / 2.0 if {cut.sort, other} == {"comma", "and"} else max(before, strength)
            found[-1] = (start, cut.end, joint, cut.sort if strength >= before else other, share)
        else:
            found.append((cut.start, cut.end, strength, cut.sort, share))
    enclosed = any(f[4] != 1.0 for f in found)
    return Parting(
        [f[0] for f in found],
        [f[2] * f[4] for f in found],
        [f[2] for f in found] if enclosed else [],
        [f[0] for f in found if f[3] == "bracket"],
    )


@remembered
def sentence_parting(reading: Reading) -> Parting:
    """The cuts of a sentence with the words that link its parts."""
    plain = statement_parting(reading)
    whole = plain.whole or plain.strengths
    found = [*zip(plain.starts, plain.strengths, whole, strict=True)]
    found += [(m.start(), _LINKS, _LINKS) for m in _LINK.finditer(reading.lowered)]
    found.sort()
    return Parting(
        [f[0] for f in found],
        [f[1] for f in found],
        [f[2] for f in found] if plain.whole else [],
        plain.brackets,
    )
