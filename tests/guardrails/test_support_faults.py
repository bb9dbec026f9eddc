"""What a careful reader sees is wrong, one sentence for each rule; and what only looks like it.

Each sentence stands beside a statement made for the test. No statement of the corpus is used.
"""

from __future__ import annotations

import pytest

from guardrails.support import Verifier
from guardrails.types import Evidence, Severity

VERIFIER = Verifier()


def conflicts(statement: str, claim: str, **meta: object) -> set[str]:
    case = VERIFIER.case(claim, [Evidence("t", statement, **meta)])  # type: ignore[arg-type]
    return {f"{f.check}/{f.rule}" for f in VERIFIER.findings(case) if f.severity is Severity.CONFLICT}


TRIAL = (
    "In the trial complete renal response at week 52 occurred in 41% with voclosporin and 23% with placebo, "
    "and serious infections in 12% and 9%."
)


@pytest.mark.parametrize(
    ("rule", "statement", "claim"),
    [
        ("attachment/exchanged", TRIAL, "Complete renal response occurred in 23% with voclosporin."),
        ("attachment/exchanged", TRIAL, "On placebo 41% had a complete renal response."),
        ("crossing/numbers", "Risk was predicted by crescents (OR 6.84) and by sclerosis (OR 3.05).",
         "Sclerosis (OR 6.84) and crescents (OR 3.05) predicted the risk."),
        ("crossing/between", "The dose is reduced to 15.8 mg in the morning and 7.9 mg in the evening.",
         "The dose drops to 7.9 mg in the morning and 15.8 mg at night."),
        ("doses/other drug", "Maintenance is mycophenolate 2 g/day or azathioprine 2 mg/kg/day.",
         "Maintenance is azathioprine 2 g/day or mycophenolate."),
        ("facets/outcome", TRIAL, "Serious infections occurred in 41% with voclosporin."),
        ("attachment/exchanged", "Response was 30% at week 24 and 41% at week 52.",
         "At week 24 response was 41%."),
        ("facets/invented", "Belimumab lowered the flare rate.", "Belimumab lowered mortality."),
        ("denial/used", "Live vaccines are not given with belimumab.",
         "Live vaccines are given with belimumab."),
        ("silence/silence", "The trial did not show fewer kidney flares in the second year.",
         "The trial showed fewer kidney flares in the second year."),
        ("denial/added", "The panel found that mycophenolate reduces flares.",
         "The panel found that mycophenolate does not reduce flares."),
        ("denial/used", "Live vaccines are contraindicated with rituximab.",
         "Live vaccines can be used with rituximab."),
        ("denial/twice", "Voclosporin is contraindicated with ketoconazole.",
         "Voclosporin is not contraindicated with ketoconazole."),
        ("opposites/opposite", "The label asks for an intake with food in the morning.",
         "The label asks for an intake with food in the evening."),
        ("opposites/opposite", "The urine test is positive in active disease.",
         "The urine test is negative in active disease."),
        ("comparisons/turned", "Flares were more frequent with azathioprine than with mycophenolate.",
         "Azathioprine had fewer flares than mycophenolate."),
        ("subjects/drug",
         "Voclosporin raises blood pressure and potassium early; rituximab needs premedication.",
         "Rituximab raises blood pressure and potassium early."),
        ("siblings/infection", "Screen for hepatitis B before rituximab.",
         "Screen for hepatitis C before rituximab."),
        ("siblings/month", "The label was revised in March 2024.", "The label was revised in June 2024."),
        ("beyond/proof", "The drug may lower the risk of flares.",
         "It is proven that the drug cures the disease."),
        ("beyond/any", "Rituximab may be considered in refractory disease.",
         "Rituximab may be considered at any stage of disease."),
        ("denial/dropped", "The guideline gives no dose for children on dialysis.",
         "The guideline recommends a dose for children on dialysis."),
        ("population/population", "The dose applies to adults.", "The dose applies to pregnant women."),
        ("numbers/unit", "The trough is 4-6.", "The trough is 4-6 mg/L."),
        ("numbers/number", "The dose is 1-2 g/day.", "The dose is 1-2 mg a day."),
        ("numbers/number", "Calcium intake is 1000-1200 mg/day.", "Calcium intake is 1000-1200 mcg/day."),
        ("numbers/number", "The trough is 4-6 ng/mL.", "The trough is 4-6 µg/mL."),
        ("numbers/number", "Two of 20 patients relapsed.", "Seven of 20 patients relapsed (35%)."),
        ("numbers/bound", "Start when eGFR is above 45.", "Start when eGFR is below 45."),
        ("names/route", "The drug is given intravenously.", "The drug is given orally."),
        ("names/trial", "AURORA tested voclosporin.", "BLISS-LN tested voclosporin."),
        ("modality/inflation", "Rituximab may be considered for refractory disease.",
         "Rituximab must be given for refractory disease."),
        ("modality/deflation", "Live vaccines must not be given during rituximab.",
         "Live vaccines may be given during rituximab."),
        ("direction/significance", "The difference in flares was not significant.",
         "The difference in flares was significant."),
        ("direction/difference", "The response was significantly higher with the drug (P = 0.01).",
         "The response did not differ between the drug and placebo."),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_rule(rule: str, statement: str, claim: str) -> None:
    assert rule in conflicts(statement, claim)


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ("Ovarian failure occurred in 5% with leuprolide and 30% without.",
         "Leuprolide cut ovarian failure from 30 to 5%."),
        ("On monthly cyclophosphamide, leuprolide was linked with ovarian failure in 5% v 30% of controls.",
         "With leuprolide, 5% rather than 30% of women on cyclophosphamide had ovarian failure."),
        (TRIAL, "Voclosporin gave a complete renal response in 41 of 100 patients, placebo in 23."),
        (TRIAL, "On placebo 23% had a complete renal response at week 52, against 41% on voclosporin."),
        ("Reactions were 42% with usual dosing and 11% when the drug was built up over 9 days.",
         "Building the drug up over 9 days gave fewer reactions (11%) than usual dosing (42%)."),
        ("The dose is reduced to 15.8 mg in the morning and 7.9 mg in the evening.",
         "The dose is 7.9 mg in the evening and 15.8 mg in the morning."),
        ("Maintenance is mycophenolate 2 g/day or azathioprine 2 mg/kg/day.",
         "Maintenance is azathioprine 2 mg/kg/day or mycophenolate 2 g/day."),
        ("Response occurred in 829/1589 patients.", "About 52% responded."),
        ("About 4000 adults took part; 10 died with the drug and 8 with placebo.",
         "Deaths were rare: 10 on the drug and 8 on placebo, of about 2000 each."),
        ("Deaths were 5 with 1 mg/kg and 6 with 10 mg/kg.", "11 patients died on the drug."),
        ("Relapse was 1 of 17 (6%).", "About 6 in 100 relapsed."),
        ("The drug was given at weeks 0, 1, 2 and 3.", "Four weekly doses were given."),
        ("AURORA 1 counted a ratio of 0.5 or less as response.",
         "In the voclosporin trial a ratio of 0.5 or less was response."),
        ("A vitamin K antagonist is recommended after a first clot.",
         "Warfarin-type treatment is recommended after a first clot."),
        ("Strong CYP3A4 inducers are avoided.", "Strong inducers such as rifampicin are avoided."),
        ("Steps after week 2: weeks 3-4, 20 mg; weeks 5-6, 15 mg.", "The dose is lowered every two weeks."),
        ("Transplantation had a lower risk of death than dialysis.",
         "People lived longer after transplantation than on dialysis."),
        ("The risk of death was lower with belimumab than with placebo.",
         "Belimumab roughly halved the risk of death compared with placebo."),
        ("Evidence for any scheme is of low certainty.", "No scheme is proven best."),
        ("Normal serology does not exclude active lupus.", "Lupus can be active with normal serology."),
        ("Tacrolimus is labelled for transplant rejection.", "Tacrolimus is approved only for transplants."),
        ("Most patients do not need an endocrinologist; education may help.",
         "Most patients do not need to see an endocrinologist."),
        ("Patients had an inadequate response to two regimens.",
         "Patients had not responded to two regimens."),
        ("A dose above 1 g is not advised.", "The dose is at most 1 g."),
        ("Patients with an eGFR below 60 need a lower dose.",
         "A patient with an eGFR of 50 needs a lower dose."),
        ("Flares were rarer with the drug than with placebo.",
         "Flares were more common with placebo than with the drug."),
        ("Blood pressure is checked every 2 weeks.", "Blood pressure checks are two weeks apart."),
    ],
)  # fmt: skip
def test_what_only_looks_wrong_is_no_conflict(statement: str, claim: str) -> None:
    assert not conflicts(statement, claim)


@pytest.mark.parametrize(
    "text",
    [
        TRIAL,
        "Rituximab may be considered where two regimens failed, but not in pregnancy.",
        "Doses above 1 g twice daily (2 g/day) are not used; 1 g suits most, and 500 mg suits few.",
        "Response was 30% at week 24 and 41% at week 52, against 20% and 23% respectively.",
        "No live vaccine is given; others are given at least 4 weeks before rituximab.",
    ],
)
def test_a_text_never_conflicts_with_itself(text: str) -> None:
    assert not conflicts(text, text)
