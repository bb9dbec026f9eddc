"""Denial: what a statement denies of a thing, a sentence must not affirm of it, and the other way round.

Why: one dropped "not" turns a contraindication into an indication. Each text is cut into stretches that say one
thing; the stretch of the sentence is laid beside the stretch of the statements that shares most with it, and
only that one can tell whether a denial was dropped or added.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.types import Finding

CHECK = "denial"
_CUE = re.compile(
    r"\b(?:not|no|never|without|neither|nor|cannot|none|nobody|lack(?:s|ed|ing)?|fail(?:s|ed)?|unproven|unnecessary"
    r"|against|avoid\w*|contraindicat\w*|exclud\w*|ineligible|off-label|prohibit\w*|forbid\w*|rather than"
    r"|instead of|outside|unable|absen(?:t|ce)|refus\w*|den(?:y|ies|ied)|unsuitable|unestablished|unvalidated|stop(?:s|ped|ping)?|withh[eo]ld|less|lower|fewer|little|small|too|limited|insufficient|negligible|hardly|rarely|barely|only|unless|except|unlikely|unclear|uncertain|unknown|far from|unchanged|ended|still to|off|left out|leaves? out|beyond|elsewhere|rules?(?: \w+)? out|remov\w*|ruled out|limitation|nothing|missed|[a-z]+-free)\b|n't\b|\b(?:un|in|non-?)(?:safe|suitable|necessary|eligible|effective|approved|proven)\b"
)
_CORE = re.compile(
    r"\b(?:not|no|never|(?<!than )(?<!with or )without|neither|nor|cannot|none|nobody|lack(?:s|ed|ing)?|unproven|unnecessary|(?<=recommends )against|(?<=recommend )against|(?<=advises )against|(?<=advise )against|(?<=and )against|(?<=suggests )against|(?<=limitation )against|avoid\w*|contraindicat\w*|exclud\w*|ineligible|off-label|prohibit\w*|forbid\w*|outside)\b(?<!with or without)(?!\s(?:more|later|less|fewer|longer|higher|lower|earlier|worse|only|all|exceed\w*|above|below)\b)|n't\b"
)
_DENIES = re.compile(
    _CORE.pattern
    + r"|\b(?:left out|leaves? out|out|beyond|elsewhere|only when|only if|off label|off|nothing|missed|limitation|unless|except|instead"
    r"|withh\w+|rather|unclear|uncertain|unknown|fail(?:s|ed)?|removed)\b"
)
_PART = re.compile(
    r"[;:]\s|\.\s|\b(?:but|while|whereas|although|though|so|because|which|since|whether|if|when)\b|,\s(?:and|with|then|or)?\b"
)


_CLOSE = re.compile(r"[)\]]")


@dataclass(frozen=True, slots=True)
class Stretch:
    start: int
    end: int
    keys: frozenset[str]
    denied: tuple[tuple[str, ...], ...]
    """For each denial the words behind it, nearest first."""
    cue: bool
    """Whether anything in it denies or limits."""


@remembered
def stretches(reading: Reading) -> list[Stretch]:
    text = reading.lowered
    bounds = [0, *(m.start() for m in _PART.finditer(text)), len(text)]
    starts = [w.start for w in reading.words]
    found = []
    for low, high in zip(bounds, bounds[1:], strict=False):
        words = reading.words[bisect_left(starts, low) : bisect_left(starts, high)]
        if not words:
            continue
        denied = []
        for cue in () if "unlike" in text[max(0, low - 40) : high] else _CORE.finditer(text, low, high):
            stop = _CLOSE.search(text, cue.end(), high)
            end = stop.start() if stop else high
            after = tuple(
                w.key
                for w in words
                if cue.start() <= w.start < end
                and w.surface.lower() not in cue[0]
                and w.kind not in ("body", "trial", "code")
            )[:4]
            denied.append(after)
        found.append(
            Stretch(
                low,
                high,
                frozenset(w.key for w in words) - _EMPTY,
                tuple(denied),
                bool(_CUE.search(text, low, high)),
            )
        )
    return found


_NOBODY = re.compile(r"\b(?:none|nobody|neither)\b")
_EMPTY = frozenset(
    {"not", "no", "but", "nor", "without", "never", "against", "avoid", "contraindicated", "exclude"}
)


def check(case: Case) -> Iterator[Finding]:
    theirs = [s for one in case.cited for s in stretches(one.reading)]
    mine = stretches(case.claim)
    for part in mine:
        if part.cue or _DENIES.search(case.claim.lowered):
            continue
        for other in theirs:
            for denied in other.denied:
                if _affirms(part, other, denied, theirs):
                    yield Finding(CHECK, "The statement denies what the sentence says.", rule="dropped")
                    return
    yield from _used(case, mine, theirs)
    yield from _twice(case)
    for part in mine:
        if len(part.keys) < 2 or not part.denied:
            continue
        scored = sorted(theirs, key=lambda s: -len(s.keys & part.keys))
        best = scored[0] if scored else None
        if best is None:
            continue
        overlap = len(best.keys & part.keys)
        if overlap < 2 or overlap / len(part.keys) < 0.5:
            continue
        rest = [s for s in theirs if s is not best and len(s.keys & part.keys) >= overlap]
        if part.denied and not best.cue and not any(s.cue for s in rest):
            for after in part.denied:
                denied = [key for key in after[:2] if key in best.keys]
                if denied and not _DENIES.search(case.text) and not _NOBODY.search(case.claim.lowered):
                    yield Finding(CHECK, "The sentence denies what the statement says.", rule="added")
                    return


def _affirms(part: Stretch, other: Stretch, denied: tuple[str, ...], theirs: list[Stretch]) -> bool:
    if not denied:
        return False
    head = [key for key in denied[:3] if key in part.keys]
    shared = part.keys & other.keys
    if len(denied) >= 2 and denied[0] in part.keys and denied[1] in part.keys:
        whole = frozenset().union(*(s.keys for s in theirs))
        if len(part.keys & whole) >= 0.6 * len(part.keys) and len(shared) >= 2:
            return not any(not s.cue and denied[0] in s.keys and denied[1] in s.keys for s in theirs)
    strong = (len(head) >= 2 and len(shared) >= 2) or (denied[0] in part.keys and len(shared) >= 3)
    if not strong or len(shared) < 0.4 * len(part.keys):
        return False
    return not any(
        not s.cue and denied[0] in s.keys and len((s.keys & part.keys) - other.keys) > len(shared - s.keys)
        for s in theirs
        if s is not other
    )


_UNUSED = re.compile(
    r"\b(?:(?:is|are|be|was|were) (?:to be )?(?:avoided|contraindicated|excluded|withheld)|(?:is|are) not (?:recommended|advised|given|used|accepted))\b"
)
_USED = re.compile(
    r"\b(?:recommended|advised|given|used|accepted|allowed|acceptable|suitable|indicated|recommends?|advises?|gives?|accepts?|allows?|includes?|may|can)\b"
)


def _used(case: Case, mine: list[Stretch], theirs: list[Stretch]) -> Iterator[Finding]:
    """ "Live vaccines are avoided" against "live vaccines are advised": the subject stands before the denial."""
    for part in mine:
        if part.cue or not _USED.search(case.claim.lowered, part.start, part.end):
            continue
        for one in case.cited:
            for other in stretches(one.reading):
                cue = _UNUSED.search(one.reading.lowered, other.start, other.end)
                if cue is None:
                    continue
                subject = {
                    w.key for w in one.reading.words if other.start <= w.start and w.end <= cue.start()
                } - _EMPTY
                if (
                    subject
                    and subject <= part.keys
                    and not any(
                        subject <= s.keys and not s.cue and _whole(s, one.reading)
                        for s in theirs
                        if s is not other
                    )
                ):
                    yield Finding(CHECK, "The statement rules out what the sentence allows.", rule="used")
                    return


def _whole(part: Stretch, reading: Reading) -> bool:
    return (
        bool(_USED.search(reading.lowered, part.start, part.end))
        if part.end <= len(reading.lowered)
        else False
    )


_TWICE = re.compile(
    r"(?:\b(?:not|no longer|never|no)\b|n't)\s(?:\w+ly\s|a\s|an\s)?(contraindicat|exclud|avoid|prohibit|off-label|forbid|restrict)\w*"
)


def _twice(case: Case) -> Iterator[Finding]:
    """ "Is not contraindicated" against "is contraindicated"."""
    match = _TWICE.search(case.claim.lowered)
    if match is None:
        return
    for one in case.cited:
        for other in re.finditer(rf"\b{match[1]}", one.reading.lowered):
            before = one.reading.lowered[max(0, other.start() - 16) : other.start()]
            if not re.search(r"\b(?:not|no|never)\b|n't", before):
                yield Finding(CHECK, "The sentence denies what the statement says.", rule="twice")
                return
