"""Where two texts differ, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORD: Final = re.compile(r"\S+\s*")
_LONGEST: Final = 4000
"""Words of a text that are compared; longer ones differ as a whole from there on."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of one text with the blanks after them: the same in the other, or only here."""

    text: str
    only_here: bool


def differences(first: Sequence[str], second: Sequence[str]) -> tuple[list[list[Run]], list[list[Run]]]:
    """For each sentence of both texts, its words in runs that the other text shares or lacks.

    The texts are compared as wholes, so that a sentence that moved is found where its neighbours moved too.
    """
    one, other = _words(first), _words(second)
    matcher = SequenceMatcher(
        None,
        [w.rstrip() for _, w in one[:_LONGEST]],
        [w.rstrip() for _, w in other[:_LONGEST]],
        autojunk=False,
    )
    shared_one, shared_other = set[int](), set[int]()
    for block in matcher.get_matching_blocks():
        shared_one.update(range(block.a, block.a + block.size))
        shared_other.update(range(block.b, block.b + block.size))
    return _runs(len(first), one, shared_one), _runs(len(second), other, shared_other)


def _words(sentences: Sequence[str]) -> list[tuple[int, str]]:
    return [(place, word) for place, text in enumerate(sentences) for word in _WORD.findall(text)]


def _runs(sentences: int, words: Sequence[tuple[int, str]], shared: set[int]) -> list[list[Run]]:
    found: list[list[tuple[list[str], bool]]] = [[] for _ in range(sentences)]
    for number, (place, word) in enumerate(words):
        only_here = number not in shared
        runs = found[place]
        if runs and runs[-1][1] == only_here:
            runs[-1][0].append(word)
        else:
            runs.append(([word], only_here))
    return [[Run("".join(texts), only) for texts, only in runs] for runs in found]
