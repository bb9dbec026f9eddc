"""Population: what holds for children does not hold for adults, nor what holds in pregnancy for everybody.

Why: doses, targets and cautions differ between populations; a sentence that changes the population of its
statement is as wrong as one that changes the dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.types import Finding, Severity

CHECK = "population"
_SPECIAL = ("paediatric", "pregnancy", "dialysis", "transplant")
_MEN = re.compile(r"\b(?:men|man|male|males|father\w*)\b")
_WOMEN = re.compile(r"\b(?:women|woman|female|females|girls?|mother\w*)\b")


_NEPHRITIS = re.compile(r"\bnephriti\w*|\bln\b|\blupus kidney|\brenal|\bkidney|\bglomerul\w*|\bnephro\w*|\bproteinuria|\begfr|\bbiops\w*|\bm32\.14")
_OTHER = re.compile(r"\bsle\b|\bsystemic lupus\b|\bvasculitis\b|\brheumatoid\b|\bautoimmune\b|\bconnective tissue\b|\bhealthy\b|\bckd\b")


def _nephritis(case: Case) -> Iterator[Finding]:
    """What was found in lupus at large was not found in lupus nephritis."""
    named = [w for w in case.claim.words if w.key == "lupus nephritis"]
    if not named or _NEPHRITIS.search(case.text) or not _OTHER.search(case.text):
        return
    if any(re.search(r"-ln\b|nephritis|renal|kidney", c.evidence.source or "") for c in case.cited):
        return
    yield Finding(
        CHECK,
        "The cited statement does not speak of lupus nephritis.",
        start=named[0].start,
        end=named[0].end,
        rule="nephritis",
    )


def check(case: Case) -> Iterator[Finding]:
    yield from _nephritis(case)
    text_names = case.named("population")
    meta = {p for c in case.cited for p in c.evidence.population}
    for word in case.claim.words:
        if word.kind != "population" or word.key in text_names:
            continue
        if word.key in meta or (word.key == "adult" and "any" in meta):
            continue
        others = text_names & {"paediatric", "adult", "pregnancy", "dialysis", "transplant"}
        severity = Severity.CONFLICT if others or word.key == "paediatric" else Severity.UNDECIDED
        yield Finding(
            CHECK,
            f"The cited statement does not speak of {word.surface}.",
            severity,
            word.start,
            word.end,
            rule="population",
        )
    for mine, other, name in ((_MEN, _WOMEN, "men"), (_WOMEN, _MEN, "women")):
        if mine.search(case.claim.lowered) and other.search(case.text) and not mine.search(case.text):
            yield Finding(CHECK, f"The cited statement does not speak of {name}.", rule="sex")
