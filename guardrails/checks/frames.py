"""Frames: what each number of a text is said of.

A text is cut between two numbers of one kind at the sign that parts them ("v", "than", a semicolon, a comma,
"and"). What stands on a number's own side of the cuts are its labels: the arm, the outcome, the time. In "30%
with A v 20% with B" the label follows its number, in "pain 4%, fever 11%" it goes before; in "with A and B
(30% v 20%)" the order tells.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from guardrails.checks.arms import Side, order
from guardrails.checks.edges import first_after, last_before
from guardrails.checks.labels import labels_between
from guardrails.checks.memo import remembered
from guardrails.checks.values import Value, written
from guardrails.reading import Reading

_CUT = re.compile(
    r"(?P<hard>;|\.\s|:\s)|(?P<contrast>\b(?:v|vs|versus|than|against|but|whereas|while"
    r"|compared with|compared to|as (?:on|with|in)|as(?= [a-z-]+(?: [a-z-]+)?\s*$)"
    r"|equals?|(?:is |are )?equivalent to|corresponds? to)\b\.?)|(?P<comma>[,=])|(?P<and>\b(?:and"
    r"|or)\b|[&/])|(?P<with>\bwith\b)"
)

_INNER = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

_HARD = re.compile(r"[;]|\.\s|:\s|\b(?:v|vs|versus|than|against|but|whereas|while)\b")

_SOFT = re.compile(r"[;,:]|\.\s|\b(?:and|or|v|vs|versus|than|against|but|whereas|while)\b")

_PLAIN = re.compile(r"[;]|\.\s|:\s")

_BRACKET = re.compile(r"\s?\([^()]{0,80}\)")

_OPENED = re.compile(r"\([^()]*$")

_EXPLAINS = re.compile(r"\s?\([^()=]*")


@remembered
def values(reading: Reading) -> list[Value]:
    """The numbers of a text in order, each with its labels. Takes time in proportion to its length."""
    found = written(reading)
    kinds: dict[str, list[Value]] = {}
    for value in found:
        kinds.setdefault(value.kind, []).append(value)
    for listed in kinds.values():
        main = [v for at, v in enumerate(listed) if not at or not _within(reading.lowered, listed[at - 1], v)]
        _label_kind(reading, main, found)
    return found


def _within(text: str, one: Value, other: Value) -> bool:
    """ "23.7 mg (three 7.9 mg capsules)": a number that only explains the one before it."""
    return other.start - one.end < 24 and bool(_EXPLAINS.fullmatch(text, one.end, other.start))


def _label_kind(reading: Reading, listed: Sequence[Value], every: Sequence[Value]) -> None:
    gaps = [_side(reading, a, b, every) for a, b in itertools.pairwise(listed)]
    first, last = listed[0], listed[-1]
    opening = labels_between(reading, last_before(reading, _HARD, first.start), first.start, every)
    closing = labels_between(reading, last.end, _closing(reading, last.end), every)
    sentence = labels_between(reading, last_before(reading, _PLAIN, first.start), first.start, every)
    near = labels_between(reading, _near(reading, first.start), first.start, every)
    names = frozenset(w.key for w in reading.words if w.kind in ("trial", "body"))
    forward = sum(bool(g.after) and not g.before for g in gaps)
    backward = sum(bool(g.before) and not g.after for g in gaps)
    label_first = backward > forward or (backward == forward and not closing and bool(near))
    heading: frozenset[str] = frozenset()
    for place, value in enumerate(listed):
        value.alone = len(listed) == 1
        value.label_first = label_first
        value.sentence = sentence if not label_first or place == 0 else sentence - (near - names)
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
    order(reading, listed, gaps)


def _side(reading: Reading, a: Value, b: Value, every: Sequence[Value]) -> Side:
    text = reading.lowered
    gap = _INNER.sub(lambda m: "_" * len(m[0]), text[a.end : b.start])
    best: re.Match[str] | None = None
    first_end = 0
    rank = {"hard": 0, "contrast": 1, "comma": 2, "and": 3, "with": 4}
    for match in _CUT.finditer(gap):
        if match.lastgroup == "with" and a.kind != "mass":
            continue
        if best is None or rank[match.lastgroup or ""] <= rank[best.lastgroup or ""]:
            both_hard = best is not None and best.lastgroup == match.lastgroup == "hard"
            first_end = first_end if both_hard else match.start()
            best = match
    if best is None and gap.startswith(")") and gap.rstrip().endswith("("):
        return Side(frozenset(), labels_between(reading, a.end, b.start, every), "")
    if best is None:
        return Side(labels_between(reading, a.end, b.start, every), frozenset(), "")
    return Side(
        labels_between(reading, a.end, a.end + first_end, every),
        labels_between(reading, a.end + best.end(), b.start, every),
        best.lastgroup or "",
    )


def _closing(reading: Reading, place: int) -> int:
    """Where what is said of the last number ends; a bracket at once behind it is passed over."""
    text = reading.lowered
    passed = _BRACKET.match(text, place)
    start = passed.end() if passed else place
    end = first_after(reading, _SOFT, start)
    close = text.find(")", start, end)
    if close >= 0 and "(" not in text[start:close] and "(" in text[max(0, start - 80) : start]:
        return close
    return end


def _near(reading: Reading, place: int) -> int:
    opened = _OPENED.search(reading.lowered, max(0, place - 24), place)
    return last_before(reading, _SOFT, opened.start() if opened else place)
