"""What an ordinary word can stand for: the groups of `rules/support/meanings.yaml`, the directions of
`rules/support/axes.yaml`, and whether it carries a claim at all.

Two words may stand for one another where they share a group, a stem, or a derivation (treat, treatment).
British and American spellings read alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from Stemmer import Stemmer

from guardrails.rulefile import RULES, Rules, read

_FOLDER: Path = RULES / "support"
_KEPT = 65536
"""Words whose meaning is kept: many times the language of a clinic."""


class _Broader(Rules):
    word: str
    covers: str


class _Meanings(Rules):
    groups: tuple[str, ...]
    broader: tuple[_Broader, ...]
    light: str


class Axis(Rules):
    """A pair of directions."""

    name: str
    turns: bool
    """Whether a denial before a word turns its direction round."""
    plus: str
    minus: str


class _Axes(Rules):
    axes: tuple[Axis, ...]
    denials: str
    undenied: str
    limits: str
    boasts: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or phrase can stand for."""

    stem: str
    senses: frozenset[int]
    """Groups whose words may stand for it."""
    axes: tuple[tuple[int, int], ...]
    """Directions it takes: number of the axis, and +1 or -1."""
    light: bool
    """It carries no claim of its own."""
    denies: bool
    limits: bool
    boasts: bool


_AXIS = 5000
"""Marks below are groups. From here on they are axes: 5000 + 2 x number, and one more for the minus side."""
_UNDENIED, _DENIES, _LIMITS, _BOASTS, _LIGHT = 9001, 9002, 9003, 9004, 9005


@dataclass(frozen=True, slots=True)
class _Listed:
    """Where words are listed: whole words, beginnings of words, and phrases by their first word."""

    exact: dict[str, tuple[int, ...]]
    prefixes: dict[str, tuple[tuple[str, tuple[int, ...]], ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], bool, tuple[int, ...]], ...]]

    def of(self, word: str) -> tuple[int, ...]:
        found = self.exact.get(word, ())
        for prefix, marks in self.prefixes.get(word[:3], ()):
            if word.startswith(prefix):
                found += marks
        return found


def _list(named: Sequence[tuple[int, str]]) -> _Listed:
    exact: dict[str, list[int]] = {}
    prefixes: dict[str, dict[str, list[int]]] = {}
    phrases: dict[str, dict[tuple[tuple[str, ...], bool], list[int]]] = {}
    for mark, words in named:
        for word in words.split():
            bare = word.removesuffix("*")
            if "_" in bare:
                parts = tuple(bare.split("_"))
                phrases.setdefault(parts[0], {}).setdefault((parts, word != bare), []).append(mark)
            elif word != bare:
                prefixes.setdefault(bare[:3], {}).setdefault(bare, []).append(mark)
            else:
                exact.setdefault(bare, []).append(mark)
    return _Listed(
        {word: tuple(marks) for word, marks in exact.items()},
        {key: tuple((p, tuple(m)) for p, m in found.items()) for key, found in prefixes.items()},
        {
            first: tuple(
                (parts, is_open, tuple(marks))
                for (parts, is_open), marks in sorted(found.items(), key=lambda f: -len(f[0][0]))
            )
            for first, found in phrases.items()
        },
    )


@cache
def _rules() -> tuple[_Meanings, _Axes]:
    return read("meanings", _Meanings, _FOLDER), read("axes", _Axes, _FOLDER)


@cache
def _vocabulary() -> _Listed:
    meanings, axes = _rules()
    listed = list(enumerate(meanings.groups))
    for number, axis in enumerate(axes.axes):
        listed += [(_AXIS + 2 * number, axis.plus), (_AXIS + 2 * number + 1, axis.minus)]
    listed += [(_UNDENIED, axes.undenied), (_DENIES, axes.denials), (_LIMITS, axes.limits)]
    return _list([*listed, (_BOASTS, axes.boasts), (_LIGHT, meanings.light)])


def load() -> None:
    """Read the rules now rather than with the first sentence. Raises RuleError for a wrong file."""
    _vocabulary()
    _covered()


