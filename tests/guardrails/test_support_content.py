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
        ("siblings/height of risk", "Monitoring is suggested for moderate risk of reactivation.",
         "Monitoring is suggested for low risk of reactivation."),
        ("siblings/onset of lupus", "In childhood-onset lupus lower doses are used.",
         "In late-onset lupus lower doses are used."),
        ("siblings/inhibitor or inducer", "Strong CYP3A4 inducers are avoided.",
         "Strong CYP3A4 inhibitors are avoided."),
        ("siblings/sort of weight", "The limit is 5 mg/kg of actual body weight.",
         "The limit is 5 mg/kg of ideal body weight."),
        ("names/code", "Z79.620 is biologic, Z79.621 a calcineurin inhibitor.", "Biologic is Z79.622."),
        ("groundless/share", "The drug raises the risk of infection.",
         "The drug doubles the risk of infection."),
        ("groundless/unknown drug", "Tamoxifen is a risk factor.", "Raloxifene is a risk factor."),
        ("waivers/waived", "The tablets are not opened; after a first dose in clinic, the patient goes on "
         "with background mycophenolate therapy.",
         "The patient goes on without background mycophenolate therapy."),
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
        ("limits/narrowed", "In any class of nephritis escalation is recommended.",
         "Escalation is recommended only in class III nephritis."),
        ("limits/narrowed", "Premedication should be given before infusion.",
         "Premedication should be given before infusion only in patients with an earlier reaction."),
        ("waivers/waived", "Belimumab is given with mycophenolate and steroids.",
         "Belimumab is given without steroids."),
        ("diseases/nephritis", "In transplant recipients on the drug neutropenia developed in 2%.",
         "In patients with lupus nephritis on the drug neutropenia developed in 2%."),
        ("diseases/had none", "In nephritis-naive SLE 136 of 1844 patients had a first flare.",
         "Of 1844 patients with lupus nephritis 136 had a first flare."),
        ("diseases/lupus at large", "In lupus nephritis a spot ratio was unreliable.",
         "In SLE a spot ratio was unreliable."),
        ("beyond/or_not", "A pregnancy-compatible drug is started.",
         "A drug is started, compatible with pregnancy or not."),
        ("beyond/even_so", "Voclosporin is started at this eGFR.",
         "Voclosporin is started even if the eGFR falls."),
        ("beyond/majority", "The drug may prolong the QT interval.",
         "The drug prolongs the QT interval in most patients."),
        ("beyond/no_exception", "The code is added where applicable.",
         "The code is added without exception."),
        ("beyond/for_life", "The drug is given after a first clot.",
         "The drug is given for life after a first clot."),
        ("effects/effect elsewhere", "A lower dose is used; the flare rate was counted.",
         "The dose lowers the flare rate."),
        ("waivers/overridden", "The drug is recommended unless contraindicated.",
         "The drug is recommended even when contraindicated."),
        ("waivers/overridden", "Transplantation goes ahead provided no other organ is involved.",
         "Transplantation goes ahead whatever other organ is involved."),
        ("beyond/at_once", "The code may be added later.", "The code is added immediately."),
        ("beyond/choice", "The chart lists rituximab for refractory disease.",
         "Rituximab is the treatment of choice in refractory disease."),
        ("beyond/enough", "Response needs a low ratio and a stable eGFR.",
         "A low ratio is enough for response."),
        ("effects/made-up reason", "The drug is stopped before conception.",
         "The drug is stopped before conception because it harms sperm."),
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
        ("Escalation is recommended when response is partial.",
         "Escalation is recommended only when response is partial."),
        ("The trial enrolled 20 patients.", "Only 20 patients were enrolled."),
        ("The injector is for subcutaneous use and nothing else.",
         "The injector is only for subcutaneous use."),
        ("No steroids were given with rituximab.", "Rituximab was given without steroids."),
        ("Contrast must not be withheld for this reason.", "Contrast is given without delay."),
        ("In lupus membranous nephropathy remission was 60%.", "In membranous LN remission was 60%."),
        ("M32.9 is the unspecified code, M32.14 that of glomerular disease.", "Unspecified SLE is M32.9."),
        ("The drug is advised in heart failure, whatever the diabetes status.",
         "In heart failure the drug is advised, diabetic or not."),
        ("Heart failure is a reason for it, whatever the diabetes status.",
         "Heart failure is a reason for it even with diabetes."),
        ("Whether it preserves the kidney is not known.", "It is not known whether it preserves the kidney."),
        ("The drug is started without waiting.", "The drug is started immediately."),
        ("The risk of flare was lower with the drug than with placebo.",
         "The drug halved the risk of flare over placebo."),
        ("Z79.620 is biologic, Z79.621 a calcineurin inhibitor.", "The codes of Z79.62 tell the drug."),
        ("Triple therapy is Euro-Lupus cyclophosphamide plus belimumab.",
         "Triple therapy is ELNT CYC plus belimumab."),
        ("Both arms had mycophenolate.", "All patients were on mycophenolate."),
        ("The benefit did not depend on pulses.", "The benefit was seen regardless of pulses."),
        ("Flares occurred in 73% of patients.", "In most patients a flare occurred."),
        ("It is stopped, as it accumulates.", "It is stopped because it accumulates."),
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


@pytest.mark.parametrize(
    ("rule", "statement", "claim", "open_"),
    [
        ("universality/widened", "Strong inhibitors are avoided.", "Any inhibitors are avoided.", True),
        ("universality/widened", "Strong inhibitors are avoided.",
         "Any strong inhibitors are avoided.", False),
        ("limits/narrowed perhaps", "Both children and adults are covered by the text.",
         "The text covers adults only.", True),
        ("limits/narrowed perhaps", "Adults are covered by the text.",
         "The text covers only a few adults.", False),
    ],
)  # fmt: skip
def test_what_is_only_suspicious_is_left_open(rule: str, statement: str, claim: str, open_: bool) -> None:
    case = VERIFIER.case(claim, [Evidence("t", statement)])
    found = {f"{f.check}/{f.rule}" for f in VERIFIER.findings(case) if f.severity is Severity.UNDECIDED}
    assert (rule in found) is open_
