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
_OBJECTS = 2
"""Words of content behind a verb that it may act on."""
_NEAR = 8
"""Units of a statement within which an effect and what it is on stand together."""
_NOMINAL = frozenset(
    {"is", "are", "was", "were", "be", "been", "being", "by", "with", "at", "of", "a", "an", "the"}
)
"""Before a verb: it is passive, or no verb."""
_ASKED = frozenset({"whether", "if"})
"""Opens a sentence that leaves the effect open."""
_FIGURES = re.compile(
    r"(?<!\w)(?:v|vs|versus|than|hr|or|rr|irr|p ?[=<]|compared|differ\w*|similar\w*|associat\w*"
    r"|\d+(?:\.\d+)?%|\d+/\d+|against|fold|linked|predict\w*)(?!\w)"
)
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
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    effect: re.Pattern[str]
    outcome: re.Pattern[str]
    figures: re.Pattern[str]
    reason: re.Pattern[str]
    grounds: re.Pattern[str]
    acts: frozenset[str]


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
        frozenset(rules.acts),
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
    yield from _elsewhere(case)
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


def _elsewhere(case: Case) -> Iterator[Finding]:
    """An effect on a thing that the statement names, but not near any word for that effect: "lowers the rate"
    beside "a lower dose".
    """
    found = grounds(case)
    row = found.claim.row
    for place, unit in enumerate(row):
        if unit.surface not in _ready().acts or unit.denied or not found.hits[place]:
            continue
        if place and (row[place - 1].surface in _NOMINAL or row[0].surface in _ASKED):
            continue
        objects = [p for p in found.claim.content if p > place and row[p].piece == unit.piece][:_OBJECTS]
        objects = [p for p in objects if row[p].quantity is None]
        held = [hit for p in objects for hit in found.hits[p]]
        if not objects or any(_linked(found, one, other) for one in found.hits[place] for other in held):
            continue
        parts = {found.part(hit) for hit in held}
        figures = any(_figures_in(case, found, part) for part in parts)
        yield Finding(
            CHECK,
            f"The sentence says “{unit.surface}” of a thing of which no cited statement says it.",
            Severity.UNDECIDED if figures else Severity.CONFLICT,
            start=unit.start,
            end=row[objects[-1]].end,
            rule="effect elsewhere perhaps" if figures else "effect elsewhere",
        )
        return


def _linked(found: Grounds, one: int, other: int) -> bool:
    return found.part(one) == found.part(other) and abs(one - other) <= _NEAR


def _figures_in(case: Case, found: Grounds, part: tuple[int, int]) -> bool:
    """Whether a part of a statement gives figures or a comparison, from which an effect may be read."""
    number, name = part
    units = [unit for unit in found.texts[number].row if unit.part == name]
    text = case.cited[number].reading.lowered
    return _FIGURES.search(text, units[0].start, units[-1].end) is not None


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
