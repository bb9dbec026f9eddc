"""Frames: what each number of a text is said of.

A text is cut between two numbers of one kind at the sign that parts them ("v", "than", a semicolon, a comma,
"and"). What stands on a number's own side of the cuts are its labels: the arm, the outcome, the time. In "30%
with A v 20% with B" the label follows its number, in "pain 4%, fever 11%" it goes before; in "with A and B (30%
v 20%)" the order tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from guardrails.checks.memo import remembered
from guardrails.quantities import Quantity
from guardrails.reading import Reading

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PACKAGE = re.compile(r"\b\d{4,5}-\d{3,4}-\d\d\b")
"""National drug codes."""
TIMES = frozenset({"hours", "days", "weeks", "months"})
_NOT_MEASURED = re.compile(
    r"\b(?:95%?\s*|90%?\s*)?(?:ci|confidence interval)\b[^;()]{0,30}|\bp\s?(?:=|<|>|≤|≥)\s?[\d.]+"
    r"|,\s\d[\d.]*\s?(?:to|-)\s?\d[\d.]*(?=\)|;)|\bn\s?=\s?\d+|\b(?:phase|figure|table|step|chapter|part)s?\s\d+"
    r"|\b24[\s-]h(?:ours?)?\b|\b(?:19|20)\d\d\b|\b\d{1,2}\+|\b\d{4,5}-\d{3,4}-\d\d\b"
    rf"|\b\d{{1,2}}(?:-\d\d?)?\s(?:{_MONTHS})\w*|\b(?:{_MONTHS})\w*\s\d{{1,2}}\b"
)
"""Limits of confidence, P values, sizes of groups and the like are no findings of their own."""
_NOUGHT = re.compile(
    r"\b(?:none|nobody|no one|no(?=\s(?:deaths?|[a-z-]+\s(?:patients?|recipients?|users?))\b))\b"
)
_WORD_NUMBER = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)\b")
_SPELT = {
    word: float(value)
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen".split(), 1
    )
}
_CUT = re.compile(
    r"(?P<hard>;|\.\s|:\s)|(?P<contrast>\b(?:v|vs|versus|than|against|but|whereas|while|compared with|compared to|as (?:on|with|in)|as(?= [a-z-]+(?: [a-z-]+)?\s*$)"
    r"|equals?|(?:is |are )?equivalent to|corresponds? to)\b\.?)|(?P<comma>[,=])|(?P<and>\b(?:and|or|plus)\b|[&/+])|(?P<with>\bwith\b)"
)
_INNER = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SHARED = re.compile(
    r"[\s,()=~≈]*(?:and|or|v|vs\.?|versus|to|against|-|/|&|then|,)?[\s,()=~≈]*(?:about|approx\w*|around)?[\s~]*"
)


@dataclass(slots=True)
class Value:
    """A number, code or count, with what it is said of."""

    start: int
    end: int
    low: float
    high: float
    kind: str
    """Numbers are compared within a kind: percent, time, mass …"""
    quantity: Quantity | None = None
    name: str = ""
    """The code, where it is one."""
    own: set[str] = field(default_factory=set)
    """Labels on its side of the cuts."""
    heading: set[str] = field(default_factory=set)
    """What was named before the part of a list that it stands in."""
    opening: set[str] = field(default_factory=set)
    """What stands before all numbers of its kind."""
    sentence: frozenset[str] = frozenset()
    """All labels before the first number of its kind, however far."""
    index: int = 0
    """Place in a list that gives no labels between its numbers, from 1; 0 where it stands in none."""
    label_first: bool = False
    """Whether labels go before the numbers of its list."""
    alone: bool = False
    """Whether it is the only number of its kind in the text."""

    @property
    def labels(self) -> set[str]:
        """What it is said of, as far as that is sure."""
        found = self.own | self.heading
        return found | self.opening if self.alone else found

    @property
    def wide(self) -> set[str]:
        """All that it may be said of."""
        return self.own | self.heading | self.opening | self.sentence


def _kind(quantity: Quantity) -> str:
    if quantity.dimension in TIMES:
        return "time"
    if quantity.dimension in ("", "people", "times"):
        return "count" if quantity.low == int(quantity.low) else "number"
    if quantity.dimension.startswith("mass per weight"):
        return "mass per weight"
    if quantity.dimension.startswith("mass per area"):
        return "mass per area"
    if quantity.dimension.startswith("mass"):
        return "mass"
    return quantity.dimension


def label_of(quantity: Quantity) -> str:
    """A quantity as a label of another: a time, a dose, a level."""
    factor, name = 1.0, _kind(quantity)
    if name == "time":
        factor = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4}[quantity.dimension]
        if quantity.dimension == "months" and quantity.low >= 12:
            factor = 365.0 / 12
    low, high = quantity.low * factor, quantity.high * factor
    return f"#{name} {low:.4g}-{high:.4g}"


@remembered
def values(reading: Reading) -> list[Value]:
    """The numbers of a text in order, each with its labels. Takes time in proportion to its length."""
    text = reading.lowered
    blocked = [m.span() for m in _NOT_MEASURED.finditer(text)] if any(c.isdigit() for c in text) else []
    found: list[Value] = []
    seen: set[int] = set()
    for q in reading.quantities:
        if q.derived or q.start in seen or any(a <= q.start < b for a, b in blocked):
            continue
        seen.add(q.start)
        found.append(Value(q.start, q.end, q.low, q.high, _kind(q), q))
    taken = [(v.start, v.end) for v in found]
    for pattern in (_WORD_NUMBER, _NOUGHT):
        for match in pattern.finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                number = _SPELT.get(match[0], 0.0)
                found.append(Value(match.start(), match.end(), number, number, "count"))
    for word in reading.words:
        if word.kind == "code":
            found.append(Value(word.start, word.end, 0.0, 0.0, "code", name=word.key))
    found += [Value(m.start(), m.end(), 0.0, 0.0, "code", name=m[0]) for m in _PACKAGE.finditer(text)]
    found.sort(key=lambda v: v.start)
    _label(reading, found)
    return found


def _label(reading: Reading, found: list[Value]) -> None:
    kinds: dict[str, list[Value]] = {}
    for value in found:
        kinds.setdefault(value.kind, []).append(value)
    for listed in kinds.values():
        main = [v for at, v in enumerate(listed) if not at or not _within(reading.lowered, listed[at - 1], v)]
        _label_kind(reading, main, found)


def _within(text: str, one: Value, other: Value) -> bool:
    """ "23.7 mg (three 7.9 mg capsules)": a number that only explains the one before it."""
    return other.start - one.end < 24 and bool(_EXPLAINS.fullmatch(text, one.end, other.start))


_EXPLAINS = re.compile(r"\s?\([^()=]*")


@dataclass(frozen=True, slots=True)
class _Side:
    """The labels between two numbers, on the one side of the cut and on the other."""

    after: frozenset[str]
    before: frozenset[str]
    strength: str


def _label_kind(reading: Reading, listed: Sequence[Value], every: Sequence[Value]) -> None:
    text = reading.lowered
    gaps = [_side(reading, a, b, every) for a, b in zip(listed, listed[1:], strict=False)]
    first, last = listed[0], listed[-1]
    opening = _labels(reading, _border(text, first.start, back=True), first.start, every)
    closing = _labels(reading, last.end, _closing(text, last.end), every)
    sentence = _labels(reading, _start_of_sentence(text, first.start), first.start, every)
    near = _labels(reading, _near(text, first.start), first.start, every)
    forward = sum(bool(g.after) and not g.before for g in gaps)
    backward = sum(bool(g.before) and not g.after for g in gaps)
    label_first = backward > forward or (backward == forward and not closing and bool(near))
    heading: frozenset[str] = frozenset()
    for place, value in enumerate(listed):
        value.alone = len(listed) == 1
        value.label_first = label_first
        value.sentence = sentence if not label_first or place == 0 else sentence - near
        value.opening |= opening - near if label_first else opening
        before = near if place == 0 and label_first else gaps[place - 1].before if place else frozenset()
        after = gaps[place].after if place < len(gaps) else closing
        if place and gaps[place - 1].strength == "hard":
            heading = frozenset()
        if label_first:
            value.own |= before
            if place < len(gaps):
                value.own |= after
            if not before and place:
                value.own |= listed[place - 1].own - gaps[place - 1].after
        else:
            value.own |= after
            if before:
                heading = before
        value.heading |= heading
    _order(reading, listed, gaps)


def _order(reading: Reading, listed: Sequence[Value], gaps: Sequence[_Side]) -> None:
    """Number the members of lists that have no labels in between, and give pairs their arms."""
    text = reading.lowered
    for place, gap in enumerate(gaps):
        between = text[listed[place].end : listed[place + 1].start]
        if not gap.after and not gap.before and _SHARED.fullmatch(_INNER.sub("", between)):
            listed[place].index = listed[place].index or 1
            listed[place + 1].index = listed[place].index + 1
            if gap.strength != "contrast":
                listed[place].own |= listed[place + 1].own
    if listed[0].kind in ("mass", "time", "code"):
        return
    _pair_with_times(reading, listed)
    arms = _arms(reading)
    for first, second in zip(listed, listed[1:], strict=False):
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
        if first.wide & armed(reading):
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
    for one, other in zip(listed, listed[1:], strict=False):
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


_PIVOT = re.compile(
    r"\b(?:v|vs|versus|than|compared with|compared to|against|with and without|between(?=[^;.]{1,60}\band\b)|over)\b"
)
_STOPS = re.compile(r"[;:]|\.\s|,\s")


@remembered
def _arms(reading: Reading) -> list[tuple[int, frozenset[str], frozenset[str]]]:
    """What a text sets against each other, in the order of its numbers: place, one side, the other."""
    text = reading.lowered
    found = []
    for pivot in _PIVOT.finditer(text):
        if pivot[0] == "with and without":
            right = _words_in(reading, pivot.end(), pivot.end() + 30)
            found.append((pivot.start(), right, frozenset(f"not {key}" for key in right)))
            continue
        stop = _STOPS.search(text, pivot.end())
        end = min(stop.start() if stop else len(text), pivot.end() + 60)
        if pivot[0].startswith("between"):
            middle = text.find(" and ", pivot.end(), pivot.end() + 60)
            left = _words_in(reading, pivot.end(), middle)
            right = _words_in(reading, middle, min(end, middle + 40))
        else:
            start = max(
                (m.end() for m in _STOPS.finditer(text, max(0, pivot.start() - 120), pivot.start())),
                default=max(0, pivot.start() - 120),
            )
            left = _words_in(reading, start, pivot.start()) & armed(reading)
            right = _words_in(reading, pivot.end(), end) & armed(reading)
        if left - right and right - left:
            found.append((pivot.start(), left - right, right - left))
    return found


def _words_in(reading: Reading, start: int, end: int) -> frozenset[str]:
    starts = _starts(reading)
    words = reading.words[bisect_left(starts, start) : bisect_left(starts, end)]
    return frozenset(w.key.removesuffix("-dos") for w in words if w.key not in common())


def _side(reading: Reading, a: Value, b: Value, every: Sequence[Value]) -> _Side:
    text = reading.lowered
    gap = _INNER.sub(lambda m: "_" * len(m[0]), text[a.end : b.start])
    best: re.Match[str] | None = None
    rank = {"hard": 0, "contrast": 1, "comma": 2, "and": 3, "with": 4}
    for match in _CUT.finditer(gap):
        if match.lastgroup == "with" and a.kind != "mass":
            continue
        if best is None or rank[match.lastgroup or ""] <= rank[best.lastgroup or ""]:
            best = match
    if best is None:
        return _Side(_labels(reading, a.end, b.start, every), frozenset(), "")
    cut = a.end + best.start()
    return _Side(
        _labels(reading, a.end, cut, every),
        _labels(reading, a.end + best.end(), b.start, every),
        best.lastgroup or "",
    )


_HARD = re.compile(r"[;]|\.\s|:\s|\b(?:v|vs|versus|than|against|but|whereas|while)\b")
_SOFT = re.compile(r"[;,:]|\.\s|\b(?:and|or|v|vs|versus|than|against|but|whereas|while)\b")


def _border(text: str, place: int, *, back: bool) -> int:
    if back:
        return max((m.end() for m in _HARD.finditer(text, 0, place)), default=0)
    match = _SOFT.search(text, place)
    depth = text.count("(", 0, place) - text.count(")", 0, place)
    close = text.find(")", place) if depth > 0 else -1
    ends = [p for p in (match.start() if match else len(text), close) if p >= 0]
    return min(ends)


def _start_of_sentence(text: str, place: int) -> int:
    return max((m.end() for m in _PLAIN.finditer(text, 0, place)), default=0)


_PLAIN = re.compile(r"[;]|\.\s|:\s")


def _closing(text: str, place: int) -> int:
    """Where what is said of the last number ends; a bracket at once behind it is passed over."""
    passed = _BRACKET.match(text, place)
    return _border(text, passed.end() if passed else place, back=False)


_BRACKET = re.compile(r"\s?\([^()]{0,80}\)")


def _near(text: str, place: int) -> int:
    opened = _OPENED.search(text, max(0, place - 24), place)
    return max((m.end() for m in _SOFT.finditer(text, 0, opened.start() if opened else place)), default=0)


_OPENED = re.compile(r"\([^()]*$")


def _labels(reading: Reading, start: int, end: int, every: Sequence[Value]) -> frozenset[str]:
    if end <= start:
        return frozenset()
    starts = _starts(reading)
    words = reading.words[bisect_left(starts, start) : bisect_left(starts, end)]
    found = {
        f"not {w.key}"
        if _DENIED.search(reading.lowered, max(0, w.start - 22), w.start)
        else w.key.removesuffix("-dos")
        for w in words
        if w.end <= end and w.kind != "frequency" and w.key not in common()
    }
    found.update(w.surface.lower() for w in words if w.kind == "brand" and w.end <= end)
    found.update(_forms(reading, start, end))
    low, high = bisect_left(every, start, key=_start), bisect_right(every, end - 1, key=_start)
    for value in every[low:high]:
        if value.kind in ("time", "doses") and value.quantity:
            found.add(label_of(value.quantity))
        elif value.kind == "count" and _PLACED.search(reading.lowered, max(0, value.start - 16), value.start):
            found.add(f"#doses {value.low:.4g}-{value.high:.4g}")
    return frozenset(found)


_MOFETIL = re.compile(r"\b(?:mofetil|mmf|cellcept)\b")
_SODIUM = re.compile(
    r"\b(?:mycophenolic acid(?= sodium| \d| \()|mycophenolate sodium|ec-mps|ec-mpa|myfortic|enteric-coated mycophenolate)\b"
)


def _forms(reading: Reading, start: int, end: int) -> Iterator[str]:
    """The two forms of mycophenolate, whose doses differ, though both are the one drug."""
    if "myco" in reading.lowered or "mmf" in reading.lowered or "mps" in reading.lowered:
        if _MOFETIL.search(reading.lowered, start, end):
            yield "mofetil"
        if _SODIUM.search(reading.lowered, start, end):
            yield "mycophenolic acid"


_DENIED = re.compile(
    r"\b(?:without|not|never|nor|other than|excluding|excludes|except|non)[\s-](?:[a-z-]+\s)?$"
)
_PLACED = re.compile(
    r"\b(?:at|after|age|aged|over|under|above|below|from|once|than)\s(?:the\s|about\s|age\s)?$"
)


def _start(value: Value) -> int:
    return value.start


@remembered
def _starts(reading: Reading) -> list[int]:
    return [w.start for w in reading.words]


@cache
def common() -> frozenset[str]:
    """Words that part no number from another."""
    return frozenset(
        "group show give have patient below least most above median mean rough n p respond enrol level rate figure percentage per trial "
        "week month year day time age respective occur reach case total number people v vs ci".split()
    )
