"""A person in danger now: an overdose, a dosing error, an acute emergency. The words are in `emergency.yaml`.

What is said to them is to call for help: no dose, no advice to wait.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from guardrails.folding import fold
from guardrails.rulefile import Rules, read
from guardrails.types import Finding, Severity

CHECK = "emergency"
_LOOK_BACK = 80

Notice = Literal["overdose", "acute", "self_harm"]


class _Rule(Rules):
    name: str
    notice: Notice
    stop: bool
    needs: tuple[str, ...]
    """One of these pieces of words, in lower case, stands in every text that can match: spares the search."""
    patterns: tuple[str, ...]


class _Emergency(Rules):
    notices: dict[Notice, str]
    rules: tuple[_Rule, ...]
    general: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Emergency:
    """What was found, and whether nothing but the notice may be shown."""

    finding: Finding
    stop: bool


@cache
def _rules() -> tuple[_Emergency, tuple[tuple[_Rule, re.Pattern[str]], ...], re.Pattern[str]]:
    rules = read("emergency", _Emergency)
    compiled = tuple((rule, re.compile("|".join(rule.patterns), re.IGNORECASE)) for rule in rules.rules)
    return rules, compiled, re.compile("|".join(rules.general), re.IGNORECASE)


def find(text: str) -> Finding | None:
    """The emergency that a text tells of; None where it tells of none. The message is for the reader."""
    found = look(text)
    return found.finding if found else None


def look(text: str) -> Emergency | None:
    """As `find`, with whether the notice must stand alone."""
    rules, compiled, general = _rules()
    folded = fold(text)
    lowered = folded.text.casefold()
    for rule, pattern in compiled:
        if not any(piece in lowered for piece in rule.needs):
            continue
        for match in pattern.finditer(folded.text):
            before = folded.text[max(0, match.start() - _LOOK_BACK) : match.start()]
            if general.search(before):
                continue
            start, end = folded.span(match.start(), match.end())
            message = " ".join(rules.notices[rule.notice].split())
            finding = Finding(CHECK, message, Severity.NOTE, start, end, rule.name)
            return Emergency(finding, rule.stop)
    return None
