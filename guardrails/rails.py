"""The output rails of one answer: what makes a sentence hostile, and what makes it improper."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails import advice, completeness, invention, language, leak, markup
from guardrails.normal import normal
from guardrails.policy import Policy
from guardrails.types import Evidence, Finding


class Rails:
    """Runs the rails that a policy names. Immutable; one serves one answer."""

    def __init__(self, policy: Policy, system_prompt: str | None) -> None:
        self._policy = policy
        self._prompt = leak.Prompt(system_prompt or "")

    def hostile(self, raw: str, text: str, cited: Sequence[Evidence] = ()) -> list[Finding]:
        """Faults that no statement could repair: markup that acts, and a leaked prompt."""
        found: list[Finding] = []
        if "markup" in self._policy.rails:
            found += markup.findings(raw, cited)
        if "leak" in self._policy.rails:
            found += leak.findings(text, self._prompt)
        return found

    def improper(self, text: str, cited: Sequence[Evidence]) -> list[Finding]:
        """Faults for which the cited statement may stand in."""
        curated = _quotes(text, cited)
        found = self._policy.findings(text, curated=curated)
        if "advice" in self._policy.rails and (self._policy.audience == "patient" or not curated):
            found += advice.findings(text, self._policy.audience)
        if curated:
            return found
        if "completeness" in self._policy.rails:
            found += completeness.refusal(text)
        if "invention" in self._policy.rails:
            found += invention.findings(text, cited)
        if "language" in self._policy.rails:
            found += language.findings(text)
        return found


def _quotes(text: str, cited: Sequence[Evidence]) -> bool:
    """Whether a sentence is a cited statement's own words: those were curated, and are no one's invention."""
    words = normal(text)
    return any(f" {words} " in f" {normal(own)} " for e in cited for own in (e.text, e.plain) if own)
