"""Endpoints: what was measured is no other thing than the statement says.

Why: "lowered the risk of death" for a lower risk of flares, with the right number, reads like the statement.
The things that are measured, counted or warned of are data (`rules/support/endpoints.yaml`), each with the
words of a statement that may stand for it. A sentence that names one of which no cited statement speaks, in
any word, has put it in.
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
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding

CHECK = "endpoints"
_FOLDER: Path = RULES / "support"
_SET_ASIDE = re.compile(
    r"\b(?:not|no|nor|without|unlike|rather than|instead of|than|than for)\s(?:\w+\s){0,2}$"
)


class _Endpoint(Rules):
    name: str
    says: tuple[str, ...]
    near: tuple[str, ...]


class _File(Rules):
    endpoints: tuple[_Endpoint, ...]


@cache
def _endpoints() -> tuple[_Endpoint, ...]:
    return (*read("endpoints", _File, _FOLDER).endpoints, *read("things", _File, _FOLDER).endpoints)


def _words(listed: tuple[str, ...]) -> str:
    parts = (re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"[\s-]") for w in listed)
    return "|".join(sorted(parts, key=len, reverse=True))


@cache
def _book() -> Phrases[int]:
    book: Phrases[int] = Phrases()
    for number, endpoint in enumerate(_endpoints()):
        for phrase in endpoint.says:
            book.add(phrase, number)
    return book


@cache
def _near() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![\w])(?:{_words((*e.says, *e.near))})(?![\w])") for e in _endpoints())


def load() -> None:
    """Read the endpoints, so that no sentence waits for them."""
    _book()
    _near()


@remembered
def _named(reading: Reading) -> dict[int, tuple[int, int]]:
    """The endpoints that a text names, by number, with where it names them first."""
    found: dict[int, tuple[int, int]] = {}
    for start, end, number in _book().find(tokens_of(reading)):
        found.setdefault(number, (start, end))
    return found


@remembered
def _spoken_of(reading: Reading) -> frozenset[int]:
    """The endpoints that a text names or may mean by another word."""
    return frozenset(n for n, near in enumerate(_near()) if near.search(reading.lowered))


def check(case: Case) -> Iterator[Finding]:
    mine = _named(case.claim)
    if not mine:
        return
    there = frozenset().union(*(_spoken_of(one.reading) for one in case.cited))
    foreign = [n for n in mine if n not in there]
    if not foreign:
        return
    named = {n for one in case.cited for n in _named(one.reading)}
    left_out = named - mine.keys()
    start, end = mine[foreign[0]]
    if _SET_ASIDE.search(case.claim.lowered, max(0, start - 40), start):
        return
    others = ", ".join(_endpoints()[n].name for n in sorted(left_out))
    yield Finding(
        CHECK,
        f"No cited statement speaks of {case.claim.text[start:end]}"
        + (f"; what it speaks of is {others}." if others else "."),
        start=start,
        end=end,
        rule="another" if left_out else "not named",
    )
