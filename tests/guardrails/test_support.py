from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails import support
from guardrails.checks.case import Case
from guardrails.support import Verifier
from guardrails.types import Decision, Evidence, Finding, Severity

VERIFIER = Verifier()
TEXT = (
    "Drug T is given at 10 mg/kg intravenously every 4 weeks. "
    "Proteinuria fell to 0.5 g/g in 41 of 100 patients by week 52."
)
EVIDENCE = Evidence(id="t.1", text=TEXT)


@pytest.mark.parametrize(
    "claim",
    [
        "Drug T is given at 10 mg/kg intravenously every 2 weeks.",
        "Drug T is given at 20 mg/kg intravenously every 4 weeks.",
        "Drug T is given at 10 mg/kg subcutaneously every 4 weeks.",
        "Proteinuria fell to 5 g/g in 41 of 100 patients by week 52.",
        "Proteinuria fell to 0.5 g/g in 41 of 100 patients by week 104.",
    ],
)
def test_a_fault_is_a_conflict_that_names_itself(claim: str) -> None:
    verdict = VERIFIER.verify(claim, [EVIDENCE])
    assert verdict.decision is Decision.CONFLICT
    assert all(f.message and f.check for f in verdict.findings)


def test_own_words_are_quoted() -> None:
    verdict = VERIFIER.verify("Drug T is given at 10 mg/kg  intravenously every 4 weeks.", [EVIDENCE])
    assert verdict.supported
    assert verdict.quoted


def test_no_evidence_supports_nothing() -> None:
    verdict = VERIFIER.verify(TEXT, [])
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.findings


def test_a_crashed_check_never_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(case: Case) -> list[Finding]:
        raise RuntimeError(case.claim.text)

    monkeypatch.setattr(support, "CHECKS", (("numbers", crash),))
    verdict = VERIFIER.verify("Drug T at 10 mg/kg.", [EVIDENCE])
    assert not verdict.supported
    assert Severity.CRASHED in {f.severity for f in verdict.findings}


@settings(deadline=None, max_examples=40)
@given(st.sampled_from([" ", "\u00a0", "\u2009", "  "]))
def test_white_space_changes_nothing(space: str) -> None:
    claim = "Drug T is given at 10 mg/kg intravenously every 2 weeks."
    assert VERIFIER.verify(claim.replace(" ", space), [EVIDENCE]).decision is Decision.CONFLICT


@pytest.mark.parametrize("piece", ["1", "a", "1.", ">= ", "1 mg/", "(", "not ", "– ", "every 4 weeks ", "9,"])
def test_long_text_is_refused_or_read_quickly(piece: str) -> None:
    long = (piece * 100_000)[:100_000]
    start = time.process_time()
    assert not VERIFIER.verify(long, [EVIDENCE]).supported
    VERIFIER.verify(long[:3900], [EVIDENCE])
    assert time.process_time() - start < 5
