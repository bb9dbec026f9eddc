"""Pairs: two numbers that a statement sets beside each other belong to its two groups in their order.

Why: "with A and with B … 35% v 5%" gives 35% to A by nothing but the order. A sentence that says 5% of A and
35% of B has turned the pair round, though its every word and number stands in the statement.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from guardrails.checks.attachment import same
from guardrails.checks.case import Case, Cited
from guardrails.checks.frames import values
from guardrails.checks.labels import words_between
from guardrails.checks.memo import remembered
from guardrails.checks.values import Value
from guardrails.reading import Reading
from guardrails.types import Finding

CHECK = "pairs"
_BETWEEN = re.compile(
    r"(?:\s?\([^()]*\))?(?:,? \d+ of \d+,?)?[\s,()]*(?:v|vs\.?|versus|against|and|compared with)[\s,(]*"
    r"(?:about |only )?"
)
_CLAUSE = re.compile(r"[;:]\s|\.\s")


_NEAR = 30
"""Characters beside a number of the sentence in which its group is named."""
_EVERYBODY = frozenset({"systemic lupus erythematosus", "lupus nephritis", "lupus"})
"""What everybody in a study has."""


@remembered
def bare_pairs(reading: Reading) -> list[tuple[Value, Value]]:
    """Pairs of numbers of one kind that nothing but a sign or word of comparison parts."""
    text = reading.lowered
    listed = [v for v in values(reading) if v.kind != "code"]
    found = []
    for one, other in itertools.combinations(listed, 2):
        if (
            other.start - one.end > 40
            or one.kind != other.kind
            or (one.kind == "time" or (one.kind == "count" and one.low < 10))
        ):
            continue
        if _BETWEEN.fullmatch(text, one.end, other.start):
            found.append((one, other))
    return found


def check(case: Case) -> Iterator[Finding]:
    mine = values(case.claim)
    if len(mine) < 2:
        return
    kept = bare_pairs(case.claim)
    for one in case.cited:
        for first, second in bare_pairs(one.reading):
            if any(same(x, first) and same(y, second) for x, y in kept):
                continue
            for x, y in itertools.combinations(mine, 2):
                if x.kind != first.kind:
                    continue
                if same(x, second) and same(y, first) and not same(x, first):
                    pass
                elif same(x, first) and same(y, second) and not same(x, second):
                    x, y = y, x
                else:
                    continue
                theirs, ours = _group(case.claim, x), _group(case.claim, y)
                if _named_first(one, first, theirs - ours, ours - theirs):
                    yield Finding(
                        CHECK,
                        f"{case.claim.text[x.start : x.end]} and {case.claim.text[y.start : y.end]} have "
                        "changed places: the statement gives them to its groups in the other order.",
                        start=min(x.start, y.start),
                        end=max(x.end, y.end),
                        rule="order",
                        statement=one.evidence.id,
                    )
                    return


def _group(claim: Reading, number: Value) -> set[str]:
    """What stands next to a number of the sentence on the side of its labels."""
    if number.label_first:
        near = words_between(claim, max(0, number.start - _NEAR), number.start)
    else:
        near = words_between(claim, number.end, number.end + _NEAR)
    return {k for k in number.own if k.removeprefix("not ") in near} - _EVERYBODY


def _named_first(one: Cited, pair: Value, group: set[str], other: set[str]) -> bool:
    """Whether a statement names the group of its second number wholly before that of the first."""
    start = max((m.end() for m in _CLAUSE.finditer(one.reading.lowered, 0, pair.start)), default=0)
    for low in dict.fromkeys((start, 0)):
        places = [_places(one.reading, keys, low, pair.start) for keys in (group, other)]
        if places[0] and places[1] and len(places[0]) == len(group) and len(places[1]) == len(other):
            return max(places[0]) < min(places[1])
    return False


def _places(reading: Reading, keys: set[str], low: int, high: int) -> list[int]:
    found: dict[str, int] = {}
    wanted = {k.removeprefix("not ") for k in keys}
    for word in reading.words:
        if low <= word.start < high and word.key in wanted:
            found.setdefault(word.key, word.start)
    return list(found.values())
