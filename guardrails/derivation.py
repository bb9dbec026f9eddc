"""Derivation: a sentence that keeps a statement's words in their order, and leaves out whole parts of it.

Why: a model that is asked to stay close to the statements takes whole clauses, drops a bracket, moves the
opening "In pregnancy, …" to the end, writes the short form of a name, or puts the body's name before it. Such
a sentence is the statement's own, so nothing has to be weighed. Word by word both texts are laid beside one
another; whatever is left out must be a bracket, or a clause between semicolons or full stops, and neither may
limit what is kept. One word more, or one in another place, and the sentence is not derived: then the other
checks read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails import quantities, quotation, rewording
from guardrails.checks.case import Case, Cited
from guardrails.checks.grounds import grounds
from guardrails.checks.names import SAME_INTERVAL
from guardrails.laid import GUIDES, PRONOUNS, Laid, grammar, laid_out
from guardrails.recasting import recast
from guardrails.units import Unit, row_of

_VERDICT = re.compile(r"([A-Z][a-z]+(?:\s[a-z]+){0,6})[,:]\s")
"""A verdict before the words: "Yes:", "Yes, with conditions:", "No,"."""
_STANDS = 0.6
"""Strength from which something stands for a word."""
_SHORTEST = 3
"""Units: fewer are no sentence."""
_LONGEST = 120
"""Units of a sentence that are followed; a longer one is left to the other checks."""


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    grammar()
    rewording.load()


def derived(case: Case) -> bool:
    """Whether each part of the sentence is a cited statement with whole parts left out. Takes time in
    proportion to the product of both lengths at most."""
    mine = rewording.reworded(row_of(case.claim).row)
    if not _SHORTEST <= len(mine) <= _LONGEST or _strange(case):
        return False
    laid = [laid_out(one) for one in case.cited]
    if _reaches(mine, case, laid):
        return True
    return any(_reaches(row, case, laid) for row in recast(mine, case.claim.lowered, grammar().scopes))


def _strange(case: Case) -> bool:
    """Whether the sentence has a word for which nothing in the statements stands: a look that spares most
    sentences the search."""
    found = grounds(case)
    return any(found.strength[place] < _STANDS for place in found.claim.content)


def _reaches(mine: tuple[Unit, ...], case: Case, laid: list[Laid]) -> bool:
    """Whether the row is made of stretches that are statements, from its first unit to its last."""
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


def _ends(mine: tuple[Unit, ...], start: int, laid: list[Laid]) -> Iterator[int]:
    """Where a stretch of the sentence can end that begins here and is one of the statements."""
    if start >= len(mine):
        return
    for text in laid:
        skips = _skips(mine, text)
        for first, stop, turn in _ways(text):
            yield from _followed(mine, start, text, first, stop, turn, skips)


def _skips(mine: tuple[Unit, ...], text: Laid) -> dict[int, int]:
    """Where the sentence names the statement's own source or trial ("in MAINTAIN", "(KDIGO 2024)"): from the
    first unit of the phrase to the unit behind it."""
    found: dict[int, int] = {}
    for place, unit in enumerate(mine):
        if unit.kind not in ("trial", "body") or unit.key not in text.sources:
            continue
        end = place + 1
        if end < len(mine) and mine[end].surface in text.years:
            end += 1
        if end < len(mine) and mine[end].surface in GUIDES:
            end += 1
        begin = place - 1 if place and mine[place - 1].surface in grammar().leads else place
        found[begin] = end
    return found


def _ways(text: Laid) -> Iterator[tuple[int, int, int]]:
    """The whole statement in its order, and each clause with its opening phrase at its end."""
    yield 0, len(text.row), -1
    alone = len(text.clauses) == 1
    for first, body, stop in text.clauses:
        if body > first and (alone or first in text.leaps or first == 0):
            yield first, stop, body


def _followed(
    mine: tuple[Unit, ...],
    start: int,
    text: Laid,
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


def _stands_for(mine: Unit, text: Laid, there: int) -> bool:
    """A name for the pronoun that opens a clause, or the pronoun for the name: "it" for the only drug."""
    other = text.row[there]
    if {mine.kind, other.kind} == {"brand", "drug"} and mine.key == other.key:
        return mine.key in text.branded and (mine.kind == "drug" or _called(mine, text))
    if there not in text.named:
        return False
    name, other = text.named[there], text.row[there]
    if other.surface in PRONOUNS:
        return mine.key == name.key and mine.kind == name.kind
    return mine.surface in PRONOUNS


def _called(mine: Unit, text: Laid) -> bool:
    """Whether the statement uses this very brand."""
    return any(unit.kind == "brand" and unit.surface == mine.surface for unit in text.row)


def _behind_verdict(mine: tuple[Unit, ...], text: str) -> int:
    """The unit behind "Yes:" or "No,", where that does not contradict the words behind it; else 0."""
    match = _VERDICT.match(text)
    if match is None or quotation.verdict(match[1], text[match.end() :]) != []:
        return 0
    return next((place for place, unit in enumerate(mine) if unit.start >= match.end()), 0)


def _behind_lead(mine: tuple[Unit, ...], first: int, case: Case) -> int:
    """The unit behind "According to KDIGO 2024," or "KDIGO 2024:", where the source is so named; else the
    first."""
    leads, text = grammar().leads, case.claim.lowered
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
