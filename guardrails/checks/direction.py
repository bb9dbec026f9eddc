"""Direction: higher is not lower, and no significant difference is not a difference.

Why: trial results are read for their direction first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.edges import last_before
from guardrails.checks.memo import remembered
from guardrails.cues import cue
from guardrails.reading import Reading, language, pattern
from guardrails.types import Finding, Severity

CHECK = "direction"
_SMALL_P = re.compile(r"\bp\s?(?:=|<|≤|<=)\s?0?\.0[0-4]\d*")
_LARGE_P = re.compile(r"\bp\s?=\s?0?\.(?:0[5-9]|[1-9])")
_NOT_SIGNIFICANT = re.compile(
    r"(?:\b(?:not?|nor|without|non|never|failed to|cannot|nothing|rather than"
    r"|short of|lack\w*|yet to)\b|n't\b)[\s-](?:\w+\s){0,5}?(?:significan\w*|differ\w*|met"
    r"|reach\w*|superior\w*|better|"
    r"clear\w*|improv\w*|proven?|proved)|\bsimilar\b|\bdid not\b|\bwas not (?:met|shown|reached)\b"
    r"|\bnon-?significant\b|\bno (?:clear |overall )?(?:increase|benefit|improvement|advantage)\b"
)
_SIGNIFICANT = re.compile(
    r"\bsignificant(?:ly)?\b|\bsuperior(?:ity)?\b|\bproved\b|(?<!-)\bproven\b|\boutperform\w*\b"
    r"|\bmet its primary\b"
)


_EDGE = re.compile(r"[;:]|\.\s|,\s(?:and|but|while|whereas)\b|\b(?:but|while|whereas|so|because)\b")
_AGAINST = re.compile(r"\b(?:recommend|advis|suggest)\w*\s+against\b|\bnot (?:be )?recommended\b")
_FOR = re.compile(
    r"(?<!not )(?<!not be )\b(?:recommend|advis|suggest|support|favou?r|endors)(?:s|ed|es"
    r"|ing)?\b(?!\s+against)"
)
_DENIED = re.compile(r"\b(?:against|not|never|no|avoid\w*|without|nor|neither|only)\b|n't\b")


@cache
def _ways() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = language()
    return pattern(words.up), pattern(words.down)


_PIVOT = re.compile(
    r"\b(?:than|rather than|instead of|over|in preference to|prefer\w* to|compared (?:with|to)"
    r"|superior to|inferior to)\b(?!\s(?:about |around |the |a )?(?:\d|(?:one|two|three|four|five"
    r"|six|seven|eight|ten)\b"
    r"|median|mean|baseline|no change))"
)
_MINUS = re.compile(
    r"\b(?:(?<!no )(?<!not )less|lower\w*|fewer"
    r"|smaller|shorter|rarer|worse|milder|later|slower|inferior|reduc\w*"
    r"|decreas\w*|cut|cuts|cutting|halv\w*)\b"
)

_PLUS = re.compile(
    r"\b(?:more|higher|greater|commoner|longer|increas\w*"
    r"|rais\w*|rose|better|superior)\b"
)

_LASTS = re.compile(r"\b(?:longer|shorter|later|earlier|sooner|surviv\w*|lived)\b")
"""Longer life is a lower risk of death: time runs the other way."""


@remembered
def _comparisons(reading: Reading) -> list[tuple[frozenset[str], frozenset[str], bool]]:
    """What is set before what: names and words on the two sides of "than" or "over", and whether it is
    less."""
    found = []
    for pivot in _PIVOT.finditer(reading.lowered):
        start = last_before(reading, _EDGE, pivot.start())
        edge = _EDGE.search(reading.lowered, pivot.end())
        end = edge.start() if edge else len(reading.lowered)
        left = frozenset(w.key for w in reading.words if start <= w.start < pivot.start())
        right = frozenset(w.key for w in reading.words if pivot.end() <= w.start < end)
        less = bool(_MINUS.search(reading.lowered, start, pivot.end()))
        if less and _PLUS.search(reading.lowered, start, pivot.end()):
            continue
        found.append((left - right, right - left, less))
    return found


_INSTEAD = re.compile(r"\b(?:instead of|in place of)\b")
_ALTERNATIVE = re.compile(r"\b(?:alternativ\w*|replac\w*|substitut\w*|switch\w*|instead|in place)\b")
"""Taking one thing for another is no preference for it."""


def _reversed(case: Case) -> bool:
    """Whether a comparison of the sentence stands in a statement with its sides, or its direction, turned
    round."""
    theirs = [c for one in case.cited for c in _comparisons(one.reading)]
    if _INSTEAD.search(case.claim.lowered) and _ALTERNATIVE.search(case.text):
        return False
    for left, right, less in _comparisons(case.claim):
        for other_left, other_right, other_less in theirs:
            straight = bool(left & other_left) + bool(right & other_right)
            turned = bool(left & other_right) + bool(right & other_left)
            if turned == 2 and straight < 2 and less is other_less:
                return True
            if straight == 2 and turned < 2 and less is not other_less and not _time_apart(case):
                return True
    return _one_sided(case, theirs)


def _time_apart(case: Case) -> bool:
    """Whether only one side measures time."""
    return bool(_LASTS.search(case.claim.lowered)) is not bool(_LASTS.search(case.text))


def _one_sided(case: Case, theirs: list[tuple[frozenset[str], frozenset[str], bool]]) -> bool:
    """The sentence leaves out what the statement compares with, and turns the direction: more for less."""
    if len(theirs) != 1 or _PIVOT.search(case.claim.lowered):
        return False
    left, right, less = theirs[0]
    mine = case.claim.keys()
    more_here = bool(_PLUS.search(case.claim.lowered))
    less_here = bool(_MINUS.search(case.claim.lowered))
    if len(mine & left) < 2 or mine & right or more_here is less_here:
        return False
    text = case.text
    return more_here is less and bool(_MINUS.search(text)) is not bool(_PLUS.search(text))


def _difference_denied(claim: str, text: str) -> bool:
    """ "Did not differ" where the statement found a significant difference and nothing else."""
    alike = cue("alike")
    if not alike.search(claim) or alike.search(text) or _NOT_SIGNIFICANT.search(text):
        return False
    if _PLUS.search(claim) or _SMALL_P.search(claim) or _LARGE_P.search(text):
        return False
    return bool(_SMALL_P.search(text) or _SIGNIFICANT.search(text))


def check(case: Case) -> Iterator[Finding]:
    claim, text = case.claim.lowered, case.text
    if _reversed(case):
        yield Finding(CHECK, "The statement has this comparison the other way round.", rule="comparison")
    if _FOR.search(claim) and not _DENIED.search(claim) and _AGAINST.search(text) and not _FOR.search(text):
        yield Finding(CHECK, "The statement recommends against this.", rule="against")
    up, down = _ways()
    c_up, c_down = bool(up.search(claim)), bool(down.search(claim))
    if c_up and not c_down and down.search(text) and not up.search(text):
        yield Finding(
            CHECK,
            "The sentence says more or better; the statement says less or worse.",
            Severity.UNDECIDED,
            rule="up",
        )
    if c_down and not c_up and up.search(text) and not down.search(text):
        yield Finding(
            CHECK, "The sentence says less; the statement says more.", Severity.UNDECIDED, rule="down"
        )
    if _difference_denied(claim, text):
        yield Finding(CHECK, "The statement found a significant difference.", rule="difference")
    if _SIGNIFICANT.search(claim) and not _NOT_SIGNIFICANT.search(claim):
        if _NOT_SIGNIFICANT.search(text):
            doubt = bool(_SMALL_P.search(text))  # one result may have been significant, another not
            yield Finding(
                CHECK,
                "The statement found no significant difference.",
                Severity.UNDECIDED if doubt else Severity.CONFLICT,
                rule="significance of one" if doubt else "significance",
            )
        elif not _SIGNIFICANT.search(text) and not _SMALL_P.search(text):
            yield Finding(
                CHECK, "The statement does not call the difference significant.", rule="significance"
            )
