"""Features of a claim beside its statements, and the small model that weighs them.

Every feature is one that a reader can name. The coefficients come from
`tests/benchmarks/calibrate_support.py` and stand in `rules/support/model.yaml`; nothing is learned at run
time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from guardrails.checks import alignment, binding, content, modality, polarity, relations
from guardrails.checks.case import Case
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity


class _Model(Rules):
    intercept: float
    threshold: float
    """Log-odds that a sentence must reach."""
    weights: dict[str, float]


@cache
def model() -> _Model:
    """The calibrated model, read once."""
    return read("model", _Model, RULES / "support")


def score(values: Mapping[str, float]) -> float:
    """Log-odds of support above the threshold: at 0 and more the claim counts as supported."""
    weights = model()
    return (
        weights.intercept
        - weights.threshold
        + sum(weights.weights.get(k, 0.0) * v for k, v in values.items())
    )


def features(case: Case, found: Sequence[Finding]) -> dict[str, float]:
    """The features of a claim. Shares lie in 0..1, counts are capped so that none outweighs the rest."""
    covered = content.coverage(case)
    _, claim_high = modality.levels(case.claim)
    levels = [modality.levels(c.reading) for c in case.cited]
    strongest = max((high for _, high in levels), default=0)
    claim_denials = len({w.clause for w in case.claim.words if w.denied})
    text_denials = len({w.clause for w in case.words() if w.denied})
    margins = [m for _, m in binding.margins(case)]
    aligned = alignment.align(case)
    specific = sum(1 for w in covered.missing if content.is_specific(w))
    open_checks = {f.check for f in found if f.severity is Severity.UNDECIDED}
    terms = sum(1 for f in found if f.rule == "term")
    related = relations.relations(case)
    added, _ = polarity.unmatched(case)
    values = {
        "denials added": min(added, 2) / 2,
        "crossed": float(related.crossed),
        "universal": float(any(f.rule == "any" for f in found)),
        "exchanged": float(any(f.rule == "exchanged" for f in found)),
        "missing term": float(terms > 0),
        "missing terms": min(terms, 3) / 3,
        "overclaim": float(any(f.rule == "overclaim" for f in found)),
        "missing specific": min(specific, 3) / 3,
        "aligned denials": aligned.denials,
        "aligned opposites": min(aligned.opposites, 3) / 3,
        "any opposite": float(aligned.opposites > 0),
        "cohesion": aligned.cohesion,
        "missing share": 1.0 - covered.share,
        "missing run": min(covered.run, 4) / 4,
        "denials only here": float(claim_denials > 0 and text_denials == 0),
        "denials only there": float(claim_denials == 0 and text_denials > 0),
        "stronger": max(0, claim_high - strongest) / 4 if strongest else 0.0,
        "weaker": max(0, strongest - claim_high) / 4 if claim_high else 0.0,
        "binding margin": max([0.0, *margins]),
        "numbers": float(bool(case.claim.quantities)),
        "several statements": float(len(case.cited) > 1),
        "short": float(covered.words <= 4),
    }
    for check in ("names", "population", "modality", "direction", "binding"):
        values[f"open: {check}"] = float(check in open_checks)
    return values
