"""Finds many phrases in a text at once, in time that grows with the text and not with the number of
phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

_TOKEN = re.compile(r"[^\W_]+(?:[-'/][^\W_]+)*|[<>≤≥±+]")
_PIECE = re.compile(r"[^\W_]+")
Meaning = TypeVar("Meaning")


Token = tuple[int, int, str]
"""Start, end and letters of a word."""


def tokens(lowered: str) -> list[Token]:
    """The words of a text in lower case."""
    return [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(lowered)]


@dataclass(slots=True)
class _Phrase(Generic[Meaning]):
    words: tuple[str, ...]
    meaning: Meaning


@dataclass(slots=True)
class _Entry(Generic[Meaning]):
    """The phrases that a word may begin, and those within it, with their places in it."""

    exact: tuple[_Phrase[Meaning], ...]
    open: tuple[_Phrase[Meaning], ...]
    pieces: tuple[tuple[int, int, _Phrase[Meaning]], ...]


_NOTHING: _Entry[Any] = _Entry((), (), ())
_REMEMBERED = 20_000
"""Words whose phrases are kept: far more than the field has."""


@dataclass(slots=True)
class Phrases(Generic[Meaning]):
    """Phrases with what they mean. A trailing * stands for any ending of the last word."""

    _exact: dict[str, list[_Phrase[Meaning]]] = field(default_factory=dict)
    _open: dict[str, list[_Phrase[Meaning]]] = field(default_factory=dict)
    _known: dict[str, _Entry[Meaning]] = field(default_factory=dict)

    def add(self, phrase: str, meaning: Meaning) -> None:
        self._known.clear()
        words = tuple(phrase.lower().split())
        first = words[0]
        if len(words) == 1 and first.endswith("*"):
            self._open.setdefault(first[:3].rstrip("*"), []).append(_Phrase((first[:-1],), meaning))
        else:
            self._exact.setdefault(first, []).append(_Phrase(words, meaning))

    def find(self, tokens: list[Token]) -> Iterator[tuple[int, int, Meaning]]:
        """Every phrase of a text in lower case, as (start, end, meaning), in order of its start."""
        known = self._known
        for place, (start, end, word) in enumerate(tokens):
            entry = known.get(word)
            if entry is None:
                entry = self._remember(word)
            if entry is _NOTHING:
                continue
            found = False
            for phrase in entry.exact:
                reached = self._reach(tokens, place, phrase.words)
                if reached:
                    found = True
                    yield start, reached, phrase.meaning
            for phrase in entry.open:
                found = True
                yield start, end, phrase.meaning
            if not found:
                yield from ((start + a, start + b, p.meaning) for a, b, p in entry.pieces)

    def _remember(self, word: str) -> _Entry[Meaning]:
        """What may begin with a word; kept, for most words of a text begin nothing."""
        exact, open_ = tuple(self._exact.get(word, ())), tuple(self._prefixed(word))
        pieces = () if word.isalnum() else tuple(self._pieces(word))
        entry = _Entry(exact, open_, pieces) if exact or open_ or pieces else _NOTHING
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[word] = entry
        return entry

    def _pieces(self, word: str) -> Iterator[tuple[int, int, _Phrase[Meaning]]]:
        """Phrases of one word that stand within a longer one: "low" in "low-dose"."""
        for match in _PIECE.finditer(word):
            piece = match.group()
            single = [p for p in self._exact.get(piece, ()) if len(p.words) == 1]
            yield from ((*match.span(), p) for p in (*single, *self._prefixed(piece)))

    def _prefixed(self, word: str) -> Iterable[_Phrase[Meaning]]:
        return (p for p in self._open.get(word[:3], ()) if word.startswith(p.words[0]))

    @staticmethod
    def _reach(tokens: list[Token], place: int, words: tuple[str, ...]) -> int:
        """Where the phrase ends, if it stands here; else 0."""
        if place + len(words) > len(tokens):
            return 0
        for offset, word in enumerate(words):
            there = tokens[place + offset][2]
            if there != word and not (word.endswith("*") and there.startswith(word[:-1])):
                return 0
        return tokens[place + len(words) - 1][1]
