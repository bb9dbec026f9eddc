"""Laid: a statement made ready to be laid beside a sentence: what may be left out, and where it may be cut.

Why: what a sentence may leave out of its statement is a bracket, a clause, the interval of a result, the name
of the body that recommends; what limits the rest it may not. This is told once for each statement.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails import rewording
from guardrails.checks.case import Cited
from guardrails.units import Unit, row_of

_JOINED = re.compile(
    r", and (?:(?:its|it|they|their|this|these|the|a|an|no|any)\s)?(?:[a-z0-9-]+\s){0,9}?"
    r"(?:is|are|was|were|has|have|had|should|must|may|can|could|might|does|do|did|will|resembles?|adds?|rose|fell"
    r"|occurred|remains?|needs?|calls?)\b"
)
"""A main clause behind a comma: a subject of a few words and what it is or does."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
GUIDES = ("guideline", "guidelines", "guidance", "recommendations")
_ADVISING = ("recommend", "advis", "suggest")
PRONOUNS = ("it", "they", "drug")
_OPENING = 6
"""Units of a clause within which its drug is looked for."""
_EXAMPLES = ("for example", "for instance", "such as", "e.g.")
"""Openings of a bracket that only gives examples."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What limits, opens, clings and leads."""

    limits: re.Pattern[str]
    scopes: frozenset[str]
    clings: frozenset[str]
    leads: frozenset[str]
    topic: re.Pattern[str]
    figures: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Laid:
    """A statement ready to be laid beside a sentence."""

    row: tuple[Unit, ...]
    leaps: dict[int, tuple[int, ...]]
    """From the first unit of what may be left out to the unit behind it."""
    sources: frozenset[str]
    """Its trial and its body, where it has but one of each."""
    years: frozenset[str]
    """Years by which they are called."""
    named: dict[int, Unit]
    """Where a clause is opened by its only drug or by a pronoun for it: the drug."""
    branded: frozenset[str]
    """Drugs called by their brand and by their own name."""
    clauses: tuple[tuple[int, int, int], ...]
    """For each clause its first unit, the unit behind its opening phrase (its first, where it has none), and
    the unit behind it."""


@cache
def grammar() -> Grammar:
    """The rules of `rules/support/derivation.yaml`, ready."""
    rules = rewording.words()
    return Grammar(
        re.compile(rf"\b(?:{rules.limits})\b"),
        frozenset(rules.scopes.split()),
        frozenset(rules.clings.split()),
        frozenset(rules.leads.split()),
        re.compile(rf"\b(?:{rules.topic})\b"),
        re.compile(rules.figures),
    )


def laid_out(one: Cited) -> Laid:
    """The statement, laid out once."""
    known: Laid | None = one.reading.memo.get(laid_out)
    if known is None:
        known = one.reading.memo[laid_out] = _lay(one)
    return known


def _lay(one: Cited) -> Laid:
    reading = one.reading
    text, row = reading.lowered, rewording.reworded(row_of(reading).row)
    starts = [u.start for u in row]

    def at(position: int) -> int:
        return bisect_left(starts, position)

    brackets, cuts, joins = _marks(text)
    words = grammar()
    leaps: dict[int, list[int]] = {}
    for match in (*words.topic.finditer(text), *words.figures.finditer(text)):
        leaps.setdefault(at(match.start()), []).append(at(match.end()))
    for low, high in brackets:
        head = text[low + 1 : high].split(maxsplit=1)[:1]
        example = text.startswith(_EXAMPLES, low + 1)
        if example or not (words.limits.search(text, low, high) or words.scopes.intersection(head)):
            leaps.setdefault(at(low), []).append(at(high))
    for place in _advisers(row):
        verb = next(p for p in range(place, len(row)) if row[p].surface.startswith(_ADVISING))
        begin = verb - 1 if row[verb - 1].surface[-2:] == "ly" else verb
        leaps.setdefault(place, []).append(begin)
    bounds = [0, *(at(cut) for cut in cuts), len(row)]
    clauses: list[tuple[int, int, int]] = []
    openings: list[int] = []
    for first, stop in itertools.pairwise(bounds):
        if first >= stop:
            continue
        opening = row[first].surface.split()[0]
        body = _behind_opening(text, row, first, stop) if opening in words.scopes else first
        clauses.append((first, body, stop))
        heads = first == 0 and (opening in words.scopes or ":" in text[row[0].start : row[stop - 1].end])
        if opening not in words.clings and not heads:
            leaps.setdefault(first, []).append(stop)
        inner = [c for c in (at(join) for join in joins) if first < c < stop]
        openings += [first, *(join + 1 for join in inner if join + 1 < stop)]
        for join in inner:  # its "and"
            leaps.setdefault(join, []).append(join + 1)
        for begin, end in itertools.pairwise([first, *inner, stop]):
            apart = row[begin].surface.split()[0] not in words.clings
            if inner and (begin > first or (apart and body == first and not heads)):
                leaps.setdefault(begin, []).append(end)
    return Laid(
        row,
        {place: tuple(dict.fromkeys(to)) for place, to in leaps.items()},
        *_sources(one),
        _named(row, openings),
        _branded(row),
        tuple(clauses),
    )


