"""Laboratory values that a case may give, each with its unit and the limits within which it is plausible."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from chat_app.guidelines.rulebook import load_rules

_FILE = Path(__file__).parent / "rules" / "labs.yaml"


class Lab(BaseModel):
    """How one value is called and measured. Limits are of plausibility: they catch typing errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    unit: str
    at_least: float
    at_most: float
    digits: int = 0
    """Decimals that are shown."""
    named: str | None = None
    """What a story calls it: a number that stands behind this name must be a value of the case."""


class _Labs(RootModel[dict[str, Lab]]):
    pass


@functools.cache
def labs() -> Mapping[str, Lab]:
    """Every value that a case may give, by the name of its field, in the order in which it is shown."""
    return load_rules(_FILE, _Labs).root
