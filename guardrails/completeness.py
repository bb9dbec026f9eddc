"""An answer that does not answer: empty, a refusal, cut off."""

from __future__ import annotations

import re
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Finding

CHECK = "completeness"
_ENDED = re.compile(r"[.!?…。！？:|\]】)\"”’*_`¹²³⁴-⁹]\s*\Z")


class _Completeness(Rules):
    refusals: tuple[str, ...]


@cache
def _refusals() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{p})" for p in read("completeness", _Completeness).refusals), re.IGNORECASE
    )


def unfinished() -> Finding:
    """For a sentence that the stream broke off, or that is longer than a sentence can be."""
    return Finding(CHECK, "The sentence did not arrive whole.", rule="unfinished")


def refusal(text: str) -> list[Finding]:
    """Whether a sentence declines to answer instead of answering."""
    match = _refusals().search(text)
    if match is None:
        return []
    return [
        Finding(CHECK, "The writer declined to answer.", start=match.start(), end=match.end(), rule="refusal")
    ]


def findings(answer: str, released: int) -> list[Finding]:
    """What keeps a writer's whole text from being an answer. `released`: sentences that may be shown."""
    text = answer.strip()
    if not any(c.isalnum() for c in text):
        return [Finding(CHECK, "The writer wrote nothing.", rule="empty")]
    found = [] if released else refusal(text)
    if not released and not found:
        found = [Finding(CHECK, "No sentence of the writer could be shown.", rule="nothing-released")]
    if not _ENDED.search(text):
        found.append(Finding(CHECK, "The text breaks off in the middle of a sentence.", rule="cut"))
    return found
