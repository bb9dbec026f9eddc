"""Finds many phrases in a text at once, in time that grows with the text and not with the number of
phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

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
class Phrases(Generic[Meaning]):
    """Phrases with what they mean. A trailing * stands for any ending of the last word."""

    _exact: dict[str, list[_Phrase[Meaning]]] = field(default_factory=dict)
    _open: dict[str, list[_Phrase[Meaning]]] = field(default_factory=dict)

    def add(self, phrase: str, meaning: Meaning) -> None:
        words = tuple(phrase.lower().split())
        first = words[0]
        if len(words) == 1 and first.endswith("*"):
            self._open.setdefault(first[:3].rstrip("*"), []).append(_Phrase((first[:-1],), meaning))
        else:
            self._exact.setdefault(first, []).append(_Phrase(words, meaning))

    def find(self, tokens: list[Token]) -> Iterator[tuple[int, int, Meaning]]:
        """Every phrase of a text in lower case, as (start, end, meaning), in order of its start."""
        for place, (start, end, word) in enumerate(tokens):
            found = False
            for phrase in self._exact.get(word, ()):
                reached = self._reach(tokens, place, phrase.words)
                if reached:
                    found = True
                    yield start, reached, phrase.meaning
            for phrase in self._prefixed(word):
                found = True
                yield start, end, phrase.meaning
            if not found and not word.isalnum():
                for piece in _PIECE.finditer(word):
                    yield from (
                        (start + piece.start(), start + piece.end(), p.meaning)
                        for p in self._single(piece.group())
                    )

    def _single(self, word: str) -> Iterable[_Phrase[Meaning]]:
        yield from (p for p in self._exact.get(word, ()) if len(p.words) == 1)
        yield from self._prefixed(word)

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
