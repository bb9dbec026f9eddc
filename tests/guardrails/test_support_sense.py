"""What a predicate says, denied or not, which of two things comes first, which side of a bound is meant."""

from __future__ import annotations

import pytest

from guardrails.support import Verifier
from guardrails.types import Decision, Evidence, Severity

VERIFIER = Verifier()


def _rules(statement: str, claim: str, severity: Severity) -> set[tuple[str, str | None]]:
    case = VERIFIER.case(claim, [Evidence("t", statement)])
    return {(f.check, f.rule) for f in VERIFIER.findings(case) if f.severity is severity}


@pytest.mark.parametrize(
    ("check", "rule", "statement", "claim"),
    [
        ("sense", "course", "Azathioprine is continued in pregnancy.",
         "Azathioprine is stopped in pregnancy."),
        ("sense", "course", "The label change kept the limitation against severe nephritis.",
         "The label change lifted the limitation against severe nephritis."),
        ("sense", "food", "Voclosporin capsules are taken on an empty stomach.",
         "Voclosporin is taken with food."),
        ("exchange", "time", "In the trial rituximab was followed by belimumab.",
         "In the trial belimumab was followed by rituximab."),
        ("exchange", "change", "The paradigm moves from induction to combination therapy.",
         "The paradigm moves from combination therapy to induction."),
        ("exchange", "prefer",
         "The panel recommends progestin-only contraception over combined contraception.",
         "The panel favours combined contraception over progestin-only contraception."),
        ("levels", "levelled", "Preterm birth is more frequent in patients with active lupus nephritis.",
         "Preterm birth is no commoner when lupus nephritis is active."),
        ("levels", "bound", "The review suggests avoiding biopsy beyond 28 weeks of gestation.",
         "The review suggests avoiding biopsy before week 28."),
        ("levels", "joined", "A high-risk profile is multiple positivity or persistently high titres.",
         "A high-risk profile needs multiple positivity and persistently high titres together."),
    ],
)  # fmt: skip
def test_the_other_way_round_is_a_conflict(check: str, rule: str, statement: str, claim: str) -> None:
    assert (check, rule) in _rules(statement, claim, Severity.CONFLICT)
    assert VERIFIER.verify(claim, [Evidence("t", statement)]).decision is Decision.CONFLICT


@pytest.mark.parametrize(
    ("rule", "statement", "claim"),
    [
        ("added", "Serum potassium should be monitored on voclosporin.",
         "Serum potassium need not be monitored on voclosporin."),
        ("dropped", "The enteric tablets are not crushed before they are taken.",
         "The enteric tablets may be crushed and taken."),
    ],
)  # fmt: skip
def test_a_denial_added_or_dropped_is_told(rule: str, statement: str, claim: str) -> None:
    found = _rules(statement, claim, Severity.UNDECIDED) | _rules(statement, claim, Severity.CONFLICT)
    assert ("sense", rule) in found


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ("Azathioprine is continued in pregnancy.", "Azathioprine is not stopped in pregnancy."),
        ("Azathioprine is continued in pregnancy.", "In pregnancy, carry on with azathioprine."),
        ("The drug is stopped if creatinine does not fall after the reduction.",
         "If creatinine does not come down, the drug is stopped."),
        ("The trial excluded patients on dialysis.", "Nobody on dialysis entered the trial."),
        ("The panel recommends progestin-only contraception over combined contraception.",
         "Progestin-only contraception is preferred to combined contraception by the panel."),
        ("In the trial rituximab was followed by belimumab.", "In the trial belimumab came after rituximab."),
        ("Training of the prescriber is not a condition for prescribing.",
         "Prescribers need not have completed training before they prescribe."),
        ("Doses above 1 g every 12 hours are avoided.", "The dose stays at or below 1 g twice daily."),
        ("Serious infections did not differ between the arms.",
         "There was no difference in serious infections."),
        ("Multiple positivity and persistently high titres are needed.",
         "Both multiple positivity and persistently high titres are needed."),
    ],
)  # fmt: skip
def test_the_same_sense_in_other_words_is_no_conflict(statement: str, claim: str) -> None:
    found = _rules(statement, claim, Severity.CONFLICT)
    assert not {(check, rule) for check, rule in found if check in ("sense", "exchange", "levels")}
