"""A statement that speaks of other patients is told from one that speaks of this patient."""

from __future__ import annotations

import pytest

from chat_app.guidelines.applicability import applies, asks_nephrotic, meets_change
from chat_app.guidelines.model import Kind, Statement, Status
from chat_app.question.patient import PatientFacts


def statement(text: str, **more: object) -> Statement:
    fields: dict[str, object] = {
        "id": "x.y",
        "source": "x",
        "locator": "",
        "kind": Kind.PRACTICE_POINT,
        "grade": None,
        "text": text,
        "plain": text,
        "topics": (),
        "drugs": (),
        "classes": (),
        "population": ("adult",),
        "answers": (),
        "status": Status.TWO_SOURCES,
    }
    return Statement.model_validate({**fields, **more})


@pytest.mark.parametrize(
    ("text", "egfr", "mark"),
    [
        ("When eGFR is below 30 mL/min/1.73 m2 the dose is reduced.", 29, 1),
        ("When eGFR is below 30 mL/min/1.73 m2 the dose is reduced.", 30, 0),
        ("When eGFR is below 30 mL/min/1.73 m2 the dose is reduced.", 31, -1),
        ("Only with an eGFR above 45 mL/min/1.73 m2.", 46, 1),
        ("Only with an eGFR above 45 mL/min/1.73 m2.", 45, -1),
        ("Not with an eGFR of 45 mL/min/1.73 m2 or lower.", 45, 1),
        ("Not with an eGFR of 45 mL/min/1.73 m2 or lower.", 46, -1),
        ("Nothing about the kidney.", 20, 0),
    ],
)
def test_egfr_conditions_on_both_sides(text: str, egfr: float, mark: float) -> None:
    assert applies(statement(text), PatientFacts(egfr=egfr)) == mark


@pytest.mark.parametrize(
    ("text", "upcr", "mark"),
    [
        ("In pure class V with proteinuria below 1 g/g this is suggested.", 0.9, 1),
        ("In pure class V with proteinuria below 1 g/g this is suggested.", 1.0, -1),
        ("With proteinuria of 1 g/g or more triple therapy is suggested.", 1.0, 1),
        ("With proteinuria of 1 g/g or more triple therapy is suggested.", 0.9, -1),
        ("With low-level proteinuria no immunosuppression.", 4.0, -1),
    ],
)
def test_proteinuria_conditions_on_both_sides(text: str, upcr: float, mark: float) -> None:
    assert applies(statement(text), PatientFacts(upcr_g_per_g=upcr)) == mark


def test_a_nephrotic_question_is_no_question_about_low_proteinuria() -> None:
    low = statement("In pure class V with proteinuria below 1 g/g this is suggested.")
    high = statement("With nephrotic-range proteinuria immunosuppression is combined.")
    assert asks_nephrotic("class V with nephrotic syndrome?")
    assert not asks_nephrotic("class V with sub-nephrotic proteinuria?")
    assert applies(low, PatientFacts(), nephrotic=True) < 0 < applies(high, PatientFacts(), nephrotic=True)


def test_children_and_classes() -> None:
    child, adult = PatientFacts(age_years=9), PatientFacts(age_years=40)
    paediatric = statement("In children.", population=("paediatric",))
    assert applies(paediatric, child) == 1
    assert applies(paediatric, adult) == -1
    assert applies(statement("Class V.", classes=("V",)), PatientFacts(classes=("IV",))) == -1


@pytest.mark.parametrize(
    ("question", "mark"),
    [
        ("eGFR 80 -> 52", 1),
        ("eGFR fell by 35%", 1),
        ("eGFR 80 to 62", -1),
        ("eGFR 52", 0),
    ],
)
def test_a_change_by_so_many_per_cent(question: str, mark: float) -> None:
    text = "If eGFR has fallen by 30% or more from baseline, it is stopped."
    assert meets_change(statement(text), question) == mark


def test_a_change_between_two_bounds() -> None:
    text = "If eGFR has fallen by more than 20% but less than 30%, the dose is reduced."
    assert meets_change(statement(text), "eGFR 80 -> 60") == 1
    assert meets_change(statement(text), "eGFR 80 -> 52") == -1


def test_an_age_that_a_statement_is_for_decides_alone() -> None:
    text = "For adults aged 50 or more with eGFR below 60 mL/min/1.73 m2."
    assert applies(statement(text), PatientFacts(age_years=30, egfr=50)) == -1
