"""A sentence as the checks read it: words with their meaning and place, quantities, what is denied, what is
named.

Words of the field are read through the lexicon (MMF is mycophenolate), other words by stem and by the
groups of `rules/support/synonyms.yaml` (begin is start). A word is denied where a negation stands before it
in its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from Stemmer import Stemmer

from guardrails import quantities
from guardrails.lexicon import Lexicon
from guardrails.quantities import Quantity
from guardrails.rulefile import RULES, Rules, read

_FOLDER: Path = RULES / "support"
_WORD = re.compile(r"[a-z0-9]+(?:['/.-][a-z0-9]+)*", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[;:()]|,\s|\s-\s|\.\s|\b(?:but|whereas|while|although|though|and|or|which|so|because|than|v|vs)\b"
)
_REACH = 7
"""Words behind a negation that it may deny."""


class _Groups(Rules):
    groups: tuple[tuple[str, ...], ...]


class Modality(Rules):
    level: int
    words: tuple[str, ...]


class VerdictLead(Rules):
    words: tuple[str, ...]
    affirms: bool | None


class Language(Rules):
    """The force-carrying words of `rules/support/language.yaml`."""

    negation: tuple[str, ...]
    soft_negation: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]
    modality: tuple[Modality, ...]
    safety: tuple[str, ...]
    universal: tuple[str, ...]
    claims: tuple[str, ...]
    verdicts: tuple[VerdictLead, ...]
    stop: tuple[str, ...]


@dataclass(slots=True)  # not frozen: a text has dozens, and freezing takes five times as long
class Word:
    """A word or name of the text."""

    start: int
    end: int
    surface: str
    key: str
    """What it means: a lexicon concept, the head of a synonym group, or a stem."""
    kind: str
    """Kind of mention, or 'word'."""
    denied: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read."""

    text: str
    lowered: str
    words: tuple[Word, ...]
    quantities: tuple[Quantity, ...]
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What checks worked out from the text; lives as long as the reading."""

    def keys(self) -> frozenset[str]:
        """What its words mean."""
        known: frozenset[str] | None = self.memo.get("keys")
        if known is None:
            known = self.memo["keys"] = frozenset(w.key for w in self.words)
        return known

    def named(self, *kinds: str) -> frozenset[str]:
        """Concepts of these kinds that the text names."""
        known: frozenset[str] | None = self.memo.get(kinds)
        if known is None:
            known = self.memo[kinds] = frozenset(w.key for w in self.words if w.kind in kinds)
        return known


@cache
def language() -> Language:
    """The force-carrying words, read once."""
    return read("language", Language, _FOLDER)


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """A regular expression for a list of words, `*` standing for any ending."""
    parts = [re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?![\w])")


@cache
def _stop() -> frozenset[str]:
    return frozenset(language().stop)


@cache
def _negation() -> re.Pattern[str]:
    return pattern(w for w in language().negation if w not in language().soft_negation)


@cache
def _synonyms() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    exact: dict[str, str] = {}
    prefixes: list[tuple[str, str]] = []
    for group in read("synonyms", _Groups, _FOLDER).groups:
        head = group[0]
        for word in group[1:]:
            if word.endswith("*"):
                prefixes.append((word[:-1], head))
            else:
                exact.setdefault(word, head)
    prefixes.sort(key=lambda p: -len(p[0]))
    return exact, tuple(prefixes)


def read_text(text: str, lexicon: Lexicon, stemmer: Stemmer) -> Reading:
    """Read a sentence or statement. Takes time in proportion to its length."""
    plain = quantities.plain(text)
    lowered = plain.lower()
    mentions = lexicon.mentions(text)
    measured = quantities.find(text, mentions)
    cuts = [m.start() for m in _CLAUSE.finditer(lowered)]
    denials = [(m.end(), m.group()) for m in _negation().finditer(lowered)]
    taken: list[tuple[int, int, str, str, str]] = []
    for mention in mentions:
        if mention.kind != "term" or " " in mention.surface or mention.surface.isupper():
            taken.append((mention.start, mention.end, mention.concept, mention.kind, mention.surface))
    numbers = [(q.start, q.end) for q in measured]
    spans = sorted([(a, b) for a, b, *_ in taken] + numbers)
    place = 0
    stop = _stop()
    found = list(taken)
    for match in _WORD.finditer(lowered):
        while place < len(spans) and spans[place][1] <= match.start():
            place += 1
        if place < len(spans) and spans[place][0] < match.end():
            continue
        word = match.group()
        if word in stop or word.isdigit():
            continue
        found.append((match.start(), match.end(), meaning(word, stemmer), "word", word))
    found.sort(key=lambda f: (f[0], f[1]))
    return Reading(text, lowered, tuple(_words(found, cuts, denials)), measured)


def meaning(word: str, stemmer: Stemmer) -> str:
    """What a word of the common language stands for: the head of its synonym group, else its stem."""
    return close(word) or str(stemmer.stemWord(word))


@lru_cache(maxsize=65536)
def close(word: str) -> str | None:
    """The head of the group of close synonyms that a word stands in, where it stands in one."""
    exact, _ = _synonyms()
    return exact.get(word) or _by_prefix(word)


@cache
def _prefix_index() -> dict[str, tuple[tuple[str, str], ...]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for prefix, head in _synonyms()[1]:
        index.setdefault(prefix[:3], []).append((prefix, head))
    return {k: tuple(v) for k, v in index.items()}


def _by_prefix(word: str) -> str | None:
    for prefix, head in _prefix_index().get(word[:3], ()):
        if word.startswith(prefix):
            return head
    return None


def _words(
    found: Sequence[tuple[int, int, str, str, str]], cuts: Sequence[int], denials: Sequence[tuple[int, str]]
) -> Iterable[Word]:
    cut = denial = 0
    remaining = 0
    for start, end, key, kind, surface in found:
        while cut < len(cuts) and cuts[cut] <= start:
            cut += 1
            remaining = 0
        while denial < len(denials) and denials[denial][0] <= start:
            denial += 1
            remaining = _REACH
        yield Word(start, end, surface, key, kind, remaining > 0)
        remaining -= 1
