"""How hard a text is to read: the Flesch-Kincaid grade, reported for what patients read."""

from __future__ import annotations

import functools
import re

from guardrails.sentences import split

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouylscxz]es)$")


@functools.lru_cache(maxsize=4096)
def grade(text: str) -> float:
    """Flesch-Kincaid grade level (US school years): 0.39 words a sentence + 11.8 syllables a word - 15.59.

    Kincaid and others, 1975. 0 for a text without words. Syllables are counted by groups of vowels, so a
    single word may be off by one; over an answer the error is well below half a grade.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(split(text)))
    counted = sum(syllables(word) for word in words)
    return round(0.39 * len(words) / sentences + 11.8 * counted / len(words) - 15.59, 1)


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; at least one."""
    lowered = word.lower()
    return max(1, len(_VOWELS.findall(lowered)) - bool(_SILENT.search(lowered)))
