"""Indication criteria as data: strictly loaded, each resting on statements of the corpus."""

from __future__ import annotations

import functools
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat_app.clinic.logic import Predicate
from chat_app.errors import CorpusError, UnknownChoice

INDICATION_FOLDER = Path(__file__).parent / "rules" / "indication"
_COMMON = "common.yaml"


class Role(StrEnum):
    """What a criterion does to the determination."""

    ESSENTIAL = "essential"
    """Not met: not supported. Unknown: cannot be determined."""
    CONSISTENCY = "consistency"
    """Not met: what was handed in contradicts itself, so nothing can be determined. Unknown: a condition."""
    REQUIRED = "required"
    """Not met: not supported. Unknown: a condition."""
    CONDITION = "condition"
    """Not met or unknown: supported only if it is settled."""
    CAUTION = "caution"
    """Shown; changes nothing."""
    DOCUMENT = "document"
    """To be in the record; named as missing where it is not known; changes nothing."""


class Criterion(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    role: Role
    text: str
    """What must be true, as a sentence."""
    when: Predicate | None = None
    """The criterion applies only where this is met."""
    test: Predicate | None = None
    """None: no fact that the product knows of decides it, so its status is unknown."""
    ask: str | None = None
    """What to find out or to record where it is unknown."""
    unmet: str | None = None
    """What to say where it is not met."""
    citations: tuple[str, ...] = Field(min_length=1)


class Position(BaseModel):
    """What one body says: the cited statements' own words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: Predicate | None = None
    citations: tuple[str, ...] = Field(min_length=1)


class Basis(BaseModel):
    """Why the drug is used in a special case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: Predicate
    text: str
    citations: tuple[str, ...] = Field(min_length=1)


class DrugRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    drug: str
    lupus_only: bool
    """The corpus knows of no use of it outside lupus: another diagnosis cannot be the indication."""
    basis: str
    """Why the drug is used in lupus nephritis at all: label and guideline, in one sentence."""
    basis_citations: tuple[str, ...] = Field(min_length=1)
    bases: tuple[Basis, ...] = ()
    """What stands in its place where a condition is met; the first one counts."""
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    positions: tuple[Position, ...]


class Activity(BaseModel):
    """From which proteinuria (g/g), in which classes, nephritis counts as active."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: tuple[str, ...]
    upcr_at_least: float
    citations: tuple[str, ...] = Field(min_length=1)


@functools.cache
def activity() -> Activity:
    """The rule by which proteinuria tells active disease."""
    return Activity.model_validate(_read(INDICATION_FOLDER / _COMMON)["activity"])


@functools.cache
def drug_rules() -> dict[str, DrugRules]:
    """Rules of every drug that a determination can be made for, by generic name.

    Raises CorpusError, naming file and field, where a rule file breaks the format.
    """
    common = {row["id"]: row for row in _read(INDICATION_FOLDER / _COMMON)["criteria"]}
    rules: dict[str, DrugRules] = {}
    for path in sorted(INDICATION_FOLDER.glob("*.yaml")):
        if path.name == _COMMON:
            continue
        document = _read(path)
        document["criteria"] = [_expand(path, row, common) for row in document.get("criteria", [])]
        try:
            parsed = DrugRules.model_validate(document)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise CorpusError(f"{path.name}, field {field}: {first['msg']}.") from error
        rules[parsed.drug] = parsed
    return rules


def rules_for(drug: str) -> DrugRules:
    """Rules of one drug by its generic name. Raises UnknownChoice for a drug without rules."""
    try:
        return drug_rules()[drug]
    except KeyError:
        known = ", ".join(sorted(drug_rules()))
        raise UnknownChoice(f"The corpus holds no criteria for {drug!r}. Choose one of: {known}.") from None


def _expand(path: Path, row: dict[str, Any], common: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A shared criterion is named (`use:`); what the drug file adds overrides it, and citations add up."""
    if "use" not in row:
        return row
    shared = common.get(row["use"])
    if shared is None:
        raise CorpusError(f"{path.name}: no shared criterion {row['use']!r} in {_COMMON}.")
    own = {key: value for key, value in row.items() if key != "use"}
    citations = [*own.pop("citations", []), *shared["citations"]]
    return {**shared, **own, "citations": citations}


def _read(path: Path) -> dict[str, Any]:
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        raise CorpusError(f"{path.name}: not valid YAML ({error}).") from error
    if not isinstance(document, dict):
        raise CorpusError(f"{path.name}: a rule file is a mapping.")
    return document
