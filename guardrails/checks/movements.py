"""Movements: what goes up or down, against what the statement says of the same thing.

Why: "lowers the risk" for "raises the risk", "the index fell" for "the index rose" turn a sentence round
with another word than the statement's, often of another kind: "strengthens" for "reduces". For each word of
movement the thing that moves is found: behind a verb or an adjective, before it where it stands in the
passive, alone or intransitive. Where a statement moves only the other way what the sentence moves, the two
contradict each other; where groups are compared, or two things move, the sentence is only in doubt. The
words are in `rules/support/movements.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.directions import directions
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.meanings import axes
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity
from guardrails.units import Unit, row_of

CHECK = "movements"
_AHEAD = 6
"""Units behind a word of movement in which the thing that moves stands."""
_BACK = 2
"""Pieces before that of a verb without subject in which its subject is looked for."""
_DENIED = 4
"""Units before a word of movement that may turn it round."""
_SAME = 0.8
"""Strength from which a word of the statement is taken for the thing that moves."""
_OWN_AXES = frozenset({"amount", "worth"})
"""Directions that say the same as a movement."""
_QUALITY = re.compile(r"(?:ed|ly|ic|al|ive|ous|ble|ant|ent|ful)\Z")
"""More or less of a quality is no amount of a thing."""


class _File(Rules):
    raises: str
    lowers: str
    rises: str
    falls: str
    more: str
    less: str
    are: str
    measure: str
    leads: str
    ends: str
    conditions: str
    denies: tuple[str, ...]
    compares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    moves: dict[str, tuple[int, str]]
    """For each word the way it goes, and its kind."""
    are: frozenset[str]
    measure: frozenset[str]
    leads: frozenset[str]
    ends: frozenset[str]
    conditions: frozenset[str]
    denies: re.Pattern[str]
    compares: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Movement:
    """A word of movement in its place."""

    place: int
    sign: int
    thing: int | None
    """Place of the thing that moves; None where none was found."""
    turned: bool
    """Whether something before it may turn it round."""
    conditional: bool


@cache
def _words() -> _Words:
    rules = read("movements", _File, RULES / "support")
    moves: dict[str, tuple[int, str]] = {}
    for kind, up, down in (
        ("comparative", rules.more, rules.less),
        ("intransitive", rules.rises, rules.falls),
        ("verb", rules.raises, rules.lowers),
    ):
        for sign, words in ((1, up), (-1, down)):
            for word in words.split():
                moves.setdefault(word.replace("_", " "), (sign, kind))
    are = frozenset(rules.are.split())
    leads = frozenset(rules.leads.split())
    return _Words(
        moves,
        are,
        frozenset(rules.measure.split()),
        leads,
        leads | are | frozenset(rules.ends.split()),
        frozenset(rules.conditions.split()),
        re.compile(rf"\b(?:{'|'.join(rules.denies)})\b|n't\b"),
        re.compile(rf"\b(?:{'|'.join(rules.compares)})\b"),
    )


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    _words()


def check(case: Case) -> Iterator[Finding]:
    mine = movements(case.claim)
    theirs = (
        [(number, m) for number, one in enumerate(case.cited) for m in movements(one.reading)] if mine else []
    )
    if not theirs:
        return
    found = grounds(case)
    against = [_against(found, m, theirs) for m in mine]
    for one, other in zip(mine, against, strict=True):
        if other is None or one.thing is None:
            continue
        word, thing = found.claim.row[one.place], found.claim.row[one.thing]
        number, theirs_ = other
        other_word = found.texts[number].row[theirs_.place]
        mixed = _mixed(word.surface, other_word.surface)
        sure = not (mixed or _doubtful(case, found, one, number, theirs_)) and not any(
            a is not None and m is not one for m, a in zip(mine, against, strict=True)
        )
        yield Finding(
            CHECK,
            f"The sentence says “{word.surface}” of {thing.surface}; the statement says "
            f"“{other_word.surface}”.",
            Severity.CONFLICT if sure else Severity.UNDECIDED,
            word.start,
            word.end,
            rule="moved" if sure else "perhaps moved",
        )
        return


def _mixed(one: str, other: str) -> bool:
    """Whether one compares and the other changes: higher doses may be lowered. "Lower" does either."""
    moves = _words().moves
    return "lower" not in (one, other) and (moves[one][1] == "comparative") is not (
        moves[other][1] == "comparative"
    )


def _against(
    found: Grounds, mine: Movement, theirs: list[tuple[int, Movement]]
) -> tuple[int, Movement] | None:
    """The movement of a statement that goes the other way with the same thing, if none goes the same way."""
    if mine.thing is None or mine.turned or mine.conditional or found.strength[mine.thing] < _SAME:
        return None
    hits = found.hits[mine.thing]
    same = [(n, m) for n, m in theirs if m.thing is not None and n * NEXT + m.thing in hits]
    if not same or any(m.turned or m.conditional or m.sign == mine.sign for _, m in same):
        return None
    unknown = any(m.thing is None and (m.sign == mine.sign) is not m.turned for _, m in theirs)
    return None if unknown else same[0]


def _doubtful(case: Case, found: Grounds, mine: Movement, number: int, other: Movement) -> bool:
    """Whether groups are compared or exchanged, so that the other way may say the same."""
    row, text = found.claim.row, found.texts[number].row
    compares = _words().compares
    part = [u for u in text if u.part == text[other.place].part]
    if compares.search(case.claim.lowered) or compares.search(
        case.cited[number].reading.lowered, part[0].start, part[-1].end
    ):
        return True
    if {axes()[axis].name for axis in directions(case).clash} - _OWN_AXES:
        return True
    arms = [p for p, u in enumerate(row) if u.sort == "arm" and u.part == row[mine.place].part]
    there = {
        number * NEXT + p
        for p, u in enumerate(text)
        if u.sort == "arm" and u.piece == text[other.place].piece
    }
    return bool(arms and there) and not any(there & set(found.hits[p]) for p in arms)


@remembered
def movements(reading: Reading) -> tuple[Movement, ...]:
    """The movements that a text tells, in order."""
    row, words = row_of(reading).row, _words()
    found: list[Movement] = []
    for place, unit in enumerate(row):
        entry = words.moves.get(unit.surface)
        if entry is None or unit.kind != "word" or _bound(row, place):
            continue
        sign, kind = entry
        before = row[place - 1].surface if place else ""
        behind = row[place + 1] if place + 1 < len(row) and row[place + 1].piece == unit.piece else None
        if unit.surface in ("more", "less") and behind and _quality(behind):
            continue
        of_subject = (
            kind == "intransitive"
            or before in words.are
            or (behind is not None and behind.surface in words.measure and kind == "comparative")
            or (kind == "comparative" and (behind is None or behind.surface in words.leads))
        )
        if kind != "comparative" and behind is not None and behind.surface in ("in", "of"):
            of_subject = False
        thing = _subject(row, place) if of_subject else _object(row, place)
        since = range(max(0, place - _DENIED), place)
        turned = unit.denied or any(
            words.denies.search(row[p].surface) for p in since if row[p].part == unit.part
        )
        conditional = any(u.surface in words.conditions for u in row[:place] if u.part == unit.part)
        found.append(Movement(place, sign, thing, turned, conditional))
    return tuple(found)


def _quality(unit: Unit) -> bool:
    return unit.surface not in _words().measure and bool(_QUALITY.search(unit.surface))


def _bound(row: tuple[Unit, ...], place: int) -> bool:
    """Whether a word belongs to a bound: "more than 3 g", "3 g or less"."""
    behind = row[place + 1 : place + 3]
    if len(behind) == 2 and behind[0].surface in ("than", "or") and behind[1].kind == "number":
        return True
    return place > 1 and row[place - 1].surface == "or" and row[place - 2].kind == "number"


def _carries(unit: Unit) -> bool:
    return unit.content and unit.surface not in _words().measure and unit.surface[-2:] != "ly"


def _ends(unit: Unit) -> bool:
    return unit.surface in _words().ends or unit.surface in _words().moves or unit.kind == "number"


def _object(row: tuple[Unit, ...], place: int) -> int | None:
    """The last word of the first run of content behind a word: "the renal flare rate" is about flares."""
    last = None
    for at in range(place + 1, min(len(row), place + 1 + _AHEAD)):
        unit = row[at]
        if unit.piece != row[place].piece:
            break
        if unit.surface == "of" or (unit.surface == "in" and at == place + 1):
            if last is not None:
                break
        elif _ends(unit):
            break
        elif _carries(unit):
            last = at
    return last


def _subject(row: tuple[Unit, ...], place: int) -> int | None:
    """The last word of the first run of content that no preposition leads in, in the piece of a verb or,
    where that has none, in those before it; else of the run right before the verb."""
    start = _first(row, place)
    runs = _runs(row, start, place)
    for _ in range(_BACK):
        if any(not led for led, _ in runs) or start == 0:
            break
        end, start = start, _first(row, start - 1)
        runs = _runs(row, start, end) + runs
    free = [last for led, last in runs if not led]
    return free[0] if free else runs[-1][1] if runs else None


def _first(row: tuple[Unit, ...], place: int) -> int:
    start = place
    while start > 0 and row[start - 1].piece == row[place].piece:
        start -= 1
    return start


def _runs(row: tuple[Unit, ...], low: int, high: int) -> list[tuple[bool, int]]:
    """For each run of content between two places: whether a preposition leads it in, and its last word."""
    found: list[tuple[bool, int]] = []
    led = False
    last: int | None = None
    for at in range(low, high):
        unit = row[at]
        if _ends(unit):
            if last is not None:
                found.append((led, last))
            last, led = None, unit.surface in _words().leads
        elif _carries(unit):
            last = at
    if last is not None:
        found.append((led, last))
    return found
