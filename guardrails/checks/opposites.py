"""Opposites: a word that turns a statement round, where the words about it are the statement's.

Why: "continued until pregnancy is confirmed" and "stopped once pregnancy is confirmed" share every word but
one. Each such word is read with the words near it; only where these are the same on both sides is it
compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guardrails.checks.bearing import borne_out
from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.stretches import stretches
from guardrails.checks.tokens import tokens_of
from guardrails.phrases import Phrases
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity

CHECK = "opposites"
_FOLDER: Path = RULES / "support"
_WINDOW = 4
_DENIED = re.compile(
    r"\b(?:not|no|never|without|nor|cannot|fail(?:s|ed)? to|neither)\s(?:\w+\s){0,2}$|n't\s(?:\w+\s)?$"
    r"|\b(?:below|under|short of|less than)\s(?:the\s)?$|\bbetween\s[^,;]{1,14}\sand\s$"
    r"|\b[a-z]+-\s(?:or|and|to|v|vs)\s$"
)
"""What denies a word, bounds it, or says its opposite before it ("low- or high-dose")."""
_GOES_ON = re.compile(r"(?<!-)-[a-z]|(?<=up) to\b|\s(?:than|or equal to)\s(?:about\s)?[\d.]")
"""The "cut" of "cut-off" is another word, and "less than 60" a bound."""
_BOUND = re.compile(r"(?:\d\S*|\b(?:one|two|three|four|five|days?|weeks?|months?|years?))\sor\s$")
"""One or more."""


_COMPARED = re.compile(r"\b(?:than|compared (?:with|to)|versus|vs?|(?<=superior )to|(?<=inferior )to)\b")


_COMPARATIVE = re.compile(r"(?:higher|lower|elevated|more|fewer|less|greater)\Z")
_CHANGES = re.compile(r"(?:reduc|decreas|lowering|lowers|cut|rais|increas|drop|fall|falling|declin|shrank)")


class _Pairs(Rules):
    unsure: frozenset[str]
    """First words of pairs that only put a sentence in doubt."""
    actions: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    pairs: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An occurrence of one side of a pair."""

    pair: int
    side: bool
    word: str
    start: int
    end: int
    context: frozenset[str]
    near: frozenset[str]
    """The word before it and the word behind it."""
    part: int
    far: frozenset[str]
    """What it is compared with, where "than" says so."""
    head: frozenset[str]
    """All words before it in its part."""
    trials: frozenset[str]
    """Trials that its part names."""


@cache
def _pairs() -> _Pairs:
    return read("opposites", _Pairs, _FOLDER)


@cache
def _book() -> Phrases[tuple[int, bool]]:
    book: Phrases[tuple[int, bool]] = Phrases()
    for number, sides in enumerate(pairs()):
        for side, words in enumerate(sides):
            for word in words:
                book.add(word, (number, bool(side)))
    return book


def load() -> None:
    """Read the pairs, so that no sentence waits for them."""
    _book()


def pairs() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """All pairs, as they are numbered."""
    rules = _pairs()
    return (*rules.actions, *rules.pairs)


@remembered
def spots(reading: Reading) -> list[tuple[int, int, tuple[int, bool]]]:
    """Where the text has a side of a pair, denied or not."""
    return list(_book().find(tokens_of(reading)))


@remembered
def turns(reading: Reading) -> list[Turn]:
    """Every occurrence of a side of a pair that nothing denies."""
    return list(_read(reading, spots(reading)))