def _advisers(row: tuple[Unit, ...]) -> Iterator[int]:
    """Where a body stands that recommends something: "the ACR 2024 guideline conditionally recommends"."""
    for place, unit in enumerate(row):
        if unit.kind != "body":
            continue
        at = place + 1
        while at < len(row) and (row[at].surface in GUIDES or _YEAR.fullmatch(row[at].surface)):
            at += 1
        if at < len(row) and row[at].surface[-2:] == "ly":
            at += 1
        if at < len(row) and row[at].surface.startswith(_ADVISING):
            yield place


def _sources(one: Cited) -> tuple[frozenset[str], frozenset[str]]:
    found: set[str] = set()
    for kind in ("trial", "body"):
        named = one.reading.named(kind)
        found |= named if len(named) == 1 else set()
    if not one.reading.named("body", "trial"):
        found |= one.bodies
    return frozenset(found), frozenset(
        _YEAR.findall(f"{one.evidence.year} {one.evidence.source} {one.reading.text}")
    )


def _named(row: tuple[Unit, ...], bounds: list[int]) -> dict[int, Unit]:
    """For the first unit of each clause: the drug that it is, or that it stands for as the one drug by which
    the clause before was opened."""
    found: dict[int, Unit] = {}
    for first, then in itertools.pairwise([0, *bounds]):
        if row[then].kind == "drug":
            found[then] = row[then]
        drugs = [u for u in row[first : first + _OPENING] if u.kind == "drug"]
        if len(drugs) == 1 and row[then].surface in PRONOUNS:
            found[then] = drugs[0]
    return found


def _behind_opening(text: str, row: tuple[Unit, ...], first: int, stop: int) -> int:
    """The unit behind an opening phrase: the first behind a comma."""
    for place in range(first + 1, stop):
        if "," in text[row[place - 1].end : row[place].start]:
            return place
    return first


def _marks(text: str) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """The brackets of a text, where its clauses begin (behind semicolons and full stops outside them), and
    where a main clause is joined to another by a comma and "and"."""
    opened: list[int] = []
    brackets: list[tuple[int, int]] = []
    cuts: list[int] = []
    joins: list[int] = []
    for place, sign in enumerate(text):
        if sign == "(":
            opened.append(place)
        elif sign == ")" and opened:
            brackets.append((opened.pop(), place))
        elif not opened and (sign == ";" or (sign == "." and text[place + 1 : place + 2] == " ")):
            cuts.append(place + 1)
        elif not opened and sign == "," and _JOINED.match(text, place):
            joins.append(place + 1)
    return brackets, cuts, joins


def _branded(row: tuple[Unit, ...]) -> frozenset[str]:
    """Drugs that a statement calls by one brand and by their own name."""
    brands: dict[str, set[str]] = {}
    for unit in row:
        if unit.kind == "brand":
            brands.setdefault(unit.key, set()).add(unit.surface)
    own = {unit.key for unit in row if unit.kind == "drug"}
    return frozenset(key for key, called in brands.items() if len(called) == 1 and key in own)
