"""Cuts: where a text sets one thing beside another, and how strongly.

Why: "A with x, B with y" joins A to x. What parts two things more strongly than two others tells which belong
together; checks for things that have changed places measure by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from guardrails.checks.memo import remembered
from guardrails.reading import Reading

_CUT = re.compile(
    r"(?P<stop>\.\s)|(?P<hard>;|:\s|\b(?:but|whereas|while|against|unlike|although)\b)"
    r"|(?P<contrast>\b(?:v|vs|versus|than|compared with|compared to|instead of|rather than|alongside)\b\.?)"
    r"|(?P<comma>,\s|\s-\s)|(?P<and>\band\b|(?<!\()\bor\b(?!\s\d+\.\d\d)|\bthen\b|\s[/&+]\s)"
    r"|(?P<bracket>[()])"
)
STRENGTH = {"stop": 5.0, "hard": 4.0, "contrast": 3.0, "comma": 2.0, "and": 2.0, "bracket": 1.0}
ENCLOSED = 0.25
"""How much a cut inside a bracket counts, beside one outside: what is in a bracket belongs to the words
before it."""


@dataclass(slots=True)  # not frozen: a text has dozens
class Cut:
    """A sign or word that parts what stands before it from what follows."""

    start: int
    end: int
    sort: str
    """A key of STRENGTH."""
    word: str
    enclosed: bool
    """Whether it stands within a bracket."""


@remembered
def cuts(reading: Reading) -> tuple[Cut, ...]:
    """The cuts of a text in order. Takes time in proportion to its length."""
    found: list[Cut] = []
    depth = 0
    for match in _CUT.finditer(reading.lowered):
        sort = match.lastgroup or ""
        found.append(Cut(match.start(), match.end(), sort, match[0], depth > 0))
        if sort == "bracket":
            depth += 1 if match[0] == "(" else -1
    return tuple(found)
