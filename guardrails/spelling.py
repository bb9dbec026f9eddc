"""Misspelt words of medicine read as what they mean: "mycofenolate", "proteinurea", "neprhitis".

Only a word that is neither English nor medicine is mended, and only where one known word is close enough;
what is shown or stored stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from guardrails.lexicon import MentionKind
from guardrails.vocabulary import clinical, english, lexicon

_WORD = re.compile(r"(?<![\w.@/-])[A-Za-z]{5,24}(?![\w@/])")
_ONE, _TWO = 1, 2
_LONG = 9
"""Letters from which two slips are allowed; in a shorter word they make another word."""


def mended(text: str) -> str:
    """The text with misspelt medical words put right. Takes time in proportion to its unknown words."""
    return _WORD.sub(lambda match: _mended(match.group()), text)


def _mended(word: str) -> str:
    lowered = word.casefold()
    return word if _known(lowered) else _nearest(lowered) or word


def _known(word: str) -> bool:
    singular = word.removesuffix("s")
    return word in english() or word in clinical() or singular in english() or singular in clinical()


@cache
def _by_first_letters() -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for word in sorted(clinical()):
        if len(word) >= 5 and word.isalpha() and word.isascii():
            groups.setdefault(word[0], []).append(word)
    return {letter: tuple(words) for letter, words in groups.items()}


@cache
def _named() -> frozenset[str]:
    """Words of the lexicon: of several that are equally near, the one that names a concept is meant."""
    kinds: tuple[MentionKind, ...] = ("drug", "brand", "drug_class", "trial", "measure", "term", "population")
    concepts = (concept for kind in kinds for concept in lexicon().concepts(kind))
    return frozenset(
        word
        for concept in concepts
        for name in lexicon().surfaces(concept)
        for word in name.casefold().split()
    )


@lru_cache(maxsize=2048)
def _nearest(word: str) -> str | None:
    """The one medical word within reach that begins with the same letter; None where several or none do."""
    reach = _TWO if len(word) >= _LONG else _ONE
    best: list[str] = []
    for other in _by_first_letters().get(word[0], ()):
        if abs(len(other) - len(word)) > reach:
            continue
        slips = _slips(word, other, reach)
        if slips < reach:
            best, reach = [other], slips
        elif slips == reach:
            best.append(other)
    if len(best) > 1:
        best = [w for w in best if w in _named()] or best
    return best[0] if len({w.removesuffix("s") for w in best}) == 1 else None


def _slips(one: str, other: str, most: int) -> int:
    """Letters left out, put in, swapped or mistaken between two words; `most` + 1 where there are more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
