"""Limits: "only for …" or "unless …" where no cited statement has a word of any limit, condition or denial.

Why: a statement for all patients told of some withholds a treatment from the others, and no name or number
shows it. A limit to a group, an occasion or a condition is sure to be made up where the part of the statement
that says the rest sets none near the same words, or where it says "all", "any" or "both". The rest is left
open, since a statement can limit in many ways, and "only" before anything else may be a matter of style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.types import Finding, Severity

CHECK = "limits"
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b")
_ONLY_FOR = re.compile(
    r"(?<!not )\bonly (?:for|in|after|when|if|until|with|to|at|by|once|under|from|where|on|during|before"
    r"|patients|people|adults|women|children|those)\b"
)
_LIMITED = re.compile(
    r"\b(?:only|sole\w*|alone|exclusive\w*|just|restrict\w*|limit\w*|reserved?|confined|unless|except\w*|not|no"
    r"|neither|nor|without|merely|single|main\w*|but|none|nothing|nobody|few|little|isolated|small)\b"
)
_ASKED = re.compile(
    r"\b(?:must|requir\w*|needs?|meant|first|if|when|until|provided|from|before|once|after|where|label\w*"
    r"|indicat\w*|approv\w*|licens\w*|one|exploratory)\b"
)
"""What is asked for, or sets a condition: only what meets it is meant."""
_EXCEPTION = re.compile(r"\b(?:unless|except|but not|other than|apart from)\b")
_CONDITION = re.compile(
    r"\b(?:unless|except\w*|not|no|only|without|if|when|other than|apart from|provided|neither|nor|exclud\w*"
    r"|but|whereas|while|against|until|contraindicat\w*|avoid\w*)\b"
)

_NARROWS = re.compile(
    r"\b(?:(?:only|solely|exclusively)(?=\s(?:for|in|after|when\w*|if|until|with|to|at|once|under|from|where|on|during"
    r"|before|while|because|through|via|by|as long as|patients|people|adults|women|men|children|those)\b)"
    r"|(?:limit(?:ed|s)?|restrict(?:ed|s)?|confine[sd]?|reserve[sd]?)(?:\s\w+){0,4}?\s(?:to|for))\b"
)
"""A limit to a group of people, an occasion, a condition or a means."""
_SMALL = re.compile(
    r"\s(?:an?|by|as|about|around|some|partial\w*|mild\w*|modest\w*|slight\w*|weak\w*|small|low|few|be"
    r"|one|two|three|four|five|six|numerical\w*|minor|phase|[\d~≈])"
)
"""Behind "only": how little it is, rather than for whom."""
_DENIED = re.compile(r"(?:\b(?:not|no|never|nor|without|if)|n't)\s(?:\w+\s){0,2}$")
_LICENCE = re.compile(r"\b(?:licen[cs]\w*|indicat\w*|approv\w*|label\w*|authori[sz]\w*)\b")
"""What is licensed for some is licensed for no others."""
_STRICT = re.compile(
    r"\b(?:only|sole\w*|alone|exclusive\w*|just|restrict\w*|limit\w*|reserve[ds]?|confine\w*|unless|except\w*"
    r"|other than|must|requir\w*|provided|merely|excluded?|cannot|isolated|single"
    r"|nothing|nobody)\b"
)
_NEAR = re.compile(
    r"\b(?:need\w*|meant|if|until|once|first|condition\w*|label\w*|indicated|approv\w*|licen\w*|when|where"
    r"|or more|at least|after|not|no|none|without|than|below|above)\b"
)
"""Beside the words that the sentence limits to: what may set such a limit."""
_BEFORE, _BEHIND = 45, 25
_WIDE = re.compile(
    r"\b(?:all|every|any|each|both|either|whatever|regardless|irrespective|with or without|even|also|as well"
    r"|including|whether|too)\b"
)
_SCOPE = 8
"""Words of content behind "only" that it may limit to."""


def check(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    texts = [one.reading.lowered for one in case.cited]
    narrows, match = _NARROWS.search(claim), _ONLY.search(claim)
    if narrows is not None:
        yield from _narrowed(case, narrows)
    elif match is not None:
        yield from _narrowed(case, match, loose=True)
    if match is not None and not any(_LIMITED.search(text) for text in texts):
        strict = _ONLY_FOR.search(claim) is not None and not any(_ASKED.search(text) for text in texts)
        rule = "limited to" if strict else "limited"
        message = "The sentence limits what no cited statement limits."
        severity = Severity.CONFLICT if strict else Severity.UNDECIDED
        yield Finding(CHECK, message, severity, match.start(), match.end(), rule=rule)
    match = _EXCEPTION.search(claim)
    if match is not None and not any(_CONDITION.search(text) for text in texts):
        message = "The sentence makes an exception that no cited statement makes."
        yield Finding(CHECK, message, Severity.UNDECIDED, match.start(), match.end(), rule="excepted")


def _narrowed(case: Case, match: re.Match[str], *, loose: bool = False) -> Iterator[Finding]:
    """A limit that the part of the statements which says the rest does not set, or rules out by "any".

    `loose`: "only" before something else than a group, an occasion or a condition, which is never sure.
    """
    claim = case.claim.lowered
    if _SMALL.match(claim, match.end()) or _DENIED.search(claim, max(0, match.start() - 40), match.start()):
        return
    found = grounds(case)
    wide, strict = _parts(case, found)
    wide = wide and _WIDE.search(claim) is None
    anywhere = any(_STRICT.search(one.reading.lowered) for one in case.cited)
    if ((anywhere or loose) and not wide) or (anywhere and loose):
        return
    if (anywhere or not wide) and _limited_there(case, found, match.end()):
        return
    sure = (wide or not _LICENCE.search(claim)) and not strict and not loose
    yield Finding(
        CHECK,
        f"The sentence says “{match[0]}”; the cited statement sets no such limit.",
        Severity.CONFLICT if sure else Severity.UNDECIDED,
        match.start(),
        match.end(),
        rule="narrowed" if sure else "narrowed perhaps",
    )


def _parts(case: Case, found: Grounds) -> tuple[bool, bool]:
    """Whether the parts of the statements that hold most of the sentence speak of all cases, and whether they
    limit."""
    shares: dict[tuple[int, int], set[int]] = {}
    for place in found.claim.content:
        for hit in found.hits[place]:
            shares.setdefault(found.part(hit), set()).add(place)
    most = max((len(held) for held in shares.values()), default=0)
    wide = strict = False
    for (number, part), held in shares.items():
        if len(held) < most:
            continue
        text = case.cited[number].reading.lowered
        inside = [unit for unit in found.texts[number].row if unit.part == part]
        low, high = inside[0].start, inside[-1].end
        wide = wide or _WIDE.search(text, low, high) is not None
        strict = strict or _STRICT.search(text, low, high) is not None
    return wide, strict


def _limited_there(case: Case, found: Grounds, start: int) -> bool:
    """Whether a statement may set a limit beside the words that the sentence limits to."""
    row = found.claim.row
    behind = [place for place in found.claim.content if row[place].start >= start][:_SCOPE]
    for place in behind:
        if row[place].part != row[behind[0]].part:
            break
        for hit in found.hits[place]:
            unit, text = found.unit(hit), case.cited[hit // NEXT].reading.lowered
            if _NEAR.search(text, max(0, unit.start - _BEFORE), min(len(text), unit.end + _BEHIND)):
                return True
    return False
