"""Crossing: two things of a statement that have changed places.

Why: "35% with A, 23% with B" told as "23% with A, 35% with B" keeps every word and number. A sentence is cut
where it sets one thing against another. What stands together on a side of the cut should stand together in
the statement too; where each side takes a half from either pair of the statement, the pairs are crossed.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guardrails.checks.attachment import same
from guardrails.checks.case import Case, Cited
from guardrails.checks.cuts import ENCLOSED, STRENGTH, Cut, cuts
from guardrails.checks.frames import values
from guardrails.checks.labels import common
from guardrails.checks.memo import remembered
from guardrails.checks.values import Value
from guardrails.reading import Reading, Word
from guardrails.types import Finding, Severity

CHECK = "crossing"
_OTHER = frozenset({"although", "rather than"})
"""Cuts that part no pairs."""
_LABELS = frozenset({"thing", "body", "trial", "class"})
"""Sorts of things that others are said of."""
_FAR = 120.0
"""Characters that part two things about as much as the weakest cut."""
_LIST = re.compile(
    r"[\s,()%/-]*(?:and|or|v|vs\.?|versus|to|(?:as )?against|rather than|instead of|than|but|compared with)?"
    r"[\s,()]*(?:about|around|only)?[\s~]*"
)
_NEAR = 30
"""Characters between a number and what is said of it alone."""
_BEHIND = 18
"""Characters between a number and the label right behind it."""
_MARGIN = 0.75
"""How much farther apart the other half must stand to be no partner."""
_MOST = 14
"""Things on either side of a cut that are looked at, the nearest to it first."""
_NAMES = frozenset({"drug", "brand", "drug_class"})


@dataclass(frozen=True, slots=True)
class Item:
    """A word, name or number of the sentence, with where the statement has it."""

    start: int
    end: int
    sort: str
    key: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """A pair of the sentence whose parts the statement gives to another pair."""

    rule: str
    label: Item
    number: Item
    other: Item
    taken: Item


def check(case: Case) -> Iterator[Finding]:
    if len(values(case.claim)) < 2:
        return
    parted = _parted(case.claim)
    if not parted:
        return
    for one in case.cited:
        items = _items(case, one)
        if len(items) < 3:
            continue
        found = list(_crossed(case.claim, one.reading, items, parted))
        exchanged = [f for f in found if f.rule != "drugs"]
        if exchanged:
            yield _conflict(case, one, min(exchanged, key=_width))
            return
        if found:
            yield Finding(
                CHECK,
                "Two drugs of the cited statement may have changed places in this sentence.",
                Severity.UNDECIDED,
                rule="drugs",
                statement=one.evidence.id,
            )


_DOSED = re.compile(r"\d\s?(?:mg|g|mcg|ug|ml|units?|tablets?|capsules?)\b", re.IGNORECASE)
"""A dose is never read leniently."""


def _width(found: Crossed) -> int:
    """How far the parts of a pair stand from each other in the sentence."""
    return abs(found.label.start - found.number.start) + abs(found.other.start - found.taken.start)


def _conflict(case: Case, one: Cited, found: Crossed) -> Finding:
    said = case.claim.text
    label, number = said[found.label.start : found.label.end], said[found.number.start : found.number.end]
    other, taken = said[found.other.start : found.other.end], said[found.taken.start : found.taken.end]
    places = (found.label, found.number, found.other, found.taken)
    if found.rule == "between":
        message = f"In the cited statement {taken} goes with {label}, not {number}."
    else:
        message = (
            f"{number} and {taken} have changed places: in the cited statement {number} goes with {other}, "
            f"and {taken} with {label}."
        )
    sure = found.rule != "between" or bool(_DOSED.search(number) or _DOSED.search(taken))
    return Finding(
        CHECK,
        message,
        Severity.CONFLICT if sure else Severity.UNDECIDED,
        start=min(i.start for i in places),
        end=max(i.end for i in places),
        rule=found.rule,
        statement=one.evidence.id,
    )


def _items(case: Case, one: Cited) -> list[Item]:
    """What the sentence has in common with a statement, in the order of the sentence."""
    places = _places(one.reading)
    numbers = values(one.reading)
    found = []
    for word in case.claim.words:
        there = places.get(_key(word))
        if there and len(there) <= 3 and word.end - word.start > 1:
            sort = (
                "drug"
                if word.kind in _NAMES or word.key == "placebo"
                else "code"
                if word.kind == "code"
                else "thing"
                if word.kind not in ("body", "trial", "frequency", "class")
                else word.kind
            )
            found.append(Item(word.start, word.end, sort, _key(word), there))
    for value in values(case.claim):
        if value.kind == "code":
            continue
        where = tuple((v.start, v.end) for v in numbers if same(value, v))
        if where:
            found.append(Item(value.start, value.end, value.kind, _name(value), where))
    found.sort(key=lambda i: i.start)
    return found


def _key(word: Word) -> str:
    """What a word means; the word itself where its meaning is too common to part anything."""
    return word.surface.lower() if word.key in common() else word.key


def _name(value: Value) -> str:
    return f"#{value.kind} {value.low:.4g}-{value.high:.4g}"


@remembered
def _places(reading: Reading) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for word in reading.words:
        found.setdefault(_key(word), []).append((word.start, word.end))
    return {key: tuple(spans) for key, spans in found.items()}


def _crossed(
    claim: Reading, reading: Reading, items: Sequence[Item], parted: Sequence[Cut]
) -> Iterator[Crossed]:
    known: dict[tuple[int, int], tuple[float, float]] = {}

    def apart(x: int, y: int) -> tuple[float, float]:
        """What parts two things in the sentence, and in the statement."""
        pair = (x, y) if x < y else (y, x)
        if pair not in known:
            here, there = items[pair[0]], items[pair[1]]
            known[pair] = (
                _apart(claim, (here.start, here.end), (there.start, there.end)),
                min(_apart(reading, a, b) for a in here.places for b in there.places),
            )
        return known[pair]

    def joined(x: int, y: int, z: int) -> bool:
        """Whether the sentence joins x to y rather than z, and the statement x to z rather than y."""
        (mine, theirs), (mine_else, theirs_else) = apart(x, y), apart(x, z)
        return mine_else - mine >= _MARGIN and theirs - theirs_else >= _MARGIN

    def outvoted(x: int, y: int, left: list[int], right: list[int]) -> bool:
        """Whether as many things stand with the number that the statement gives them as do not."""
        sides = (left, right) if x in left else (right, left)
        leaps = [apart(i, x)[1] - apart(i, y)[1] for i in sides[0] if i not in (x, y)]
        leaps += [apart(i, y)[1] - apart(i, x)[1] for i in sides[1] if i not in (x, y)]
        return sum(leap <= -_MARGIN for leap in leaps) >= sum(leap >= _MARGIN for leap in leaps)

    for at, cut in enumerate(parted):
        strength = STRENGTH[cut.sort]
        before = next((c.end for c in reversed(parted[:at]) if STRENGTH[c.sort] >= strength), 0)
        after = next((c.start for c in parted[at + 1 :] if STRENGTH[c.sort] >= strength), len(claim.lowered))
        left = [i for i, item in enumerate(items) if before <= item.start < cut.start][-_MOST:]
        right = [i for i, item in enumerate(items) if cut.end <= item.start < after][:_MOST]
        keys = {items[i].key for i in left} & {items[i].key for i in right}
        left = [i for i in left if items[i].key not in keys]
        right = [i for i in right if items[i].key not in keys]
        for p, q in itertools.product(left, right):
            if items[p].sort != items[q].sort or items[p].sort in _LABELS:
                continue
            if _listed(claim, items[p], items[q]):
                continue
            here = [i for i in left if i != p and items[i].sort != items[p].sort and joined(i, p, q)]
            there = [i for i in right if i != q and items[i].sort != items[p].sort and joined(i, q, p)]
            rule = "drugs" if items[p].sort == "drug" else "numbers"
            for label, other, taken in [(i, p, q) for i in here] + [(i, q, p) for i in there]:
                sure = rule == "numbers" and _between(items[label], items[other], items[taken])
                if sure and not outvoted(p, q, left, right):
                    yield Crossed("between", items[label], items[other], items[taken], items[taken])
            for a, b in itertools.product(here, there):
                alike = items[a].sort == items[b].sort and not _listed(claim, items[a], items[b])
                alike = alike and _beside(items[a], items[q]) and _beside(items[b], items[p])
                if alike and joined(p, a, b) and joined(q, b, a) and not outvoted(p, q, left, right):
                    yield Crossed(rule, items[a], items[p], items[b], items[q])


def _beside(label: Item, number: Item) -> bool:
    """Whether the statement has a label so near to a number that it is not said of all numbers alike."""
    return any(max(a[0], b[0]) - min(a[1], b[1]) <= _NEAR for a in label.places for b in number.places)


def _between(label: Item, other: Item, taken: Item) -> bool:
    """Whether the statement has a label between two numbers, behind the one that it belongs to."""
    if not len(label.places) == len(other.places) == len(taken.places) == 1:
        return False
    if (label.sort not in _LABELS and label.sort != "drug") or taken.sort == "frequency":
        return False
    (start, end), (low, _), (_, high) = label.places[0], other.places[0], taken.places[0]
    return high <= start <= high + _BEHIND and end <= low


def _listed(claim: Reading, one: Item, other: Item) -> bool:
    """Whether two things are only listed beside each other: "62 v 59%"; their order tells, not their
    neighbours."""
    first, second = sorted((one, other), key=lambda i: i.start)
    return bool(_LIST.fullmatch(claim.lowered, first.end, second.start))


def _apart(reading: Reading, one: tuple[int, int], other: tuple[int, int]) -> float:
    """What parts two places of a text: its strongest cut in between, and the distance."""
    (_, start), (end, _) = sorted((one, other))
    starts, strengths = _edges(reading)
    low, high = bisect_left(starts, start), bisect_right(starts, end)
    strongest = max(strengths[low:high], default=0.0)
    return strongest + max(0, end - start) / _FAR


def _parted(reading: Reading) -> list[Cut]:
    """The cuts of a text that may part pairs."""
    return [cut for cut in cuts(reading) if cut.sort != "bracket" and cut.word not in _OTHER]


@remembered
def _edges(reading: Reading) -> tuple[list[int], list[float]]:
    parted = _parted(reading)
    strengths = [STRENGTH[cut.sort] * (ENCLOSED if cut.enclosed else 1.0) for cut in parted]
    return [cut.start for cut in parted], strengths
