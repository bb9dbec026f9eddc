from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.lexicon import Lexicon, load_lexicon
from guardrails.support import Verifier
from guardrails.types import Decision, Evidence, Severity

VERIFIER = Verifier()
TEXT = "Drug levels are checked every 4 weeks in adults, and the dose is not raised above 10 mg daily."
EVIDENCE = Evidence("t", TEXT)


class _Broken:
    """A lexicon that fails when a check asks it."""

    def __init__(self, whole: Lexicon) -> None:
        self._whole = whole
        self.kinds = 0

    def mentions(self, text: str) -> object:
        return self._whole.mentions(text)

    def members(self, concept: str) -> frozenset[str]:
        raise RuntimeError("broken on purpose")

    classes_of = members


def test_without_a_statement_nothing_is_supported() -> None:
    assert VERIFIER.verify(TEXT, []).decision is Decision.UNDECIDED


def test_a_check_that_crashes_never_passes() -> None:
    verifier = Verifier(_Broken(load_lexicon()))  # type: ignore[arg-type]
    verdict = verifier.verify("Levels of the drug are checked every 4 weeks in adults.", [EVIDENCE])
    assert not verdict.supported
    assert any(f.severity is Severity.CRASHED for f in verdict.findings)


@pytest.mark.parametrize(
    "filler", ["not ", "10 mg, ", "((((", "a-", "than ", "1/", "every 4 weeks ", "\u200b"]
)
def test_a_huge_claim_is_refused_unread(filler: str) -> None:
    claim = filler * (100_000 // len(filler))
    start = time.process_time()
    assert not VERIFIER.verify(claim, [EVIDENCE]).supported
    assert time.process_time() - start < 0.5


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_no_text_crashes_a_check(text: str) -> None:
    verdict = VERIFIER.verify(text, [EVIDENCE])
    assert not any(f.severity is Severity.CRASHED for f in verdict.findings)


CLAIMS = (
    "Every 4 weeks, adults have their drug levels checked.",
    "Drug levels are checked every 2 weeks in adults.",
    "The dose is raised above 10 mg daily.",
)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(
    ("old", "new"), [(" ", "  "), (" ", "\u00a0"), (" ", "\n"), (" mg", "\u202fmg"), ("weeks", "WEEKS")]
)
def test_spacing_and_case_change_no_verdict(claim: str, old: str, new: str) -> None:
    plain = VERIFIER.verify(claim, [EVIDENCE]).decision
    assert VERIFIER.verify(claim.replace(old, new), [EVIDENCE]).decision is plain
