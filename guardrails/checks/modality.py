"""Modality: a sentence is never stronger than its statement, and never weaker where safety hangs on it.

Why: "may be considered" turned into "should be given" is a recommendation nobody made; "must not be started"
turned into "may be started with care" undoes a contraindication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.stretches import stretches
from guardrails.cues import cue
from guardrails.reading import Reading, language, pattern
from guardrails.types import Finding, Severity

CHECK = "modality"


@cache
def _ladder() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((m.level, pattern(m.words)) for m in language().modality)


@cache
def _safety() -> re.Pattern[str]:
    return pattern(language().safety)


@cache
def _denial() -> re.Pattern[str]:
    return pattern(
        (
            "not",
            "no",
            "never",
            "avoid*",
            "contraindicat*",
            "against",
            "without",
            "stop*",
            "discontinu*",
            "exclud*",
        )
    )


_CONSIDERED = re.compile(
    r"\b(?:should|could|can|may|might|ought to|needs? to)(?: also)? be (?:actively )?considered\b"
    r"|\bshould consider\b"
    r"|\bshould (?:make one |make you |prompt one to |prompt )?"
    r"(?:think|thoughts?|consideration|be thought)\b|\bexpected\b"
    r"|\b(?:may|might|could|can)\s(?:\w+\s)?(?:call for|needs?|requires?|have to|has to)\b"
)


_FREE = re.compile(
    r"\bno more than [^,;.]{1,60}? should be\b|\bnever (?:ends?|stops?|had|have|been)\b"
    r"|\bas \w+ (?:to [\w ]{1,24} )?as (?:is )?possible\b|\b(?:never|not) be required\b"
    r"|(?:\b(?:not|no|never|without|nor)|n't)\s(?:\w+\s)?needs?(?:ed)?(?: to)?\b"
    r"|(?:^|[,;.]\s)should (?=neither|either|any|there|these|it|they|[a-z]+ (?:not )?be\b)"
)
"""No need to wait, and should neither be possible: nothing is asked for."""


def _settled(text: str) -> str:
    """A text without the words that sound stronger than they are."""
    return _CONSIDERED.sub(" considered ", _FREE.sub(" ", text))


@remembered
def levels(reading: Reading) -> tuple[int, int]:
    """Weakest and strongest rung that a text stands on; (0, 0) where it uses none."""
    lowered = _settled(reading.lowered)
    found = [level for level, words in _ladder() if words.search(lowered)]
    return (min(found), max(found)) if found else (0, 0)


def check(case: Case) -> Iterator[Finding]:
    yield from _inflated(case)
    yield from _demanded(case)
    if _allowed(case):
        yield Finding(CHECK, "The sentence allows what the statement rules out or limits.", rule="deflation")


def _inflated(case: Case) -> Iterator[Finding]:
    mine, theirs = _aligned(case)
    if not theirs:
        return
    conditional = (
        any("conditional" in (c.evidence.grade or "") for c in case.cited) or "conditional" in case.text
    )
    if mine == 4 and theirs in (1, 2):
        yield Finding(
            CHECK, "The sentence requires what the statement only allows or suggests.", rule="inflation"
        )
    elif mine == 4 and theirs == 3 and conditional:
        yield Finding(
            CHECK, "The sentence requires what the statement conditionally recommends.", rule="inflation"
        )
    elif mine >= 3 and theirs == 1:
        yield Finding(CHECK, "The sentence recommends what the statement only allows.", rule="inflation")
    elif mine == 4 and theirs == 3:
        message = "The sentence requires what the statement recommends."
        yield Finding(CHECK, message, Severity.UNDECIDED, rule="inflation")


def _demanded(case: Case) -> Iterator[Finding]:
    """A demand or ban where no statement has a word of any."""
    match = cue("ban or duty", "demand").search(case.claim.lowered)
    if match is None or _UNSAID.search(case.claim.lowered, 0, match.start()):
        return
    if cue("demanded there").search(case.text):
        return
    sure = bool(cue("ban or duty").match(match[0])) and not _denial().search(case.text)
    yield Finding(
        CHECK,
        f"The sentence says “{match[0]}”; the statement demands nothing.",
        Severity.CONFLICT if sure else Severity.UNDECIDED,
        match.start(),
        match.end(),
        rule="demand" if sure else "perhaps a demand",
    )


_UNSAID = re.compile(r"(?:\b(?:not|no|never|without|if|nor|than)\b|n't\b)[^,;.]{0,30}$")


def _aligned(case: Case) -> tuple[int, int]:
    """The rung of the sentence's strongest word, and of the part of the statements that says the same."""
    _, whole = levels(case.claim)
    strongest = max((levels(c.reading)[1] for c in case.cited), default=0)
    if whole < 3 or strongest >= whole or strongest == 0:
        return whole, strongest
    claim = _settled(case.claim.lowered)
    if whole == 4 and not cue("binding").search(claim) and _denial().search(case.text):
        return 0, 0  # "never" and "avoid" are weighed by what they deny, not by their force
    best, force = 0, strongest
    mine = [p for p in stretches(case.claim) if _level(case.claim, p.start, p.end) == whole]
    for part in mine:
        for one in case.cited:
            for other in stretches(one.reading):
                shared = len(part.keys & other.keys)
                rung = _level(one.reading, other.start, other.end)
                if shared > best or (shared == best and rung > force):
                    best, force = shared, rung
    if best >= 2:
        return whole, force
    return whole, strongest


def _level(reading: Reading, start: int, end: int) -> int:
    text = _settled(reading.lowered[start:end])
    if _NEED.search(text):
        return 4
    return max((level for level, words in _ladder() if words.search(text)), default=0)


_NEED = re.compile(r"(?<!not )(?<!n't )(?<!never )(?<!no )(?<!without )\bneeds?\b(?! not\b)")


def _allowed(case: Case) -> bool:
    """Whether the sentence allows what a statement forbids."""
    claim = case.claim.lowered
    if not cue("permission").search(claim) or _OFF.search(claim) or _denial().search(claim):
        return False
    _, mine = levels(case.claim)
    if (
        mine == 1
        and not cue("may happen").search(claim)
        and _safety().search(case.text)
        and _denial().search(case.text)
    ):
        return True
    if cue("prohibition").search(claim):
        return False
    keys = case.claim.keys()
    forbidden = allowed = 0
    for one in case.cited:
        text = one.reading.lowered
        permits = [p for p in stretches(one.reading) if cue("permission").search(text, p.start, p.end)]
        allowed = max([allowed, *(len(p.keys & keys) for p in permits)])
        if not cue("prohibition").search(text):
            continue
        if not permits and not _SAFE.search(text):
            forbidden = max(forbidden, len(one.reading.keys() & keys))
        for part in stretches(one.reading):
            if cue("prohibition").search(text, part.start, part.end):
                forbidden = max(forbidden, len(part.keys & keys))
    return forbidden >= 3 and forbidden > allowed


_OFF = re.compile(
    r"\brather than\b|\binstead of\b|\b(?:has|have|needs?|ought|must) to be off\b|\bmust be off\b"
    r"|\boff (?:at least|by|for)\b"
)
_SAFE = re.compile(r"\b(?:safe|accept(?:s|ed)?|acceptable|compatible|allowed|permitted)\b")
