"""The answer is in English, the language of the statements: nothing else can be verified against them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Finding

CHECK = "language"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class _Language(Rules):
    english: frozenset[str]
    other: frozenset[str]
    shortest: int
    other_letters: float


@cache
def _rules() -> _Language:
    return read("language", _Language)


def _foreign(letter: str) -> bool:
    """A letter of another script. Greek stays: α, β, γ, µ are medical signs."""
    return not (
        letter.isascii() or unicodedata.name(letter, "").startswith(("LATIN", "GREEK", "MICRO", "MODIFIER"))
    )


def _share_of_other_letters(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(map(_foreign, letters)) / max(1, len(letters))


def findings(text: str) -> list[Finding]:
    """Whether a sentence is in another language than English."""
    rules = _rules()
    if not text.isascii() and _share_of_other_letters(text) >= rules.other_letters:
        return [Finding(CHECK, "The sentence is not written in English.", rule="script")]
    words = [w.casefold() for w in _WORD.findall(text)]
    other = sum(w in rules.other for w in words)
    if len(words) >= rules.shortest and other >= 2 and other > 2 * sum(w in rules.english for w in words):
        return [Finding(CHECK, "The sentence is not written in English.", rule="words")]
    return []
