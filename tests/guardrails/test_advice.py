from __future__ import annotations

import pytest

from guardrails import advice

ORDERS = [
    "You should take 2 g of mycophenolate tonight.",
    "Take 2 g of mycophenolate tonight.",
    "You must stop taking your tablets.",
    "Please skip the next dose.",
    "Double your dose until the swelling is gone.",
    "Reduce your prednisone by half.",
    "Just take 400 mg now.",
    "You can take another tablet if you feel worse.",
    "Start belimumab right away, today.",
    "Increase your daily dose of hydroxychloroquine.",
    "You need to come off azathioprine.",
    "I recommend mycophenolate for this.",
    "In my opinion the dose is too low.",
    "My advice is to wait.",
    "We would advise cyclophosphamide.",
]
NO_ORDERS = [
    "KDIGO recommends that patients take hydroxychloroquine.",
    "Patients should take it with food.",
    "Mycophenolate is taken twice daily.",
    "You should check the eGFR before starting voclosporin.",
    "If you miss a dose take it within 4 hours.",
    "Ask your doctor before you change your dose.",
    "The dose is reduced in renal impairment.",
    "Do not use it in pregnancy.",
    "The number is the strength (1 = 'we recommend').",
    "It takes 4 weeks to act.",
    "Class I is defined by normal glomeruli.",
]


@pytest.mark.parametrize("text", ORDERS)
def test_personal_orders_are_found(text: str) -> None:
    assert [f.check for f in advice.findings(text)] == ["advice"]


@pytest.mark.parametrize("text", NO_ORDERS)
def test_clinical_language_is_no_order(text: str) -> None:
    assert advice.findings(text) == []


@pytest.mark.parametrize(
    ("text", "patient", "specialist"),
    [
        ("You should start belimumab.", True, False),
        ("You can stop the steroid after a month.", True, False),
        ("You should ask your care team whether to stop it.", False, False),
        ("Your doctor may lower the dose.", False, False),
        ("You should see your kidney doctor before you start it.", False, False),
    ],
)
def test_to_a_patient_every_change_of_treatment_is_an_order(
    text: str, patient: bool, specialist: bool
) -> None:
    assert bool(advice.findings(text, "patient")) is patient
    assert bool(advice.findings(text, "specialist")) is specialist
