"""A text as a row of units: names, numbers and words, each with what it can stand for, its part of the
sentence, and whether it is denied.

Where `reading.py` gives the checks the content words of a text, this keeps every word, so that the small ones
that turn a meaning round (not, until, only, than) stand in their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from guardrails.checks.memo import remembered
from guardrails.meanings import Meaning, meaning, phrase_at
from guardrails.quantities import Quantity
from guardrails.reading import Reading, close

_TOKEN = re.compile(r"[a-z0-9]+(?:['.-][a-z0-9]+)*|[;:(),.]")
_STRONG = frozenset(
    {";", ":", ".", "but", "whereas", "while", "although", "though", "which", "so", "because"}
)
_SOFT = frozenset({",", "(", ")", "and"})
_CARRIED = frozenset({"and", "(", ")"})
"""Marks across which a denial reaches."""
_REACH = 3
"""Units behind a denying word that it denies."""
ROOT = 4
"""Letters of a stem by which derivations are looked up."""
_SORTS = {
    "drug": "arm",
    "brand": "arm",
    "drug_class": "arm",
    "trial": "trial",
    "body": "body",
    "population": "population",
    "class": "class",
    "route": "route",
    "code": "code",
    "frequency": "frequency",
    "measure": "finding",
    "term": "finding",
}
_ARMS = frozenset({"placebo", "control", "controls", "comparator"})


@dataclass(slots=True)  # not frozen: a text has dozens, and freezing takes five times as long
class Unit:
    """A name, number, word or phrase in its place."""

    start: int
    end: int
    surface: str
    kind: str
    """Kind of mention, 'number' or 'word'."""
    key: str
    """A concept, a stem, or the number."""
    meaning: Meaning
    part: int
    """Number of the part of the text between strong marks."""
    piece: int
    """Number of the finer part, between commas and joining words too."""
    denied: bool
    content: bool
    """Whether it carries a claim."""
    quantity: Quantity | None = None
    close: str = ""
    """Head of its group of close synonyms, marked by a star; '' for none."""

    @property
    def sort(self) -> str:
        """The sort of thing that it names, of which one may be put for another; '' where it names none."""
        if self.quantity is not None:
            return f"number {self.quantity.dimension}"
        if self.surface in _ARMS:
            return "arm"
        return _SORTS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Row:
    """The units of a text in order, and the places of those that carry a claim."""

    row: tuple[Unit, ...]
    content: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Units(Row):
    """The units of a text, and their places by what they can stand for."""

    by_key: dict[str, tuple[int, ...]]
    by_root: dict[str, tuple[str, ...]]
    """Keys of words by the beginning of their stem."""
    by_sense: dict[int, tuple[int, ...]]
    by_axis: dict[int, tuple[int, ...]]
    by_sort: dict[str, tuple[int, ...]]


@remembered
def row_of(reading: Reading) -> Row:
    """The units of a text in order. Takes time in proportion to its length."""
    row = tuple(_row(reading))
    return Row(row, tuple(place for place, unit in enumerate(row) if unit.content))


@remembered
def units(reading: Reading) -> Units:
    """The units of a text, ready to be looked up. Takes time in proportion to its length."""
    plain = row_of(reading)
    keys: dict[str, list[int]] = {}
    roots: dict[str, dict[str, None]] = {}
    senses: dict[int, list[int]] = {}
    directions: dict[int, list[int]] = {}
    sorts: dict[str, list[int]] = {}
    for place, unit in enumerate(plain.row):
        keys.setdefault(unit.key, []).append(place)
        if unit.kind == "word":
            roots.setdefault(unit.key[:ROOT], {})[unit.key] = None
        if unit.close:
            keys.setdefault(unit.close, []).append(place)
        for sense in unit.meaning.senses:
            senses.setdefault(sense, []).append(place)
        for axis, _ in unit.meaning.axes:
            directions.setdefault(axis, []).append(place)
        if unit.sort:
            sorts.setdefault(unit.sort, []).append(place)
    return Units(
        plain.row,
        plain.content,
        {k: tuple(v) for k, v in keys.items()},
        {k: tuple(v) for k, v in roots.items()},
        {k: tuple(v) for k, v in senses.items()},
        {k: tuple(v) for k, v in directions.items()},
        {k: tuple(v) for k, v in sorts.items()},
    )


_Span = tuple[int, int, str, str, Quantity | None]


def _spans(reading: Reading) -> list[_Span]:
    """Names and numbers, in order."""
    found: list[_Span] = [(w.start, w.end, w.kind, w.key, None) for w in reading.words if w.kind != "word"]
    seen: set[int] = set()
    for quantity in reading.quantities:
        if quantity.start not in seen and not quantity.derived:
            seen.add(quantity.start)
            key = f"{quantity.low:g} {quantity.dimension}"
            found.append((quantity.start, quantity.end, "number", key, quantity))
    return sorted(found, key=lambda s: (s[0], -s[1]))


def _row(reading: Reading) -> list[Unit]:
    text = reading.lowered
    spans = _spans(reading)
    tokens = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
    words = [t[2] for t in tokens]
    row: list[Unit] = []
    part = piece = place = at = denied = 0
    while at < len(tokens):
        start, end, word = tokens[at]
        while place < len(spans) and spans[place][1] <= start:
            place += 1
        if place < len(spans) and spans[place][0] < end:
            reach = spans[place][1]
            while place < len(spans) and spans[place][0] < reach:
                a, b, kind, key, quantity = spans[place]
                surface = text[a:b]
                row.append(
                    Unit(a, b, surface, kind, key, _of_name(surface), part, piece, denied > 0, True, quantity)
                )
                place += 1
            denied = max(0, denied - 1)
            while at < len(tokens) and tokens[at][0] < reach:
                at += 1
        elif word in _STRONG or word in _SOFT:
            part += word in _STRONG
            piece += 1
            denied = denied if word in _CARRIED else 0
            if word.isalpha():
                found = meaning(word)
                row.append(Unit(start, end, word, "word", word, found, part, piece, False, not found.light))
            at += 1
        else:
            size, found = phrase_at(words, at) or (1, meaning(word))
            end = tokens[at + size - 1][1]
            near = _close(word) if size == 1 else ""
            row.append(
                Unit(
                    start,
                    end,
                    text[start:end],
                    "word",
                    found.stem,
                    found,
                    part,
                    piece,
                    denied > 0,
                    not found.light,
                    None,
                    near,
                )
            )
            if found.denies:
                denied = _REACH
            elif not found.light:
                denied = max(0, denied - 1)
            at += size
    return row


@lru_cache(maxsize=65536)
def _of_name(surface: str) -> Meaning:
    """What a name can stand for: one of several words, what they mean as a phrase."""
    if " " in surface:
        words = surface.split()
        found = phrase_at(words, 0)
        if found is not None and found[0] == len(words):
            return found[1]
    return meaning(surface)


@lru_cache(maxsize=65536)
def _close(word: str) -> str:
    head = close(word)
    return f"*{head}" if head else ""
