"""Which output rails run, for whom, and what a patient is not told without the care team."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from guardrails.rulefile import Rules, read
from guardrails.types import Finding

CHECK = "policy"
RAILS: Final = frozenset({"markup", "leak", "advice", "invention", "language", "completeness"})
"""All output rails beside citation and support, which always run."""


class _Audience(Rules):
    rails: tuple[Literal["markup", "leak", "advice", "invention", "language", "completeness"], ...]
    dosing: bool
    """Whether a writer may tell amounts and intervals of medicines."""
    curated_dosing: bool
    """Whether a statement's own words may."""


class _Policies(Rules):
    dosing_amount: str
    dosing_verb: str
    default: _Audience
    patient: _Audience


@cache
def _rules() -> _Policies:
    return read("policy", _Policies)


@cache
def _dosing() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = _rules()
    return re.compile(rules.dosing_amount, re.IGNORECASE), re.compile(rules.dosing_verb, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Policy:
    """The output rails of one answer."""

    audience: str = "specialist"
    rails: frozenset[str] = RAILS
    dosing: bool = True
    curated_dosing: bool = True

    @classmethod
    def for_audience(cls, audience: str) -> Policy:
        """The policy for an audience, from `rules/policy.yaml`; unknown names get the default."""
        rules = _rules().patient if audience == "patient" else _rules().default
        return cls(audience, frozenset(rules.rails), rules.dosing, rules.curated_dosing)

    def findings(self, text: str, *, curated: bool = False) -> list[Finding]:
        """What this audience is not shown. `curated`: the text is a statement's own words."""
        amount, verb = _dosing()
        allowed = self.dosing or (curated and self.curated_dosing)
        if not allowed and amount.search(text) and verb.search(text):
            message = "The sentence says how much of a medicine to take; that is for the care team to say."
            return [Finding(CHECK, message, rule="dosing")]
        return []
