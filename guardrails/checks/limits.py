"""Limits: "only for …" or "unless …" where no cited statement has a word of any limit, condition or denial.

Why: a statement for all patients told of some withholds a treatment from the others, and no name or number
shows it. Nothing here is sure, since a statement can limit in many ways: a limit of the occasion or the group
has a rule of its own, "only" before anything else may be a matter of style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.types import Finding, Severity

CHECK = "limits"
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b")
_ONLY_FOR = re.compile(
    r"(?<!not )\bonly (?:for|in|after|when|if|until|with|to|at|by|once|under|from|where|on|during|before"
    r"|patients|people|adults|women|children|those)\b"
)
_LIMITED = re.compile(
    r"\b(?:only|sole\w*|alone|exclusive\w*|just|restrict\w*|limit\w*|reserved?|confined|unless|except\w*|not|no"
    r"|neither|nor|without|merely|single|main\w*|but|none|few|little|isolated|small)\b"
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


def check(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    texts = [one.reading.lowered for one in case.cited]
    match = _ONLY.search(claim)
    if match is not None and not any(_LIMITED.search(text) for text in texts):
        strict = _ONLY_FOR.search(claim) is not None and not any(_ASKED.search(text) for text in texts)
        rule = "limited to" if strict else "limited"
        message = "The sentence limits what no cited statement limits."
        yield Finding(CHECK, message, Severity.UNDECIDED, match.start(), match.end(), rule=rule)
    match = _EXCEPTION.search(claim)
    if match is not None and not any(_CONDITION.search(text) for text in texts):
        message = "The sentence makes an exception that no cited statement makes."
        yield Finding(CHECK, message, Severity.UNDECIDED, match.start(), match.end(), rule="excepted")
