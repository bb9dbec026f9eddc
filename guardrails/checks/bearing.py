"""Bearing: whether numbers that stand beside a word of direction bear it out.

Why: "less frequent with A (6%) than with B (18%)" and "rose from 57% to 65%" are right by their own numbers,
whatever a statement says with the other word of something else.
"""

from __future__ import annotations

import re

from guardrails.reading import Reading

_UP = re.compile(
    r"(?:more|higher|greater|larger|longer|better|superior|commoner|increas|ris|rose|rais|grew|grow|climb|up)"
)
_DOWN = re.compile(
    r"(?:less|lower|fewer|smaller|shorter|worse|inferior|rarer|decreas|fall|fell|reduc|drop|declin|down|cut)"
)
_PAIR = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)\s?(%?)[^;\d]{0,60}?\b(?P<sign>than|v|vs|versus|against"
    r"|compared (?:with|to)|to)\b"
    r"[^;\d]{0,60}?(\d+(?:\.\d+)?)\s?(%?)"
)
_REACH = 90
"""Characters behind the word in which its numbers stand."""


def borne_out(reading: Reading, word: str, end: int, text: str) -> bool:
    """Whether two numbers behind a word stand in the order that it says, one close behind the other in the
    text of the statements too."""
    up, down = bool(_UP.match(word)), bool(_DOWN.match(word))
    if up is down or reading.lowered.endswith("or ", 0, end - len(word)):
        return False
    match = _PAIR.search(reading.lowered, end, end + _REACH + 60)
    if match is None or match.start() > end + _REACH or match[2] != match[5]:
        return False
    beside = (
        rf"(?<![\d.]){re.escape(match[1])}\s?%?[^;\d]{{0,40}}?(?<![\d.]){re.escape(match[4])}(?![\d]|\.\d)"
    )
    if not re.search(beside, text):
        return False
    first, second = float(match[1]), float(match[4])
    if match["sign"] == "to":
        first, second = second, first
    return first > second if up else first < second
