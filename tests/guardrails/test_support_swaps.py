"""Two things or times that have changed places, and restatements that only turn the order of words round."""

from __future__ import annotations

import pytest

from guardrails.support import Verifier
from guardrails.types import Evidence, Severity

VERIFIER = Verifier()
SUPPLY = "The drug is supplied in bottles of 60 tablets or boxes of three bottles (180 tablets)."
ROUTES = "Subcutaneous forms stand on the pharmacy benefit and intravenous forms on the medical benefit."
LEVELS = "Low counts call for a smaller dose of the tablets, high counts for a scan of the chest."


def found(claim: str, statement: str) -> set[str]:
    case = VERIFIER.case(claim, [Evidence("t", statement)])
    return {f.check for f in VERIFIER.findings(case) if f.severity is Severity.CONFLICT}


@pytest.mark.parametrize(
    ("statement", "right", "swapped"),
    [
        (SUPPLY, "Bottles hold 60 tablets and boxes 180.", "Bottles hold 180 tablets and boxes 60."),
        (
            ROUTES,
            "The medical benefit has intravenous forms and the pharmacy benefit subcutaneous ones.",
            "The medical benefit has subcutaneous forms and the pharmacy benefit intravenous ones.",
        ),
        (
            LEVELS,
            "High counts call for a scan of the chest and low counts for a smaller dose of the tablets.",
            "High counts call for a smaller dose of the tablets and low counts for a scan of the chest.",
        ),
    ],
)
def test_what_has_changed_places_is_a_conflict_and_another_order_is_none(
    statement: str, right: str, swapped: str
) -> None:
    assert "swaps" in found(swapped, statement)
    assert not found(right, statement)


RANKS = "Patients with late onset had a worse course and more scars than younger patients."


@pytest.mark.parametrize(
    ("claim", "turned"),
    [
        ("Younger patients had a worse course and more scars than those with late onset.", True),
        ("Those with late onset had a worse course than younger patients.", False),
        ("Younger patients had fewer scars than those with late onset.", False),
        ("Patients with late onset had fewer scars than younger patients.", True),
    ],
)
def test_a_comparison_of_anything_is_not_turned_round(claim: str, turned: bool) -> None:
    assert ("ranks" in found(claim, RANKS)) is turned


TIMES = "Scars were seen in 7% of long-term users (over 5 years), rising to 20% after 20 years of use."


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("Scars were seen in 20% after 5 years of use.", True),
        ("Scars were seen in 20% after 20 years of use.", False),
        ("Scars were seen in 20% of users after twenty years.", False),
        ("Long-term use means at least five years.", False),
        ("Long-term use means at least two years.", True),
    ],
)
def test_a_number_keeps_its_time_and_a_time_in_words_is_read(claim: str, wrong: bool) -> None:
    assert ("spans" in found(claim, TIMES)) is wrong


@pytest.mark.parametrize(
    ("claim", "statement", "wrong"),
    [
        ("The drug lowered mortality.", "The drug lowered the rate of flares.", True),
        ("The drug lowered relapses.", "The drug lowered the rate of flares.", False),
        ("Fewer died on the drug.", "Patient survival was better with the drug.", False),
        ("Retinopathy was rarer with the drug.", "Flares were rarer with the drug.", True),
        ("Retinopathy was rarer with the drug.", "Eye disease was rarer with the drug.", False),
    ],
)
def test_an_outcome_of_which_no_statement_speaks_is_a_conflict(
    claim: str, statement: str, wrong: bool
) -> None:
    assert ("endpoints" in found(claim, statement)) is wrong


SHOTS = (
    "Tetanus shots are advised in spleen disease, and flu shots for all; rabies shots go to those who travel."
)
VIALS = "Vials are filled up with water (1.5 mL for 120 mg, 4.8 mL for 400 mg) before use."
TWO_DRUGS = "Tacrolimus is begun early and azathioprine is kept for those who relapse."


@pytest.mark.parametrize(
    ("statement", "right", "turned"),
    [
        (
            SHOTS,
            "Rabies shots are advised for those who travel and tetanus shots in spleen disease.",
            "Rabies shots are advised in spleen disease and tetanus shots for those who travel.",
        ),
        (
            VIALS,
            "The 120 mg vial is filled up with 1.5 mL and the 400 mg vial with 4.8 mL of water.",
            "The 120 mg vial is filled up with 4.8 mL and the 400 mg vial with 1.5 mL of water.",
        ),
        (
            TWO_DRUGS,
            "Azathioprine is kept for those who relapse, and tacrolimus is begun early.",
            "Azathioprine is begun early, and tacrolimus is kept for those who relapse.",
        ),
    ],
)
def test_things_in_turned_order_with_the_neighbours_of_the_other_have_changed_places(
    statement: str, right: str, turned: str
) -> None:
    assert "swaps" in found(turned, statement)
    assert not found(right, statement)


BLOCKS = (
    "Heart block affects about 2% of pregnancies of women with these antibodies; about 40% of women with "
    "lupus have the antibodies."
)
MOVED = "The share fell from 30% to 12% with tacrolimus v placebo."


