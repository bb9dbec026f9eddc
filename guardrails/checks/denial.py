"""Denial: what a statement denies of a thing, a sentence must not affirm of it, and the other way round.

Why: one dropped "not" turns a contraindication into an indication. Both texts are cut into stretches that say
one thing; a stretch of the sentence is laid beside the stretch of the statements that shares most with it,
and only that one can tell whether a denial was dropped or added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.stretches import Stretch, stretches
from guardrails.cues import cue
from guardrails.reading import Reading
from guardrails.types import Finding

CHECK = "denial"
_NOBODY = re.compile(r"\b(?:none|nobody|neither)\b")
_DENIED = "The statement denies what the sentence says."
_DENIES = "The sentence denies what the statement says."
_RULED = ("exclud", "rule")
"""What does not exclude a thing allows it."""
_FINITE = re.compile(r"\b(?:not|never|cannot|avoid\w*|contraindicat\w*|no longer)\b|n't\b")
"""What denies a whole statement, where "without" denies a thing."""
_WAITS = ("wait", "delay", "defer", "postpon", "hesitat")
"""Not to wait is to do it at once."""
_FALLS_SHORT = re.compile(
    r"\b(?:inadequate|insufficient|poor(?:ly)?|only|fail\w*|refractory|lack\w*|little|incomplete\w*"
    r"|unreliabl\w*|suboptimal|closed|dropped|eliminat\w*|replac\w*|hides?|masks?|lifelong|once"
    r"|instead|before it can|recommends? [^,;.]{0,60} over|prefer\w* [^,;.]{0,60} (?:over|to)|specificity)\b"
)
"""What says the same as a denial."""
_BOUNDED = re.compile(
    r"(?:\b(?:not|never|nor|no|cannot)\b|n't\b)[^,;.]{0,40}"
    r"\b(?:without|before|until|unless|under|below|earlier than"
    r"|less than|free of|later than|more than|over|above|beyond|ends?|ended|exceed\w*|just|merely|end up)\b"
)
"""A denial of what lies beyond a bound, or of a denial: "not before three years", "never without"."""
_TWICE = re.compile(
    r"(?:\b(?:not|no longer|never|no)\b|n't)\s(?:\w+ly\s|a\s|an\s)?"
    r"(contraindicat|exclud|avoid|prohibit|off-label|forbid|restrict)\w*"
)


def check(case: Case) -> Iterator[Finding]:
    mine = stretches(case.claim)
    theirs = [s for one in case.cited for s in stretches(one.reading)]
    yield from _dropped(case, mine, theirs)
    yield from _used(case, mine, theirs)
    yield from _twice(case)
    yield from _added(case, mine, theirs)


@remembered
def _denies(reading: Reading) -> bool:
    """Whether anything in a text may deny what it says."""
    return bool(cue("denial core", "denial anywhere").search(reading.lowered))


def _dropped(case: Case, mine: Sequence[Stretch], theirs: Sequence[Stretch]) -> Iterator[Finding]:
    if _denies(case.claim) or cue("denial unsaid").search(case.claim.lowered):
        return
    denying = [s for s in theirs if any(s.denied)]
    denying = [s for s in denying if not any(d[0].startswith(_RULED) for d in s.denied if d)]
    if not denying:
        return
    for part in mine:
        if part.limits:
            continue
        allowed = bool(cue("permission").search(case.claim.lowered, part.start, part.end))
        for other in denying:
            if _other_way(case, part, other):
                continue
            if any(_affirms(part, other, denied, theirs, allowed) for denied in other.denied):
                yield Finding(CHECK, _DENIED, start=part.start, end=part.end, rule="dropped")
                return


def _other_way(case: Case, part: Stretch, other: Stretch) -> bool:
    """Whether the sentence speaks of another route or group of people than what is denied does, where the
    statement tells them apart."""
    for kind in ("route", "population"):
        known = case.named(kind)
        mine, there = part.keys & known, other.keys & known
        if len(known) > 1 and mine and there and not mine & there:
            return True
    return False


def _affirms(
    part: Stretch, other: Stretch, denied: tuple[str, ...], theirs: Sequence[Stretch], allowed: bool
) -> bool:
    """Whether a stretch of the sentence says what a stretch of the statements denies."""
    if not denied:
        return False
    shared = part.keys & other.keys
    if len(denied) >= 2 and denied[0] in part.keys and denied[1] in part.keys and len(shared) >= 2:
        whole = frozenset[str]().union(*(s.keys for s in theirs))
        if len(part.keys & whole) >= 0.6 * len(part.keys):
            return not any(not s.limits and denied[0] in s.keys and denied[1] in s.keys for s in theirs)
    head = [key for key in denied[:3] if key in part.keys]
    strong = (len(head) >= 2 and len(shared) >= 2) or (
        denied[0] in part.keys and len(shared) >= (2 if allowed else 3)
    )
    if not strong or len(shared) < 0.4 * len(part.keys):
        return False
    return not any(
        not s.limits and denied[0] in s.keys and len((s.keys & part.keys) - other.keys) > len(shared - s.keys)
        for s in theirs
        if s is not other
    )


def _added(case: Case, mine: Sequence[Stretch], theirs: Sequence[Stretch]) -> Iterator[Finding]:
    if not any(part.denied for part in mine) or _NOBODY.search(case.claim.lowered):
        return
    if not theirs or any(
        _denies(r) or _FALLS_SHORT.search(r.lowered) for r in (c.reading for c in case.cited)
    ):
        return
    for part in mine:
        if (
            len(part.keys) < 2
            or not part.denied
            or not _FINITE.search(case.claim.lowered, part.start, part.end)
        ):
            continue
        best = max(theirs, key=lambda s: len(s.keys & part.keys))
        overlap = len(best.keys & part.keys)
        if overlap < 2 or overlap < 0.5 * len(part.keys) or best.limits:
            continue
        if any(s.limits and len(s.keys & part.keys) >= overlap for s in theirs):
            continue
        if _BOUNDED.search(case.claim.lowered, part.start, part.end + 40):
            continue
        if any(denied[0].startswith(_WAITS) for denied in part.denied if denied):
            continue
        if any(key in best.keys for denied in part.denied for key in denied[:2]):
            yield Finding(CHECK, _DENIES, start=part.start, end=part.end, rule="added")
            return


def _used(case: Case, mine: Sequence[Stretch], theirs: Sequence[Stretch]) -> Iterator[Finding]:
    """ "Live vaccines are avoided" against "live vaccines are advised": the subject stands before the
    denial.
    """
    claim = case.claim.lowered
    for part in mine:
        if part.limits or not cue("used").search(claim, part.start, part.end):
            continue
        for one in case.cited:
            for other, subject in _ruled_out(one.reading):
                if not subject <= part.keys:
                    continue
                if any(subject <= s.keys and not s.limits for s in theirs if s is not other):
                    continue
                message = "The statement rules out what the sentence allows."
                yield Finding(CHECK, message, start=part.start, end=part.end, rule="used")
                return


@remembered
def _ruled_out(reading: Reading) -> list[tuple[Stretch, frozenset[str]]]:
    """The stretches that rule something out, where they say so behind it, and what."""
    found = [(part, _subject(reading, part)) for part in stretches(reading) if part.limits]
    return [(part, subject) for part, subject in found if subject]


def _subject(reading: Reading, part: Stretch) -> frozenset[str]:
    match = cue("ruled out").search(reading.lowered, part.start, part.end)
    if match is None:
        return frozenset()
    return frozenset(w.key for w in reading.words if part.start <= w.start and w.end <= match.start())


def _twice(case: Case) -> Iterator[Finding]:
    """ "Is not contraindicated" against "is contraindicated"."""
    match = _TWICE.search(case.claim.lowered)
    if match is None:
        return
    for one in case.cited:
        text = one.reading.lowered
        for other in re.finditer(rf"\b{match[1]}", text):
            if not re.search(
                r"\b(?:not|no|never|unless)\b|n't", text[max(0, other.start() - 16) : other.start()]
            ):
                yield Finding(CHECK, _DENIES, start=match.start(), end=match.end(), rule="twice")
                return
