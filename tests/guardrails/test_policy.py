from __future__ import annotations

import pytest

from guardrails.policy import Policy

DOSING = [
    "Alphamab is given at 7 mg/kg every 9 weeks.",
    "Take one tablet twice daily, 500 mg each.",
    "Start with 2 tablets a day.",
    "It is started at 0.5 g per day.",
    "The dose is 1,000 mg.",
]
NO_DOSING = [
    "The aim is less than 0.5 g of protein per day in the urine.",
    "A ratio above 0.5 g/g calls for treatment.",
    "It lowers the amount of protein in the urine.",
    "A diet with less than 5 g of salt a day is advised.",
    "A biopsy is advised from 0.5 g of urine protein a day.",
    "Half of the 120 people took it for 3 years.",
    "Blood tests are done every 4 weeks.",
]


@pytest.mark.parametrize("text", DOSING)
def test_a_patient_is_not_told_a_dose(text: str) -> None:
    assert [f.rule for f in Policy.for_audience("patient").findings(text)] == ["dosing"]
    assert Policy.for_audience("specialist").findings(text) == []


@pytest.mark.parametrize("text", NO_DOSING)
def test_a_patient_is_told_everything_else(text: str) -> None:
    assert Policy.for_audience("patient").findings(text) == []


@pytest.mark.parametrize("text", DOSING)
def test_a_patient_is_told_no_dose_in_curated_words_either(text: str) -> None:
    assert [f.rule for f in Policy.for_audience("patient").findings(text, curated=True)] == ["dosing"]


def test_an_unknown_audience_gets_the_professional_policy() -> None:
    assert Policy.for_audience("stranger").dosing
    assert Policy().rails == Policy.for_audience("specialist").rails
