"""Groundless: a word of weight for which nothing in the statements stands.

Why: a drug class, disease, test, effect or demand that no cited statement speaks of, in any word, was put in.
Which words weigh so much, and what a statement may say for them besides, is data
(`rules/support/groundless.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.grounds import grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity

CHECK = "groundless"
_KINDS = frozenset({"term", "measure", "drug_class", "population"})
_GROUNDED = 0.6
"""Strength from which something stands for a word."""
_ROUNDABOUT = frozenset({"pregnancy"})
"""What is told in so many words that its lack is only suspicious."""
_FIRST = 3
"""Letters by which beginnings of words are looked up."""
_ASIDE = re.compile(
    r"(?:\b(?:not|no|nor|without|unlike|than|than for|rather than|instead of|non|outside|except|v|vs"
    r"|versus)\b|n't\b)\s(?:\w+\s){0,2}$"
)


class _Class(Rules):
    name: str
    message: str
    words: str
    near: str | None = None
    sure: bool = True


class _File(Rules):
    near: dict[str, str]
    words: tuple[_Class, ...]
    shares: str
    figures: str
    drugs: str


@cache
def _rules() -> _File:
    return read("groundless", _File, RULES / "support")


@dataclass(frozen=True, slots=True)
class _Ready:
    name: str
    message: str
    near: re.Pattern[str] | None
    sure: bool


@dataclass(frozen=True, slots=True)
class _Book:
    """The words by class: whole ones, and beginnings of words by their first letters."""

    exact: dict[str, _Ready]
    open: dict[str, tuple[tuple[str, _Ready], ...]]

    def of(self, word: str) -> _Ready | None:
        found = self.exact.get(word)
        if found is not None:
            return found
        return next((r for start, r in self.open.get(word[:_FIRST], ()) if word.startswith(start)), None)


@cache
def _near() -> dict[str, re.Pattern[str]]:
    return {concept: re.compile(words) for concept, words in _rules().near.items()}


def may_mean(concept: str, text: str) -> bool:
    """Whether a text in lower case may speak of a concept of the lexicon by another word."""
    near = _near().get(concept)
    return near is not None and near.search(text) is not None


@cache
def _book() -> _Book:
    exact: dict[str, _Ready] = {}
    beginnings: dict[str, list[tuple[str, _Ready]]] = {}
    for one in _rules().words:
        ready = _Ready(one.name, one.message, re.compile(one.near) if one.near else None, one.sure)
        for word in one.words.split():
            plain = word.replace("_", " ")
            if plain.endswith("*"):
                beginnings.setdefault(plain[:_FIRST], []).append((plain[:-1], ready))
            else:
                exact[plain] = ready
    return _Book(exact, {first: tuple(found) for first, found in beginnings.items()})


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rules = _rules()
    return re.compile(rules.shares), re.compile(rules.figures), re.compile(rules.drugs)


def load() -> None:
    """Read the rules, so that no sentence waits for them."""
    _near()
    _book()
    _patterns()


def check(case: Case) -> Iterator[Finding]:
    yield from _words(case)
    yield from _share(case)


@remembered
def _gives_figures(reading: Reading) -> bool:
    return _patterns()[1].search(reading.lowered) is not None


def _share(case: Case) -> Iterator[Finding]:
    """Half of them, twice as many, where the statements give no figure that it could be told from."""
    match = _patterns()[0].search(case.claim.lowered)
    if match is not None and not any(_gives_figures(one.reading) for one in case.cited):
        message = f"The sentence says “{match[0]}”; no cited statement gives such a share."
        yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="share")


def _words(case: Case) -> Iterator[Finding]:
    found = grounds(case)
    told: set[str] = set()
    for unit, how in zip(found.claim.row, found.strength, strict=True):
        if how >= _GROUNDED or unit.denied:
            continue
        if unit.kind in _KINDS:
            near = _near().get(unit.key)
            name, sure = unit.kind, unit.key not in _ROUNDABOUT
            what = f"no cited statement speaks of {unit.surface}"
        elif unit.kind == "word" and not how and (ready := _book().of(unit.surface)) is not None:
            near, name, sure, what = ready.near, ready.name, ready.sure, ready.message
        elif unit.kind == "word" and not how and _patterns()[2].fullmatch(unit.surface):
            near, name, sure, what = None, "unknown drug", True, "no cited statement speaks of this drug"
        else:
            continue
        if name in told or (near is not None and near.search(case.text)):
            continue
        if _ASIDE.search(case.claim.lowered, max(0, unit.start - 40), unit.start):
            continue
        told.add(name)
        yield Finding(
            CHECK,
            f"The sentence says “{case.claim.text[unit.start : unit.end]}”; {what}.",
            Severity.CONFLICT if sure else Severity.UNDECIDED,
            unit.start,
            unit.end,
            rule=name,
        )
