"""Kidney arithmetic: eGFR from creatinine, and units of the urine protein-creatinine ratio.

The equations are published mathematics, not statements of the corpus: CKD-EPI 2021 (Inker, N Engl J Med
2021;385:1737) and bedside Schwartz (Schwartz, J Am Soc Nephrol 2009;20:629).
Constants: `rules/equations.yaml`.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from chat_app.clinic.quantity import checked, shown, tidy
from chat_app.errors import CalculationError

Sex = Literal["female", "male"]
CreatinineUnit = Literal["mg/dL", "umol/L"]
UpcrUnit = Literal["g/g", "mg/g", "mg/mmol", "g/mmol", "mg/mg"]
UPCR_UNITS: tuple[UpcrUnit, ...] = ("g/g", "mg/g", "mg/mmol", "g/mmol", "mg/mg")
_FILE = Path(__file__).parent / "rules" / "equations.yaml"


class Measure(BaseModel):
    """One calculated value with its working. `citations` name statements; `references` name papers."""

    model_config = ConfigDict(frozen=True)

    calculator: str
    value: float | int
    unit: str
    values: dict[str, float | int] = {}
    working: str
    citations: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def egfr(
    creatinine: float,
    age_years: float,
    sex: Sex | None = None,
    height_cm: float | None = None,
    unit: CreatinineUnit = "mg/dL",
) -> Measure:
    """eGFR in mL/min/1.73 m²: CKD-EPI 2021 from 18 years (needs sex), bedside Schwartz below (needs height).

    Raises CalculationError for values that cannot be and where the equation lacks a value.
    """
    rules = _rules()
    age = checked("age_years", age_years)
    mg = checked("creatinine_mg_per_dl", _mg_per_dl(creatinine, unit))
    given = (
        f"{shown(mg, 2)} mg/dL"
        if unit == "mg/dL"
        else f"{shown(creatinine, 1)} µmol/L = {shown(mg, 2)} mg/dL"
    )
    if age < rules["ckd_epi_2021"]["from_age"]:
        return _schwartz(rules["bedside_schwartz"], mg, given, height_cm)
    return _ckd_epi(rules["ckd_epi_2021"], mg, given, age, sex)


def upcr(value: float, unit: UpcrUnit) -> Measure:
    """A urine protein-creatinine ratio in every unit. Raises CalculationError for values that cannot be."""
    grams = upcr_in_g_per_g(value, unit)
    molar = _rules()["creatinine"]["grams_per_mole"]
    values = {"g/g": grams, "mg/g": grams * 1000, "mg/mmol": grams * molar, "g/mmol": grams * molar / 1000}
    rounded = {
        name: tidy(number, {"g/g": 3, "mg/g": 0, "mg/mmol": 1, "g/mmol": 4}[name])
        for name, number in values.items()
    }
    return Measure(
        calculator="upcr",
        value=rounded["g/g"],
        unit="g/g",
        values=rounded,
        working=f"{value:g} {unit} = {rounded['g/g']} g/g = {rounded['mg/g']} mg/g = "
        f"{rounded['mg/mmol']} mg/mmol (creatinine {molar} g/mol: 1 g/g = {molar} mg/mmol).",
        citations=("kdigo-ln-2024.cr",),
        references=(_rules()["creatinine"]["note"],),
        cautions=("Guidelines round: KDIGO writes 0.5 g/g as 50 mg/mmol. Here the exact factor is used.",),
    )


def upcr_in_g_per_g(value: float, unit: UpcrUnit) -> float:
    """The ratio in g/g. Raises CalculationError for a unit that is not known and values that cannot be."""
    molar = _rules()["creatinine"]["grams_per_mole"]
    divisors = {"g/g": 1.0, "mg/mg": 1.0, "mg/g": 1000.0, "mg/mmol": molar, "g/mmol": molar / 1000}
    if unit not in divisors:
        raise CalculationError(f"Unknown unit {unit!r}. Choose one of: {', '.join(divisors)}.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CalculationError(f"The urine protein-creatinine ratio must be a number, not {value!r}.")
    return checked("upcr_g_per_g", value / divisors[unit])


def _mg_per_dl(value: float, unit: CreatinineUnit) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CalculationError(f"Serum creatinine must be a number, not {value!r}.")
    if unit == "mg/dL":
        return value
    if unit == "umol/L":
        return float(value / _rules()["creatinine"]["micromol_per_l_of_one_mg_per_dl"])
    raise CalculationError(f"Unknown unit {unit!r}. Choose one of: mg/dL, umol/L.")


def _ckd_epi(rule: dict[str, Any], mg: float, given: str, age: float, sex: Sex | None) -> Measure:
    if sex not in ("female", "male"):
        raise CalculationError("The CKD-EPI equation needs the sex: female or male.")
    kappa, alpha = rule["creatinine"][sex], rule["low_exponent"][sex]
    ratio = mg / kappa
    factor = rule["female_factor"] if sex == "female" else 1
    value = (
        rule["factor"]
        * min(ratio, 1) ** alpha
        * max(ratio, 1) ** rule["high_exponent"]
        * rule["age_base"] ** age
        * factor
    )
    return _measure(
        rule,
        value,
        f"{rule['factor']} × min({given} ÷ {kappa}, 1)^{alpha} × max(…, 1)^{rule['high_exponent']} × "
        f"{rule['age_base']}^{age:g}{f' × {factor}' if sex == 'female' else ''}",
    )


def _schwartz(rule: dict[str, Any], mg: float, given: str, height_cm: float | None) -> Measure:
    if height_cm is None:
        raise CalculationError("Below 18 years the bedside Schwartz equation needs the height in cm.")
    height = checked("height_cm", height_cm)
    return _measure(rule, rule["factor"] * height / mg, f"{rule['factor']} × {shown(height)} cm ÷ {given}")


def _measure(rule: dict[str, Any], value: float, working: str) -> Measure:
    return Measure(
        calculator="egfr",
        value=round(value),
        unit="mL/min/1.73 m²",
        values={"unrounded": tidy(value, 2)},
        working=f"{working} = {tidy(value, 1)}, reported as {round(value)} mL/min/1.73 m² ({rule['name']}).",
        references=(rule["reference"],),
        cautions=("For a steady state: not in acute kidney injury; with care at extremes of muscle mass.",),
    )


@functools.cache
def _rules() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return document
