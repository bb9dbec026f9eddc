"""Numbers that go into a calculation: of the right kind, finite and within plausible limits."""

from __future__ import annotations

import functools
import math
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from chat_app.errors import CalculationError

_FILE = Path(__file__).parent / "rules" / "ranges.yaml"
POUNDS_TO_KG = 0.45359237
"""kg of one pound, exact by definition."""


class _Range(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: float
    at_most: float
    unit: str
    name: str


def checked(kind: str, value: object) -> float:
    """A number within the plausible limits of its kind (`rules/ranges.yaml`), in the unit given there.

    Raises CalculationError for anything else: a text, a truth value, NaN, infinity, a value out of limits.
    """
    limits = _ranges()[kind]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CalculationError(f"{limits.name} must be a number in {limits.unit}, not {value!r}.")
    if not math.isfinite(value) or not limits.at_least <= value <= limits.at_most:
        raise CalculationError(
            f"{limits.name} of {value:g} {limits.unit} cannot be: give a value from {limits.at_least:g} "
            f"to {limits.at_most:g} {limits.unit}."
        )
    return float(value)


def tidy(value: float, digits: int = 1) -> float | int:
    """Rounded to `digits` decimals; a whole number without a decimal point."""
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded


def shown(value: float, digits: int = 1) -> str:
    """A number for people: rounded, without needless zeros, thousands parted by a comma."""
    return f"{tidy(value, digits):,}"


@functools.cache
def _ranges() -> dict[str, _Range]:
    document = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {key: _Range.model_validate(row) for key, row in document.items()}
