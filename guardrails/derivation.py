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
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails import quantities, quotation, rewording
from guardrails.checks.case import Case, Cited
from guardrails.checks.names import SAME_INTERVAL
from guardrails.units import Unit, row_of

_JOINED = re.compile(
    r", and (?:(?:its|it|they|their|this|these|the|a|an|no|any)\s)?(?:[a-z0-9-]+\s){0,9}?"
    r"(?:is|are|was|were|has|have|had|should|must|may|can|could|might|does|do|did|will|resembles?|adds?|rose|fell"
    r"|occurred|remains?|needs?|calls?)\b"
)
"""A main clause behind a comma: a subject of a few words and what it is or does."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_VERDICT = re.compile(r"([A-Z][a-z]+(?:\s[a-z]+){0,6})[,:]\s")
"""A verdict before the words: "Yes:", "Yes, with conditions:", "No,"."""
_PRONOUNS = ("it", "they", "drug")
_OPENING = 6
"""Units of a clause within which its drug is looked for."""
_EXAMPLES = ("for example", "for instance", "such as", "e.g.")
"""Openings of a bracket that only gives examples."""
_SHORTEST = 3
"""Units: fewer are no sentence."""
_LONGEST = 120
"""Units of a sentence that are followed; a longer one is left to the other checks."""


@dataclass(frozen=True, slots=True)
class _Words:
    limits: re.Pattern[str]
    scopes: frozenset[str]
    clings: frozenset[str]
    leads: frozenset[str]
    topic: re.Pattern[str]
    figures: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Laid:
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
    clauses: tuple[tuple[int, int, int], ...]
    """For each clause its first unit, the unit behind its opening phrase (its first, where it has none), and
    the unit behind it."""


@cache
def _words() -> _Words:
    rules = rewording.words()
    return _Words(
        re.compile(rf"\b(?:{rules.limits})\b"),
        frozenset(rules.scopes.split()),
        frozenset(rules.clings.split()),
        frozenset(rules.leads.split()),
        re.compile(rf"\b(?:{rules.topic})\b"),
        re.compile(rules.figures),
    )


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    _words()
    rewording.load()


def derived(case: Case) -> bool:
    """Whether each part of the sentence is a cited statement with whole parts left out. Takes time in
    proportion to the product of both lengths at most."""
    mine = rewording.reworded(row_of(case.claim).row)
    if not _SHORTEST <= len(mine) <= _LONGEST:
        return False
    laid = [_laid(one) for one in case.cited]
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
        skips = _skips(mine, text)
        for first, stop, turn in _ways(text):
            yield from _followed(mine, start, text, first, stop, turn, skips)


def _skips(mine: tuple[Unit, ...], text: _Laid) -> dict[int, int]:
    """Where the sentence names the statement's own source or trial ("in MAINTAIN", "(KDIGO 2024)"): from the
    first unit of the phrase to the unit behind it."""
    found: dict[int, int] = {}
    for place, unit in enumerate(mine):
        if unit.kind not in ("trial", "body") or unit.key not in text.sources:
            continue
        end = place + 1
        if end < len(mine) and mine[end].surface in text.years:
            end += 1
        begin = place - 1 if place and mine[place - 1].surface in _words().leads else place
        found[begin] = end
    return found


def _ways(text: _Laid) -> Iterator[tuple[int, int, int]]:
    """The whole statement in its order, and each clause with its opening phrase at its end."""
    yield 0, len(text.row), -1
    alone = len(text.clauses) == 1
    for first, body, stop in text.clauses:
        if body > first and (alone or first in text.leaps or first == 0):
            yield first, stop, body


def _followed(
    mine: tuple[Unit, ...],
    start: int,
    text: _Laid,
    first: int,
    stop: int,
    turn: int,
    skips: dict[int, int],
) -> Iterator[int]:
    """Follow the statement from `first` to `stop`, or, with a turn, from there to `stop` and then its opening
    phrase from `first` to the turn."""
    begin = turn if turn >= 0 else first
    waiting = [(start, begin, False)]
    seen = set(waiting)
    while waiting:
        here, there, turned = waiting.pop()
        following: list[tuple[int, int, bool]] = []
        end = turn if turned else stop
        if there == end:
            if turn < 0 or turned:
                yield here
            else:
                following.append((here, first, True))
        else:
            following = [(here, leap, turned) for leap in text.leaps.get(there, ()) if leap <= end]
            if here < len(mine) and (
                _same(mine[here], text.row[there]) or _stands_for(mine[here], text, there)
            ):
                following.append((here + 1, there + 1, turned))
        if here in skips:
            following.append((skips[here], there, turned))
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
    if mine.kind == other.kind == "frequency":
        return SAME_INTERVAL.get(mine.key, mine.key) == SAME_INTERVAL.get(other.key, other.key)
    if mine.kind != other.kind or mine.kind != "word":
        # A brand may be one of two forms that share a generic name, so it stands only for itself.
        return mine.key == other.key and (mine.kind == other.kind or "brand" not in (mine.kind, other.kind))
    return mine.key == other.key or (bool(mine.close) and mine.close == other.close)


def _stands_for(mine: Unit, text: _Laid, there: int) -> bool:
    """A name for the pronoun that opens a clause, or the pronoun for the name: "it" for the only drug."""
    if there not in text.named:
        return False
    name, other = text.named[there], text.row[there]
    if other.surface in _PRONOUNS:
        return mine.key == name.key and mine.kind == name.kind
    return mine.surface in _PRONOUNS


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
            if between.startswith((",", ":")) or unit.surface == "that":
                return place + 1
    return first


def _of_year(one: Cited, year: str) -> bool:
    return len(year) == 4 and year in f"{one.evidence.year} {one.evidence.source} {one.evidence.text}"


def _laid(one: Cited) -> _Laid:
    known: _Laid | None = one.reading.memo.get(_laid)
    if known is None:
        known = one.reading.memo[_laid] = _lay(one)
    return known


def _lay(one: Cited) -> _Laid:
    reading = one.reading
    text, row = reading.lowered, rewording.reworded(row_of(reading).row)
    starts = [u.start for u in row]

    def at(position: int) -> int:
        return bisect_left(starts, position)

    brackets, cuts, joins = _marks(text)
    words = _words()
    leaps: dict[int, list[int]] = {}
    for match in (*words.topic.finditer(text), *words.figures.finditer(text)):
        leaps.setdefault(at(match.start()), []).append(at(match.end()))
    for low, high in brackets:
        head = text[low + 1 : high].split(maxsplit=1)[:1]
        example = text.startswith(_EXAMPLES, low + 1)
        if example or not (words.limits.search(text, low, high) or words.scopes.intersection(head)):
            leaps.setdefault(at(low), []).append(at(high))
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
    return _Laid(
        row,
        {place: tuple(dict.fromkeys(to)) for place, to in leaps.items()},
        *_sources(one),
        _named(row, openings),
        tuple(clauses),
    )


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
        if len(drugs) == 1 and row[then].surface in _PRONOUNS:
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
