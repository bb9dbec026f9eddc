"""Rewording: a row of units with everything taken out of it in which two texts may differ and say the same.

Why: "v" or "compared with", "at least 6 weeks" or "6 weeks or more", "is to be" or "should be", "kidney" or
"renal", an article more or less: none of these changes what is said, whatever the sentence. What stands for
what is data (`rules/support/derivation.yaml`), and closed: a word that is only near to another is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from guardrails.meanings import Meaning, meaning, stem
from guardrails.rulefile import RULES, Rules, read
from guardrails.units import Unit

_LONGEST = 5
"""Words of a phrase at most."""


class Words(Rules):
    """`rules/support/derivation.yaml`."""

    idle: str
    same: tuple[str, ...]
    before: str
    behind: str
    limits: str
    scopes: str
    clings: str
    leads: str
    topic: str
    figures: str


_Phrase = tuple[str, ...]


@cache
def words() -> Words:
    """The rules, read once. Raises RuleError for a file that is not right."""
    return read("derivation", Words, RULES / "support")


def _phrases(listed: str) -> frozenset[_Phrase]:
    return frozenset(tuple(entry.split("_")) for entry in listed.split())


@cache
def _same() -> dict[_Phrase, str]:
    """Each phrase of the groups of words that stand for one another: the mark of its group."""
    return {
        tuple(entry.split("_")): f"~{number}"
        for number, group in enumerate(words().same)
        for entry in group.split()
    }


@cache
def _openers() -> frozenset[str]:
    """The first words of all phrases that are looked for."""
    rules = words()
    listed = (*_same(), *_phrases(rules.idle))
    return frozenset(phrase[0] for phrase in listed)


@cache
def _bounds() -> tuple[frozenset[_Phrase], frozenset[_Phrase]]:
    """What sets a bound before a number, and behind one."""
    return _phrases(words().before), _phrases(words().behind)


@cache
def _idle() -> frozenset[_Phrase]:
    return _phrases(words().idle)


def load() -> None:
    """Read the rules now rather than with the first sentence."""
    _openers()
    _bounds()


@lru_cache(maxsize=4096)
def _read(word: str) -> tuple[str, Meaning]:
    return stem(word), meaning(word)


def reworded(row: Sequence[Unit]) -> tuple[Unit, ...]:
    """The row without idle words and words of bounds, each phrase that stands for another as one unit."""
    flat = _unbound([*_flat(row)])
    openers, same, idle = _openers(), _same(), _idle()
    found: list[Unit] = []
    at = 0
    while at < len(flat):
        unit = flat[at]
        if unit.kind == "word" and unit.surface in openers:
            size = min(_LONGEST, len(flat) - at)
            while size:
                stretch = flat[at : at + size]
                phrase = tuple(u.surface for u in stretch)
                if phrase in same and all(u.kind == "word" for u in stretch):
                    found.append(_joined(stretch, same[phrase]))
                    break
                if phrase in idle and all(u.kind == "word" for u in stretch):
                    break
                size -= 1
            if size:
                at += size
                continue
        found.append(unit)
        at += 1
    return tuple(found)


def _joined(stretch: Sequence[Unit], mark: str) -> Unit:
    first, last = stretch[0], stretch[-1]
    return Unit(
        first.start,
        last.end,
        first.surface if len(stretch) == 1 else " ".join(u.surface for u in stretch),
        "word",
        mark,
        first.meaning,
        first.part,
        first.piece,
        first.denied,
        any(u.content for u in stretch),
    )


def _flat(row: Sequence[Unit]) -> Iterator[Unit]:
    """Each phrase of ordinary words as its single words."""
    for unit in row:
        if unit.kind != "word" or " " not in unit.surface:
            yield unit
            continue
        start = unit.start
        for word in unit.surface.split():
            key, found = _read(word)
            end = start + len(word)
            yield Unit(
                start, end, word, "word", key, found, unit.part, unit.piece, unit.denied, not found.light
            )
            start = end + 1


def _unbound(row: list[Unit]) -> list[Unit]:
    """The row without the words by which a number is bounded: the number itself knows its bound."""
    before, behind = _bounds()
    dropped: set[int] = set()
    for place, unit in enumerate(row):
        if unit.quantity is None or not unit.quantity.bound:
            continue
        for size in range(min(3, place), 0, -1):
            if tuple(u.surface for u in row[place - size : place]) in before:
                dropped.update(range(place - size, place))
                break
        for size in (2, 1):
            if tuple(u.surface for u in row[place + 1 : place + 1 + size]) in behind:
                dropped.update(range(place + 1, place + 1 + size))
                break
    return [unit for place, unit in enumerate(row) if place not in dropped] if dropped else row