def _read(reading: Reading, spots: Sequence[tuple[int, int, tuple[int, bool]]]) -> Iterator[Turn]:
    text, words = reading.lowered, reading.words
    classes = [(w.start, w.end) for w in words if w.kind == "class"]
    starts = [w.start for w in words]
    parts = stretches(reading)
    bounds = [p.start for p in parts]
    for start, end, (pair, side) in spots:
        at = max(0, bisect_left(bounds, start + 1) - 1)
        if (
            at >= len(parts)
            or parts[at].denied
            or text[start - 1 : start] == "-"
            or _DENIED.search(text, max(0, start - 24), start)
            or _GOES_ON.match(text, end)
            or reading.text[start:end] == "UP"
            or _BOUND.search(text, max(0, start - 12), start)
            or any(a <= start < b for a, b in classes)
        ):
            continue
        low, high = parts[at].start, parts[at].end
        here = bisect_left(starts, start)
        before = [w.key for w in words[max(0, here - _WINDOW) : here] if w.start >= low]
        after = [w.key for w in words[here : here + _WINDOW + 1] if w.start >= end and w.start < high]
        pivot = _COMPARED.search(text, end, high)
        far = frozenset(w.key for w in words[here:] if pivot and pivot.end() <= w.start < high)
        near = frozenset(before[-1:] + after[:1])
        inside = words[bisect_left(starts, low) : bisect_left(starts, high)]
        head = frozenset(w.key for w in inside if w.start < start)
        trials = frozenset(w.key for w in inside if w.kind == "trial")
        context = frozenset(before + after)
        yield Turn(pair, side, text[start:end], start, end, context, near, low, far, head, trials)


def _comparable(mine: Turn, other: Turn) -> bool:
    """Whether both compare with the same thing, or one of them leaves it open."""
    if mine.trials and other.trials and not mine.trials & other.trials:
        return False
    if mine.far and other.far:
        turned = (mine.far - other.far) & ((other.context | other.head) - other.far)
        turned |= (other.far - mine.far) & (mine.head - mine.far)
        return bool(mine.far & other.far) and not turned
    return not (mine.far & other.context or other.far & mine.context)


def _mixed(one: str, other: str) -> bool:
    """Whether one changes a thing and the other compares it: higher doses are lowered."""
    return any(_COMPARATIVE.match(a) and _CHANGES.match(b) for a, b in ((one, other), (other, one)))


def check(case: Case) -> Iterator[Finding]:
    theirs: dict[int, list[Turn]] = {}
    said = {spot[2] for one in case.cited for spot in spots(one.reading)}
    for one in case.cited:
        for turn in turns(one.reading):
            theirs.setdefault(turn.pair, []).append(turn)
    worth = [
        spot
        for spot in spots(case.claim)
        if any(t.side is not spot[2][1] for t in theirs.get(spot[2][0], ()))
    ]
    if not worth:
        return
    sides = {spot[2] for spot in spots(case.claim)}
    mine = list(_read(case.claim, worth))
    for turn in mine:
        if (turn.pair, not turn.side) in sides:
            continue
        others = theirs.get(turn.pair, ())
        against = [t for t in others if t.side is not turn.side and _comparable(turn, t)]
        if not against:
            continue
        with_ = [t for t in others if t.side is turn.side]
        best = max(against, key=lambda t: (len(t.context & turn.context), len(t.near & turn.near)))
        shared = len(best.context & turn.context)
        same = max((len(t.context & turn.context) for t in with_), default=0)
        close = bool(turn.near & best.context) + bool(best.near & turn.context)
        action = turn.pair < len(_pairs().actions)
        beside = turn.near & best.near
        if action and shared < 3:
            continue
        if (not with_ and beside and not action) or (
            (close == 2 or (close and shared >= 3))
            and (same == 0 if shared == 2 else shared >= 3 and same < shared - 1)
        ):
            drugs = case.named("drug", "brand")
            beside &= drugs
            loose = (turn.pair, turn.side) in said and not (
                beside and with_ and not any(t.near & turn.near & drugs for t in with_)
            )
            loose |= _mixed(turn.word, best.word) or pairs()[turn.pair][0][0] in _pairs().unsure
            loose = loose or borne_out(case.claim, turn.word, turn.end, case.text)
            yield Finding(
                CHECK,
                f"The sentence says “{turn.word}” where the cited statement says “{best.word}”.",
                Severity.UNDECIDED if loose else Severity.CONFLICT,
                start=turn.start,
                end=turn.end,
                rule="opposite of one" if loose else "opposite",
            )
