"""What a sentence denies, refuses or turns round, and what a result came to."""

from __future__ import annotations

import pytest

from guardrails.support import Verifier
from guardrails.types import Evidence, Severity

VERIFIER = Verifier()

RESULTS = (
    "In the trial severe flares were fewer with drug continuation than with stopping (5 v 14; P=0.03), and "
    "infections were 8% v 9% (P=0.71)."
)
OFFERS = "The guideline offers contraceptive implants to all women with stable lupus."


def _conflicts(statement: str, claim: str) -> set[tuple[str, str | None]]:
    case = VERIFIER.case(claim, [Evidence("t", statement)])
    return {(f.check, f.rule) for f in VERIFIER.findings(case) if f.severity is Severity.CONFLICT}


@pytest.mark.parametrize(
    ("check", "rule", "statement", "claim"),
    [
        ("significance", "difference", RESULTS,
         "Severe flares did not differ between continuation and stopping."),
        ("significance", "no difference", RESULTS,
         "Infections differed significantly, 8% against 9%."),
        ("significance", "moved", "Remission was reached more often with the drug than with placebo.",
         "There was no difference in remission between the drug and placebo."),
        ("significance", "no difference",
         "Relapse after stopping was 12% v 10% (HR 1.20, 95% CI 0.70 to 2.10).",
         "Relapse after stopping was significantly more frequent."),
        ("predicates", "denied", OFFERS,
         "Contraceptive implants are not offered to women in stable lupus."),
        ("predicates", "none", "Haemolysis has been reported with the antimalarial in G6PD deficiency.",
         "No haemolysis has been reported with the antimalarial in G6PD deficiency."),
        ("predicates", "refused", OFFERS,
         "The guideline advises against contraceptive implants in stable lupus."),
        ("predicates", "refused",
         "The thrombotic disease is treated with plasma exchange, rituximab, with or without more.",
         "Rituximab should be avoided when the thrombotic disease is treated."),
        ("affirmed", "said", "The code N08 is not added to the first code for lupus nephritis.",
         "The code N08 is added to the first code for lupus nephritis."),
        ("affirmed", "said", "The warning changed, and no later major change was listed in June.",
         "A later major change was listed in June."),
        ("sense", "scope", "Patients on maintenance steroids were excluded from the London cohort.",
         "The London cohort enrolled patients on maintenance steroids."),
        ("prefixes", "prefix", "The boxed warning of the generic label is unchanged.",
         "The boxed warning of the generic label was changed."),
        ("prefixes", "opposite prefix", "The label warns of infections and hyponatraemia.",
         "The label warns of hypernatraemia."),
        ("sense", "tempo", "The guideline aims at remission with early use of immunosuppressants in lupus.",
         "The guideline aims to delay the use of immunosuppressants in lupus."),
        ("modality", "demand", "The policy covers treatment of active nephritis after the biopsy.",
         "The policy forbids treatment of active nephritis before the biopsy."),
        ("opposites", "opposite", "The registry of venous events was read.",
         "The registry of arterial events was read."),
        ("movements", "moved", "The antibody may reduce the response to vaccines.",
         "The antibody may strengthen the response to vaccines."),
        ("movements", "moved", "The mean index fell from 10 to 3 by three months.",
         "The mean index rose from 3 to 10 by three months."),
        ("movements", "moved", "Tobacco exposure increases the damage of the retina.",
         "Damage of the retina is lower with tobacco exposure."),
    ],
)  # fmt: skip
def test_the_contrary_is_a_conflict(check: str, rule: str, statement: str, claim: str) -> None:
    assert (check, rule) in _conflicts(statement, claim)


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        (RESULTS, "Infections did not differ significantly between the groups."),
        (RESULTS, "Severe flares were significantly fewer with continuation."),
        (RESULTS, "Flares were fewer with continuation, and infections did not differ."),
        (OFFERS, "Implants are not only offered to women on treatment."),
        (OFFERS, "Implants are offered to women who are not in a flare."),
        ("The drug must not be crushed or given with grapefruit.", "The drug is not given with grapefruit."),
        ("The registry covers the old drug, and the new one does not.", "The new one does not have this."),
        ("Live vaccines are kept away during treatment.", "Live vaccines are not given during treatment."),
        ("The code N08 is not added to the first code.", "N08 is not to be added to the first code."),
        ("The first code is without N08, which is not added.", "Without N08 the first code is complete."),
        ("Class V may come with or without mesangial changes.",
         "Mesangial changes may or may not come with class V."),
        ("The device is unavailable in most centres.", "The device is not available in most centres."),
        ("Take the drug apart from food.", "Food intake is kept apart from the drug."),
        ("Clearance of the antibody rises with proteinuria.", "Exposure is lower while proteinuria rises."),
        ("Flares were more frequent after stopping than with continuation.",
         "Flares were fewer with continuation than after stopping."),
        ("If eGFR has fallen by 30%, the drug is stopped.", "The drug is resumed if eGFR rises."),
        ("The index did not fall in the control group.", "The index rose in the control group."),
    ],
)  # fmt: skip
def test_a_denial_that_the_statement_bears_is_none(statement: str, claim: str) -> None:
    assert not {check for check, _ in _conflicts(statement, claim)} & {
        "significance",
        "predicates",
        "movements",
    }


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ("The guideline advises that visits take place every three months.",
         "Visits have to take place every three months."),
        ("Higher prednisone doses are tapered in pregnancy.",
         "Reducing prednisone doses is wanted in pregnancy."),
        ("The drug is given alone or with prednisone in usual care.",
         "Prednisone may be added to the drug in usual care."),
        ("In suspected disease, treatment is started promptly before the biopsy.",
         "In suspected disease, treatment should not wait for the biopsy."),
        ("A biopsy is required before treatment.", "A biopsy is mandatory before treatment."),
        ("Live vaccines are contraindicated during treatment with the antibody.",
         "Stay clear of live vaccines during treatment with the antibody."),
        ("There is no convincing evidence that the switch works.", "The switch likely works, if at all."),
    ],
)  # fmt: skip
def test_the_same_in_other_words_is_no_conflict(statement: str, claim: str) -> None:
    assert not _conflicts(statement, claim)
