"""Derivation: a sentence that keeps a statement's words in their order, and leaves out whole parts of it.

Why: a model that is asked to stay close to the statements takes whole clauses, drops a bracket, moves the
opening "In pregnancy, …" to the end, writes the short form of a name, or puts the body's name before it. Such
a sentence is the statement's own, so nothing has to be weighed. Word by word both texts are laid beside one
another; whatever is left out must be a bracket, or a clause between semicolons or full stops, and neither may
limit what is kept. One word more, or one in another place, and the sentence is not derived: then the other
checks read it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails import quantities, quotation
from guardrails.checks.case import Case, Cited
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.units import Unit, row_of

_VERDICT = re.compile(r"([A-Z][a-z]+(?:\s[a-z]+){0,6})[,:]\s")
"""A verdict before the words: "Yes:", "Yes, with conditions:", "No,"."""
_SHORTEST = 3
"""Units: fewer are no sentence."""
_LONGEST = 120
"""Units of a sentence that are followed; a longer one is left to the other checks."""


class _File(Rules):
    articles: str
    same: tuple[str, ...]
    limits: str
    scopes: str
    clings: str
    leads: str


@dataclass(frozen=True, slots=True)
class _Words:
    articles: frozenset[str]
    same: dict[str, str]
    limits: re.Pattern[str]
    scopes: frozenset[str]
    clings: frozenset[str]
    leads: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A statement ready to be laid beside a sentence."""

    row: tuple[Unit, ...]
    leaps: dict[int, tuple[int, ...]]
    """From the first unit of what may be left out to the unit behind it."""
    clauses: tuple[tuple[int, int, int], ...]
    """For each clause its first unit, the unit behind its opening phrase (its first, where it has none), and
    the unit behind it."""


@cache
def _words() -> _Words:
    rules = read("derivation", _File, RULES / "support")
    same = {word: group.split()[0] for group in rules.same for word in group.split()}
    return _Words(
        frozenset(rules.articles.split()),
        same,
        re.compile(rf"\b(?:{rules.limits})\b"),
        frozenset(rules.scopes.split()),
        frozenset(rules.clings.split()),
        frozenset(rules.leads.split()),
    )


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    _words()


def derived(case: Case) -> bool:
    """Whether each part of the sentence is a cited statement with whole parts left out. Takes time in
    proportion to the product of both lengths at most."""
    mine = _bare(row_of(case.claim).row)
    if not _SHORTEST <= len(mine) <= _LONGEST:
        return False
    laid = [_laid(one.reading) for one in case.cited]
    first = _behind_verdict(mine, case.claim.text)
    starts = {first, _behind_lead(mine, first, case)}
    waiting, seen = list(starts), set(starts)
    while waiting:
        for end in _ends(mine, waiting.pop(), laid):
            if end == len(mine):
                return True
            if end not in seen and mine[end].part != mine[end - 1].part:
                seen.add(end)
                waiting.append(end)
    return False


def _ends(mine: tuple[Unit, ...], start: int, laid: list[_Laid]) -> Iterator[int]:
    """Where a stretch of the sentence can end that begins here and is one of the statements."""
    if start >= len(mine):
        return
    for text in laid:
        for first, stop, turn in _ways(text):
            yield from _followed(mine, start, text, first, stop, turn)


def _ways(text: _Laid) -> Iterator[tuple[int, int, int]]:
    """The whole statement in its order, and each clause with its opening phrase at its end."""
    yield 0, len(text.row), -1
    alone = len(text.clauses) == 1
    for first, body, stop in text.clauses:
        if body > first and (alone or first in text.leaps or first == 0):
            yield first, stop, body


def _followed(
    mine: tuple[Unit, ...], start: int, text: _Laid, first: int, stop: int, turn: int
) -> Iterator[int]:
    """Follow the statement from `first` to `stop`, or, with a turn, from there to `stop` and then its opening
    phrase from `first` to the turn."""
    begin = turn if turn >= 0 else first
    waiting = [(start, begin, False)]
    seen = set(waiting)
    while waiting:
        here, there, turned = waiting.pop()
        if there == (turn if turned else stop):
            if turn < 0 or turned:
                yield here
                continue
            following = [(here, first, True)]
        else:
            following = [(here, leap, turned) for leap in text.leaps.get(there, ()) if leap <= stop]
            if here < len(mine) and _same(mine[here], text.row[there]):
                following.append((here + 1, there + 1, turned))
        for state in following:
            if state not in seen:
                seen.add(state)
                waiting.append(state)


