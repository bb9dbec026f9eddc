"""Does the cited evidence support this sentence? Reads both sides, and fails closed.

A statement's own words are supported. For other words the checks of `guardrails/checks/` look for faults: a
conflict is final. What they leave open is supported where it only leaves out whole parts of a statement
(`derivation.py`); the rest is decided by a small model over features that a reader can name
(`features.py`, `rules/support/model.json`): above its threshold the sentence is supported, below it is
undecided, which counts as not supported unless a second reader says so.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from threading import Lock

from Stemmer import Stemmer

from guardrails import cues, derivation, meanings, quotation, wording
from guardrails import features as model
from guardrails.checks import (
    affirmed,
    apart,
    attachment,
    beyond,
    comparisons,
    content,
    crossing,
    denial,
    denials,
    direction,
    diseases,
    doses,
    edits,
    effects,
    endpoints,
    exchange,
    facets,
    forms,
    grades,
    groundless,
    levels,
    limits,
    modality,
    moments,
    movements,
    names,
    numbers,
    one_sided,
    opposites,
    outcomes,
    pairs,
    population,
    predicates,
    prefixes,
    ranks,
    refusals,
    sense,
    siblings,
    significance,
    silence,
    spans,
    subjects,
    swaps,
    universality,
    waivers,
)
from guardrails.checks.case import Case, Cited
from guardrails.checks.doubts import doubts
from guardrails.features import features, score
from guardrails.lexicon import Lexicon, load_lexicon
from guardrails.reading import read_text
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Decision, Evidence, Finding, Severity, Verdict
from guardrails.units import row_of

log = logging.getLogger(__name__)

# The cheap and the decisive first: the first conflict ends the search.
CHECKS: tuple[tuple[str, Callable[[Case], Iterator[Finding]]], ...] = (
    (numbers.CHECK, numbers.check),
    (names.CHECK, names.check),
    (siblings.CHECK, siblings.check),
    (grades.CHECK, grades.check),
    (population.CHECK, population.check),
    (diseases.CHECK, diseases.check),
    (universality.CHECK, universality.check),
    (doses.CHECK, doses.check),
    (forms.CHECK, forms.check),
    (modality.CHECK, modality.check),
    (endpoints.CHECK, endpoints.check),
    (groundless.CHECK, groundless.check),
    (beyond.CHECK, beyond.check),
    (comparisons.CHECK, comparisons.check),
    (ranks.CHECK, ranks.check),
    (levels.CHECK, levels.check),
    (direction.CHECK, direction.check),
    (exchange.CHECK, exchange.check),
    (silence.CHECK, silence.check),
    (effects.CHECK, effects.check),
    (spans.CHECK, spans.check),
    (moments.CHECK, moments.check),
    (apart.CHECK, apart.check),
    (facets.CHECK, facets.check),
    (subjects.CHECK, subjects.check),
    (significance.CHECK, significance.check),
    (predicates.CHECK, predicates.check),
    (affirmed.CHECK, affirmed.check),
    (prefixes.CHECK, prefixes.check),
    (movements.CHECK, movements.check),
    (denial.CHECK, denial.check),
    (refusals.CHECK, refusals.check),
    (waivers.CHECK, waivers.check),
    (opposites.CHECK, opposites.check),
    (one_sided.CHECK, one_sided.check),
    (sense.CHECK, sense.check),
    (attachment.CHECK, attachment.check),
    (crossing.CHECK, crossing.check),
    (pairs.CHECK, pairs.check),
    (swaps.CHECK, swaps.check),
    (edits.CHECK, edits.check),
    (limits.CHECK, limits.check),
    (content.CHECK, content.check),
)
_REMEMBERED = 4096
"""Statements whose reading a verifier keeps: a few times a corpus."""
_GROUND = 0.55
"""Share of a sentence's content that something in the statements must stand for, whatever the model says:
with less it is about something else. Of 1,599 supported claims 11 have less."""
_UNSAID, _UNSAID_SHORT = 0.8, 0.6
"""Share of its words that no statement may lack, and that of a sentence of four words or fewer. Of 1,599
supported claims 5 have more."""
_LEAST = 2
"""Words that carry a claim, fewer of which ("Treatment should be stopped.") could stand beside any statement.
No supported claim has fewer."""
_SPACES = re.compile(r"\s{2,}")
_LONGEST = 4000
"""Characters. A longer claim is no sentence; it is not read."""


class _Doubtful(Rules):
    rules: frozenset[str]


@cache
def _doubtful() -> frozenset[str]:
    return read("doubtful", _Doubtful, RULES / "support").rules


class Verifier:
    """Verifies claims. Keeps readings of statements it has met; safe to use from several threads."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon or load_lexicon()
        self._stemmer = Stemmer("english")
        self._read: OrderedDict[tuple[str, str], Cited] = OrderedDict()
        self._lock = Lock()

    def prepare(self) -> None:
        """Read the rules of all checks now rather than with the first sentence that is no quotation. Raises
        RuleError for a file that is not right.
        """
        _doubtful()
        for part in (
            cues,
            beyond,
            diseases,
            edits,
            effects,
            outcomes,
            moments,
            endpoints,
            groundless,
            opposites,
            movements,
            one_sided,
            denials,
            refusals,
            sense,
            siblings,
            meanings,
            wording,
            model,
            content,
            derivation,
        ):
            part.load()

    def verify(self, claim: str, cited: Sequence[Evidence]) -> Verdict:
        """Whether the cited statements, together, support the claim."""
        if not cited:
            return _undecided(Finding("citation", "The sentence cites no statement.", Severity.UNDECIDED))
        if len(claim) > _LONGEST:
            return _undecided(Finding("content", "The sentence is too long to be read.", Severity.UNDECIDED))
        claim = _SPACES.sub(" ", claim)
        try:
            quoted = quotation.find(claim, cited, self.lexicon)
            if quoted is not None:
                if quoted.findings:
                    return Verdict(Decision.CONFLICT, quoted.findings)
                return Verdict(Decision.SUPPORTED, (), quoted=True)
            case = self.case(claim, cited)
        except Exception:
            log.exception("A claim could not be read.")
            return _undecided(Finding("reading", "The sentence could not be read.", Severity.CRASHED))
        return self._judge(case)

    def case(self, claim: str, cited: Sequence[Evidence]) -> Case:
        """The claim and its statements, read."""
        with self._lock:
            return Case(
                read_text(claim, self.lexicon, self._stemmer),
                tuple(self._cited(e) for e in cited),
                self.lexicon,
            )

    def findings(self, case: Case, *, whole: bool = True) -> list[Finding]:
        """What the checks find; a check that crashes gives a finding of its own. With `whole` all checks are
        asked, else only until one finds a conflict."""
        found: list[Finding] = []
        doubtful = _doubtful()
        for name, check in CHECKS:
            seen = len(found)
            try:
                for finding in check(case):
                    if finding.severity is Severity.CONFLICT and f"{name} {finding.rule}" in doubtful:
                        finding = replace(finding, severity=Severity.UNDECIDED)
                    found.append(finding)
                if not whole and any(f.severity is Severity.CONFLICT for f in found[seen:]):
                    break
            except Exception:
                log.exception("The check %s failed.", name)
                found.append(
                    Finding(name, "This check failed, so the sentence is not shown.", Severity.CRASHED)
                )
        return found

    def _judge(self, case: Case) -> Verdict:
        found = self.findings(case, whole=False)
        severities = {f.severity for f in found}
        if Severity.CONFLICT in severities:
            return Verdict(Decision.CONFLICT, tuple(found))
        if Severity.CRASHED in severities:
            return Verdict(Decision.UNDECIDED, tuple(found))
        try:
            if derivation.derived(case) or self._weighed(case, found):
                notes = tuple(f for f in found if f.severity is Severity.NOTE)
                return Verdict(Decision.SUPPORTED, notes)
            found.extend(doubts(case))
        except Exception:
            log.exception("The model failed.")
            message = "The sentence could not be weighed, so it is not shown."
            return Verdict(Decision.UNDECIDED, (*found, Finding("support", message, Severity.CRASHED)))
        if not any(f.severity is Severity.UNDECIDED for f in found):
            message = "The checks could not read this sentence as said by the cited statement."
            found.append(Finding("support", message, Severity.UNDECIDED))
        return Verdict(Decision.UNDECIDED, tuple(found))

    def _weighed(self, case: Case, found: Sequence[Finding]) -> bool:
        values = features(case, found)
        least = _UNSAID_SHORT if values["short"] else _UNSAID
        apart = values["grounded"] < _GROUND or values["missing share"] >= least
        apart = apart or len(row_of(case.claim).content) < _LEAST
        return not apart and score(values) >= 0

    def _cited(self, evidence: Evidence) -> Cited:
        key = (evidence.id, evidence.text)
        known = self._read.get(key)
        if known is None:
            source = f"{evidence.organisation or ''} {(evidence.source or '').replace('-', ' ')}"
            mentions = self.lexicon.mentions(f"{source} {evidence.source or ''}")
            bodies = frozenset(m.concept for m in mentions if m.kind in ("body", "trial", "drug", "brand"))
            known = Cited(evidence, read_text(evidence.text, self.lexicon, self._stemmer), bodies)
            self._read[key] = known
            if len(self._read) > _REMEMBERED:
                self._read.popitem(last=False)
        return known


def verify(claim: str, cited: Sequence[Evidence]) -> Verdict:
    """Whether the cited statements support the claim, for one claim; for many keep a `Verifier`."""
    return Verifier().verify(claim, cited)


def _undecided(finding: Finding) -> Verdict:
    return Verdict(Decision.UNDECIDED, (finding,))
