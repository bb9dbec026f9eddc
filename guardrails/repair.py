"""Which cited statement may stand in for a sentence that failed: one that speaks of the same thing.

The statement's own words are always safe to show. They are shown only where they answer what the sentence was
about; a sentence that cites a statement on something else is withheld without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from guardrails.types import Evidence

_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = frozenset(
    "the and for with that this are was were has have had not but from than then who whom which when where while "
    "should must may can could would will been being into only also other their there these those all any each more "
    "most less least such same both either neither about after before during over under between within without per "
    "lupus nephritis patient patients treatment therapy year years month months week weeks day days dose doses "
    "daily recommend recommends recommended guideline guidelines statement evidence adult adults people kidney".split()
)
_STEM = 6
ENOUGH = 2
"""Shared content words, cut to their first six letters, from which two texts speak of the same thing."""


def content(text: str) -> frozenset[str]:
    """The words of a text that carry its subject, in lower case, cut to their first letters."""
    words = (w.casefold() for w in _WORD.findall(text))
    return frozenset(w[:_STEM] for w in words if w not in _COMMON)


def stand_ins(sentence: str, cited: Sequence[Evidence]) -> list[Evidence]:
    """The cited statements that speak of the same thing as the sentence, nearest first."""
    subject = content(sentence)
    if not subject:
        return []
    shared = [(len(subject & content(e.text)), e) for e in cited]
    near = [(n, e) for n, e in shared if n >= min(ENOUGH, len(subject))]
    return [e for _, e in sorted(near, key=lambda pair: -pair[0])]
