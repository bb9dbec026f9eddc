"""Facts that a text tells of its patient, and those it does not tell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.question.facts import merge_facts, read_facts
from chat_app.question.patient import PatientFacts
from guardrails.lexicon import load_lexicon

_LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("A 54-year-old woman", {"age_years": 54}),
        ("34F with lupus nephritis", {"age_years": 34}),
        ("he is 41 yo", {"age_years": 41}),
        ("My son is 14 with class V", {"age_years": 14, "classes": ("V",)}),
        ("she's 33. Dose?", {"age_years": 33}),
        ("she is 20 weeks along", {}),
        ("her eGFR is 28", {"egfr": 28}),
        ("GFR of about 55", {"egfr": 55}),
        ("eGFR fell from 60 to 38", {"egfr": 38}),
        ("egfr 38→45", {"egfr": 45}),
        ("UPCR 3.2 g/g", {"upcr_g_per_g": 3.2}),
        ("UPCR 3200 mg/g", {"upcr_g_per_g": 3.2}),
        ("UPCR 320 mg/mmol", {"upcr_g_per_g": 2.829}),
        ("UPCR 0,4", {"upcr_g_per_g": 0.4}),
        ("she weighs 61.5 kg", {"weight_kg": 61.5}),
        ("a 70-kg woman", {"weight_kg": 70}),
        ("weighs 150 lb", {"weight_kg": 68.0}),
        ("BP 148/92", {"sbp": 148, "dbp": 92}),
        ("she is 20 weeks pregnant", {"pregnant": True}),
        ("not pregnant", {"pregnant": False}),
        ("planning pregnancy", {"planning_pregnancy": True}),
        ("not on dialysis", {"dialysis": False}),
        ("a man with class IV+V", {"classes": ("IV", "V")}),
        ("she takes HCQ 200 mg and MMF", {"therapies": ("hydroxychloroquine", "mycophenolate")}),
    ],
)
def test_told(text: str, facts: dict[str, Any]) -> None:
    assert read_facts(text, _LEXICON).facts.known() == facts


@pytest.mark.parametrize(
    "text",
    [
        "approved for patients aged 5 years and older",
        "children 5 years of age or older",
        "aged between 5 and 17 years",
        "eGFR above 45",
        "eGFR <30??",
        "eGFR ≥ 45?",
        "eGFR 30-45",
        "eGFR between 30 and 45",
        "UPCR of at least 0.5 g/g",
        "UPCR 3-4 g/g",
        "10 mg/kg every 4 weeks",
        "after 3 years of maintenance",
        "Is belimumab used with mycophenolate in class III or IV?",
    ],
)
def test_thresholds_ranges_and_doses_are_no_facts(text: str) -> None:
    assert read_facts(text, _LEXICON).facts == PatientFacts()


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("age 240", "The age 240 cannot be right"),
        ("she weighs 900 kg", "The weight 900 cannot be right"),
        ("eGFR 380", "The eGFR 380 cannot be right"),
    ],
)
def test_what_cannot_be_is_questioned_and_not_used(text: str, doubt: str) -> None:
    told = read_facts(text, _LEXICON)
    assert told.facts == PatientFacts()
    assert doubt in told.doubts[0]


@pytest.mark.parametrize(
    ("before", "now", "doubts"),
    [
        ({"age_years": 34}, {"age_years": 54}, 1),
        ({"weight_kg": 60}, {"weight_kg": 90}, 1),
        ({"egfr": 60}, {"egfr": 38}, 0),
        ({"age_years": 71}, {"pregnant": True}, 1),
        ({}, {"age_years": 71}, 0),
    ],
)
def test_contradictions_are_questioned(before: dict[str, Any], now: dict[str, Any], doubts: int) -> None:
    merged, found = merge_facts(PatientFacts(**before), PatientFacts(**now))
    assert len(found) == doubts
    assert merged.known() == {**before, **now}


@given(st.floats(min_value=5, max_value=120).map(lambda v: round(v, 1)))
def test_an_egfr_is_read_as_written(value: float) -> None:
    assert read_facts(f"Her eGFR is {value} mL/min.", _LEXICON).facts.egfr == value
