"""Siblings: things that are easily put for one another, where the statement names the one and the sentence
another.

Why: screening for tuberculosis in place of hepatitis B, C3 in place of C4, a warning of another harm:
nothing in such a sentence is odd but the one thing that the statement does not name. The groups are data
(`rules/support/siblings.yaml`, `rules/support/counterparts.yaml`).
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

CHECK = "siblings"
_FOLDER: Path = RULES / "support"


_ASIDE = re.compile(
    r"\b(?:not|no|unlike|rather than|instead of|except|than|after|beyond|before|without|v|vs"
    r"|versus|against)\s(?:the\s|an?\s|for\s)?$"
)
"""What is only named to be set aside."""


class _Group(Rules):
    name: str
    members: tuple[tuple[str, ...], ...]
    near: str | None = None


class _File(Rules):
    groups: tuple[_Group, ...]


@cache
def _groups() -> tuple[_Group, ...]:
    return (*read("siblings", _File, _FOLDER).groups, *read("counterparts", _File, _FOLDER).groups)


@cache
def _book() -> Phrases[tuple[int, int]]:
    book: Phrases[tuple[int, int]] = Phrases()
    for number, group in enumerate(_groups()):
        for place, member in enumerate(group.members):
            for phrase in member:
                book.add(phrase, (number, place))
    return book


def load() -> None:
    """Read the groups, so that no sentence waits for them."""
    _book()


@remembered
def named(reading: Reading) -> dict[tuple[int, int], tuple[int, int]]:
    """The members that a text names, by group and place in it, each with where it stands first."""
    text = reading.lowered
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for start, end, (group, place) in _book().find(tokens_of(reading)):
        near = _groups()[group].near
        if near is None or re.search(near, text[max(0, start - 4) : end + 6]):
            found.setdefault((group, place), (start, end))
    return found


def _spread(case: Case, start: int, end: int) -> bool:
    """Whether the statement has the words of a name apart: "complete and 64% partial remission", "HIV and
    hepatitis B or C".
    """
    name = case.claim.lowered[start:end]
    words = name.split()
    if len(words) > 1:
        first, last = re.escape(words[0]), re.escape(words[-1])
        return bool(re.search(rf"\b{first}\b(?: \S+){{1,5}} {last}", case.text))
    short = _LETTERED.fullmatch(name)
    return bool(short and re.search(rf"\bhepatitis [a-e](?:, [a-e])*,? (?:or|and|/) {short[1]}\b", case.text))


_LETTERED = re.compile(r"h([a-e])v")
"""HCV for hepatitis C."""


def check(case: Case) -> Iterator[Finding]:
    there: dict[int, dict[int, str]] = {}
    for one in case.cited:
        for (group, place), (start, end) in named(one.reading).items():
            there.setdefault(group, {}).setdefault(place, one.reading.text[start:end])
    for (group, place), (start, end) in named(case.claim).items():
        others = there.get(group)
        if _ASIDE.search(case.claim.lowered, max(0, start - 20), start):
            continue
        if others and place not in others and not _spread(case, start, end):
            said = ", ".join(dict.fromkeys(others.values()))
            yield Finding(
                CHECK,
                f"The sentence speaks of {case.claim.text[start:end]}; the cited statement speaks of {said}.",
                start=start,
                end=end,
                rule=_groups()[group].name,
            )
