"""Significance: what a result came to, where the sentence says that there was a difference, or none.

Why: "no difference" for a P of 0.03, "significantly fewer" for a P of 0.66 turn a trial round, and a
statement often tells several results, of which one differed and another did not. The statements are cut into
results, each with its P value or confidence interval; the sentence is compared with the result that it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.cues import cue
from guardrails.reading import Reading
from guardrails.types import Finding

CHECK = "significance"
_STATISTIC = re.compile(
    r"\bp\s?(?:value\s)?(?P<sign><=|>=|[=<>≤≥])\s?(?P<p>0?\.\d+)"
    r"|\b(?:or|hr|rr|irr|smr|ratio)\s(?:was\s|of\s)?\d+(?:\.\d+)?[,;]?\s\(?95% (?:ci:?|confidence interval)"
    r"\s(?P<low>\d+(?:\.\d+)?)\s?(?:to|-)\s?(?P<high>\d+(?:\.\d+)?)"
)
_LIMIT = 0.05
_NULL = 1.0
_SHARE = 0.5
"""Share of the sentence's content that the statements must hold."""
_SHORTEST = 8
"""Characters of a part that may tell a result."""
_CUT = re.compile(
    r"[;:](?=\s)|\.(?=\s)|,(?=\s(?:and|but|while|whereas|with|although|though)\b)"
    r"|\b(?:but|while|whereas|although|though|except|nor)\b|(?P<open>\()|(?P<close>\))"
)
_DENIED = re.compile(
    r"(?:\b(?:not?|nor|without|never|neither|none|hardly|than|if|whether|cannot|lack\w*|fail\w*|too|power\w*)\b|n't\b|\bnon-?)[^,;.]{0,40}$"
)
_ANYBODY = frozenset({"patients", "people", "adults", "group", "groups", "trial", "study", "dose"})


@dataclass(frozen=True, slots=True)
class Result:
    """A part of a statement that tells one result."""

    start: int
    end: int
    differs: bool | None
    """Whether there was a difference, by its P value or interval; None where these do not say."""
    level: bool
    """Whether a word says that there was no difference, or may."""
    moved: bool
    """Whether a word tells a difference."""


@remembered
def results(reading: Reading) -> tuple[Result, ...]:
    """The parts of a text, cut after each P value or interval and where another result may begin."""
    text = reading.lowered
    told = [(m.start(), m.end(), _verdict(m), bool(m["p"])) for m in _STATISTIC.finditer(text)]
    found: list[Result] = []
    depth = low = 0
    for cut in _CUT.finditer(text):
        if cut["open"]:
            depth += 1
            continue
        if cut["close"]:
            depth -= 1
            if depth != 0 or not any(low <= a < cut.start() for a, *_ in told):
                continue
        elif depth > 0:
            continue
        found.append(_result(text, low, cut.end(), told))
        low = cut.end()
    found.append(_result(text, low, len(text), told))
    return tuple(one for one in found if one.end - one.start > 8)


def _verdict(match: re.Match[str]) -> bool | None:
    if match["p"]:
        value = float(match["p"])
        if match["sign"] in (">", ">=", "≥"):
            return False if value >= _LIMIT else None
        return value < _LIMIT or (value <= _LIMIT and match["sign"] != "=")
    low, high = float(match["low"]), float(match["high"])
    return not low <= _NULL <= high


def _result(text: str, low: int, high: int, told: list[tuple[int, int, bool | None, bool]]) -> Result:
    said = {verdict for a, _, verdict, tested in told if low <= a < high and tested}
    said = said or {verdict for a, _, verdict, _ in told if low <= a < high}
    return Result(
        low,
        high,
        next(iter(said)) if len(said) == 1 else None,
        bool(cue("level result").search(text, low, high)) or len(said) > 1,
        bool(cue("moved result").search(text, low, high)),
    )


def check(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    none = cue("no difference").search(claim)
    some = None if none else cue("significant").search(claim)
    match = none or some
    if match is None or (some and _DENIED.search(claim[: some.start()])):
        return
    told, others = _told(case, grounds(case), match)
    rule = (_differed(case, told, others) if none else _level(told, others)) if told else None
    if rule:
        message = f"The statement found {'a difference' if none else 'no significant difference'}."
        yield Finding(CHECK, message, start=match.start(), end=match.end(), rule=rule)


def _differed(case: Case, told: list[Result], others: list[Result]) -> str | None:
    """How the statement tells a difference, where the sentence tells none: by numbers or in words."""
    if any(one.level for one in told) or any(one.level or one.differs is False for one in others):
        return None
    if any(one.differs for one in told):
        return "difference"
    plain = all(one.moved and one.differs is None for one in told)
    return "moved" if plain and not any(r.level for c in case.cited for r in results(c.reading)) else None


def _level(told: list[Result], others: list[Result]) -> str | None:
    """How the statement tells that there was no significant difference, where the sentence tells one."""
    if any(one.differs for one in others):
        return None
    if not all(one.differs is False or (one.level and one.differs is None) for one in told):
        return None
    return "no difference" if any(one.differs is False for one in told) else "level"


def _told(case: Case, found: Grounds, match: re.Match[str]) -> tuple[list[Result], list[Result]]:
    """The results that hold most of what only some of the results hold of the sentence, and the others that
    hold something that those do not.
    """
    row = found.claim.row
    low, high = next(
        ((r.start, r.end) for r in results(case.claim) if r.start <= match.start() < r.end),
        (0, len(case.claim.text)),
    )
    content = [
        p
        for p in found.claim.content
        if low <= row[p].start < high
        and row[p].kind != "body"
        and row[p].surface not in _ANYBODY
        and not (match.start() <= row[p].start < match.end())
    ]
    held: list[tuple[Result, set[int]]] = []
    whole: set[int] = set()
    for number, one in enumerate(case.cited):
        text = found.texts[number].row
        for result in results(one.reading):
            there = {
                place
                for place in content
                if any(
                    hit // NEXT == number and result.start <= text[hit % NEXT].start < result.end
                    for hit in found.hits[place]
                )
            }
            if there:
                held.append((result, there))
                whole |= there
    if not held or len(whole) < max(2, _SHARE * len(content)):
        return [], []
    telling = {p for p in whole if sum(p in there for _, there in held) < len(held)}
    most = max(len(there & telling) for _, there in held)
    told = [(result, there) for result, there in held if len(there & telling) == most]
    known = set().union(*(there for _, there in told))
    return [result for result, _ in told], [result for result, there in held if there - known]
