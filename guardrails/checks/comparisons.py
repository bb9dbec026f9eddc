"""Comparisons: which of two has more, and which is preferred.

Why: "more cytopenia with A than with B" turned round keeps every word. A comparison is read as its
direction, the thing that has more, the thing it is compared with, and what is compared.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.cues import cue
from guardrails.reading import Reading, Word
from guardrails.types import Finding, Severity

CHECK = "comparisons"
_UNIT = re.compile(r"[;:]\s|\.\s|,\s(?:and|but|while|whereas)\b|\b(?:but|while|whereas|except)\b")
_LIGHT = frozenset(
    {"usual", "p", "v", "vs", "but", "note", "caus", "check", "case", "occur", "seen", "patient"}
)
"""Words that say nothing of what is compared."""
_FAR = re.compile(
    r"\b(?:than|over|rather than|instead of|compared with|compared to|versus|vs?|against|relative to)\b"
)
_TO = re.compile(r"(?<=\w )to(?= \w)")
_NEAR = re.compile(r"\b(?:with|on|in|by|under|after|for|of)\s(?:\w+\s)?$")
_DENIED = re.compile(r"\b(?:no|not|nor|neither|(?<!or )without|similar|same|differ\w*)\b|n't\b")


@dataclass(frozen=True, slots=True)
class Comparison:
    more: bool
    near: frozenset[str]
    far: frozenset[str]
    topic: frozenset[str]
    trials: frozenset[str]
    tied: bool
    """Whether a word such as "with" ties what has more to what is compared."""
    start: int
    end: int


@remembered
def comparisons(reading: Reading) -> list[Comparison]:
    text = reading.lowered
    starts = [w.start for w in reading.words]
    bounds = [0, *(m.start() for m in _UNIT.finditer(text)), len(text)]
    found = []
    for low, high in itertools.pairwise(bounds):
        signs = [(m, True) for m in cue("more").finditer(text, low, high)]
        signs += [(m, False) for m in cue("less").finditer(text, low, high)]
        if not signs or len({s for _, s in signs}) > 1 or _DENIED.search(text, low, high):
            continue
        words = reading.words[bisect_left(starts, low) : bisect_left(starts, high)]
        groups = _groups(words)
        if not groups:
            continue
        sign = min(m.start() for m, _ in signs)
        pivot = _FAR.search(text, low, high) or (
            _TO.search(text, sign, high) if "prefer" in text[low:high] else None
        )
        edge = pivot.end() if pivot else high
        far = frozenset(w.key for w in words if pivot and w.start >= edge and w.key in groups)
        near = [w for w in words if w.key in groups and w.start < edge]
        linked = [w for w in near if w.start > sign and _NEAR.search(text, low, w.start)]
        if (pivot and pivot[0] in ("over", "rather than", "instead of")) or (
            pivot and _TO.match(text, pivot.start())
        ):
            linked = near[-1:]
        keys = frozenset(w.key for w in (linked[:1] or near))
        if len(keys - far) != 1:
            continue
        topic = frozenset(
            w.key
            for w in words
            if w.key not in groups
            and w.kind != "body"
            and not (cue("more").fullmatch(w.surface.lower()) or cue("less").fullmatch(w.surface.lower()))
        )
        trials = frozenset(w.key for w in words if w.kind == "trial")
        found.append(Comparison(signs[0][1], keys - far, far - keys, topic, trials, bool(linked), low, high))
    return found


def _groups(words: Sequence[Word]) -> frozenset[str]:
    """What is set against each other: drugs where there are any, else groups of people, else bodies."""
    for kinds in (("drug", "brand", "drug_class"), ("population",), ("body",)):
        found = {w.key for w in words if w.kind in kinds or w.key == "placebo"}
        if found - {"placebo"}:
            return frozenset(found)
    return frozenset(w.key for w in words if w.key == "placebo")


def check(case: Case) -> Iterator[Finding]:
    theirs = [c for one in case.cited for c in comparisons(one.reading)]
    own = comparisons(case.claim)
    for mine in own:
        if any(mine.more is not other.more and turned(mine, other) for other in own):
            continue  # the sentence sets two findings against each other
        against = [(v, bool(other.far)) for other in theirs if (v := turned(mine, other)) is not None]
        if against and all(v for v, _ in against):
            # where only one of the two names both, all that the sentence compares must be the same
            sure = bool(mine.far) and (
                all(far for _, far in against)
                or all(_same_thing(mine, o) for o in theirs if turned(mine, o) is not None)
            )
            yield Finding(
                CHECK,
                "The statement has this comparison the other way round.",
                Severity.CONFLICT if sure else Severity.UNDECIDED,
                start=mine.start,
                end=mine.end,
                rule="turned" if sure else "perhaps turned",
            )


def turned(mine: Comparison, other: Comparison) -> bool | None:
    """Whether two comparisons of the same things disagree; None where they compare different things."""
    if len(mine.topic & other.topic) < min(2, len(mine.topic), len(other.topic)):
        return None
    if mine.trials and other.trials and not mine.trials & other.trials:
        return None
    if mine.near & other.near and not mine.near & other.far:
        return mine.more is not other.more
    if mine.near & other.far and not mine.near & other.near:
        return mine.more is other.more
    if mine.far & other.near and not mine.far & other.far:
        return mine.more is other.more
    if (
        mine.tied
        and other.tied
        and not mine.far
        and not other.far
        and mine.more is other.more
        and _same_thing(mine, other)
    ):
        return True
    return None


def _same_thing(mine: Comparison, other: Comparison) -> bool:
    """Whether all that a comparison is about is what another one is about."""
    about = mine.topic - _LIGHT - mine.trials
    return bool(about) and about <= other.topic
