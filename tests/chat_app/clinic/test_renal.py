"""eGFR against published worked values, and UPCR units that never change a result."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.clinic.renal import UPCR_UNITS, UpcrUnit, egfr, upcr, upcr_in_g_per_g
from chat_app.errors import CalculationError


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "expected"),
    [
        (1.2, 55, "male", 71),  # these two: calculator of the National Kidney Foundation
        (1.09, 55, "male", 80),
        (1.14, 34, "male", 87),  # 86.5, and the rest: published test values of other implementations
        (0.9, 40, "male", 111),  # 110.7, at the knot of the equation
        (0.8, 60, "female", 84),  # 84.3
        (1.8, 55, "male", 44),  # 43.9
        (1.8, 55, "female", 33),  # 32.9
    ],
)
def test_ckd_epi_2021_worked_values(creatinine: float, age: float, sex: str, expected: int) -> None:
    result = egfr(creatinine, age, sex)  # type: ignore[arg-type]
    assert result.value == expected
    assert "Inker" in result.references[0]


@pytest.mark.parametrize(("height", "creatinine", "expected"), [(100, 0.5, 82.6), (100, 0.4, 103.25)])
def test_bedside_schwartz_worked_values(height: float, creatinine: float, expected: float) -> None:
    result = egfr(creatinine, 8, height_cm=height)
    assert result.values["unrounded"] == expected
    assert "Schwartz" in result.references[0]


def test_the_equation_changes_at_18_years() -> None:
    assert "Schwartz" in egfr(0.8, 17.9, "female", 160).working
    assert "CKD-EPI" in egfr(0.8, 18, "female", 160).working


@given(
    creatinine=st.floats(0.2, 20),
    age=st.floats(18, 100),
    sex=st.sampled_from(["female", "male"]),
)
def test_units_of_creatinine_do_not_change_egfr(creatinine: float, age: float, sex: str) -> None:
    mg = egfr(creatinine, age, sex)  # type: ignore[arg-type]
    si = egfr(creatinine * 88.4, age, sex, unit="umol/L")  # type: ignore[arg-type]
    assert mg.values["unrounded"] == pytest.approx(si.values["unrounded"], abs=0.011)


@given(low=st.floats(0.2, 20), factor=st.floats(1.01, 2), age=st.floats(18, 100))
def test_more_creatinine_never_means_more_filtration(low: float, factor: float, age: float) -> None:
    assert egfr(low * factor if low * factor <= 30 else 30, age, "male").value <= egfr(low, age, "male").value


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "height", "unit"),
    [
        (1.0, 40, None, None, "mg/dL"),
        (0.5, 8, "male", None, "mg/dL"),
        (0, 40, "male", None, "mg/dL"),
        (-1, 40, "male", None, "mg/dL"),
        (80, 40, "male", None, "mg/dL"),  # a value in µmol/L given as mg/dL
        (1.0, 40, "male", None, "umol/L"),  # and the other way round
        (float("nan"), 40, "male", None, "mg/dL"),
        (1.0, -1, "male", None, "mg/dL"),
        (1.0, 40, "male", None, "mmol/L"),
        ("1.0", 40, "male", None, "mg/dL"),
    ],
)
def test_what_cannot_be_is_refused(
    creatinine: object, age: float, sex: object, height: object, unit: object
) -> None:
    with pytest.raises(CalculationError):
        egfr(creatinine, age, sex, height, unit)  # type: ignore[arg-type]


@given(value=st.floats(0, 50), unit=st.sampled_from(UPCR_UNITS))
def test_upcr_there_and_back(value: float, unit: UpcrUnit) -> None:
    factors = {"g/g": 1, "mg/mg": 1, "mg/g": 1000, "mg/mmol": 113.12, "g/mmol": 0.11312}
    assert upcr_in_g_per_g(value * factors[unit], unit) == pytest.approx(min(value, 50), abs=1e-9)


def test_upcr_in_every_unit() -> None:
    assert upcr(2, "g/g").values == {"g/g": 2, "mg/g": 2000, "mg/mmol": 226.2, "g/mmol": 0.2262}


@pytest.mark.parametrize(
    ("value", "unit"), [(-1, "g/g"), (float("nan"), "g/g"), (51, "g/g"), (1, "g/kg"), ("1", "g/g")]
)
def test_a_ratio_that_cannot_be_is_refused(value: object, unit: str) -> None:
    with pytest.raises(CalculationError):
        upcr(value, unit)  # type: ignore[arg-type]