def test_a_number_of_one_thing_is_not_said_of_the_other() -> None:
    assert "attachment" in found("Heart block affects about 40% of pregnancies of these women.", BLOCKS)
    assert not found("Heart block affects about 2% of pregnancies of these women.", BLOCKS)
    assert not found("About 40% of women with lupus have the antibodies.", BLOCKS)


def test_from_one_number_to_another_is_no_pair_of_groups() -> None:
    assert not found("The share was 12% with tacrolimus and 30% with placebo.", MOVED)


CLOTS = (
    "In a cohort (79 patients with clots v 79 without), survival was 68% v 89%; "
    "dialysis occurred in 35% v 5%."
)
FORMS = (
    "The drug can cause acute toxicity (spasm of vessels with rising creatinine or high potassium, usually "
    "reversible) and chronic toxicity, which is typically progressive."
)


@pytest.mark.parametrize(
    ("claim", "turned"),
    [
        ("Dialysis occurred in 5% of patients with clots and 35% without.", True),
        ("Dialysis occurred in 35% of patients with clots and 5% without.", False),
        ("Dialysis occurred in 5% of patients without clots.", False),
    ],
)
def test_a_pair_of_numbers_belongs_to_the_groups_in_their_order(claim: str, turned: bool) -> None:
    assert ("pairs" in found(claim, CLOTS)) is turned


def test_opposites_are_told_each_of_its_own() -> None:
    assert "swaps" in found(
        "Chronic toxicity of the drug usually reverses; the acute form progresses.", FORMS
    )
    assert not found("Chronic toxicity of the drug progresses; the acute form is reversible.", FORMS)


COUNTS = (
    "Flares occurred in 13 with azathioprine v 10 with mycophenolate; low counts were more frequent with "
    "azathioprine."
)


def test_a_comparison_that_the_statement_makes_with_one_named_is_not_turned_round() -> None:
    assert "comparisons" in found(
        "Low counts were more frequent with mycophenolate than with azathioprine.", COUNTS
    )
    assert not found("Low counts were more frequent with azathioprine than with mycophenolate.", COUNTS)


@pytest.mark.parametrize(
    ("claim", "statement", "wrong"),
    [
        ("Pulses are given at the end of induction.", "Pulses are given at the start of treatment.", True),
        ("Pulses are given at the end of induction.", "Pulses are given when induction is completed.", False),
        ("The tablets are for short-term use.", "The tablets are meant for long-term use.", True),
        ("The tablets are taken lifelong.", "The tablets are taken for 6 months.", True),
        ("The tablets are taken lifelong.", "The tablets are never stopped.", False),
        ("The eyes are examined only once.", "The eyes are examined every year.", True),
        ("The test is done after delivery.", "The test is done early in pregnancy.", True),
        ("The test is done after delivery.", "The test is done post partum, not in pregnancy.", False),
        ("The test is done beforehand.", "The test is done after the last infusion.", True),
        ("The test is not done beforehand.", "The test is done after the last infusion.", False),
    ],
)
def test_a_moment_is_not_another_than_the_statements(claim: str, statement: str, wrong: bool) -> None:
    assert ("moments" in found(claim, statement)) is wrong


EITHER = (
    "Complete or partial renal response at week 48 was 52% with the drug v 41% without; "
    "zoster was seen in 9%."
)


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("Complete renal response at week 48 was 52% with the drug.", True),
        ("Renal response at week 48 was 52% with the drug.", False),
        ("Complete or partial response was 52% with the drug.", False),
        ("Serious adverse events were seen in 9%.", True),
        ("Shingles was seen in 9%.", False),
        ("Cytopenia, 9% zoster and 52% response were seen.", False),
    ],
)
def test_a_number_counts_the_outcome_of_the_statement(claim: str, wrong: bool) -> None:
    assert ("facets" in found(claim, EITHER)) is wrong


PRESSURE = "The policy asks for a blood pressure at or below 165 without an emergency, and for records."


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("A blood pressure above 165 stands in the way.", False),
        ("The policy asks for a blood pressure above 165.", True),
        ("The blood pressure must stay within 165.", False),
    ],
)
def test_a_bound_is_turned_only_by_what_denies_it(claim: str, wrong: bool) -> None:
    assert ("levels" in found(claim, PRESSURE)) is wrong


PUMPS = "Cyclosporine lowers exposure by blocking a pump in the gut, and tacrolimus does not."


@pytest.mark.parametrize(
    ("claim", "doubted"),
    [
        ("Tacrolimus lowers exposure by blocking a pump in the gut, and cyclosporine does not.", True),
        ("Cyclosporine lowers exposure by blocking a pump in the gut, and tacrolimus does not.", False),
    ],
)
def test_names_in_turned_order_are_doubted(claim: str, doubted: bool) -> None:
    case = VERIFIER.case(claim, [Evidence("t", PUMPS)])
    rules = {f.rule for f in VERIFIER.findings(case) if f.check == "swaps"}
    assert ("turned name" in rules) is doubted
