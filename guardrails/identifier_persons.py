"""Whether a text is about a person at all: there less is enough for a strange word to be a name."""

from __future__ import annotations

import re
from enum import IntEnum


class Nearness(IntEnum):
    """How near a text is to one person."""

    NOBODY = 0
    PERSON = 1
    """It speaks of somebody: she, her sister, 34F."""
    NOTE = 2
    """It holds a number, an address or a date that is one person's."""


_PERSON = re.compile(
    r"\b(?:she|he|her|his|him|hers|pt|pts|my|i'm|wife|husband|mother|father|daughter|son|sister|brother|sibling"
    r"|partner|mom|mum|dad|aunt|uncle|cousin|twins?|donor|recipient"
    r"|\d{1,3}(?:-|\s)?(?:yo|y/o|y\.o\.|yr|y)\b|\d{1,3}[ -]years?[ -]old|\d{1,2}\s?[fm])\b",
    re.IGNORECASE,
)


def person(text: str) -> bool:
    """Whether the words speak of somebody."""
    return bool(_PERSON.search(text))
