"""Attachment: a number, code or dose of the sentence belongs to the arm, outcome or time that the statement
gives it to.

Why: 43% with the drug and 32% with placebo are both in the statement; exchanged, they say the opposite.
Each number is read with its labels (`frames.py`) on both sides. A conflict needs that the sentence puts it
to the labels of another number of the statement, and to none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails import quantities
from guardrails.checks.arms import armed
from guardrails.checks.case import Case, Cited
from guardrails.checks.frames import values
from guardrails.checks.grounds import grounds
from guardrails.checks.labels import labels_between
from guardrails.checks.memo import remembered
from guardrails.checks.turned_order import all_grounded
from guardrails.checks.values import Value, label_of
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "attachment"
_CHAIN = re.compile(
    r"\b(?:ris|rose|fall|fell|increas|decreas|drop|climb|grow|declin)\w*\s(?:\w+\s)?to\s"
    r"(?:about\s|around\s|nearly\s|almost\s)?$"
)
"""One thing with two numbers: "about 2%, rising to 18%"."""
_RELATED = re.compile(r"\b(?:replac|present|also|add|not|convert|exclud|follow)\w*")
"""What relates two codes other than by what they stand for."""
_TOLD_OF_ONE = frozenset({"percent", "number", "ratio", "rate"})
"""Kinds of number that a statement says of one outcome or group each."""
_NEAR = 30
"""Characters before a number in which a label is its own."""
_FREE = frozenset({"percent", "number", "code", "ratio", "rate"})
"""Kinds of number that one text seldom says of two things; others need both numbers exchanged."""


def check(case: Case) -> Iterator[Finding]:
    theirs = [(one, value) for one in case.cited for value in values(one.reading)]
    listed = values(case.claim)
    for mine in listed:
        found = _taken_from(case, mine, listed, theirs)
        if found is None:
            continue
        one, other, shared = found
        sure = _sure(case, mine, found, listed, theirs)
        named = quantities.plain(case.claim.text[mine.start : mine.end])
        there = one.reading.text[other.start : other.end]
        of = ", ".join(_surfaces(case, shared))
        message = (
            f"In the cited statement {named} is not said of {of}"
            + (f", of which it says {there}." if named != there else ".")
            if of
            else f"{named} belongs to something else in the cited statement."
        )
        yield Finding(
            CHECK,
            message,
            Severity.CONFLICT if sure else Severity.UNDECIDED,
            mine.start,
            mine.end,
            rule="exchanged" if sure else "moved",
            statement=one.evidence.id,
        )


def _sure(
    case: Case,
    mine: Value,
    found: tuple[Cited, Value, set[str]],
    listed: list[Value],
    theirs: list[tuple[Cited, Value]],
) -> bool:
    """Whether the sentence can only be read so: it tells the other number too, or names another time, arm,
    route, class or group of people than the statement does.

    A dose is never read leniently, and a code only where codes are set against each other.
    """
    one, other, shared = found
    if same(mine, other):
        return not mine.wide & other.own & armed(case.claim)
    if mine.kind.startswith("mass"):
        return True
    if mine.kind == "code":
        return not _RELATED.search(case.claim.lowered)
    own = set().union(*(v.wide for _, v in theirs if same(mine, v)))
    partners = [v for v in listed if v is not mine and same(v, other)]
    if partners:
        # the other number must be said of what this one is said of there, or every word must be known
        exchanged = any(v.labels & (own - other.wide) for v in partners)
        if exchanged and mine.kind != "time":
            return True
        return (exchanged or mine.kind == "percent") and all_grounded(grounds(case))
    groups = (armed(one.reading), *_sorts(one.reading))
    if any(shared & group and own & group for group in groups) or any(
        label[0] == "#" and any(rival[:5] == label[:5] for rival in own) for label in shared
    ):
        return True
    return _of_another_thing(case, mine, shared, theirs)


def _of_another_thing(case: Case, mine: Value, shared: set[str], theirs: list[tuple[Cited, Value]]) -> bool:
    """Whether the sentence says a number of a thing that the statement names beside another number, while
    nothing in the sentence can stand for what the statement says it of."""
    right = [(one, v) for one, v in theirs if same(mine, v)]
    if len(right) != 1 or mine.kind not in _TOLD_OF_ONE:
        return False
    one, value = right[0]
    kin = [v for _, v in theirs if v.kind == value.kind and v is not value]
    only = value.own - set().union(*(v.own for v in kin))
    of = shared - armed(one.reading)
    if not only or not of or only & case.claim.keys():
        return False
    near = labels_between(one.reading, max(0, value.start - _NEAR), value.start, ())
    return not of & near and all_grounded(grounds(case))


def _surfaces(case: Case, keys: set[str]) -> list[str]:
    """Labels as the sentence writes them."""
    found = {w.key: w.surface for w in reversed(case.claim.words) if w.key in keys}
    times = {
        label_of(q): quantities.shown(case.claim.text, q)
        for q in case.claim.quantities
        if q.dimension and label_of(q) in keys
    }
    return [*found.values(), *times.values()]


def _taken_from(
    case: Case, mine: Value, listed: list[Value], theirs: list[tuple[Cited, Value]]
) -> tuple[Cited, Value, set[str]] | None:
    right = [v for _, v in theirs if same(mine, v)]
    if not right or not mine.labels:
        return None
    own = set().union(*(v.wide for v in right))
    other_arm = _other_arm(case, mine)
    if other_arm is not None:
        return other_arm
    for one, other in theirs:
        if other.kind != mine.kind or any(other is v for v in right) or same(mine, other):
            continue
        if any(other.end < v.start and _CHAIN.search(one.reading.lowered, other.end, v.start) for v in right):
            continue
        shared = (other.labels - own) & mine.labels
        if not shared:
            continue
        timed = all(label.startswith("#") for label in shared)
        rivals = {label for label in own - other.wide if not timed or label[:5] == min(shared)[:5]}
        for group in (armed(one.reading), *_sorts(one.reading)):
            if shared & group and rivals & group:
                rivals &= group
        partners = [v for v in listed if v is not mine and same(v, other)]
        exchanged = any(v.labels & rivals for v in partners)
        if rivals & (mine.labels if exchanged else mine.wide):
            continue
        if any(shared <= v.labels for v in partners):
            continue
        if (rivals and (mine.kind in _FREE or timed)) or exchanged:
            return one, other, shared
    return None


@remembered
def _sorts(reading: Reading) -> list[frozenset[str]]:
    """Routes, classes and groups of people that a text names: rivals of their own sort."""
    return [
        frozenset(w.key for w in reading.words if w.kind == kind)
        for kind in ("route", "class", "population", "trial", "body")
    ]


def _other_arm(case: Case, mine: Value) -> tuple[Cited, Value, set[str]] | None:
    """The drug or control group of a number is another one than in every statement that has the number."""
    arm = mine.own & armed(case.claim)
    if len(arm) != 1 or not _of_an_arm(mine) or (mine.index and len(armed(case.claim)) > 2):
        return None
    found = None
    for one in case.cited:
        listed = values(one.reading)
        groups = armed(one.reading)
        compared = any(v.own & arm & groups for v in listed if v.kind == mine.kind)
        for value in listed:
            if same(mine, value):
                theirs = value.own & groups
                if not theirs or theirs & arm or not compared:
                    return None
                found = (one, value, arm)
    return found


def _of_an_arm(value: Value) -> bool:
    """Shares and counts of people; "one" is seldom a count."""
    return value.kind == "percent" or (value.kind == "count" and value.low != 1)


def same(mine: Value, other: Value) -> bool:
    """Whether two numbers or codes are one, rounding allowed."""
    if mine.kind != other.kind:
        return False
    if mine.quantity and other.quantity:
        return quantities.same(mine.quantity, other.quantity) or quantities.within(
            mine.quantity, other.quantity
        )
    return (mine.low, mine.high, mine.name) == (other.low, other.high, other.name)
