"""An answer that does not answer: empty, a refusal, cut off."""

from __future__ import annotations

import re
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Finding

CHECK = "completeness"
REFUSAL = "refusal"
_ENDED = re.compile(r"[.!?…。！？:|\]】)\"”’*_`¹²³⁴-⁹]\s*\Z")


class _Completeness(Rules):
    closings: str
    refusals: tuple[str, ...]


@cache
def _rules() -> _Completeness:
    return read("completeness", _Completeness)


@cache
def _refusals() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _rules().refusals), re.IGNORECASE)


def closes(text: str) -> bool:
    """Whether a sentence only offers more help."""
    return re.match(_rules().closings, text, re.IGNORECASE) is not None


def unfinished() -> Finding:
    """For a sentence that the stream broke off, or that is longer than a sentence can be."""
    return Finding(CHECK, "The sentence did not arrive whole.", rule="unfinished")


def refusal(text: str) -> list[Finding]:
    """Whether a sentence declines to answer instead of answering."""
    match = _refusals().search(text)
    if match is None:
        return []
    return [
        Finding(CHECK, "The writer declined to answer.", start=match.start(), end=match.end(), rule=REFUSAL)
    ]


def shortfalls(*, written: bool, released: int, refusal: Finding | None, cut: bool) -> tuple[Finding, ...]:
    """What keeps a writer's text from being an answer. `released`: its sentences that may be shown."""
    if not written:
        return (Finding(CHECK, "The writer wrote nothing.", rule="empty"),)
    found: list[Finding] = []
    if not released:
        nothing = Finding(CHECK, "No sentence of the writer could be shown.", rule="nothing-released")
        found.append(refusal or nothing)
    if cut:
        found.append(Finding(CHECK, "The text broke off before its end.", rule="cut"))
    return tuple(found)


def findings(answer: str, released: int) -> list[Finding]:
    """The same for a whole text: whether it was cut is read from its end."""
    text = answer.strip()
    declined = refusal(text)
    return list(
        shortfalls(
            written=any(c.isalnum() for c in text),
            released=released,
            refusal=declined[0] if declined else None,
            cut=not _ENDED.search(text),
        )
    )
