"""Diseases: what was found in lupus at large, or in another disease, was not found in lupus nephritis;
nor the other way round.

Why: the sentence keeps every number and drug, and only the people are others: transplant recipients or
people with systemic lupus become people with lupus nephritis. Which words tell of whom a statement speaks
is data (`rules/support/diseases.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading, Word
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity

CHECK = "diseases"
_NEPHRITIS, _LUPUS = "lupus nephritis", "systemic lupus erythematosus"
_STUDY = re.compile(r"\s(?:study|cohort|registry|clinics?|collaborating)\b|-")
"""Behind "SLE": the name of a study, not a disease."""
_INSIDE = re.compile(r"\b(?:in|with|of|for|among|from)\s(?:\S+\s){0,3}$")


_UNSAID = re.compile(
    r"(?:\b(?:not (?:an?|in) |no |(?<!or )without |free of |non-?)"
    r"(?:proliferative or membranous )?(?:lupus )?nephritis(?: trial| study)?|nephritis-naive)\b"
)
"""A statement that says of its people that they had no nephritis."""
_PEOPLE = r"(?:patients?|people|adults?|women|men|child(?:ren)?|cases|participants|recipients)"
_WHO = re.compile(rf"\b{_PEOPLE}\s(?:\w+\s){{0,2}}(?:with|having|who had)\s(?:\S+\s){{0,3}}$")
_WHOSE = re.compile(rf"\s(?:\w+\s)?{_PEOPLE}\b")
"""People with nephritis; nephritis patients."""


class _File(Rules):
    nephritis: tuple[str, ...]
    other: tuple[str, ...]
    lupus: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """Of which diseases a statement speaks."""

    nephritis: bool
    denied: bool
    """Whether it names nephritis only to say that its people had none."""
    other: bool
    lupus: bool


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rules = read("diseases", _File, RULES / "support")
    listed = {
        "nephritis": rules.nephritis,
        "other": rules.other,
        "lupus": rules.lupus,
        "people": rules.people,
    }
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") for name, words in listed.items()}


def load() -> None:
    """Read the rules, so that no sentence waits for them."""
    _patterns()


@remembered
def _told(reading: Reading) -> _Told:
    found = {name: bool(pattern.search(reading.lowered)) for name, pattern in _patterns().items()}
    left = _UNSAID.sub(" ", reading.lowered)
    denied = found["nephritis"] and left != reading.lowered and not _patterns()["nephritis"].search(left)
    return _Told(found["nephritis"], denied, found["other"], found["lupus"])


def check(case: Case) -> Iterator[Finding]:
    for word in case.claim.words:
        if word.key == _NEPHRITIS and not word.denied:
            yield from _of_nephritis(case, word)
            return
        if word.key == _LUPUS and not word.denied and not _STUDY.match(case.claim.lowered, word.end):
            yield from _of_lupus(case, word)
            return


def _of_nephritis(case: Case, word: Word) -> Iterator[Finding]:
    told = [_told(one.reading) for one in case.cited]
    if any(one.nephritis and not one.denied for one in told):
        return
    if any(one.denied for one in told):
        yield from _denied(case, word)
        return
    other = any(one.other for one in told)
    claim = case.claim.lowered
    sure = other or (
        _patterns()["people"].search(claim) is not None
        and _INSIDE.search(claim, max(0, word.start - 50), word.start) is not None
        and not any(_of_the_kidney(f"{one.evidence.source} {one.evidence.id}") for one in case.cited)
    )
    yield Finding(
        CHECK,
        "The cited statement does not speak of lupus nephritis.",
        Severity.CONFLICT if sure else Severity.UNDECIDED,
        word.start,
        word.end,
        rule="nephritis" if sure else "nephritis perhaps",
    )


def _denied(case: Case, word: Word) -> Iterator[Finding]:
    """People with nephritis, where the statement says that its people had none."""
    claim = case.claim.lowered
    if _WHO.search(claim, max(0, word.start - 60), word.start) or _WHOSE.match(claim, word.end):
        message = "The people of whom the cited statement speaks had no nephritis."
        yield Finding(CHECK, message, start=word.start, end=word.end, rule="had none")


def _of_the_kidney(source: str) -> bool:
    """Whether a source is one on lupus nephritis, so that its statements need not say so."""
    return re.search(r"(?:^|[-\s])ln\b|nephritis|renal|kidney", source) is not None


def _of_lupus(case: Case, word: Word) -> Iterator[Finding]:
    told = [_told(one.reading) for one in case.cited]
    if any(one.lupus for one in told) or not any(one.nephritis for one in told):
        return
    message = "The cited statement speaks of lupus nephritis, not of lupus at large."
    yield Finding(CHECK, message, start=word.start, end=word.end, rule="lupus at large")
