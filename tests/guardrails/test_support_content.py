"""What a sentence puts in, drops of a condition or stretches beyond its statement; what only looks like it.

Each sentence stands beside a statement made for the test. No statement of the corpus is used.
"""

from __future__ import annotations

import pytest

from guardrails.support import Verifier
from guardrails.types import Evidence, Severity

VERIFIER = Verifier()


def conflicts(statement: str, claim: str) -> set[str]:
    case = VERIFIER.case(claim, [Evidence("t", statement)])
    return {f"{f.check}/{f.rule}" for f in VERIFIER.findings(case) if f.severity is Severity.CONFLICT}


@pytest.mark.parametrize(
    ("rule", "statement", "claim"),
    [
        ("groundless/drug_class", "Belimumab is used with a statin.",
         "Belimumab is used with a calcineurin inhibitor."),
        ("groundless/term", "Screening for malignancy is advised before the drug.",
         "Screening for hepatitis B is advised before the drug."),
        ("groundless/measure", "The dose is adjusted to body weight.",
         "The dose is adjusted to the trough level."),
        ("groundless/effect", "Hydroxychloroquine is recommended for everybody.",
         "Hydroxychloroquine preserves the kidneys of everybody."),
        ("groundless/effect", "The washout lasts two years.", "The washout speeds elimination."),
        ("groundless/demand", "Haemolysis has been reported in some people.",
         "The label demands a test in some people."),
        ("groundless/ban", "The label mentions haemolysis in people with this deficiency.",
         "In people with this deficiency the drug is contraindicated."),
        ("groundless/praise", "The chart lists rituximab for the third step.",
         "The chart calls rituximab effective in the third step."),
        ("endpoints/another", "The label warns of lung toxicity.", "The label warns of liver toxicity."),
        ("endpoints/not named", "A baseline test is advised before cyclophosphamide.",
         "A baseline ultrasound is advised before cyclophosphamide."),
    ],
)  # fmt: skip
def test_a_fault_is_named(rule: str, statement: str, claim: str) -> None:
    assert rule in conflicts(statement, claim)


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ("Belimumab is used with tacrolimus or voclosporin.",
         "Belimumab is used with a calcineurin inhibitor."),
        ("Aspirin is given against pre-eclampsia.", "Aspirin is given to prevent pre-eclampsia."),
        ("It must be checked every month.", "It requires a monthly check."),
        ("The drug must not be used in pregnancy.", "Pregnancy is a contraindication."),
        ("The drug is injected subcutaneously.", "The drug is injected under the skin."),
        ("Sperm cryopreservation is advised.", "Sperm freezing is advised."),
        ("Each capsule has 20 mg ethanol.", "Each capsule has some alcohol."),
    ],
)  # fmt: skip
def test_what_only_looks_wrong_is_no_conflict(statement: str, claim: str) -> None:
    assert not conflicts(statement, claim)
