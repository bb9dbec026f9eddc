"""What a dose calculator returns: doses with units, the working in words, the statements behind it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from chat_app.clinic.quantity import checked
from chat_app.errors import CalculationError, CorpusError

DOSING_FOLDER = Path(__file__).parent / "rules" / "dosing"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Billing(_Part):
    """Units of one administration. Given and discarded units add up to what the vials hold."""

    code: str
    units: int
    wasted_units: int
    modifier: str | None = None
    """JW: something was discarded; JZ: nothing was."""


class Dose(_Part):
    """One administration, or one step of a daily regimen."""

    date: datetime.date | None = None
    week: int | None = None
    """Weeks since the first dose."""
    period: str | None = None
    """The weeks that a step of a taper lasts."""
    amount: float | int
    amount_max: float | int | None = None
    """Upper end, where the source gives a range."""
    unit: str
    route: str
    frequency: str | None = None
    vials: dict[str, int] | None = None
    billing: Billing | None = None


class Calculation(_Part):
    drug: str
    doses: tuple[Dose, ...]
    working: str
    citations: tuple[str, ...]
    cautions: tuple[str, ...] = ()
    chart: dict[str, Any] | None = None
    """A Vega-Lite specification, where a picture helps."""

    def as_json(self) -> dict[str, Any]:
        """What `ln-consult dose --json` prints: fields that are not known are left out, except the date."""
        row = self.model_dump(mode="json", exclude_none=True)
        for dose in row["doses"]:
            dose.setdefault("date", None)
        return row


@functools.cache
def dosing_rules(drug: str) -> dict[str, Any]:
    """The rule file of a drug. Every number in it stands beside the `citations` that carry it."""
    path = DOSING_FOLDER / f"{drug}.yaml"
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, yaml.YAMLError) as error:
        raise CorpusError(f"{path.name}: cannot be read ({error}).") from error
    if not isinstance(document, dict):
        raise CorpusError(f"{path.name}: a rule file is a mapping.")
    return document


def cited(*groups: Iterable[str]) -> tuple[str, ...]:
    """Citations of several rules, each once, in order."""
    return tuple(dict.fromkeys(c for group in groups for c in group))


def notes_of(rows: Iterable[dict[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Texts and citations of notes in a rule file."""
    kept = list(rows)
    return tuple(row["text"] for row in kept), cited(*(row["citations"] for row in kept))


def is_adult(age_years: float) -> bool:
    """Whether an age in years is an adult's. Raises CalculationError for an age that cannot be."""
    limit: float = dosing_rules("adult")["adult"]["at_least_years"]
    return checked("age_years", age_years) >= limit


def adults_only(rule: dict[str, Any], age_years: float | None) -> list[str]:
    """A caution where the age is not told. Raises CalculationError, in the rule's words, for a child."""
    if age_years is None:
        return ["Age is not told: this dose is for adults."]
    if not is_adult(age_years):
        raise CalculationError(rule["refusal"], rule["citations"])
    return []
