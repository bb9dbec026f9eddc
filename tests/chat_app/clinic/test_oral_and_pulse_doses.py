"""Doses by mouth and pulses: label and guideline tables, boundaries on both sides, refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.clinic import (
    azathioprine,
    cyclophosphamide,
    glucocorticoids,
    hydroxychloroquine,
    mycophenolate,
    obinutuzumab,
    voclosporin,
)
from chat_app.clinic.dosing import Calculation
from chat_app.errors import CalculationError
from chat_app.guidelines.load import default_corpus

WEIGHTS = st.floats(min_value=1, max_value=400)


def amounts(result: Calculation) -> list[float]:
    return [float(d.amount) for d in result.doses]


VOCLOSPORIN = [
    ({"egfr": 90}, [23.7], None),
    ({"egfr": 46}, [23.7], None),
    ({"egfr": 45}, [23.7], "not recommended"),
    ({"egfr": 30}, [23.7], "not recommended"),
    ({"egfr": 29.9}, [15.8], "not recommended"),
    ({"egfr": 60, "child_pugh": "A"}, [15.8], None),
    ({"egfr": 60, "child_pugh": "B"}, [15.8], None),
    ({"egfr": 60, "taken": ["Diltiazem"]}, [15.8, 7.9], None),
    ({"egfr": 60, "sbp": 165, "dbp": 105}, [23.7], None),
]


@pytest.mark.parametrize(("arguments", "expected", "caution"), VOCLOSPORIN)
def test_voclosporin_start(arguments: dict[str, Any], expected: list[float], caution: str | None) -> None:
    result = voclosporin.starting(**{"age_years": 30, **arguments})
    assert amounts(result) == expected
    assert any("not recommended" in c for c in result.cautions) is (caution is not None)


@pytest.mark.parametrize(
    "arguments",
    [
        {"egfr": None},
        {"egfr": 60, "age_years": 17.9},
        {"egfr": 60, "taken": ["ketoconazole"]},
        {"egfr": 60, "taken": ["ritonavir"]},
        {"egfr": 60, "taken": ["cyclophosphamide"]},
        {"egfr": 60, "child_pugh": "C"},
        {"egfr": 60, "sbp": 166, "dbp": 80},
        {"egfr": 60, "sbp": 120, "dbp": 106},
        {"egfr": 20, "taken": ["verapamil"]},
        {"egfr": float("nan")},
        {"egfr": -1},
    ],
)
def test_voclosporin_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(CalculationError):
        voclosporin.starting(**{"age_years": 30, **arguments})


CHANGES = [
    (80, 64, 23.7, [23.7], "no change"),  # at 80% of baseline, not below 60
    (80, 60, 23.7, [23.7], "no change"),  # a fall of 25%, but not below 60
    (74, 59.9, 23.7, [23.7], "no change"),  # below 60, but a fall of less than 20%
    (70, 56, 23.7, [23.7], "no change"),  # a fall of exactly 20%
    (70, 55.9, 23.7, [15.8], "= 15.8 mg"),
    (70, 49.1, 23.7, [15.8], "= 15.8 mg"),
    (70, 49, 23.7, [], "stop"),  # a fall of exactly 30%
    (70, 55, 7.9, [], "leaves no dose"),
    (70, 57, 15.8, [15.8], "may be raised"),
]


@pytest.mark.parametrize(("baseline", "now", "dose", "expected", "words"), CHANGES)
def test_voclosporin_change(
    baseline: float, now: float, dose: float, expected: list[float], words: str
) -> None:
    result = voclosporin.adjusted(baseline, now, dose)
    assert amounts(result) == expected
    assert words in result.working


@given(base=st.floats(1, 250), now=st.floats(0, 250), dose=st.sampled_from([7.9, 15.8, 23.7]))
def test_a_change_never_leaves_the_labelled_doses(base: float, now: float, dose: float) -> None:
    assert set(amounts(voclosporin.adjusted(base, now, dose))) <= {7.9, 15.8, 23.7}


@pytest.mark.parametrize("dose", [0, 8, 31.6, -7.9])
def test_a_dose_that_is_no_number_of_capsules_is_refused(dose: float) -> None:
    with pytest.raises(CalculationError, match="present dose"):
        voclosporin.adjusted(70, 50, dose)


@pytest.mark.parametrize(
    ("weight", "egfr", "expected"),
    [
        (72, 90, 360),
        (80, 90, 400),
        (81, 90, 400),
        (79.9, 90, 399.5),
        (72, 30, 360),
        (72, 29.9, 270),
        (100, 10, 300),
    ],
)
def test_hydroxychloroquine(weight: float, egfr: float, expected: float) -> None:
    assert amounts(hydroxychloroquine.daily(weight, egfr)) == [expected]


@given(weight=WEIGHTS, egfr=st.floats(0, 250))
def test_hydroxychloroquine_stays_within_weight_and_label(weight: float, egfr: float) -> None:
    (amount,) = amounts(hydroxychloroquine.daily(weight, egfr))
    assert amount <= min(400, 5 * weight + 0.06)
    if egfr < 30:
        assert amount <= 0.75 * min(400, 5 * weight) + 0.06


def test_retinal_risk_is_named_below_60() -> None:
    assert any("retinopathy" in c for c in hydroxychloroquine.daily(72, 59.9).cautions)
    assert not any("retinopathy" in c for c in hydroxychloroquine.daily(72, 60).cautions)


@pytest.mark.parametrize(
    ("arguments", "low", "high"),
    [
        ({}, 1000, 1500),
        ({"form": "sodium"}, 720, 1080),
        ({"phase": "maintenance"}, 750, 1000),
        ({"phase": "maintenance", "form": "sodium"}, 540, 720),
        ({"egfr": 25}, 1000, 1500),
        ({"egfr": 24.9}, 1000, None),
        ({"egfr": 24.9, "form": "sodium"}, 720, None),
        ({"neutrophils": 1.3}, 1000, 1500),
    ],
)
def test_mycophenolate(arguments: dict[str, Any], low: float, high: float | None) -> None:
    (dose,) = mycophenolate.twice_daily(age_years=30, **arguments).doses
    assert (dose.amount, dose.amount_max, dose.frequency) == (low, high, "twice daily")


def test_mycophenolate_gives_no_dose_with_low_neutrophils_or_to_a_child() -> None:
    assert mycophenolate.twice_daily(age_years=30, neutrophils=1.2).doses == ()
    with pytest.raises(CalculationError, match="below 18"):
        mycophenolate.twice_daily(age_years=17)


def test_euro_lupus_is_six_fixed_pulses() -> None:
    result = cyclophosphamide.euro_lupus(date(2026, 12, 1), 30)
    assert amounts(result) == [500] * 6
    assert [d.date for d in result.doses][-1] == date(2027, 2, 9)
    assert "3 g in total" in result.working


@pytest.mark.parametrize(("earlier", "refused"), [(32.9, False), (33, True), (36, True), (0, False)])
def test_lifetime_exposure(earlier: float, refused: bool) -> None:
    if refused:
        with pytest.raises(CalculationError, match="36 g"):
            cyclophosphamide.euro_lupus(None, 30, earlier_g=earlier)
    else:
        assert "36 g" in cyclophosphamide.euro_lupus(None, 30, earlier_g=earlier).working


@given(area=st.floats(0.1, 3.5))
def test_nih_stays_between_half_a_gram_and_a_gram(area: float) -> None:
    for dose in cyclophosphamide.nih(area, age_years=30).doses:
        assert dose.amount == pytest.approx(500 * area, abs=0.06)
        assert dose.amount_max == pytest.approx(1000 * area, abs=0.06)


@given(weight=WEIGHTS)
def test_oral_cyclophosphamide_stays_below_its_limit(weight: float) -> None:
    (dose,) = cyclophosphamide.oral(weight, 30).doses
    assert dose.amount <= (dose.amount_max or dose.amount) <= 150


@pytest.mark.parametrize(
    ("white", "neutrophils", "given_dose"),
    [(3500, 1500, True), (3499, 2000, False), (4000, 1499, False), (None, None, True)],
)
def test_oral_counts(white: float | None, neutrophils: float | None, given_dose: bool) -> None:
    assert bool(cyclophosphamide.oral(60, 30, white, neutrophils).doses) is given_dose


def test_pulse_counts_and_children() -> None:
    assert any("1.5" in c for c in cyclophosphamide.euro_lupus(None, 30, neutrophils=1.4).cautions)
    assert not any("1.5" in c for c in cyclophosphamide.euro_lupus(None, 30, neutrophils=1.5).cautions)
    with pytest.raises(CalculationError):
        cyclophosphamide.euro_lupus(None, 12)


def test_azathioprine_and_its_interactions() -> None:
    (dose,) = azathioprine.daily(60, 30).doses
    assert (dose.amount, dose.amount_max) == (90, 120)
    (reduced,) = azathioprine.daily(60, 30, ["allopurinol"]).doses
    assert (reduced.amount, reduced.amount_max) == (22.5, 40)
    with pytest.raises(CalculationError, match="Febuxostat"):
        azathioprine.daily(60, 30, ["febuxostat"])


def test_obinutuzumab_first_year_and_after() -> None:
    result = obinutuzumab.infusions(30, date(2026, 8, 31), 6)
    assert amounts(result) == [1000] * 6
    assert [d.week for d in result.doses] == [0, 2, 24, 26, None, None]
    assert [d.date for d in result.doses][3:] == [date(2027, 3, 1), date(2027, 9, 1), date(2028, 3, 1)]
    with pytest.raises(CalculationError):
        obinutuzumab.infusions(17)


TAPERS = {
    "kdigo-reduced": [(35, 40), (21, 28), 15, 10, 7.5, 5, 2.5, 2.5],
    "kdigo-moderate": [(42, 49), (35, 42), 20, 15, 12.5, 10, 7.5, 5, 5, 5],
    "kdigo-high": [(56, 70), (42, 49), 30, 25, 20, 15, 12.5, 10, 7.5, 5, 5],
}


@pytest.mark.parametrize("scheme", sorted(TAPERS))
def test_kdigo_tables_at_70_kg(scheme: glucocorticoids.Scheme) -> None:
    doses = glucocorticoids.taper(scheme, 70, 30).doses
    assert [(d.amount, d.amount_max) if d.amount_max else d.amount for d in doses] == TAPERS[scheme]


@given(scheme=st.sampled_from(glucocorticoids.SCHEMES), weight=WEIGHTS)
def test_a_taper_only_falls_and_keeps_its_cap(scheme: glucocorticoids.Scheme, weight: float) -> None:
    doses = glucocorticoids.taper(scheme, weight, 30).doses
    tops = [float(d.amount_max or d.amount) for d in doses]
    caps = {"kdigo-reduced": 40, "kdigo-moderate": 50, "kdigo-high": 80, "acr": 40}
    assert max(tops[:2]) <= caps[scheme]
    rises = any(after > before for before, after in pairwise(tops))
    cautions = glucocorticoids.taper(scheme, weight, 30).cautions
    assert rises is any("does not rise" in caution for caution in cautions)
    assert not rises or weight < 55


def test_a_child_gets_no_adult_scheme() -> None:
    with pytest.raises(CalculationError, match="paediatric"):
        glucocorticoids.taper("acr", 40, 17.9)


ALL: list[Callable[[], Calculation]] = [
    lambda: voclosporin.starting(60, 30),
    lambda: voclosporin.adjusted(70, 50, 23.7),
    lambda: hydroxychloroquine.daily(60, 20, 12),
    lambda: mycophenolate.twice_daily("initial", "sodium", 20, 30),
    lambda: cyclophosphamide.euro_lupus(None, 30, 20, 1.0, 3),
    lambda: cyclophosphamide.nih(1.7, None, 30),
    lambda: cyclophosphamide.oral(60, 30),
    lambda: azathioprine.daily(60, 30, ["allopurinol"]),
    lambda: obinutuzumab.infusions(30),
    *[lambda s=s: glucocorticoids.taper(s, 70, 30) for s in glucocorticoids.SCHEMES],  # type: ignore[misc]
]


@pytest.mark.parametrize("calculate", ALL)
def test_every_result_cites_statements_and_shows_its_working(calculate: Callable[[], Calculation]) -> None:
    result = calculate()
    assert result.citations
    assert set(result.citations) <= set(default_corpus().statements)
    assert result.working.endswith((".", "mg."))
    assert result.as_json()["drug"] == result.drug


@pytest.mark.parametrize("weight", [0, -1, 500, float("nan"), "70", True])
@pytest.mark.parametrize(
    "calculate",
    [
        hydroxychloroquine.daily,
        azathioprine.daily,
        cyclophosphamide.oral,
        lambda w: glucocorticoids.taper("acr", w),
    ],
)
def test_a_weight_that_cannot_be_is_refused(calculate: Callable[[Any], Calculation], weight: object) -> None:
    with pytest.raises(CalculationError):
        calculate(weight)
