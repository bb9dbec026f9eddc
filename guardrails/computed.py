"""Sentences whose numbers code worked out: each number must come from a cited statement, from what the reader
told, or from the calculation itself, and each drug from a cited statement.

Why a check of its own: "at 72 kg the dose is 720 mg" stands in no statement word for word, so the reading of
claims cannot support it; but its numbers are not the writer's either, and this check shows where each is
from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from guardrails.lexicon import Lexicon
from guardrails.types import Decision, Evidence, Finding, Severity, Verdict

CHECK = "computed"
_NUMBER = re.compile(r"(?<![\w.])(?:\d{1,3}(?:[,\u00a0\u2009]\d{3})+|\d+)(?:\.\d+)?")


def verify(text: str, cited: Sequence[Evidence], values: Iterable[float], lexicon: Lexicon) -> Verdict:
    """Supported where every number and drug of a computed sentence is accounted for.

    `values`: what the reader told and what the calculation gave, in the units that the sentence uses.
    """
    findings: list[Finding] = []
    if not cited:
        findings.append(Finding(CHECK, "The calculation cites no statement."))
    known = {round(v, 6) for v in values}
    for evidence in cited:
        known |= _numbers(evidence.text)
    for match in _NUMBER.finditer(text):
        if _value(match.group()) not in known:
            message = f"{match.group().strip()} is neither in a cited statement nor in the calculation."
            findings.append(Finding(CHECK, message, start=match.start(), end=match.end(), rule="number"))
    drugs = {m.concept for e in cited for m in lexicon.mentions(e.text) if m.kind in ("drug", "brand")}
    for mention in lexicon.mentions(text):
        if mention.kind in ("drug", "brand") and mention.concept not in drugs:
            message = f"The cited statements do not speak of {mention.surface}."
            findings.append(
                Finding(CHECK, message, Severity.CONFLICT, mention.start, mention.end, rule="drug")
            )
    return Verdict(Decision.CONFLICT if findings else Decision.SUPPORTED, tuple(findings))


def _numbers(text: str) -> set[float]:
    return {_value(m.group()) for m in _NUMBER.finditer(text)}


def _value(number: str) -> float:
    return round(float(re.sub(r"[,\u00a0\u2009]", "", number)), 6)
