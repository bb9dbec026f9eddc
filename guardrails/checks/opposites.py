"""Opposites: a word that turns a statement round, where the words about it are the statement's.

Why: "continued until pregnancy is confirmed" and "stopped once pregnancy is confirmed" share every word but one.
Each such word is read with the words near it; only where these are the same on both sides is it compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guardrails.checks.case import Case
from guardrails.checks.stretches import stretches
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding

CHECK = "opposites"
_FOLDER: Path = RULES / "support"
_WINDOW = 4
_DENIED = re.compile(
    r"\b(?:not|no|never|without|nor|cannot|fail(?:s|ed)? to|neither)\s(?:\w+\s){0,2}$|n't\s(?:\w+\s)?$"
)


_COMPARED = re.compile(r"\b(?:than|compared (?:with|to)|versus|vs?)\b")


class _Pairs(Rules):
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


@cache
def _sides() -> tuple[
    dict[str, tuple[tuple[int, bool], ...]],
    tuple[tuple[str, tuple[int, bool]], ...],
    re.Pattern[str],
    dict[str, tuple[tuple[int, bool], ...]],
]:
    exact: dict[str, list[tuple[int, bool]]] = {}
    prefixes: list[tuple[str, tuple[int, bool]]] = []
    phrases: dict[str, list[tuple[int, bool]]] = {}
    rules = read("opposites", _Pairs, _FOLDER)
    for number, sides in enumerate((*rules.actions, *rules.pairs)):
        for side, words in enumerate(sides):
            for word in words:
                if word.endswith("*"):
                    prefixes.append((word[:-1], (number, bool(side))))
                elif " " in word or not word[0].isalpha():
                    phrases.setdefault(word, []).append((number, bool(side)))
                else:
                    exact.setdefault(word, []).append((number, bool(side)))
    listed = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
    return (
        {k: tuple(v) for k, v in exact.items()},
        tuple(prefixes),
        re.compile(rf"(?<!\w)(?:{listed})(?!\w)"),
        {k: tuple(v) for k, v in phrases.items()},
    )


@cache
def _by_prefix() -> dict[str, tuple[tuple[str, tuple[int, bool]], ...]]:
    index: dict[str, list[tuple[str, tuple[int, bool]]]] = {}
    for prefix, meant in _sides()[1]:
        index.setdefault(prefix[:3], []).append((prefix, meant))
    return {k: tuple(v) for k, v in index.items()}


_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_PIECE = re.compile(r"[a-z]+")


@remembered
def turns(reading: Reading) -> list[Turn]:
    text = reading.lowered
    exact, _, phrases, meanings = _sides()
    index = _by_prefix()
    found: list[tuple[int, int, str, tuple[tuple[int, bool], ...]]] = []
    spans: list[tuple[int, int]] = []
    for match in phrases.finditer(text):
        spans.append(match.span())
        found.append((match.start(), match.end(), match[0], meanings[match[0]]))
    for match in _WORD.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in spans):
            continue
        word = match[0]
        meant = exact.get(word, ())
        meant += tuple(m for prefix, m in index.get(word[:3], ()) if word.startswith(prefix))
        if "-" in word and not meant:
            for piece in _PIECE.finditer(word):
                if piece[0] in exact:
                    at = match.start() + piece.start()
                    found.append((at, at + len(piece[0]), piece[0], exact[piece[0]]))
        if meant:
            found.append((match.start(), match.end(), word, meant))
    if not found:
        return []
    starts = [w.start for w in reading.words]
    parts = stretches(reading)
    bounds = [p.start for p in parts]
    result = []
    for start, end, word, meant in sorted(found):
        at = max(0, bisect_left(bounds, start + 1) - 1)
        low, high = parts[at].start, parts[at].end
        here = bisect_left(starts, start)
        before = [w.key for w in reading.words[max(0, here - _WINDOW) : here] if w.start >= low]
        after = [w.key for w in reading.words[here : here + _WINDOW + 1] if w.start >= end and w.start < high]
        context = frozenset(before + after)
        if parts[at].denied or _DENIED.search(text, max(0, start - 24), start):
            continue
        pivot = _COMPARED.search(text, end, high)
        far = frozenset(w.key for w in reading.words[here:] if pivot and pivot.end() <= w.start < high)
        near = frozenset(before[-1:] + after[:1])
        result += [Turn(pair, side, word, start, end, context, near, low, far) for pair, side in meant]
    return result


@cache
def _actions() -> int:
    return len(read("opposites", _Pairs, _FOLDER).actions)


def _comparable(mine: Turn, other: Turn) -> bool:
    """Whether both compare with the same thing, or one of them leaves it open."""
    if mine.far and other.far:
        return bool(mine.far & other.far)
    return not (mine.far & other.context or other.far & mine.context)


def check(case: Case) -> Iterator[Finding]:
    mine = turns(case.claim)
    if not mine:
        return
    theirs: dict[int, list[Turn]] = {}
    for one in case.cited:
        for turn in turns(one.reading):
            theirs.setdefault(turn.pair, []).append(turn)
    for turn in mine:
        if any(t.pair == turn.pair and t.side is not turn.side for t in mine):
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
        action = turn.pair < _actions()
        beside = turn.near & best.near
        if action and shared < 3:
            continue
        if (
            (not with_ and beside and not action)
            or (close == 2 or (close and shared >= 3))
            and (same == 0 if shared == 2 else shared >= 3 and same < shared - 1)
        ):
            yield Finding(
                CHECK,
                f"The sentence says “{turn.word}” where the cited statement says “{best.word}”.",
                start=turn.start,
                end=turn.end,
                rule="opposite",
            )
