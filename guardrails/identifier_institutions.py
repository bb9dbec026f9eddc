"""Institutions with a name of their own: a hospital, a school, a care home, and the town after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.identifier_gazetteer import KIND, NAME, PROPER, proper, region, rules
from guardrails.identifier_words import geography
from guardrails.types import Identifier
from guardrails.vocabulary import clinical

_TOWN = re.compile(rf"(?:,\s|,?\sin\s|\s-\s|\s\()(?P<place>{NAME}?)(?=[\s,.;:)]|$)")
_WORD = re.compile(r"[\w'’-]+")
_AT = re.compile(
    r"\b(?:at|to|from|of|in|by|near) (?:the )?$|\b(?:[Ww]ard|[Uu]nit|[Bb]ay|[Ff]loor|[Dd]ept) \w{1,4},? $"
)
_SMALL = frozenset({"of", "the", "and", "de", "del", "la", "for", "s"})


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = rules()
    return (
        re.compile(
            rf"\b(?P<name>(?:(?:St|Mt|Ft)\.\s)?(?:{PROPER}\s){{1,4}}?){found.facilities}\b"
            rf"(?:\s(?:of|for)\s{PROPER})?"
        ),
        re.compile(
            rf"\b{found.foreign_facilities}"
            r"(?:\s(?:de|del|de la|de los|da|do|dos|di|della|du|des|im|am|St\.|San|Santa|Sant)){0,2}"
            rf"\s{NAME}{{0,2}}"
        ),
    )


def find(text: str) -> Iterator[Identifier]:
    """Named institutions and the towns after them; they may overlap."""
    english, foreign = _patterns()
    for match in english.finditer(text):
        start = _start(match["name"])
        if start is None and _AT.search(text, max(0, match.start() - 20), match.start()):
            start = _plain(match["name"])
        if start is not None:
            yield Identifier(match.start("name") + start, match.end(), KIND)
            yield from _town(text, match.end())
    for match in foreign.finditer(text):
        if proper(match.group()) or proper(match.group().split()[1]):
            yield Identifier(match.start(), match.end(), KIND)
            yield from _town(text, match.end())


def _start(name: str) -> int | None:
    """Where the name begins: at the first word of no kind, or at the saint before it."""
    words = list(_WORD.finditer(name))
    own = [
        i
        for i, w in enumerate(words)
        if w.group()[0].isupper()
        and w.group().casefold() not in rules().public_facilities
        and proper(w.group())
    ]
    if not own:
        return None
    start = own[0]
    if not all(w.group()[0].isupper() or w.group() in _SMALL for w in words[start:]):
        return None
    while start and words[start - 1].group() in rules().facility_parts:
        start -= 1
    return words[start].start()


def _plain(name: str) -> int | None:
    """Where a name of English words begins: "Maple Leaf Rehab"."""
    words = list(_WORD.finditer(name))
    own = all(
        w.group()[0].isupper()
        and w.group().casefold() not in clinical()
        and w.group().casefold() not in rules().public_facilities
        and w.group().casefold() not in geography()
        for w in words
    )
    return 0 if words and own else None


def _town(text: str, end: int) -> Iterator[Identifier]:
    town = _TOWN.match(text, end)
    if town and proper(town["place"]) and not region().fullmatch(town["place"]):
        yield Identifier(town.start("place"), town.end("place"), KIND)
