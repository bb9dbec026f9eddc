"""Addresses: streets with and without a number, post office boxes, postal codes, counties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.identifier_gazetteer import KIND, NAME, TOWN, proper, rules
from guardrails.types import Identifier
from guardrails.vocabulary import clinical

_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
_LINKS = frozenset({"y", "yr", "of", "the", "on", "upon", "le", "by", "in", "under"})
_ZIP = r"\d{5}(?:-\d{4})?"
_POSTCODES = re.compile(
    r"(?<![\w-])(?:[A-PR-UWYZ][A-HJ-Y]?\d[A-HJKPSTUW\d]?\s\d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d)(?![\w-])"
)
"""British and Canadian codes, which look like nothing else."""
_BOX = re.compile(
    r"\bP\.?\s?O\.?\s?Box\s\d{1,6}(?:,\s[A-Z][\w .'-]{1,30},?\s[A-Z]{2}(?:\s\d{5})?)?", re.IGNORECASE
)
_LOWER_STREET = re.compile(
    r"(?<![\w/.-])\d{2,6}\s(?:[a-z]{3,20}\s){1,2}"
    r"(?:street|avenue|ave|road|rd|lane|blvd|boulevard|drive|court)\b(?:,?\s(?:apt|unit)\s?\w{1,5})?"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    found = rules()
    region = rf"(?:{found.states}|{found.state_names})"
    unit_after = rf"(?:,?\s(?:{found.units}|#)\s?#?[\w-]{{1,8}})?"
    number = r"(?<![\w/.-])\d{1,6}(?:-\d{1,4}|[A-Za-z]|/\d{1,4})?,?\s"
    street = (
        r"(?:[NSEW]{1,2}\.?\s|North\s|South\s|East\s|West\s|Old\s)?"
        rf"(?:[A-Z\d][\w'’.-]{{0,25}}\s){{1,4}}?{found.streets}\b\.?(?:\s[NSEW]{{1,2}}\b)?"
    )
    tail = (
        rf"(?:,?\s{TOWN},?\s(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT)\s\d{{4}}\b"
        rf"|,?\s{{1,2}}{TOWN}?,?\s{region}(?:,?\s{_ZIP})?\b|,?\s{TOWN},?\s{_ZIP}\b"
        r"|,\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?(?=[\s,.;:?)]|$)"
        r"(?:,?\s[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|,?\s[A-Z]{2,3}\s\d{4}\b)?"
        rf"|,?\s{_ZIP}\b)?"
    )
    house = r"(?:(?:The|Old|New|Upper|Lower)\s)?(?:[A-Z][\w'’-]{2,20}\s){0,2}[A-Z][\w'’-]{2,20}"
    return (
        re.compile(number + street + unit_after + tail),
        _LOWER_STREET,
        _BOX,
        re.compile(
            rf"{house},\s(?:[A-Z][\w'’-]{{2,20}}\s){{1,2}}{found.unnumbered_streets}(?:,\s{NAME}?)?\b"
        ),
        *map(re.compile, found.foreign_streets),
    )


@cache
def _unit() -> re.Pattern[str]:
    """The flat before a house number."""
    return re.compile(rf"\b{rules().units}(?:\s?(?:No\.?\s?)?#?[\dA-Z][\dA-Z/-]{{0,5}},?)?\s$")


@cache
def _codes() -> re.Pattern[str]:
    value = r"\d{3,6}(?:-\d{3,4})?\*{0,2}|[A-Z]\d[A-Z\d]?\s?\d?[A-Z]{0,2}\d?"
    return re.compile(
        rf"\b{rules().code_cues}s?\b(?:\s?(?:is|:|=|#))?\s{{0,2}}(?P<value>{value})", re.IGNORECASE
    )


@cache
def _counties() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w'’-])(?P<place>[A-Z][\w'’-]{{1,30}}(?:\s[A-Z][\w'’-]{{1,30}})?)\s{rules().counties}\b"
    )


def _before(text: str, start: int) -> int:
    """Where the words of an address before a postal code begin: "Ty Gwyn, Heol y Bont, Llanrwst "."""
    first = start
    for word in reversed(list(_WORDS.finditer(text, max(0, start - 80), start))):
        if text[word.end() : first].strip(" ,"):
            break
        own = word.group()[0].isupper() and not word.group().isupper()
        if own and word.group().casefold() not in clinical():
            first = word.start()
        elif word.group() not in _LINKS:
            break
    return first


def find(text: str) -> Iterator[Identifier]:
    """Addresses and parts of them; they may overlap."""
    for pattern in _patterns():
        for match in pattern.finditer(text):
            unit = _unit().search(text, max(0, match.start() - 20), match.start())
            start = unit.start() if unit else match.start()
            yield Identifier(start, match.start() + len(match.group().rstrip(" ,")), KIND)
    for match in _POSTCODES.finditer(text):
        yield Identifier(_before(text, match.start()), match.end(), KIND)
    for match in _codes().finditer(text):
        yield Identifier(match.start("value"), match.end("value"), KIND)
    for match in _counties().finditer(text):
        if proper(match["place"]):
            yield Identifier(match.start(), match.end(), KIND)
