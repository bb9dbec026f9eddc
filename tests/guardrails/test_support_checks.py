"""One faulty sentence for each rule, beside a statement made for the test."""

from __future__ import annotations

import pytest

from guardrails.support import Verifier
from guardrails.types import Decision, Evidence, Finding

VERIFIER = Verifier()


def found(claim: str, statement: str) -> list[Finding]:
    """What all checks find, beyond the first conflict."""
    return VERIFIER.findings(VERIFIER.case(claim, [Evidence("t", statement)]))


@pytest.mark.parametrize(
    ("check", "statement", "claim"),
    [
        ("numbers", "The dose is 5 mg daily.", "The dose is 7 mg daily."),
        ("numbers", "The dose is 5 mg daily.", "The dose is 5 g daily."),
        ("numbers", "Use needs an eGFR of at least 40 mL/min.", "Use needs an eGFR of at most 40 mL/min."),
        ("numbers", "Titres of 1:80 count.", "Titres of 1:160 count."),
        ("names", "Belimumab was studied for 2 years.", "Voclosporin was studied for 2 years."),
        ("names", "The infusion is given every 4 weeks.", "The infusion is given every 2 weeks."),
        ("names", "The drug is taken twice daily.", "The drug is taken once daily."),
        ("names", "Class III was enrolled.", "Class V was enrolled."),
        ("population", "Adults had fewer flares.", "Children had fewer flares."),
        ("population", "Women use contraception.", "Men use contraception."),
        ("grades", "KDIGO recommends a biopsy (1B).", "KDIGO recommends a biopsy (1A)."),
        ("grades", "The ACR recommends a biopsy.", "The ACR strongly recommends a biopsy."),
        ("modality", "Rituximab may be considered.", "Rituximab must be given."),
        ("modality", "The drug must be stopped, never continued.", "The drug may be continued."),
        ("direction", "The difference was not significant.", "The difference was significant."),
        ("direction", "Flares were more common with azathioprine than with mycophenolate.",
         "Flares were more common with mycophenolate than with azathioprine."),
        ("direction", "Transplantation is preferred over dialysis.",
         "Dialysis is preferred over transplantation."),
        ("direction", "The panel recommends against prednisone.", "The panel recommends prednisone."),
        ("universality", "Patients with flares are biopsied.", "Always biopsy patients with flares."),
    ],
)  # fmt: skip
def test_a_fault_is_caught_by_its_check(check: str, statement: str, claim: str) -> None:
    verdict = VERIFIER.verify(claim, [Evidence("t", statement)])
    assert verdict.decision is Decision.CONFLICT
    assert check in {f.check for f in found(claim, statement)}


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ("The ratio stays below 0.5 g/g.", "The ratio stays below 500 mg/g."),
        ("The dose is 1 g twice daily.", "The dose is 2 g/day."),
        ("The infusion is given every 4 weeks.", "The infusion is given q4w."),
        ("Response was seen in 40.8% of patients.", "Response was seen in about 41% of patients."),
        ("The dose is at most 5 mg daily.", "The dose does not exceed 5 mg daily."),
        ("Mycophenolate mofetil is started.", "MMF is started."),
        ("The panel recommends against prednisone.", "The panel advises against prednisone."),
        ("Flares were more common with azathioprine than with mycophenolate.",
         "Flares were less common with mycophenolate than with azathioprine."),
        ("The effect in under-18s is unknown.", "The effect under 18 is unknown."),
    ],
)  # fmt: skip
def test_another_way_to_say_it_is_no_conflict(statement: str, claim: str) -> None:
    verdict = VERIFIER.verify(claim, [Evidence("t", statement)])
    assert verdict.decision is not Decision.CONFLICT, verdict.findings


@pytest.mark.parametrize(
    ("rule", "statement", "claim"),
    [
        ("exchanged", "Response was 43% with belimumab and 32% with placebo.",
         "Response was 32% with belimumab and 43% with placebo."),
        ("drug", "Belimumab raises titres; voclosporin spares kidney.",
         "Voclosporin raises titres; belimumab spares kidney."),
        ("overclaim", "Belimumab was associated with fewer flares.", "Belimumab cures flares."),
        ("any", "Class V was treated in small trials.", "Any class was treated in small trials."),
        ("course", "Azathioprine is continued in pregnancy.", "Azathioprine is stopped in pregnancy."),
    ],
)  # fmt: skip
def test_doubt_is_named(rule: str, statement: str, claim: str) -> None:
    verdict = VERIFIER.verify(claim, [Evidence("t", statement)])
    assert not verdict.supported
    assert rule in {f.rule for f in (*found(claim, statement), *verdict.findings)}


@pytest.mark.parametrize(
    ("rule", "statement", "claim"),
    [
        ("need", "Blood counts are checked monthly.", "Blood counts need not be checked."),
        ("against", "The panel recommends a biopsy at flare.", "The panel advises against biopsy at flare."),
        ("left out", "The measures cover bone and skin.", "Bone is left out of the measures."),
        ("no use", "Drug levels may help with a poor response.",
         "Drug levels are of no help with a poor response."),
        ("has no", "The kit lists a code for infusion.", "The kit has no code for infusion."),
        ("fails", "An early fall in proteinuria predicts outcome.",
         "An early fall in proteinuria fails to predict outcome."),
    ],
)  # fmt: skip
def test_a_refusal_needs_a_word_of_the_statement(rule: str, statement: str, claim: str) -> None:
    found = VERIFIER.findings(VERIFIER.case(claim, [Evidence("t", statement)]))
    assert ("refusals", rule) in {(f.check, f.rule) for f in found}


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ("Glucocorticoids are started promptly while the biopsy is awaited.",
         "Glucocorticoids need not wait for the biopsy."),
        ("Treatment goes on for at least 3 years.", "Treatment should not end before 3 years."),
        ("Live vaccines are unsuitable here.", "Live vaccines should not be given here."),
    ],
)  # fmt: skip
def test_a_refusal_in_other_words_is_none(statement: str, claim: str) -> None:
    found = VERIFIER.findings(VERIFIER.case(claim, [Evidence("t", statement)]))
    assert "refusals" not in {f.check for f in found}


def test_an_effect_that_nothing_stands_for_is_made_up() -> None:
    statement = Evidence("t", "The panel asks for a yearly eye examination on hydroxychloroquine.")
    claim = "A yearly eye examination reduces retinopathy on hydroxychloroquine."
    assert VERIFIER.verify(claim, [statement]).decision is Decision.CONFLICT
    claim = "A yearly eye examination is asked for because lenses cloud fast."
    found = VERIFIER.findings(VERIFIER.case(claim, [statement]))
    assert ("effects", "made-up reason") in {(f.check, f.rule) for f in found}


def test_a_word_turned_round_far_from_its_context_is_caught() -> None:
    statement = Evidence("t", "The phase 2 trial in nephritis, planned for 240, was recruiting in May.")
    claim = "In May the phase 2 trial in nephritis was closed, though planned for 240."
    found = VERIFIER.findings(VERIFIER.case(claim, [statement]))
    assert ("one-sided", "turned") in {(f.check, f.rule) for f in found}
