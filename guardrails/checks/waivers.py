"""Waivers: "without steroids", "and no biopsy", where the statement has the thing and denies nothing.

Why: a treatment that is given with another, or a condition that must be met, is told as if it were free of
it; every name and number stands in the statement. Where no cited statement has a word that denies or leaves
out, what the sentence does without was put in. Where a statement denies something else, it is
only suspicious.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "waivers"
_WITHOUT = re.compile(
    r"\b(?:without|with no|in the absence of|and no|but no)\b"
    r"(?!\s?(?:[,.;:()]|$|(?:in|on|at|for|to|and|or|being)\b))"
    r"(?!(?:\s\w+){0,2}\s(?:delay|waiting|wait|need|loss|changes?|difference|doubt|significan\w*|such|exception|further"
    r"|undue|help|benefit|effect|trouble|gap|known|risk)\b)"
)
"""What is done without a thing. "Without delay" and the like say how, not without what."""
_AGAIN = re.compile(
    r"\b(?:not|no|never|nobody|cannot|none|nor|neither|fail\w*|avoid\w*|contraindic\w*|against"
    r"|with or without|without|except|stop\w*|than|unlike|only)\b|n't\b"
)
"""Another denial or comparison in the sentence, which may turn the first round."""
_DENIES = re.compile(
    r"\b(?:no|not|without|non-?\w*|free|absen\w*|lack\w*|naive|neither|nor|none|never|except|unless"
    r"|other than|rather|instead|exclud\w*|avoid\w*|stop\w*|withdr\w*|withh\w*|off|discontin\w*|cannot"
    r"|replac\w*|only|alone|leav\w*|left|suspend\w*|omit\w*|optional|held|hold|over|prefer\w*|remov\w*"
    r"|drop\w*|monotherapy|less|before|spar\w*|end\w*|inactiv\w*|otherwise|delay\w*|un\w+|a?normal|v|vs|versus|none|sub-\w+|preserv\w*)\b|n't\b"
)
_WHATEVER = re.compile(
    r"\b(?:whether|or not|regardless|irrespective|whatever|including|with or without|even)\b"
)
"""By which a statement itself may say that a condition does not matter."""
_BEFORE, _BEHIND = 60, 40
"""Letters beside a word of the statement within which a denial may reach it."""
_FAR = 20
"""Letters between "without" and the word that it denies."""
_GROUNDED = 0.6
_WORDS = 2
_NAMED = 4
"""Words of content behind "even if" that are looked at."""
_MOST = 0.5
"""Share of them that an exception of the statement must hold."""


_WITH = re.compile(
    r"\b(?:with|plus|and|on|receiving|given|after|taking|requir\w*|needs?|must|both|together|by|from|for)"
    r"\s(?:[\w-]+\s){0,3}$"
)
_OVERRIDES = re.compile(
    r"\b(?P<plain>even (?:if|when|where|in|with|after|during|before|though|under|at|by|for|while)|even"
    r"|whatever|whichever|regardless(?: of)?|irrespective(?: of)?|no matter|including)\b|\b\w+,? or not\b"
    r"|\b(?P<all>without exception|no exceptions?)\b"
)
"""What says that a condition does not matter."""
_EXCEPTION = re.compile(
    r"\b(?:unless|except(?:ing|ions?)?|provided|other than|excluding|excluded?|excludes|as long as|but not"
    r"|and not|not in|not for|only (?:if|when|where|in|after|for|with|once)|outside|apart from)\b[^;.]{3,90}"
)
"""A condition or exception of a statement."""


def check(case: Case) -> Iterator[Finding]:
    yield from _waived(case)
    match = _OVERRIDES.search(case.claim.lowered)
    if match is not None:
        yield from _overridden(case, match)


@remembered
def _exceptions(reading: Reading) -> list[tuple[int, int]]:
    """Where a text sets a condition or makes an exception."""
    return [match.span() for match in _EXCEPTION.finditer(reading.lowered)]


def _overridden(case: Case, match: re.Match[str]) -> Iterator[Finding]:
    """ "Contraindicated or not", "even if other organs are involved", where the statement makes just this
    exception.
    """
    spans = [(number, span) for number, one in enumerate(case.cited) for span in _exceptions(one.reading)]
    if not spans or any(_WHATEVER.search(one.reading.lowered) for one in case.cited):
        return
    found = grounds(case)
    row = found.claim.row
    if match["plain"]:
        named = [place for place in found.claim.content if row[place].start >= match.end()]
        named = [place for place in named if row[place].piece == row[named[0]].piece][:_NAMED]
    else:
        named = [
            p for p in found.claim.content if match.start() <= row[p].start and row[p].end <= match.end()
        ]
    for number, (low, high) in spans:
        held = sum(
            any(hit // NEXT == number and low <= found.unit(hit).start < high for hit in found.hits[place])
            for place in named
        )
        if match["all"] or (named and held >= _MOST * len(named)):
            message = f"The sentence says “{match[0]}”; the cited statement makes just this exception."
            yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="overridden")
            return


def _waived(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    match = _WITHOUT.search(claim)
    if match is None or _AGAIN.search(claim, match.end()) or _AGAIN.search(claim, 0, match.start()):
        return
    denying = any(_deny(one.reading) for one in case.cited)
    found = grounds(case)
    thing = _thing(found, match.end())
    if not thing or (denying and any(_denied(case, found, place) for place in thing)):
        return
    sure = not denying or (len(thing) == _WORDS and any(_joined(case, found, place) for place in thing))
    named = claim[found.claim.row[thing[0]].start : found.claim.row[thing[-1]].end]
    yield Finding(
        CHECK,
        f"The sentence does without “{named}”, which the cited statement has.",
        Severity.CONFLICT if sure else Severity.UNDECIDED,
        match.start(),
        found.claim.row[thing[-1]].end,
        rule="waived" if sure else "waived perhaps",
    )


@remembered
def _deny(reading: Reading) -> bool:
    return _DENIES.search(reading.lowered) is not None


def _thing(found: Grounds, start: int) -> list[int]:
    """What stands behind the denial, where a statement has all of it."""
    row = found.claim.row
    behind = [place for place in found.claim.content if row[place].start >= start]
    if not behind or row[behind[0]].start - start > _FAR:
        return []
    near = [place for place in behind if row[place].piece == row[behind[0]].piece][:_WORDS]
    held = all(found.strength[place] >= _GROUNDED and found.hits[place] for place in near)
    return near if held else []


def _joined(case: Case, found: Grounds, place: int) -> bool:
    """Whether a statement has the word behind "with", "on" or "requires"."""
    for hit in found.hits[place]:
        start = found.unit(hit).start
        if _WITH.search(case.cited[hit // NEXT].reading.lowered, max(0, start - _BEFORE), start):
            return True
    return False


def _denied(case: Case, found: Grounds, place: int) -> bool:
    """Whether a statement may deny the word wherever it has it."""
    for hit in found.hits[place]:
        unit, text = found.unit(hit), case.cited[hit // NEXT].reading.lowered
        if _DENIES.search(text, max(0, unit.start - _BEFORE), min(len(text), unit.end + _BEHIND)):
            return True
    return False
