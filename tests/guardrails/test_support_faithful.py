"""What a faithful sentence may say without a check naming a fault: rows of a statement, a true sentence and a
false one that looks like it."""

from __future__ import annotations

import pytest

from guardrails.support import Verifier
from guardrails.types import Evidence, Severity

VERIFIER = Verifier()


def _contradicted(sentence: str, statement: str) -> bool:
    case = VERIFIER.case(sentence, [Evidence("x.one", statement)])
    return any(f.severity is Severity.CONFLICT for f in VERIFIER.findings(case))


ROWS = [
    (  # how many times an amount is given
        "Low-dose cyclophosphamide is 500 mg every 2 weeks for 6 doses.",
        "Six times 500 mg of cyclophosphamide make 3 g.",
        "Six times 500 mg of cyclophosphamide make 4 g.",
    ),
    (  # a dose per kilogram at a weight
        "The azathioprine maintenance dose is 2 mg/kg/day.",
        "A 60 kg patient would receive 120 mg of azathioprine daily.",
        "A 60 kg patient would receive 150 mg of azathioprine daily.",
    ),
    (  # the other side of a fall
        "The end point asked for an eGFR no more than 20% below the value before the flare.",
        "The end point asked for an eGFR of at least 80% of baseline.",
        "The end point asked for an eGFR of at least 90% of baseline.",
    ),
    (  # what two shares make
        "Complete response occurred in 46% and partial response in 32%.",
        "Complete plus partial response came to 78%.",
        "Complete plus partial response came to 88%.",
    ),
    (  # a unit that the statement leaves to the reader
        "Initial prednisone of 40 mg/day or more (n=103, mean 48.6) gave more response.",
        "The mean initial prednisone dose was 48.6 mg/day.",
        "The mean initial prednisone dose was 58.6 mg/day.",
    ),
    (  # whole years
        "For adults aged 18-49 with CKD a statin is reserved for diabetes.",
        "In adults with CKD under 50 a statin is reserved for diabetes.",
        "In adults with CKD under 60 a statin is reserved for diabetes.",
    ),
    (  # somebody whom a bound covers
        "Immunosuppression is indicated with proteinuria above 1 g/24 h.",
        "With a proteinuria of 1.5 g/24 h immunosuppression is indicated.",
        "Immunosuppression is indicated with proteinuria above 1.5 g/24 h.",
    ),
    (  # a denial of nothing that is named
        "Patients with nephritis had a higher risk of death than those without (HR 2.98).",
        "Nephritis was associated with a higher risk of death (HR 2.98).",
        "Nephritis was associated with a higher risk of death (HR 1.98).",
    ),
    (  # none with one, some with the other
        "There were no deaths with voclosporin and four in the control arm.",
        "All four deaths happened in the control arm.",
        "All four deaths happened with voclosporin.",
    ),
    (  # the statement denies in the same words
        "At an eGFR of 60 or above no dose change is needed, and at a fall of 30% voclosporin is stopped.",
        "If eGFR remains at 60 or above, no voclosporin dose change is needed.",
        "If eGFR falls by 40%, no voclosporin dose change is needed.",
    ),
    (  # an examination that rules out advises against nothing
        "The joint statement advises a retinal examination to rule out other disease.",
        "The joint statement recommends a retinal examination to rule out other disease.",
        "The joint statement recommends against a retinal examination.",
    ),
    (  # a denied proof
        "No result was found, so the effect in adolescents should not be described as proven.",
        "The effect in adolescents cannot be called proven.",
        "The effect in adolescents is proven.",
    ),
    (  # the child of a pregnancy
        "Active nephritis is a risk factor for adverse maternal and fetal outcomes in pregnancy.",
        "In pregnancy active nephritis is a risk for mother and child.",
        "In children active nephritis is a risk factor for adverse outcomes.",
    ),
    (  # 3 months, or more of something else
        "The trial excluded IV immunosuppression within 3 months or prednisolone above 45 mg.",
        "The trial excluded IV immunosuppression in the past 3 months or more than 45 mg of prednisolone.",
        "The trial excluded IV immunosuppression within 6 months or prednisolone above 45 mg.",
    ),
    (  # before any of it is before it
        "Exposed infants should be watched for B-cell reduction before vaccination.",
        "Exposed infants should be watched for B-cell reduction before any vaccination.",
        "Infants should be watched for B-cell reduction after any exposure.",
    ),
    (  # 28 days are four weeks
        "Belimumab is infused every 4 weeks.",
        "Belimumab is infused every 28 days.",
        "Belimumab is infused every 21 days.",
    ),
    (  # a lowered risk is a smaller one
        "Belimumab lowered the risk of flare compared with placebo.",
        "The risk of flare was smaller with belimumab than with placebo.",
        "The risk of flare was higher with belimumab than with placebo.",
    ),
    (  # preceded by
        "Premedication with an antihistamine precedes each infusion.",
        "Each infusion is preceded by premedication with an antihistamine.",
        "Each infusion is followed by premedication with an antihistamine.",
    ),
    (  # not one has all for its other side
        "Ten patients reached remission, and none had relapsed at 2 years.",
        "At 2 years all patients were free of relapse.",
        "At 3 years all patients were free of relapse.",
    ),
    (  # to be considered is what the statement says, in whatever form
        "A kidney biopsy should be considered above 0.5 g/g.",
        "Above 0.5 g/g a kidney biopsy needs to be considered.",
        "Above 0.5 g/g a kidney biopsy must be done.",
    ),
    (  # class V beside III or IV
        "The trial enrolled class III or IV lupus nephritis with or without V.",
        "The trial enrolled class III/IV ± V.",
        "The trial enrolled pure class V.",
    ),
    (  # whom an age makes a child
        "The autoinjector is approved from the age of 5 years in lupus nephritis.",
        "Children with lupus nephritis from the age of 5 years may use the autoinjector.",
        "Children with lupus nephritis from the age of 2 years may use the autoinjector.",
    ),
    (  # beyond a bound it is not so
        "The study took patients aged 21 or less.",
        "Patients older than 21 were not included.",
        "The study left out patients with nephritis aged 21 or less.",
    ),
    (  # a share of a count
        "In 90 patients the outcome did not differ; 5 patients died.",
        "In 90 patients the outcome did not differ; 5 (about 6%) died.",
        "In 90 patients the outcome did not differ; 5 (about 9%) died.",
    ),
    (  # by day
        "Voclosporin (three capsules) is taken twice daily.",
        "Voclosporin is taken in two daily doses of three capsules.",
        "Voclosporin is taken in four daily doses of three capsules.",
    ),
    (  # the numbers bear the word out
        "In NOBILITY serious infections were seen in 6% with obinutuzumab v 18% with placebo; in REGENCY"
        " serious infections were more frequent with obinutuzumab (16.9% v 7.6%).",
        "In NOBILITY serious infections were less frequent with obinutuzumab (6%) than with placebo (18%).",
        "In NOBILITY serious infections were less frequent with obinutuzumab (18%) than with placebo (6%).",
    ),
    (  # instead of it is no preference
        "Azathioprine is an alternative to mycophenolate in women who consider pregnancy.",
        "Women who consider pregnancy can take azathioprine instead of mycophenolate.",
        "Women who consider pregnancy can take cyclophosphamide instead of mycophenolate.",
    ),
    (  # what a share leaves over
        "Complete response was seen in 41% with voclosporin.",
        "With voclosporin 59% had no complete response.",
        "With voclosporin 41% had no complete response.",
    ),
    (  # half is 50%
        "The dose is halved in moderate hepatic impairment.",
        "In moderate hepatic impairment 50% of the dose is given.",
        "In moderate hepatic impairment 25% of the dose is given.",
    ),
    (  # the rest of a count
        "Of 100 patients 33 stopped the drug.",
        "Of 100 patients 67 stayed on the drug.",
        "Of 100 patients 77 stayed on the drug.",
    ),
]


@pytest.mark.parametrize(("statement", "true", "false"), ROWS)
def test_only_the_false_one_is_contradicted(statement: str, true: str, false: str) -> None:
    assert not _contradicted(true, statement)
    assert _contradicted(false, statement)
