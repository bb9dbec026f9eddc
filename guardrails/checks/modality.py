"""Modality: a sentence is never stronger than its statement, and never weaker where safety hangs on it.

Why: "may be considered" turned into "should be given" is a recommendation nobody made; "must not be started"
turned into "may be started with care" undoes a contraindication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading, language, pattern
from guardrails.types import Finding, Severity

CHECK = "modality"


@cache
def _ladder() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((m.level, pattern(m.words)) for m in language().modality)


@cache
def _safety() -> re.Pattern[str]:
    return pattern(language().safety)


@cache
def _denial() -> re.Pattern[str]:
    return pattern(
        (
            "not",
            "no",
            "never",
            "avoid*",
            "contraindicat*",
            "against",
            "without",
            "stop*",
            "discontinu*",
            "exclud*",
        )
    )


_CONSIDERED = re.compile(
    r"\b(?:should|could|can|may|might)(?: also)? be (?:actively )?considered\b|\bshould consider\b"
)


@remembered
def levels(reading: Reading) -> tuple[int, int]:
    """Weakest and strongest rung that a text stands on; (0, 0) where it uses none."""
    lowered = _CONSIDERED.sub(" considered ", reading.lowered)
    found = [level for level, words in _ladder() if words.search(lowered)]
    return (min(found), max(found)) if found else (0, 0)


def check(case: Case) -> Iterator[Finding]:
    _, mine = levels(case.claim)
    theirs = [levels(c.reading) for c in case.cited]
    strongest = max((high for _, high in theirs), default=0)
    conditional = (
        any("conditional" in (c.evidence.grade or "") for c in case.cited) or "conditional" in case.text
    )
    if mine == 4 and strongest in (1, 2):
        yield Finding(
            CHECK, "The sentence requires what the statement only allows or suggests.", rule="inflation"
        )
    elif mine == 4 and strongest == 3 and conditional:
        yield Finding(
            CHECK, "The sentence requires what the statement conditionally recommends.", rule="inflation"
        )
    elif mine >= 3 and strongest == 1:
        yield Finding(CHECK, "The sentence recommends what the statement only allows.", rule="inflation")
    elif mine == 4 and strongest == 3:
        yield Finding(
            CHECK,
            "The sentence requires what the statement recommends.",
            Severity.UNDECIDED,
            rule="inflation",
        )
    lenient = mine == 1 and not _denial().search(case.claim.lowered)
    if lenient and _safety().search(case.text) and _denial().search(case.text):
        yield Finding(CHECK, "The sentence allows what the statement rules out or limits.", rule="deflation")
