"""What is known of places: rules/identifiers/places.yaml, and whether a word may be a place at all."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from guardrails.identifier_words import Strength, known, strength_of
from guardrails.rulefile import Rules, read
from guardrails.vocabulary import listed as words

KIND = "geo"
_STROKES = str.maketrans("łøđıß", "lodis")
_CAPITAL = "[A-ZÀ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŸŹŻŽȘȚẞ]"
PROPER = rf"{_CAPITAL}[\w'’.-]{{0,25}}"
TOWN = rf"{PROPER}(?:[ -](?:{PROPER}|(?:on|upon|de|del|la|le|of|the)\b)){{0,3}}"
NAME = rf"{_CAPITAL}[\w'’-]{{2,25}}(?:\s{_CAPITAL}[\w'’-]{{2,25}})"
"""A word of a name in a street, a town or an institution, and a second one."""


class PlaceRules(Rules):
    """rules/identifiers/places.yaml."""

    streets: str
    foreign_streets: tuple[str, ...]
    unnumbered_streets: str
    units: str
    counties: str
    code_cues: str
    states: str
    state_names: str
    ambiguous_states: frozenset[str]
    titles_like_states: frozenset[str]
    cues: str
    parts: frozenset[str]
    sure_parts: frozenset[str]
    facilities: str
    foreign_facilities: str
    facility_parts: frozenset[str]
    public_facilities: frozenset[str]
    cities: str
    after_city: frozenset[str]
    studied: str
    congress: str


@cache
def rules() -> PlaceRules:
    """The rules, loaded once."""
    return read("identifiers/places", PlaceRules)


@cache
def cities() -> frozenset[str]:
    """Listed cities, lower case, words joined by hyphens."""
    return frozenset(rules().cities.split()) | words("towns")


@cache
def region() -> re.Pattern[str]:
    """A state or a country, which alone is nobody's."""
    return re.compile(rf"(?:{rules().states}|{rules().state_names})")


def listed(place: str) -> bool:
    """Whether a place is a listed city."""
    low = place.casefold().replace(" ", "-")
    return low in cities() or (not low.isascii() and _plain(low) in cities())


def _plain(low: str) -> str:
    """A word without accents: "wrocław" as "wroclaw"."""
    return "".join(c for c in unicodedata.normalize("NFKD", low.translate(_STROKES)) if c.isascii())


def proper(words: str) -> bool:
    """Whether the last word of a place is none of English or of medicine."""
    last = words.split()[-1].strip(".,'’").casefold() if words.split() else ""
    last = last.removesuffix("'s").removesuffix("’s")
    if last in cities() and not known(last):
        return True
    return len(last) > 2 and strength_of(last) >= Strength.UNKNOWN and not known(last)