def _same(mine: Unit, other: Unit) -> bool:
    one, two = mine.quantity, other.quantity
    if one is not None or two is not None:
        return (
            one is not None
            and two is not None
            and one.bound == two.bound
            and quantities.same(one, two)
            and (bool(one.dimension) or not two.dimension)
        )
    if mine.kind != other.kind or mine.kind != "word":
        # A brand may be one of two forms that share a generic name, so it stands only for itself.
        return mine.key == other.key and (mine.kind == other.kind or "brand" not in (mine.kind, other.kind))
    if mine.key == other.key or (mine.close and mine.close == other.close):
        return True
    same = _words().same
    known = same.get(mine.surface)
    return known is not None and known == same.get(other.surface)


def _bare(row: tuple[Unit, ...]) -> tuple[Unit, ...]:
    articles = _words().articles
    return tuple(u for u in row if u.kind != "word" or u.surface not in articles)


def _behind_verdict(mine: tuple[Unit, ...], text: str) -> int:
    """The unit behind "Yes:" or "No,", where that does not contradict the words behind it; else 0."""
    match = _VERDICT.match(text)
    if match is None or quotation.verdict(match[1], text[match.end() :]) != []:
        return 0
    return next((place for place, unit in enumerate(mine) if unit.start >= match.end()), 0)


def _behind_lead(mine: tuple[Unit, ...], first: int, case: Case) -> int:
    """The unit behind "According to KDIGO 2024," or "KDIGO 2024:", where the source is so named; else the
    first."""
    leads, text = _words().leads, case.claim.lowered
    known = case.named("body", "trial") | frozenset().union(*(one.bodies for one in case.cited))
    named = False
    for place, unit in enumerate(mine[first : first + 8], first):
        if unit.kind in ("body", "trial"):
            if unit.key not in known:
                return first
            named = True
        elif unit.surface[0].isdigit():
            if not any(_of_year(one, unit.surface) for one in case.cited):
                return first
        elif unit.surface not in leads:
            return first
        after = mine[place + 1] if place + 1 < len(mine) else None
        if named and after is not None:
            between = text[unit.end : after.start].strip()
            if between in (",", ":") or unit.surface == "that":
                return place + 1
    return first


def _of_year(one: Cited, year: str) -> bool:
    return len(year) == 4 and year in f"{one.evidence.year} {one.evidence.source} {one.evidence.text}"


@remembered
def _laid(reading: Reading) -> _Laid:
    text, row = reading.lowered, _bare(row_of(reading).row)
    starts = [u.start for u in row]

    def at(position: int) -> int:
        return next((k for k, start in enumerate(starts) if start >= position), len(row))

    brackets, cuts = _marks(text)
    words = _words()
    leaps: dict[int, list[int]] = {}
    for low, high in brackets:
        head = text[low + 1 : high].split(maxsplit=1)[:1]
        if not words.limits.search(text, low, high) and not words.scopes.intersection(head):
            leaps.setdefault(at(low), []).append(at(high))
    bounds = [0, *(at(cut) for cut in cuts), len(row)]
    clauses: list[tuple[int, int, int]] = []
    for first, stop in itertools.pairwise(bounds):
        if first >= stop:
            continue
        opening = row[first].surface.split()[0]
        body = _behind_opening(text, row, first, stop) if opening in words.scopes else first
        clauses.append((first, body, stop))
        heads = first == 0 and (opening in words.scopes or ":" in text[row[0].start : row[stop - 1].end])
        if opening not in words.clings and not heads:
            leaps.setdefault(first, []).append(stop)
    return _Laid(row, {place: tuple(to) for place, to in leaps.items()}, tuple(clauses))


def _behind_opening(text: str, row: tuple[Unit, ...], first: int, stop: int) -> int:
    """The unit behind an opening phrase: the first behind a comma."""
    for place in range(first + 1, stop):
        if "," in text[row[place - 1].end : row[place].start]:
            return place
    return first


def _marks(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """The brackets of a text, and where its clauses begin: behind semicolons and full stops outside them."""
    opened: list[int] = []
    brackets: list[tuple[int, int]] = []
    cuts: list[int] = []
    for place, sign in enumerate(text):
        if sign == "(":
            opened.append(place)
        elif sign == ")" and opened:
            brackets.append((opened.pop(), place))
        elif not opened and (sign == ";" or (sign == "." and text[place + 1 : place + 2] == " ")):
            cuts.append(place + 1)
    return brackets, cuts
