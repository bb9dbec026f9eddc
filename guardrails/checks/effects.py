"""Effects: what a sentence says that something does to an outcome, or why, needs a statement that says so.

Why: "improves survival", "because it lowers the risk" sound like the statement that they are put on. An
effect word with nothing in the statements to stand for it, where no figures are compared either, is made up;
so is a reason whose words no statement has, where no statement gives one. The words are in
`rules/support/effects.yaml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.grounds import Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity

CHECK = "effects"
_GROUNDED = 0.6
"""Strength from which a word of the sentence has something to stand on."""
_REASON = 6
"""Words of content of a reason that are looked at."""
_SEVERAL = 2
"""Such words without ground, from which a reason is likely made up where no statement gives one."""
_PLAIN = ("because", "which is why", "that is why")
"""What gives a reason and nothing else; "since" may tell a time, "due to" a cause."""
_MADE_UP = 0.5
"""Share of them that nothing stands for, from which a reason is in doubt."""


class _File(Rules):
    verbs: tuple[str, ...]
    comparisons: tuple[str, ...]
    outcomes: tuple[str, ...]
    figures: tuple[str, ...]
    reasons: tuple[str, ...]
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    effect: re.Pattern[str]
    outcome: re.Pattern[str]
    figures: re.Pattern[str]
    reason: re.Pattern[str]
    grounds: re.Pattern[str]


def _any(words: tuple[str, ...]) -> str:
    return rf"(?:{'|'.join(words)})"


@cache
def _ready() -> _Ready:
    rules = read("effects", _File, RULES / "support")
    return _Ready(
        re.compile(rf"(?<![\w-])(?:(?P<verb>{_any(rules.verbs)})|{_any(rules.comparisons)})(?![\w-])"),
        re.compile(rf"(?:\s[a-z0-9%/-]+){{0,4}}?\s{_any(rules.outcomes)}\b"),
        re.compile(rf"(?<!\w){_any(rules.figures)}(?!\w)"),
        re.compile(rf"\b{_any(rules.reasons)}\b"),
        re.compile(rf"\b{_any(rules.grounds)}\b"),
    )


def load() -> None:
    """Read the rules, so that no sentence waits for them."""
    _ready()


@remembered
def _figures(reading: Reading) -> bool:
    """Whether a text gives figures, or sides of a comparison, that an effect may be read from."""
    return bool(_ready().figures.search(reading.lowered))


@remembered
def _gives_reasons(reading: Reading) -> bool:
    return bool(_ready().grounds.search(reading.lowered))


def check(case: Case) -> Iterator[Finding]:
    yield from _effect(case)
    yield from _reason(case)


def _unit(found: Grounds, at: int) -> int:
    return bisect_right(found.claim.row, at, key=lambda unit: unit.start) - 1


def _effect(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    for match in _ready().effect.finditer(claim):
        if not _ready().outcome.match(claim, match.end()):
            continue
        found = grounds(case)
        place = _unit(found, match.start())
        if place < 0 or found.strength[place] >= _GROUNDED or found.claim.row[place].denied:
            continue
        figures = any(_figures(one.reading) for one in case.cited)
        verb = match["verb"] is not None
        if figures and not verb:
            continue
        sure = verb and not figures
        yield Finding(
            CHECK,
            f"The sentence says “{match[0]}”; no cited statement speaks of such an effect.",
            Severity.CONFLICT if sure else Severity.UNDECIDED,
            start=match.start(),
            end=match.end(),
            rule="effect" if sure else "perhaps an effect",
        )
        return


def _reason(case: Case) -> Iterator[Finding]:
    match = _ready().reason.search(case.claim.lowered)
    if match is None:
        return
    found = grounds(case)
    row = found.claim.row
    after = [p for p in found.claim.content if row[p].start >= match.end() and row[p].kind != "body"]
    after = [p for p in after if row[p].part == row[after[0]].part][:_REASON]
    bare = [p for p in after if found.strength[p] < _GROUNDED]
    if not bare or len(bare) < _MADE_UP * len(after):
        return
    borne = any(_gives_reasons(one.reading) for one in case.cited)
    nothing = sum(1 for p in after if found.strength[p] == 0.0 and row[p].kind != "number")
    sure = not borne and nothing >= _MADE_UP * len(after) and match[0].startswith(_PLAIN)
    open_rule = "perhaps a reason" if borne or len(bare) < _SEVERAL else "reason"
    yield Finding(
        CHECK,
        "No cited statement gives this reason.",
        Severity.CONFLICT if sure else Severity.UNDECIDED,
        start=match.start(),
        end=row[after[-1]].end,
        rule="made-up reason" if sure else open_rule,
    )
