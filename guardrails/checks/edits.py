"""Edits: where a sentence follows a statement word by word, each word that it adds, loses or replaces.

Why: a writer who keeps close to the statements changes little, so nearly every change is visible, and one
small word makes the sentence false: a "not" lost, "may" for "should", "but not" for "or", "only" where the
statement has all. Between two words that stand together on both sides, what stands between them is compared,
and only what differs is judged. A change of which the other words bear nothing but grammar is sure; others
are left open. The words are data (`rules/support/edits.yaml`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from guardrails.checks.case import Case
from guardrails.checks.grounds import FIRM, NEXT, Grounds, grounds
from guardrails.checks.way import way
from guardrails.meanings import axes, kin
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity
from guardrails.units import Unit

CHECK = "edits"
_WIDEST = 5
"""Units between two words that stand together; where more stand there, something else is said."""
_CLOSE = 0.7
"""Share of the content words of a sentence that stand in the statement, from which it follows it."""
_FEWEST = 3
"""Words that stand in the statement, fewer tell no stretch."""
_RUN = 4
"""Places between a word and the next one of a stretch that both sides share."""


_OTHERWISE = re.compile(
    r"\b(?:unless|except|free|exclud\w*|excluding|lack\w*|absen\w*|isolated|unlike|fail\w*|unable|avoid\w*"
    r"|contraindicat\w*|out|instead|rather|other|against|off|less|none|impossible)\b"
)
"""What may deny in other words."""
_ONLY = re.compile(r"\b(?:only|unless|except|unlike|rather|instead)\b")
"""What denies the rest."""
_OUTSIDE = re.compile(r"\b(?:outside|beyond|apart from|other than|otherwise|unless|except)\b")
_BY_HOW_MUCH = {"by", "to"}
"""Cut to a third is not cut by a third."""
_NEITHER = ("neither", "nor")
_DENIALS = frozenset({"denied", "affirmed"})
_BESIDE = 4
"""Units beside a denial that tell what it denies."""


class _File(Rules):
    fill: str
    denials: str
    joins: str
    weak: str
    strong: str
    only: str
    all: str
    compares: str
    opposites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    fill: frozenset[str]
    denials: frozenset[str]
    joins: frozenset[str]
    weak: frozenset[str]
    strong: frozenset[str]
    only: frozenset[str]
    all: frozenset[str]
    compares: frozenset[str]
    opposites: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Edit:
    """What differs between two words that stand together on both sides."""

    start: int
    end: int
    added: frozenset[str]
    lost: frozenset[str]
    mine: tuple[Unit, ...]
    theirs: tuple[Unit, ...]
    either: bool
    """Whether one side has both, with the denial and without, or denies something apart from what follows."""
    run: int
    """How many of the words around stand together on both sides too: 0, 1 or 2."""


@cache
def _words() -> _Words:
    rules = read("edits", _File, RULES / "support")
    opposites: dict[str, set[str]] = {}
    for line in rules.opposites:
        one, other = (side.split() for side in line.split("|"))
        for a, b in itertools.product(one, other):
            opposites.setdefault(a, set()).add(b)
            opposites.setdefault(b, set()).add(a)
    return _Words(
        fill=frozenset(rules.fill.split()),
        denials=frozenset(rules.denials.split()),
        joins=frozenset(rules.joins.split()),
        weak=frozenset(rules.weak.split()),
        strong=frozenset(rules.strong.split()),
        only=frozenset(rules.only.split()),
        all=frozenset(rules.all.split()),
        compares=frozenset(rules.compares.split()),
        opposites={word: frozenset(others) for word, others in opposites.items()},
    )


def load() -> None:
    """Read the rules now. Raises RuleError for a file that is not right."""
    _words()


def check(case: Case) -> Iterator[Finding]:
    """Each edit that turns what the statement says. Takes time in proportion to the sentence."""
    found = grounds(case)
    at = _aligned(case, found)
    if at is None:
        return
    judged = [(edit, told) for edit in _edits(found, at) if (told := _judge(edit)) is not None]
    rules = {told[0] for _, told in judged}
    for edit, (rule, message, severity) in judged:
        if severity is Severity.CONFLICT and rule in _DENIALS and not rules >= _DENIALS:
            elsewhere = (
                _denied_here(found, at) if rule == "affirmed" else _denied_there(case, found, at, edit)
            )
            severity = Severity.UNDECIDED if elsewhere else severity
        yield Finding(CHECK, message, severity, edit.start, edit.end, rule=rule)
    yield from _turned(found, at)


def _turned(found: Grounds, at: Mapping[int, int]) -> Iterator[Finding]:
    """A word right beside another, for which the statement has the opposite there: "a low signature" for "a
    high signature", whatever stands on the other side."""
    row, opposites, compares = found.claim.row, _words().opposites, _words().compares
    places = set(at.values())
    denied = any(_denies(unit) and place not in at for place, unit in enumerate(row))
    for place, unit in enumerate(row):
        others = opposites.get(unit.surface)
        if others is None or place in at or unit.surface in _BY_HOW_MUCH:
            continue
        for step in (1, -1):
            beside = at.get(place + step, -1)
            if beside < 0 or not row[place + step].content:
                continue
            text, here = found.texts[beside // NEXT].row, beside % NEXT - step
            if not 0 <= here < len(text) or text[here].surface not in others:
                continue
            if text[here].part != text[here + step].part or unit.part != row[place + step].part:
                continue
            sure = (
                beside - step not in places
                and not any(u.surface == unit.surface for u in text)
                and not (denied and not _denies(unit))
                and not (unit.meaning.denies and place and row[place - 1].surface == "or")
                and unit.surface not in compares
                and (step > 0 or not (unit.meaning.denies or text[here].meaning.denies))
                and here > 0
                and text[here - 1].part == text[here].part
            )
            message = f"The sentence says “{unit.surface}”; the statement says “{text[here].surface}”."
            severity = Severity.CONFLICT if sure else Severity.UNDECIDED
            rule = "opposite beside" if sure else "opposite near"
            yield Finding(CHECK, message, severity, unit.start, unit.end, rule=rule)
            break


def _denied_here(found: Grounds, at: Mapping[int, int]) -> bool:
    """Whether the sentence may deny in another way or place what the statement denies."""
    return any(
        place not in at and (_denies(unit) or _OTHERWISE.search(unit.surface))
        for place, unit in enumerate(found.claim.row)
    )


def _denied_there(case: Case, found: Grounds, at: Mapping[int, int], edit: _Edit) -> bool:
    """Whether the statements may deny in another way or place what the sentence denies."""
    if _OUTSIDE.search(case.claim.lowered):
        return True
    both = not edit.added.isdisjoint(_NEITHER)
    told = {hit for place in found.claim.content for hit in found.hits[place]}
    places = set(at.values())
    for number, text in enumerate(found.texts):
        for place, unit in enumerate(text.row):
            here = number * NEXT + place
            if here in places or not (_denies(unit) or _ONLY.search(unit.surface)):
                continue
            if both or any(here + step in told for step in range(-_BESIDE, _BESIDE + 1)):
                return True
    return False


def _denies(unit: Unit) -> bool:
    return unit.meaning.denies or not _words().denials.isdisjoint(unit.surface.split())


def _aligned(case: Case, found: Grounds) -> dict[int, int] | None:
    """Places of the sentence with their places in the statements: its firm words on their way, and the small
    words that stand beside them on both sides. None where the sentence follows no statement closely."""
    row, words = found.claim.row, _words()
    steps = way(case)
    at = {
        step.place: step.at
        for step in steps
        if step.at >= 0
        and found.strength[step.place] >= FIRM
        and not row[step.place].meaning.denies
        and row[step.place].surface not in words.only
    }
    if len(at) < _FEWEST or len(at) < _CLOSE * len(found.claim.content):
        return None
    for place in sorted(at):
        base = at[place] // NEXT * NEXT
        text = found.texts[at[place] // NEXT].row
        for step in (1, -1):
            here, there = place + step, at[place] - base + step
            while 0 <= here < len(row) and 0 <= there < len(text) and here not in at:
                mine, other = row[here], text[there]
                if mine.key != other.key or mine.kind != other.kind or mine.quantity is not None:
                    break
                at[here] = base + there
                here, there = here + step, there + step
    return at


def _edits(found: Grounds, at: Mapping[int, int]) -> Iterator[_Edit]:
    row = found.claim.row
    places = sorted(at)
    for index, (left, right) in enumerate(itertools.pairwise(places)):
        one, other = at[left], at[right]
        if not 0 < other - one <= _WIDEST + 1 or right - left > _WIDEST + 1:
            continue
        if right - left == 1 and other - one == 1:
            continue
        text = found.texts[one // NEXT].row
        theirs = text[one % NEXT + 1 : other % NEXT]
        mine = row[left + 1 : right]
        if row[left].part != row[right].part and not any(unit.surface == "but" for unit in mine):
            continue
        here = list(itertools.chain.from_iterable(_said(unit.surface) for unit in mine))
        there = list(itertools.chain.from_iterable(_said(unit.surface) for unit in theirs))
        if len(mine) == len(theirs) == 1 and {mine[0].surface, theirs[0].surface} == _BY_HOW_MUCH:
            here, there = [mine[0].surface], [theirs[0].surface]
        if here == there:
            continue
        added = frozenset(here).difference(there)
        lost = frozenset(there).difference(here)
        before = index > 0 and 0 < one - at[places[index - 1]] <= _RUN
        after = index + 2 < len(places) and 0 < at[places[index + 2]] - other <= _RUN
        start = mine[0].start if mine else row[left].start
        end = mine[-1].end if mine else row[right].end
        yield _Edit(
            start,
            end,
            added,
            lost,
            mine,
            theirs,
            _either(theirs, text[other % NEXT]) or _either(mine, row[right]),
            before + after,
        )


def _either(units: tuple[Unit, ...], right: Unit) -> bool:
    """ "With or without", "or not", or a denial that what follows does not belong to: "4% without (P=1)"."""
    said = [word for unit in units for word in unit.surface.split()]
    if any(a == "or" and b in ("without", "not", "no") for a, b in itertools.pairwise(said)):
        return True
    return any(unit.piece != right.piece for unit in units if _denies(unit))


@lru_cache(maxsize=16384)
def _said(surface: str) -> tuple[str, ...]:
    """The words of a unit that bear more than grammar."""
    fill = _words().fill
    return tuple(word for word in surface.split() if word not in fill)


def _judge(edit: _Edit) -> tuple[str, str, Severity] | None:
    words = _words()
    added, lost = edit.added, edit.lost
    denies, denied = added & words.denials, lost & words.denials
    sure = Severity.CONFLICT if edit.run else Severity.UNDECIDED
    if denies and not denied and lost <= words.joins and not edit.either:
        rest = added - words.denials
        if rest <= words.joins or (rest <= words.joins | words.only and edit.lost):
            return "denied", "The sentence denies what the statement says in the same words.", sure
    if denied and not denies and lost <= words.denials and added <= words.joins and not edit.either:
        return "affirmed", "The sentence says what the statement denies in the same words.", sure
    if added <= words.weak | words.strong and lost <= words.weak | words.strong and added and lost:
        if added <= words.strong and lost <= words.weak:
            return "stronger", "The sentence asks for what the statement allows in the same words.", sure
        if added <= words.weak and lost <= words.strong:
            return "weaker", "The sentence allows what the statement asks for in the same words.", sure
    if len(added) == 1 and len(lost) == 1:
        (here,), (there,) = added, lost
        if there in words.opposites.get(here, ()):
            return "opposite", f"The sentence says “{here}”; the statement says “{there}”.", sure
        if _opposed(edit):
            return "turned", f"The sentence says “{here}”; the statement says “{there}”.", Severity.UNDECIDED
    if added & words.only and not lost & words.only:
        severity = sure if lost & words.all else Severity.UNDECIDED
        return "narrowed", "The sentence limits what the statement does not limit.", severity
    if lost & words.only and not added & words.only:
        severity = sure if added & words.all else Severity.UNDECIDED
        return "widened", "The sentence leaves out a limit of the statement.", severity
    if _replaced(edit):
        return "replaced", "Another word stands in the place of the statement's.", Severity.UNDECIDED
    if denies and not denied:
        return "denial", "The sentence denies where the statement does not.", Severity.UNDECIDED
    if denied and not denies:
        return "denial lost", "The statement denies where the sentence does not.", Severity.UNDECIDED
    return None


def _replaced(edit: _Edit) -> bool:
    """Whether one word stands for another that means something else, among the same words on both sides."""
    here = [unit for unit in edit.mine if unit.content]
    there = [unit for unit in edit.theirs if unit.content]
    if edit.run < 2 or len(here) != 1 or len(there) != 1 or here[0].sort != there[0].sort:
        return False
    one, other = here[0], there[0]
    if one.meaning.senses & other.meaning.senses or (one.close and one.close == other.close):
        return False
    return not kin(one.meaning.stem, other.meaning.stem)


def _opposed(edit: _Edit) -> bool:
    """Whether a word of the one side takes the other direction than one of the other side."""
    turning = {
        pair
        for unit in edit.mine
        for pair in unit.meaning.axes
        if axes()[pair[0]].turns and unit.kind == "word"
    }
    return any((axis, -sign) in turning for unit in edit.theirs for axis, sign in unit.meaning.axes)
