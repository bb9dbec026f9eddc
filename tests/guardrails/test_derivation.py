"""A sentence that leaves out whole parts of a statement is the statement's own; one word elsewhere, and it is
not."""

from __future__ import annotations

import pytest

from guardrails.derivation import derived
from guardrails.support import Verifier
from guardrails.types import Evidence

VERIFIER = Verifier()
TAPER = Evidence(
    "x.taper",
    "In sustained remission, the guideline suggests a slow taper of prednisone (over 6 months) towards zero.",
    source="kdigo-ln-2024",
    organisation="KDIGO",
    year=2024,
)
STOP = Evidence(
    "x.stop",
    "Flares are commoner after abrupt stopping; treatment is kept in all patients with antibodies.",
    source="kdigo-ln-2024",
    organisation="KDIGO",
    year=2024,
)
TRIAL = Evidence(
    "x.trial",
    "Serious infections occurred in 6.0% with belimumab v 5.2% with placebo; deaths were rare (only in men).",
)
ALL = [TAPER, STOP, TRIAL]
DERIVED = [
    "In sustained remission the guideline suggests a slow taper of prednisone towards zero.",
    "The guideline suggests a slow taper of prednisone towards zero in sustained remission.",
    "Flares are commoner after abrupt stopping.",
    "Yes: flares are commoner after abrupt stopping.",
    "Yes, KDIGO 2024: flares are commoner after abrupt stopping.",
    "Treatment is kept in all patients with antibodies.",
    "KDIGO 2024: flares are commoner after abrupt stopping.",
    "According to KDIGO 2024, flares are commoner after abrupt stopping.",
    "Treatment is kept in all patients with antibodies; flares are commoner after abrupt stopping.",
    "Serious infections occurred in 6.0% with BEL versus 5.2% with placebo.",
    "Flares are commoner after abrupt stopping; serious infections occurred in 6.0% with belimumab"
    " v 5.2% with placebo.",
]
NOT_DERIVED = [
    "The guideline suggests a slow taper of prednisone towards zero.",  # the condition is gone
    "In sustained remission, the guideline suggests a taper of prednisone towards zero.",  # a word is gone
    "In sustained remission, the guideline suggests a slow taper of prednisone (over 8 months) to zero.",
    "Flares are commoner after slow stopping.",
    "EULAR 2023: flares are commoner after abrupt stopping.",
    "Treatment is kept in all patients.",
    "Serious infections occurred in 5.2% with belimumab v 6.0% with placebo.",
    "Serious infections occurred in 6.0% with placebo v 5.2% with belimumab.",
    "No: treatment is kept in all patients with antibodies.",  # nothing there denies
    "Deaths were rare.",  # the bracket limits it
    "Taper of prednisone.",
]


@pytest.mark.parametrize("sentence", DERIVED)
def test_whole_parts_left_out(sentence: str) -> None:
    assert derived(VERIFIER.case(sentence, ALL))
    assert VERIFIER.verify(sentence, ALL).supported


@pytest.mark.parametrize("sentence", NOT_DERIVED)
def test_anything_else_is_not_derived(sentence: str) -> None:
    assert not derived(VERIFIER.case(sentence, ALL))


def test_a_check_that_finds_a_conflict_has_the_last_word() -> None:
    target = Evidence("x.target", "Blood pressure is kept below 130; other targets hold in children.")
    for sentence in ("EULAR 2019: blood pressure is kept below 130.", "Blood pressure is kept above 130."):
        assert not VERIFIER.verify(sentence, [target]).supported


def test_a_brand_does_not_stand_for_another_form_of_its_drug() -> None:
    forms = Evidence(
        "x.forms",
        "Mycophenolate sodium 720 mg twice daily delivers as much as mycophenolate mofetil 1 g twice daily.",
    )
    swapped = "CellCept 720 mg twice daily delivers as much as Myfortic 1 g twice daily."
    assert not VERIFIER.verify(swapped, [forms]).supported


def test_a_long_sentence_of_one_word_costs_little() -> None:
    text = "flares " * 100
    many = Evidence("x.many", "; ".join(["flares " * 20] * 20))
    assert not derived(VERIFIER.case(text + "stop.", [many, many, many]))


DRUG = Evidence(
    "x.drug",
    "Belimumab is diluted with saline; it is incompatible with dextrose, and total time to the end of"
    " infusion should not exceed 8 hours.",
)
STUDY = Evidence(
    "x.study", "Flares of lupus nephritis were rarer with azathioprine in MAINTAIN; deaths were rare."
)


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        ("Belimumab is incompatible with dextrose.", True),
        ("Voclosporin is incompatible with dextrose.", False),
        ("The total time to the end of the infusion should not exceed 8 hours.", True),
        ("It is incompatible with dextrose.", True),
        ("Saline is incompatible with dextrose.", False),
        ("Flares were rarer with azathioprine in MAINTAIN.", True),  # the topic may go unsaid
        ("In MAINTAIN deaths were rare.", True),
        ("In ALMS deaths were rare.", False),
        ("Flares were rarer in MAINTAIN.", False),
    ],
)
def test_pronouns_topic_and_trial(sentence: str, own: bool) -> None:
    assert derived(VERIFIER.case(sentence, [DRUG, STUDY])) is own


ADVICE = Evidence(
    "x.advice",
    "In class III lupus nephritis, the ACR 2024 guideline conditionally recommends a mycophenolic acid"
    " analogue over azathioprine.",
    organisation="ACR",
    year=2024,
)
BRAND = Evidence("x.brand", "Benlysta (belimumab) is stopped in pregnancy.")
PASSIVE = "In class III LN, an MPAA is conditionally recommended over azathioprine"


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        (f"{PASSIVE}.", True),
        (f"{PASSIVE} by the ACR 2024 guideline.", True),
        (f"{PASSIVE} by EULAR 2023.", False),
        ("In class III LN, azathioprine is conditionally recommended over an MPAA.", False),
        ("In class III LN, an MPAA is strongly recommended over azathioprine.", False),
        ("In class III LN, an MPAA is not recommended over azathioprine.", False),
        ("In pregnancy, Benlysta is stopped.", True),
        ("In pregnancy, belimumab is stopped.", True),
        ("In pregnancy, Lupkynis is stopped.", False),
        ("In pregnancy, Benlysta is continued.", False),
        ("In class III LN, Benlysta is stopped.", False),
    ],
)
def test_passive_brand_and_opening(sentence: str, own: bool) -> None:
    assert derived(VERIFIER.case(sentence, [ADVICE, BRAND])) is own
