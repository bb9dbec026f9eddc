"""Turned order: whether two things that seem to have changed places also stand the other way round in the
statement.

Why: whoever exchanges two things turns their order round, since the rest stays where it was. A restatement
that begins with the second thing takes along what is said of it; then nothing speaks for an exchange. Where
both are so, the word of one neighbour is enough, if hardly any speaks against it.
"""

from __future__ import annotations

import re

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading

_MORE = re.compile(
    r"\b(?:more|higher|greater|better|superior|longer|most|highest|best|rais\w*|rose|increas\w*|prefer\w*"
    r"|favou?r\w*|over|above|outperform\w*|beat|exceed\w*|ahead|larger|stronger|stricter|faster|earlier"
    r"|improv\w*|sooner)\b"
)
_LESS = re.compile(
    r"\b(?:less|fewer|lower\w*|worse|inferior|shorter|least|fewest|lowest|worst|reduc\w*|decreas\w*|fell"
    r"|below|under|smaller|weaker|slower|later|seldom|rarely|cut)\b"
)
_DENIES = re.compile(r"\b(?:not|no|never|without|neither|nor|unlike|except)\b|n't\b")
_GROUNDED = 0.5
"""Strength from which a word of the sentence has a ground."""


def turned(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether the statement has two things in the other order than the sentence, by their places."""
    return min(one) > min(other) and min(one) // NEXT == min(other) // NEXT


def apart_in_sources(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two things stand in different statements."""
    return min(one) // NEXT != min(other) // NEXT


def same_measure(case: Case, found: Grounds, one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether a comparison and the part of the statement that has both things say the same of more and
    less: "worse for A than B" may stand for "better for B than A"."""
    place = min(one) // NEXT
    first, last = sorted((found.unit(min(one)).part, found.unit(min(other)).part))
    within = [u for u in found.texts[place].row if first <= u.part <= last]
    text = case.cited[place].reading.lowered[within[0].start : within[-1].end]
    return _measure(case.claim.lowered) == _measure(text)


def _measure(text: str) -> tuple[bool, bool]:
    return bool(_MORE.search(text)), bool(_LESS.search(text))


@remembered
def denies(reading: Reading) -> bool:
    """Whether a text denies anything."""
    return bool(_DENIES.search(reading.lowered))


def all_grounded(found: Grounds) -> bool:
    """Whether every word of the sentence that carries a claim has a ground in the statements."""
    return all(found.strength[place] >= _GROUNDED for place in found.claim.content)
