"""Refusals: a sentence that denies, advises against or leaves out needs a statement that has such a word.

Why: "need not be checked", "is left out", "advises against" turn a statement round in many words. Where
nothing in the cited statements denies or limits in that way, the sentence put the denial in itself.
What denies, and what bears it, is data (`rules/support/refusals.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.complements import left_over, other_side
from guardrails.checks.grounds import grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity
from guardrails.units import row_of

CHECK = "refusals"
_COVERED = 0.5
"""Share of the sentence's content that one part of the statements must hold."""
_CLOSE = 0.75
"""The same, where another part of the statements denies something else."""
_LOOSE = ("off-label", "did not", "has no")
"""Refusals that must find nothing of their sort in the whole statement."""
_BOUND = re.compile(
    r"[^,;.]{0,60}\b(?:unless|until|without|before|below|above|less than|more than|earlier than|later than"
    r"|other than|exceed\w*|only|alone|if not|just because|longer than|either)\b"
)
"""A denial of what lies beyond a bound, or of a denial, says what a statement may say without one."""
_AGAIN = re.compile(r"\b(?:not|no|never|none|nor|neither|without|cannot|instead of|rather than)\b|n't\b")
_BEYOND = ("left out", "off-label", "against")
"""Refusals that may tell what lies beyond a bound of the statement."""
_NAMES = ("body", "trial")


class _Rule(Rules):
    name: str
    message: str
    says: tuple[str, ...]
    excused: tuple[str, ...]
    exempt: tuple[str, ...]
    needs: tuple[str, ...] = ()
    twice: bool = False
    """Whether a second denial or a bound behind it does not undo it."""
    doubt: bool = False


class _File(Rules):
    refusals: tuple[_Rule, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    name: str
    message: str
    says: re.Pattern[str]
    excused: re.Pattern[str]
    exempt: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    twice: bool
    doubt: bool


def _any(words: tuple[str, ...]) -> str:
    return rf"(?:{'|'.join(words)})"


@cache
def _rules() -> tuple[_Ready, ...]:
    return tuple(
        _Ready(
            r.name,
            r.message,
            re.compile(rf"(?<![\w-]){_any(r.says)}\b"),
            re.compile(rf"(?<![\w-]){_any(r.excused)}(?!\w)"),
            re.compile(rf"\s{_any(r.exempt)}\b") if r.exempt else None,
            re.compile(rf"(?<![\w-]){_any(r.needs)}\b") if r.needs else None,
            r.twice,
            r.doubt,
        )
        for r in read("refusals", _File, RULES / "support").refusals
    )


@cache
def _anything() -> re.Pattern[str]:
    """Any of the refusals: most sentences have none, and are passed over at once."""
    rules = read("refusals", _File, RULES / "support").refusals
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_any(r.says) for r in rules)})\b")


def load() -> None:
    """Read the rules, so that no sentence waits for them."""
    _rules()
    _anything()


@remembered
def _excuses(reading: Reading) -> frozenset[str]:
    """The refusals that a statement may bear."""
    return frozenset(rule.name for rule in _rules() if rule.excused.search(reading.lowered))


def check(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    if not _anything().search(claim):
        return
    for rule in _rules():
        match = rule.says.search(claim)
        if match is None or (rule.exempt and rule.exempt.match(claim, match.end())):
            continue
        if _undone(claim, match, rule) or (rule.needs and not rule.needs.search(case.text)):
            continue
        share, borne = _covered(case, rule)
        elsewhere = any(rule.name in _excuses(c.reading) for c in case.cited)
        if borne or (elsewhere and (share < _COVERED or rule.name in _LOOSE)):
            continue
        own = any(rule.says.search(c.reading.lowered) for c in case.cited)
        sure = (
            share >= (_CLOSE if elsewhere else _COVERED)
            and not rule.doubt
            and not own
            and not _complements(rule.name, case)
        )
        yield Finding(
            CHECK,
            f"The sentence {rule.message}; nothing in the cited statement says so.",
            Severity.CONFLICT if sure else Severity.UNDECIDED,
            start=match.start(),
            end=match.end(),
            rule=rule.name if sure else f"{rule.name} loose",
        )
        return


def _complements(name: str, case: Case) -> bool:
    """Whether the denial is of what lies beyond a bound of the statement, or of the share it leaves over."""
    return (name in _BEYOND and other_side(case)) or (name == "has no" and left_over(case))


def _undone(claim: str, match: re.Match[str], rule: _Ready) -> bool:
    """Whether another denial, or a bound, takes the denial back."""
    if _AGAIN.search(claim[: match.start()]):
        return True
    return not rule.twice and bool(_BOUND.match(claim, match.end()) or _AGAIN.search(claim, match.end()))


def _covered(case: Case, rule: _Ready) -> tuple[float, bool]:
    """The largest share of the sentence's content that stands in one part of a statement, and whether that
    part, or another that has more of the sentence, bears the denial."""
    found = grounds(case)
    content = [
        place
        for place in found.claim.content
        if not (unit := found.claim.row[place]).meaning.denies and unit.kind not in _NAMES
    ]
    shares: dict[tuple[int, int], set[int]] = {}
    for place in content:
        for hit in found.hits[place]:
            shares.setdefault(found.part(hit), set()).add(place)
    if len(content) < 2 or not shares:
        return 0.0, any(rule.name in _excuses(c.reading) for c in case.cited)
    best = max(shares.values(), key=len)
    bearing = {
        part
        for part in shares
        if rule.name in _excuses(case.cited[part[0]].reading) and _bears(case, part, rule)
    }
    held = [shares[part] for part in bearing]
    borne = any(part is best or part - best for part in held)
    return len(best) / len(content), borne


def _bears(case: Case, part: tuple[int, int], rule: _Ready) -> bool:
    """Whether a part of a statement denies or limits in the way of a refusal."""
    reading = case.cited[part[0]].reading
    low, high = _spans(reading)[part[1]]
    return bool(rule.excused.search(reading.lowered, low, high))


@remembered
def _spans(reading: Reading) -> dict[int, tuple[int, int]]:
    """Where each part of a text begins and ends."""
    found: dict[int, tuple[int, int]] = {}
    for unit in row_of(reading).row:
        low, _ = found.get(unit.part, (unit.start, 0))
        found[unit.part] = (low, unit.end)
    return found
