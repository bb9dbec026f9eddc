"""Beyond: words that claim more than a statement bears: proof, cure, cause, safety, "any", "even when",
"from the start".

Why: an overstated sentence often has the right drug and the right number; one strong word makes it false.
The words and what bears them are data (`rules/support/beyond.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guardrails.checks.case import Case
from guardrails.checks.tokens import tokens_of
from guardrails.phrases import Phrases
from guardrails.reading import pattern
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity

CHECK = "beyond"
_FOLDER: Path = RULES / "support"
_DENIED = re.compile(
    r"(?:\b(?:not|no|never|without|nor|cannot|neither|none|hardly|unlikely|if|whether|than|un"
    r"|lack\w*|fail(?:s|ed|ing)?\b|too \w+ (?:to|for))\b|n't\b)[^;:.]{0,40}$"
)
_AGAINST = re.compile(
    r"\b(?:off-label|off label|outside|not|no|never|excluded|contraindicated|avoided|without)\b|n't\b"
)
"""A denial of any case is no claim about all of them."""
_BEFORE = re.compile(
    r"\b(?:before|ahead of|prior to|if|than|without|whether|should|in case of|earlier than)\s$"
)
"""Before any of it is before it."""
_EITHER = re.compile(r"\bor (?:[\w-]+\s){1,3}?(?:with|plus|combined|together)\b")
"""One thing, or it with another."""
_IDIOM = re.compile(
    r"\s(?:factors?\b|change\b|of (?:them|these|those)\b|causes?\b|other\b"
    r"|time\b|more\b|case\b|one of\b|at all\b)|\s?-"
)


class _Rule(Rules):
    name: str
    says: tuple[str, ...]
    unless: tuple[str, ...]
    needs: tuple[str, ...] = ()
    message: str
    doubt: bool = False
    """Whether it only puts the sentence in doubt."""


class _File(Rules):
    rules: tuple[_Rule, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    name: str
    says: re.Pattern[str]
    unless: re.Pattern[str]
    needs: re.Pattern[str] | None
    message: str
    doubt: bool


@cache
def _rules() -> tuple[_Ready, ...]:
    return tuple(
        _Ready(
            r.name,
            pattern(r.says),
            pattern(r.unless),
            pattern(r.needs) if r.needs else None,
            r.message,
            r.doubt,
        )
        for r in read("beyond", _File, _FOLDER).rules
    )


@cache
def _book() -> Phrases[int]:
    """The words of all rules, with the number of their rule: most sentences have none."""
    book: Phrases[int] = Phrases()
    for number, rule in enumerate(read("beyond", _File, _FOLDER).rules):
        for phrase in rule.says:
            book.add(phrase, number)
    return book


def load() -> None:
    """Read the rules, so that no sentence waits for them."""
    _rules()
    _book()


def check(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    named = sorted({number for _, _, number in _book().find(tokens_of(case.claim))})
    if not named:
        return
    texts = [one.reading.lowered for one in case.cited]
    for number in named:
        rule = _rules()[number]
        for match in rule.says.finditer(claim):
            if _denied(claim, match.start()) or _IDIOM.match(claim, match.end()):
                continue
            if rule.name == "any" and (_AGAINST.search(claim) or _BEFORE.search(claim, 0, match.start())):
                continue
            if rule.name == "with or without" and _EITHER.search(case.text):
                continue
            if rule.needs and not any(rule.needs.search(t) for t in texts):
                continue
            if any(not _denied(t, m.start()) for t in texts for m in rule.unless.finditer(t)):
                continue
            yield Finding(
                CHECK,
                f"The sentence says “{match[0]}”: it {rule.message}.",
                Severity.UNDECIDED if rule.doubt else Severity.CONFLICT,
                start=match.start(),
                end=match.end(),
                rule=rule.name.replace(" ", "_"),
            )
            break


def _denied(text: str, place: int) -> bool:
    return bool(_DENIED.search(text, max(0, place - 60), place))