@cache
def axes() -> tuple[Axis, ...]:
    """The axes, in the order of their numbers."""
    return _rules()[1].axes


@cache
def _stemmer() -> Stemmer:
    return Stemmer("english")


_SPELLINGS = (
    ("ae", "e"),
    ("oe", "e"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ise", "ize"),
    ("our", "or"),
    ("lling", "ling"),
    ("lled", "led"),
    ("centre", "center"),
    ("litre", "liter"),
)


@lru_cache(maxsize=_KEPT)
def stem(word: str) -> str:
    """The stem of a word, British and American spelling made one."""
    for here, there in _SPELLINGS:
        if here in word:
            word = word.replace(here, there)
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=_KEPT)
def meaning(word: str) -> Meaning:
    """What a word in lower case can stand for."""
    return _meaning(stem(word), _vocabulary().of(word))


def _meaning(key: str, marks: Sequence[int]) -> Meaning:
    taken = dict.fromkeys(
        ((m - _AXIS) // 2, -1 if (m - _AXIS) % 2 else 1) for m in marks if _AXIS <= m < _UNDENIED
    )
    return Meaning(
        key,
        frozenset(m for m in marks if m < _AXIS),
        # A word listed on both sides of an axis takes no direction there.
        tuple((axis, sign) for axis, sign in taken if (axis, -sign) not in taken),
        _LIGHT in marks,
        _DENIES in marks and _UNDENIED not in marks,
        _LIMITS in marks,
        _BOASTS in marks,
    )


def phrase_at(words: Sequence[str], place: int) -> tuple[int, Meaning] | None:
    """The longest listed phrase that begins at a word: how many words it has, and what it stands for."""
    for parts, is_open, marks in _vocabulary().phrases.get(words[place], ()):
        end = place + len(parts)
        if end > len(words):
            continue
        if is_open:
            fits = words[end - 1].startswith(parts[-1]) and tuple(words[place : end - 1]) == parts[:-1]
        else:
            fits = tuple(words[place:end]) == parts
        if fits:
            return len(parts), _phrase(parts, marks)
    return None


@lru_cache(maxsize=_KEPT)
def _phrase(parts: tuple[str, ...], marks: tuple[int, ...]) -> Meaning:
    of = _vocabulary().of
    if _UNDENIED not in marks and _DENIES in of(parts[-1]):
        marks = (*marks, _DENIES)
    if all(_LIGHT in of(part) for part in parts):
        marks = (*marks, _LIGHT)
    return _meaning("_".join(parts), marks)


_TAIL = re.compile(
    r"(?:ations?|ions?|ing|ed|es|s|ally|al|ly|ive|ity|ment|ness|er|or|ary|ic|able|ance|ence|ant|ent|y|e|t|d)?"
    r"(?:s|al|ly|ed|ing)?\Z"
)
_ROOT = 4
"""Letters that two derivations of one word share at least."""


@lru_cache(maxsize=_KEPT)
def kin(one: str, other: str) -> bool:
    """Whether two stems are derivations of one word: treat and treatment, prevent and prevention."""
    if one[:_ROOT] != other[:_ROOT]:
        return False
    short, long = sorted((one, other), key=len)
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if same < _ROOT or same < 0.65 * len(long):
        return False
    return bool(_TAIL.match(long[same:]) and _TAIL.match(short[same:]))


@cache
def _covered() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    of = _vocabulary().of
    for entry in _rules()[0].broader:
        senses = {s for word in entry.covers.split() for s in of(word.rstrip("*")) if s < _AXIS}
        for word in entry.word.split():
            found.setdefault(word.rstrip("*"), set()).update(senses)
    return {word: frozenset(senses) for word, senses in found.items()}


@lru_cache(maxsize=_KEPT)
def covers(word: str) -> frozenset[int]:
    """Groups that a general word may stand for."""
    return frozenset().union(*(senses for w, senses in _covered().items() if word.startswith(w)))
