"""Moments: when a thing is done, or how long, where the statements put it at another time.

Why: "at the end of treatment" for "at the start", "short-term" for "long-term" or "lifelong" for "for three
years" give the right treatment at the wrong time, and no number need show it. The phrases are data
(`rules/support/moments.yaml`), with the words that may stand for them and those that put another moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.tokens import tokens_of
from guardrails.phrases import Phrases
from guardrails.reading import Reading, pattern
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding

CHECK = "moments"
_FOLDER: Path = RULES / "support"
_ASIDE = re.compile(
    r"\b(?:not|no|never|without|unlike|rather than|instead of|than|nor|or|even)\s(?:\w+\s){0,2}$"
)
"""What is only named to be set aside."""


class _Moment(Rules):
    name: str
    says: tuple[str, ...]
    near: tuple[str, ...]
    against: tuple[str, ...]


class _File(Rules):
    moments: tuple[_Moment, ...]


@cache
def _moments() -> tuple[_Moment, ...]:
    return read("moments", _File, _FOLDER).moments


@cache
def _book() -> Phrases[int]:
    book: Phrases[int] = Phrases()
    for number, moment in enumerate(_moments()):
        for phrase in moment.says:
            book.add(phrase, number)
    return book


@cache
def _words() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((pattern(m.near), pattern(m.against)) for m in _moments())


def load() -> None:
    """Read the moments, so that no sentence waits for them."""
    _book()
    _words()


@remembered
def _other(reading: Reading) -> tuple[bool | None, ...]:
    """For each moment: whether a text may mean it, puts another (False), or says nothing of either (None)."""
    text = reading.lowered
    return tuple(
        True if near.search(text) else False if against.search(text) else None for near, against in _words()
    )


def check(case: Case) -> Iterator[Finding]:
    for start, end, number in _book().find(tokens_of(case.claim)):
        said = [_other(one.reading)[number] for one in case.cited]
        if True in said or False not in said:
            continue
        if _ASIDE.search(case.claim.lowered, max(0, start - 40), start):
            continue
        yield Finding(
            CHECK,
            f"The sentence says {case.claim.text[start:end]}; the cited statement puts it at another time.",
            start=start,
            end=end,
            rule=_moments()[number].name,
        )
        return
