"""Direction: higher is not lower, and no significant difference is not a difference.

Why: trial results are read for their direction first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.checks.case import Case
from guardrails.reading import language, pattern
from guardrails.types import Finding, Severity

CHECK = "direction"
_SMALL_P = re.compile(r"\bp\s?(?:=|<|≤|<=)\s?0?\.0[0-4]\d*")
_NOT_SIGNIFICANT = re.compile(
    r"\b(?:not?|nor|without|non|never|failed to)\b[\s-](?:\w+\s){0,5}?(?:significan\w*|differ\w*|met|reach\w*|superior\w*|better|"
    r"clear\w*|improv\w*)|\bsimilar\b|\bdid not\b|\bwas not (?:met|shown|reached)\b|\bnon-?significant\b|\bno (?:clear |overall )?(?:increase|benefit|improvement|advantage)\b"
)
_SIGNIFICANT = re.compile(
    r"\bsignificant(?:ly)?\b|\bsuperior(?:ity)?\b|\bproved\b|\bproven\b|\boutperform\w*\b|\bmet its primary\b"
)


@cache
def _ways() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = language()
    return pattern(words.up), pattern(words.down)


def check(case: Case) -> Iterator[Finding]:
    claim, text = case.claim.lowered, case.text
    up, down = _ways()
    c_up, c_down = bool(up.search(claim)), bool(down.search(claim))
    t_up, t_down = bool(up.search(text)), bool(down.search(text))
    if c_up and not c_down and t_down and not t_up:
        yield Finding(
            CHECK,
            "The sentence says more or better; the statement says less or worse.",
            Severity.UNDECIDED,
            rule="up",
        )
    if c_down and not c_up and t_up and not t_down:
        yield Finding(
            CHECK, "The sentence says less; the statement says more.", Severity.UNDECIDED, rule="down"
        )
    denied = _NOT_SIGNIFICANT.search(claim)
    if _SIGNIFICANT.search(claim) and not denied:
        if _NOT_SIGNIFICANT.search(text):
            yield Finding(CHECK, "The statement found no significant difference.", rule="significance")
        elif not _SIGNIFICANT.search(text) and not _SMALL_P.search(text):
            yield Finding(
                CHECK, "The statement does not call the difference significant.", rule="significance"
            )
