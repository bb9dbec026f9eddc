"""Shorthand: what an abbreviation in the sentence stands for in the statements' own words.

Why: notes and tables write VKA for vitamin K antagonist, PEX for plasma exchange, Nov for November,
extrarenal for extra-renal, NS for a P value of 0.21. No list holds them all, and none is needed: the letters
begin the words of the statement. Letters that begin nothing there stand for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.number_words import SPELT
from guardrails.reading import Reading
from guardrails.units import Unit

SURE, LIKELY, LOOSE = 0.9, 0.8, 0.5
"""Strength of a ground for letters that begin several words, for a word cut short, and for a mere count."""
_SMALL = frozenset({"of", "the", "a", "an", "and", "for", "to", "in", "on", "with", "or", "by"})
_LETTERS = re.compile(r"[a-z0-9]+")
_CAPITALS = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z]s?|[A-Z]{2,6}s?")
_CUT = re.compile(r"[a-z]{3,5}\.?")
_LARGE_P = re.compile(
    r"\bp\s?=\s?0?\.(?:0[5-9]|[1-9])|\bnot significant|\bnon-?significant|\bdid not differ"
    r"|\bno (?:significant )?difference|\bsimilar"
)
_COUNTS = frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"})
_PORTION = re.compile(
    r"one in (?:two|three|four|five|six|seven|eight|nine|ten|\d+)|(?:third|quarter|fifth|sixth|tenth)s?"
    r"|hundred|thousand|twenty|dozen"
)
_TIMES = re.compile(r"x(\d{1,2})")
_WEIGHT = frozenset(
    {"gram", "grams", "milligram", "milligrams", "microgram", "micrograms", "mg", "kilogram", "kilograms"}
)
_CONTRACTED = re.compile(r"[a-z]+n't")
_DENIED = re.compile(
    r"\b(?:not|no|none|never|without|neither|nor|cannot|avoid\w*|contraindicat\w*|exclud\w*|un\w+)\b"
)
_LISTED = re.compile(r"[,;]|\b(?:and|or|v)\b")


@dataclass(frozen=True, slots=True)
class _Letters:
    """The words of a text as their letters."""

    words: tuple[tuple[str, int], ...]
    """Each word, small ones left out, with the place in the text where it begins."""
    solid: str
    """The text without hyphens."""


@remembered
def _letters(reading: Reading) -> _Letters:
    found = tuple((m[0], m.start()) for m in _LETTERS.finditer(reading.lowered) if m[0] not in _SMALL)
    return _Letters(found, reading.lowered.replace("-", ""))


def stands_for(unit: Unit, case: Case) -> tuple[tuple[int, int] | None, float]:
    """What an otherwise ungrounded word of the sentence stands for: the statement and the place in its text,
    where there is one, and how surely."""
    written = case.claim.text[unit.start : unit.end]
    word = unit.surface
    if len(word) == 1:
        return None, LOOSE
    for number, one in enumerate(case.cited):
        text = _letters(one.reading)
        if _CAPITALS.fullmatch(written):
            at = _initials(word.removesuffix("s") if written.endswith("s") else word, text)
            if at is not None:
                return (number, at), SURE
        if len(word) > 5 and word.replace("-", "") in text.solid:
            return None, LIKELY
        if _CUT.fullmatch(word):
            bare = word.rstrip(".")
            for other, at in text.words:
                if other.startswith(bare) and len(other) > len(bare) + 2:
                    return (number, at), LIKELY
    if _CONTRACTED.fullmatch(word) and _DENIED.search(case.text):
        return None, LIKELY
    if word in _WEIGHT and any(q.dimension.startswith("mass") for _, q in case.quantities()):
        return None, LIKELY
    times = _TIMES.fullmatch(word)
    if times and any(q.raw == float(times[1]) for _, q in case.quantities()):
        return None, LIKELY
    if _PORTION.fullmatch(word) and any(
        not q.dimension or q.dimension == "percent" for _, q in case.quantities()
    ):
        return None, LOOSE
    if word == "ns" and any(_LARGE_P.search(one.reading.lowered) for one in case.cited):
        return None, LIKELY
    if word in _COUNTS and word in SPELT and _LISTED.search(case.text):
        return None, LOOSE
    return None, 0.0


def _initials(letters: str, text: _Letters) -> int | None:
    """Where words begin whose first letters, one or more of each, spell the abbreviation."""
    words = text.words
    for place, (word, at) in enumerate(words):
        if word[0] == letters[0] and _spelt(
            letters, tuple(w for w, _ in words[place : place + len(letters)])
        ):
            return at
    return None


@lru_cache(maxsize=4096)
def _spelt(letters: str, words: tuple[str, ...]) -> bool:
    """Whether the words, from the first, spell the letters with their beginnings, at least two of them."""
    return _rest(letters, words, 0)


def _rest(letters: str, words: tuple[str, ...], used: int) -> bool:
    if not letters:
        return used >= 2
    if used == len(words):
        return False
    word = words[used]
    for size in range(1, min(3, len(letters)) + 1):
        if not word.startswith(letters[:size]):
            return False
        if _rest(letters[size:], words, used + 1):
            return True
    return False
