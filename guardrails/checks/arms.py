"""Arms: which of two groups a number belongs to, where only the order tells: "with A and B (30% v 20%)"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from guardrails.checks.labels import words_between
from guardrails.checks.memo import remembered
from guardrails.checks.values import TIMES, Value, label_of
from guardrails.reading import Reading

_SHARED = re.compile(
    r"[\s,()=~≈]*(?:and|or|v|vs\.?|versus|to|against|rather than|instead of"
    r"|compared (?:with|to)|-|/|&|then|,)?"
    r"[\s,()=~≈]*(?:about|only|just|approx\w*"
    r"|around)?[\s~]*"
)

_FROM = re.compile(r"\bfrom\s(?:about\s|around\s)?$")
"""One thing that went from a number to another."""

_INNER = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

_PIVOT = re.compile(
    r"\b(?:v|vs|versus|than|compared with|compared to|against|with and without"
    r"|between(?=[^;.]{1,60}\band\b)|over|beat|beats|outperformed|exceeded|surpassed)\b"
)

_STOPS = re.compile(r"[;:]|\.\s|,\s")


@dataclass(frozen=True, slots=True)
class Side:
    """The labels between two numbers, on the one side of the cut and on the other."""

    after: frozenset[str]
    before: frozenset[str]
    strength: str


def order(reading: Reading, listed: Sequence[Value], gaps: Sequence[Side]) -> None:
    """Number the members of lists that have no labels in between, and give pairs their arms."""
    text = reading.lowered
    for place, gap in enumerate(gaps):
        between = text[listed[place].end : listed[place + 1].start]
        alike = not gap.after and not gap.before and _SHARED.fullmatch(_INNER.sub("", between))
        if alike and not _FROM.search(text, max(0, listed[place].start - 14), listed[place].start):
            listed[place].index = listed[place].index or 1
            listed[place + 1].index = listed[place].index + 1
            if gap.strength != "contrast":
                listed[place].own |= listed[place + 1].own
    if listed[0].kind in ("mass", "time", "code"):
        return
    _pair_with_times(reading, listed)
    arms = _arms(reading)
    for first, second in itertools.pairwise(listed):
        if (first.index, second.index) == (1, 2) and "respectively" not in text:
            _give_arms(reading, first, second, arms or _earlier(reading, listed, first))


def _pair_with_times(reading: Reading, listed: Sequence[Value]) -> None:
    """ "At 1, 3 and 5 years 82%, 78% and 70%": the first time goes with the first number."""
    times = [q for q in reading.quantities if q.dimension in TIMES]
    if listed[0].kind == "time" or len(listed) < 3 or len(times) < 3:
        return
    for size in (4, 3):
        runs = [
            times[at : at + size]
            for at in range(len(times) - size + 1)
            if all(
                _SHARED.fullmatch(reading.lowered[a.end : b.start])
                for a, b in zip(times[at : at + size], times[at + 1 : at + size], strict=False)
            )
        ]
        for value in listed:
            run = next((r for r in reversed(runs) if r[-1].end < value.start), None)
            if run and value.index:
                value.own.add(label_of(run[(value.index - 1) % size]))
                value.heading -= {label_of(q) for q in run}


def _give_arms(
    reading: Reading, first: Value, second: Value, arms: Sequence[tuple[int, frozenset[str], frozenset[str]]]
) -> None:
    if second.own & armed(reading) and second.own & armed(reading) != {"placebo"}:
        first.own |= second.own
        second.own -= armed(reading)
        second.own -= {w.key for w in reading.words if w.kind in ("route", "frequency")}
    if not arms:
        groups = armed(reading)
        if first.wide & groups and ("placebo" in groups or len(groups) == 1):
            second.own.add("placebo")
        return
    before = [a for a in arms if a[0] < first.start]
    _, left, right = before[-1] if before else arms[0]
    first.own |= left
    first.own -= right
    second.own -= left
    second.own |= right


def _earlier(
    reading: Reading, listed: Sequence[Value], before: Value
) -> list[tuple[int, frozenset[str], frozenset[str]]]:
    """The arms of the last pair that names them: a later "33% v 24%" keeps their order."""
    groups = armed(reading)
    for one, other in itertools.pairwise(listed):
        if other.start >= before.start:
            break
        left, right = one.own & groups, other.own & groups
        if left and right and not left & right:
            return [(one.start, frozenset(left), frozenset(right))]
    return []


@remembered
def armed(reading: Reading) -> frozenset[str]:
    """Drugs and control groups that a text names."""
    return frozenset(
        w.key for w in reading.words if w.kind in ("drug", "brand", "drug_class") or w.key == "placebo"
    )


@remembered
def _arms(reading: Reading) -> list[tuple[int, frozenset[str], frozenset[str]]]:
    """What a text sets against each other, in the order of its numbers: place, one side, the other."""
    text = reading.lowered
    found = []
    for pivot in _PIVOT.finditer(text):
        if pivot[0] == "with and without":
            right = words_between(reading, pivot.end(), pivot.end() + 30)
            found.append((pivot.start(), right, frozenset(f"not {key}" for key in right) | {"without"}))
            continue
        stop = _STOPS.search(text, pivot.end())
        end = min(stop.start() if stop else len(text), pivot.end() + 60)
        if pivot[0].startswith("between"):
            middle = text.find(" and ", pivot.end(), pivot.end() + 60)
            left = words_between(reading, pivot.end(), middle)
            right = words_between(reading, middle, min(end, middle + 40))
        else:
            start = max(
                (m.end() for m in _STOPS.finditer(text, max(0, pivot.start() - 120), pivot.start())),
                default=max(0, pivot.start() - 120),
            )
            left = words_between(reading, start, pivot.start()) & armed(reading)
            right = words_between(reading, pivot.end(), end) & armed(reading)
        if left - right and right - left:
            found.append((pivot.start(), left - right, right - left))
    return found
