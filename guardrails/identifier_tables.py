"""Identifiers in tables: what the head of a column names, each row below it holds.

Tables are lines of cells parted by bars, tabs, semicolons or commas. rules/identifiers/tables.yaml holds
the heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.identifier_words import known
from guardrails.rulefile import Rules, read
from guardrails.types import Identifier

_PARTS = ("|", "\t", ";", ",")
_RULE = re.compile(r"[\s|:+=-]*")
_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,3}")
_LONGEST = 60


class _Tables(Rules):
    columns: dict[str, tuple[str, ...]]
    digits: frozenset[str]


@cache
def _heads() -> dict[str, str]:
    return {
        head: kind for kind, heads in read("identifiers/tables", _Tables).columns.items() for head in heads
    }


@cache
def _numbered() -> frozenset[str]:
    return read("identifiers/tables", _Tables).digits


def find(text: str) -> Iterator[Identifier]:
    """Cells of tables that name a person; they may overlap with what other searches find."""
    if "\n" not in text:
        return
    kinds: list[str | None] = []
    part = ""
    start = 0
    for line in text.split("\n"):
        if part and (part not in line or len(_cells(line, part)) != len(kinds)):
            if not _RULE.fullmatch(line):
                part = ""
        elif part and not _RULE.fullmatch(line):
            yield from _row(line, start, part, kinds)
        if not part:
            part, kinds = _head(line)
        start += len(line) + 1


def _head(line: str) -> tuple[str, list[str | None]]:
    """The mark between the cells of a head and what each column holds; an empty mark where it is none."""
    for part in _PARTS:
        if part not in line:
            continue
        kinds = [
            _heads().get(" ".join(line[a:b].casefold().replace(".", " ").split()))
            for a, b in _cells(line, part)
        ]
        named = sum(k is not None for k in kinds)
        if named >= 2 or (named and part in "|\t" and len(kinds) > 1):
            return part, kinds
    return "", []


def _cells(line: str, part: str) -> list[tuple[int, int]]:
    """Start and end of each cell, without the blanks around it."""
    cells = []
    place = 0
    for cell in line.split(part):
        left = len(cell) - len(cell.lstrip())
        cells.append((place + left, place + max(left, len(cell.rstrip()))))
        place += len(cell) + 1
    return cells


def _row(line: str, start: int, part: str, kinds: list[str | None]) -> Iterator[Identifier]:
    for (a, b), kind in zip(_cells(line, part), kinds, strict=True):
        cell = line[a:b]
        if kind is None or not 1 < len(cell) <= _LONGEST:
            continue
        if kind in _numbered():
            if any(c.isdigit() for c in cell) and not _YEAR.fullmatch(cell):
                yield Identifier(start + a, start + b, kind)
            continue
        words = re.findall(r"[^\W\d_]+", cell.casefold())
        if words and (kind == "geo" or not any(c.isdigit() for c in cell)) and not all(map(known, words)):
            yield Identifier(start + a, start + b, kind)
