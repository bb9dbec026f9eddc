"""Belimumab: label tables, vials with the least waste, billing that adds up, dated courses."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from chat_app.clinic.belimumab import intravenous, subcutaneous, switched
from chat_app.clinic.quantity import POUNDS_TO_KG
from chat_app.clinic.schedule import calendar_of
from chat_app.clinic.vials import choose_vials
from chat_app.errors import CalculationError

WEIGHTS = st.floats(min_value=1, max_value=400)


def test_the_label_schedule_at_72_kg() -> None:
    result = intravenous(72, 34, date(2026, 12, 1), 5)
    assert [d.date.isoformat() for d in result.doses if d.date] == [
        "2026-12-01",
        "2026-12-15",
        "2026-12-29",
        "2027-01-26",
        "2027-02-23",
    ]
    first = result.doses[0]
    assert (first.amount, first.unit, first.vials) == (720, "mg", {"120 mg": 6})
    assert first.billing is not None
    assert (first.billing.code, first.billing.units, first.billing.wasted_units) == ("J0490", 72, 0)
    assert "10 mg/kg × 72 kg = 720 mg" in result.working


@pytest.mark.parametrize(
    ("weight", "vials", "units", "wasted", "modifier"),
    [
        (64, {"120 mg": 2, "400 mg": 1}, 64, 0, "JZ"),
        (70, {"120 mg": 6}, 70, 2, "JW"),
        (40, {"400 mg": 1}, 40, 0, "JZ"),
        (76, {"120 mg": 3, "400 mg": 1}, 76, 0, "JZ"),
    ],
)
def test_vials_and_units(
    weight: float, vials: dict[str, int], units: int, wasted: int, modifier: str
) -> None:
    dose = intravenous(weight).doses[0]
    assert dose.billing is not None
    assert dose.vials == vials
    assert (dose.billing.units, dose.billing.wasted_units, dose.billing.modifier) == (units, wasted, modifier)


@given(st.integers(min_value=1, max_value=4000))
def test_no_other_choice_of_vials_wastes_less(amount: int) -> None:
    held = sum(size * n for size, n in choose_vials(amount, [120, 400]).items())
    others = (120 * a + 400 * b for a, b in itertools.product(range(36), range(12)))
    assert held == min(total for total in others if total >= amount)


@given(WEIGHTS)
def test_the_dose_is_ten_mg_per_kg_and_the_billing_adds_up(weight: float) -> None:
    dose = intravenous(weight).doses[0]
    assert dose.vials is not None
    assert dose.billing is not None
    held = sum(int(size.split()[0]) * n for size, n in dose.vials.items())
    assert dose.amount == pytest.approx(10 * weight, abs=0.051)
    assert held >= dose.amount - 0.051
    assert dose.billing.units + dose.billing.wasted_units == held // 10
    assert 10 * dose.billing.units >= dose.amount - 1e-6


@given(WEIGHTS)
def test_pounds_and_kilograms_give_the_same_dose(weight: float) -> None:
    assert intravenous(weight / POUNDS_TO_KG * POUNDS_TO_KG).doses[0].amount == pytest.approx(
        intravenous(weight).doses[0].amount, abs=0.11
    )


@pytest.mark.parametrize("weight", [0, -5, 500, float("nan"), float("inf"), "72", True, None])
def test_a_weight_that_cannot_be_is_refused(weight: object) -> None:
    with pytest.raises(CalculationError, match="Body weight"):
        intravenous(weight)  # type: ignore[arg-type]


def test_the_labelled_age_on_both_sides() -> None:
    assert intravenous(18, 5).doses[0].amount == 180
    with pytest.raises(CalculationError, match="5 years"):
        intravenous(18, 4.9)


def test_subcutaneous_loading_in_lupus_nephritis_and_not_in_sle() -> None:
    assert [d.amount for d in subcutaneous(None, 18, count=6).doses] == [400, 400, 400, 400, 200, 200]
    assert [d.amount for d in subcutaneous(None, 30, count=3, indication="sle").doses] == [200, 200, 200]


def test_a_switch_starts_a_week_after_the_last_infusion_and_has_no_loading() -> None:
    result = switched(2, 34, date(2026, 12, 1), 3)
    assert [(d.date, d.amount) for d in result.doses] == [
        (date(2026, 12, 8), 200),
        (date(2026, 12, 15), 200),
        (date(2026, 12, 22), 200),
    ]
    with pytest.raises(CalculationError, match="at least 2"):
        switched(1, 34)
    with pytest.raises(CalculationError, match="weight bands"):
        switched(3, 17)


def test_children_with_nephritis_have_no_bands_in_the_corpus() -> None:
    with pytest.raises(CalculationError, match="corpus holds no weight bands"):
        subcutaneous(30, 17.9)


@pytest.mark.parametrize(("weight", "weeks"), [(40, 1), (39.9, 2), (15, 2)])
def test_bands_of_children_with_sle(weight: float, weeks: int) -> None:
    first, second = subcutaneous(weight, 12, count=2, indication="sle").doses
    assert (first.amount, second.week) == (200, weeks)


@pytest.mark.parametrize(("weight", "age"), [(14.9, 12), (30, 4.9), (None, 12), (30, None)])
def test_outside_the_bands_nothing_is_given(weight: float | None, age: float | None) -> None:
    with pytest.raises(CalculationError):
        subcutaneous(weight, age, indication="sle")


def test_the_calendar_file_holds_every_dose() -> None:
    calendar = Calendar.from_ical(calendar_of(intravenous(72, 34, date(2026, 12, 1), 4)))
    starts = [event["dtstart"].dt.isoformat() for event in calendar.walk("VEVENT")]
    assert starts == ["2026-12-01", "2026-12-15", "2026-12-29", "2027-01-26"]
    with pytest.raises(CalculationError, match="start date"):
        calendar_of(intravenous(72))
