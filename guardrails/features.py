"""Features of a sentence beside its statements, and the small model that weighs them.

Every feature is one that a reader can name. The model adds up small trees, each a few questions about
features with a number of points at its end; points are in log-odds. It comes from
`tests/benchmarks/calibrate_support.py` and stands in `rules/support/model.json`; nothing is learned at run
time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from guardrails.checks import content, modality
from guardrails.checks.agreement import agreement
from guardrails.checks.case import Case
from guardrails.checks.directions import directions
from guardrails.checks.grounds import grounds
from guardrails.checks.shape import shape
from guardrails.checks.way import way
from guardrails.meanings import axes
from guardrails.rulefile import RULES, RuleError, Rules, read_json
from guardrails.trees import Trees
from guardrails.types import Finding, Severity
from guardrails.wording import wording


class _Model(Rules):
    base: float
    """Log-odds before any question."""
    threshold: float
    """Log-odds that a sentence must reach."""
    features: tuple[str, ...]
    trees: tuple[Any, ...]
    """A tree is its points, or [number of a feature, cut, tree at most the cut, tree above it]."""


@cache
def model() -> _Model:
    """The calibrated model, read once. Raises RuleError for a tree that is not well formed."""
    return read_json("model", _Model, RULES / "support")


def load() -> None:
    """Read the model now rather than with the first sentence."""
    _trees()


@cache
def _trees() -> Trees:
    try:
        return Trees(model().features, model().trees)
    except ValueError as error:
        raise RuleError(f"model.json: {error}") from error


def score(values: Mapping[str, float]) -> float:
    """Log-odds of support above the threshold: at 0 and more the sentence counts as supported."""
    weights = model()
    return weights.base - weights.threshold + _trees().total(values)


def features(case: Case, found: Sequence[Finding]) -> dict[str, float]:
    """The features of a sentence. Shares lie in 0..1; counts are capped so that none outweighs the rest.

    `found`: what the checks found; those that leave it undecided count.
    """
    open_ = [f for f in found if f.severity is Severity.UNDECIDED]
    return {
        **{f"open: {f.check} {f.rule}": 1.0 for f in open_},
        "open": min(len({(f.check, f.rule) for f in open_}), 4) / 4,
        **_sources(case),
        **_general(case),
        **_ungrounded(case),
        **_directions(case),
        **_steps(case),
        **shape(case),
        **agreement(case),
        **wording(case),
    }


def _general(case: Case) -> dict[str, float]:
    covered = content.coverage(case)
    _, mine = modality.levels(case.claim)
    strongest = max((modality.levels(c.reading)[1] for c in case.cited), default=0)
    here = any(w.denied for w in case.claim.words)
    there = any(w.denied for w in case.words())
    return {
        "missing share": 1.0 - covered.share,
        "missing run": min(covered.run, 4) / 4,
        "missing specific": min(sum(1 for w in covered.missing if content.is_specific(w)), 3) / 3,
        "denials only here": float(here and not there),
        "denials only there": float(there and not here),
        "stronger": max(0, mine - strongest) / 4 if strongest else 0.0,
        "weaker": max(0, strongest - mine) / 4 if mine else 0.0,
        "measures": float(bool(case.claim.quantities)),
        "short": float(covered.words <= 4),
    }


def _sources(case: Case) -> dict[str, float]:
    """What kind of statements are cited, and how much both sides count and list."""
    values: dict[str, float] = {}
    for one in case.cited:
        values[f"kind: {one.evidence.kind}"] = 1.0
        values[f"source: {one.evidence.source_type}"] = 1.0
        values["graded"] = max(values.get("graded", 0.0), float(one.evidence.grade is not None))
    here = len(case.claim.quantities)
    there = sum(len(one.reading.quantities) for one in case.cited)
    return {
        **values,
        "quantities": min(here, 10) / 10,
        "quantities there": min(there, 30) / 30,
        "quantities told": min(here / there, 1.0) if there else 0.0,
        "commas": min(case.claim.text.count(","), 5) / 5,
        "semicolons there": min(case.text.count(";"), 6) / 6,
    }


def _ungrounded(case: Case) -> dict[str, float]:
    """What nothing in the statements stands for, by kind."""
    found = grounds(case)
    counts = dict.fromkeys(("specific", "ordinary", "light", "name", "number", "term", "boast", "limit"), 0)
    run = longest = words = weak = 0
    strength = 0.0
    for unit, how in zip(found.claim.row, found.strength, strict=True):
        if unit.content:
            words += 1
            strength += how
            weak += 0.0 < how < 1.0
            run = run + 1 if how == 0.0 else 0
            longest = max(longest, run)
        if how == 0.0:
            counts[content.sort_of_missing(unit)] += 1
            counts["boast"] += unit.meaning.boasts
            counts["limit"] += unit.meaning.limits and unit.content
    values = {f"ungrounded: {name}": min(count, 4) / 4 for name, count in counts.items()}
    values["ungrounded"] = float(any(counts[k] for k in ("specific", "ordinary", "name", "term")))
    values["ungrounded run"] = min(longest, 4) / 4
    values["loosely grounded"] = weak / words if words else 0.0
    values["grounded"] = strength / words if words else 1.0
    values["content"] = min(words, 25) / 25
    values["boasts"] = min(sum(u.meaning.boasts for u in found.claim.row), 3) / 3
    values["denials"] = min(sum(u.meaning.denies for u in found.claim.row), 3) / 3
    return values


def _directions(case: Case) -> dict[str, float]:
    found, listed = directions(case), axes()
    values = {f"clash: {listed[a].name}": v for a, v in found.clash.items()}
    values.update({f"turned: {listed[a].name}": 1.0 for a in found.turned})
    values.update({f"added: {listed[a].name} {sign:+}": 1.0 for a, sign in found.added})
    values.update({f"dropped: {listed[a].name} {sign:+}": v for (a, sign), v in found.dropped.items()})
    values["clashes"] = min(sum(found.clash.values()), 3) / 3
    values["clash"] = float(bool(found.clash))
    values["turned"] = min(len(found.turned), 4) / 4
    values["added"] = min(len(found.added), 5) / 5
    values["dropped"] = min(sum(found.dropped.values()), 5) / 5
    values["directions agreed"] = min(found.agreed, 6) / 6
    return values


_FAR = 1.6
"""The longest leap away and back."""
_STAYS = 0.35
"""Distance up to which the neighbours of a unit stand together in the statement."""


def _steps(case: Case) -> dict[str, float]:
    row = grounds(case).claim.row
    values: dict[str, float] = {}
    for step in way(case):
        kind = row[step.place].kind
        sort = kind if kind in ("number", "word") else "name"
        if step.at < 0:
            if step.rival:
                values[f"rival of an ungrounded {sort}"] = 1.0
            continue
        leap = min(step.leap, _FAR) / _FAR
        names = [f"leap of a {sort}", "leap"]
        names += [f"lone leap of a {sort}"] if step.between < _STAYS else []
        for name in names:
            values[name] = max(values.get(name, 0.0), leap)
        if step.rival:
            values[f"rival of a {sort}"] = 1.0
            if step.between < _STAYS:
                values[f"near rival of a {sort}"] = 1.0
    return values
