"""Response by the definitions of KDIGO, ACR and EULAR, each boundary on both sides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.clinic.response import Reading, Response, assess
from chat_app.errors import CalculationError

START = date(2026, 1, 1)


def at(
    months: float, upcr: float, egfr: float | None = 60, before: float = 3.2, base: float | None = 60
) -> Response:
    return assess(
        [Reading(START, before, base), Reading(START + timedelta(days=round(months * 30.4375)), upcr, egfr)]
    )


def category(response: Response, body: str) -> str:
    return next(d.category for d in response.definitions if d.body.startswith(body))


KDIGO = [
    (6, 0.49, 60, "complete"),
    (6, 0.5, 60, "partial"),
    (6, 0.49, 51, "complete"),  # 15% below baseline
    (6, 0.49, 50.9, "not_yet"),
    (6, 1.6, 60, "partial"),  # exactly half
    (6, 1.61, 60, "not_yet"),
    (3, 2.5, 60, "not_yet"),
    (12.1, 2.5, 60, "none"),
    (11.9, 2.5, 60, "not_yet"),
    (6, 0.4, None, "unknown"),
]


@pytest.mark.parametrize(("months", "upcr", "egfr", "expected"), KDIGO)
def test_kdigo(months: float, upcr: float, egfr: float | None, expected: str) -> None:
    assert category(at(months, upcr, egfr), "KDIGO") == expected


def test_kdigo_partial_needs_less_than_3() -> None:
    assert category(at(6, 3.0, before=8), "KDIGO") == "not_yet"
    assert category(at(6, 2.99, before=8), "KDIGO") == "partial"


@pytest.mark.parametrize(
    ("upcr", "egfr", "expected"),
    [
        (0.49, 48, "complete"),
        (0.49, 47.9, "not_met"),
        (0.5, 60, "not_met"),
        (0.49, None, "unknown"),
        (0.9, None, "not_met"),
    ],
)
def test_acr(upcr: float, egfr: float | None, expected: str) -> None:
    assert category(at(8, upcr, egfr), "ACR") == expected


EULAR = [
    (2.5, 3.0, "not_yet"),
    (3.1, 2.4, "on_target"),
    (3.1, 2.41, "off_target"),
    (6.1, 1.6, "on_target"),
    (6.1, 1.61, "off_target"),
    (12.1, 0.69, "on_target"),
    (12.1, 0.7, "off_target"),
]


@pytest.mark.parametrize(("months", "upcr", "expected"), EULAR)
def test_eular(months: float, upcr: float, expected: str) -> None:
    assert category(at(months, upcr), "EULAR") == expected


def test_eular_extends_the_limit_for_nephrotic_range_only() -> None:
    nephrotic = next(d for d in at(12.5, 1.0, before=3.0).definitions if d.body == "EULAR")
    other = next(d for d in at(12.5, 1.0, before=2.9).definitions if d.body == "EULAR")
    assert "18-24" in nephrotic.text
    assert "18-24" not in other.text


@pytest.mark.parametrize(
    ("upcr", "egfr", "expected"),
    [(0.7, 48, "met"), (0.7, 47.9, "not_met"), (0.71, 60, "not_met")],
)
def test_the_trial_end_point(upcr: float, egfr: float, expected: str) -> None:
    assert category(at(12, upcr, egfr), "Trial") == expected


def test_at_least_60_meets_the_trial_end_point_whatever_the_fall() -> None:
    assert category(at(12, 0.7, 60, base=100), "Trial") == "met"


@given(
    upcrs=st.lists(st.floats(0.01, 20), min_size=2, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_the_values_does_not_matter(upcrs: list[float], order: object) -> None:
    readings = [Reading(START + timedelta(days=40 * i), u, 60) for i, u in enumerate(upcrs)]
    shuffled = readings[:]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assess(readings).definitions == assess(shuffled).definitions


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [Reading(START, 2)],
        [Reading(START, 2), Reading(START, 1)],
        [Reading(START, 0), Reading(date(2026, 6, 1), 1)],
        [Reading(START, 2), Reading(date(2026, 6, 1), float("nan"))],
        [Reading(START, 2, -5), Reading(date(2026, 6, 1), 1)],
    ],
)
def test_series_that_cannot_be_judged(readings: list[Reading]) -> None:
    with pytest.raises(CalculationError):
        assess(readings)


def test_a_value_between_the_two_ways_of_writing_the_threshold_is_named() -> None:
    assert any("50 mg/mmol" in c for c in at(6, 0.46).cautions)
    assert not any("50 mg/mmol" in c for c in at(6, 0.4).cautions)
