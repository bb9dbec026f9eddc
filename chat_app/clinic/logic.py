"""Three-valued logic over facts of a patient: a criterion is met, not met, or not known.

Predicates are data (see `rules/indication/*.yaml`); a fact that was not told makes its comparison unknown,
and unknown spreads as in Kleene's strong logic, so nothing is concluded from silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from chat_app.clinic.dosing import is_adult
from chat_app.question.patient import PatientFacts


class Status(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


def status_of(value: bool | None) -> Status:
    """True is met, False not met, None unknown."""
    return Status.UNKNOWN if value is None else Status.MET if value else Status.NOT_MET


def all_of(statuses: Iterable[Status]) -> Status:
    """Not met if any is not met; else unknown if any is unknown; else met."""
    seen = set(statuses)
    return (
        Status.NOT_MET if Status.NOT_MET in seen else Status.UNKNOWN if Status.UNKNOWN in seen else Status.MET
    )


def any_of(statuses: Iterable[Status]) -> Status:
    """Met if any is met; else unknown if any is unknown; else not met."""
    seen = set(statuses)
    return Status.MET if Status.MET in seen else Status.UNKNOWN if Status.UNKNOWN in seen else Status.NOT_MET


def negation(status: Status) -> Status:
    return {Status.MET: Status.NOT_MET, Status.NOT_MET: Status.MET}.get(status, Status.UNKNOWN)


Derived = Literal[
    "diagnosis",
    "lupus",
    "procedure",
    "active",
    "continuing",
    "not-pregnant",
    "no-dialysis",
    "own-kidneys",
    "hepatitis-b-negative",
]
"""What is concluded from codes and facts before the criteria are read."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the predicates read: the facts as told, and what was concluded from codes and facts."""

    facts: PatientFacts
    derived: dict[Derived, Status]
    mentioned: frozenset[str] = frozenset()
    """Drugs said to be taken, where no full list of therapies was told: what is not named stays unknown."""


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Compare(_Node):
    """A number told, against a limit in the unit of the fact."""

    fact: Literal["age_years", "weight_kg", "egfr", "upcr_g_per_g", "sbp", "dbp"]
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Compare:
        if len(self.limits) != 1:
            raise ValueError("a comparison has exactly one of above, at_least, below, at_most")
        return self

    @property
    def limits(self) -> tuple[float, ...]:
        return tuple(v for v in (self.above, self.at_least, self.below, self.at_most) if v is not None)

    def read(self, case: Case) -> Status:
        value = getattr(case.facts, self.fact)
        if value is None:
            return self._of_a_child(case)
        if self.above is not None:
            return status_of(value > self.above)
        if self.at_least is not None:
            return status_of(value >= self.at_least)
        if self.below is not None:
            return status_of(value < self.below)
        return status_of(value <= self.limits[0])

    def _of_a_child(self, case: Case) -> Status:
        """A child whose age is not told is below the age of adults, and nothing else is known of it."""
        if self.fact != "age_years" or not case.facts.child or is_adult(self.limits[0]) is False:
            return Status.UNKNOWN
        return status_of(self.below is not None or self.at_most is not None)


class Equals(_Node):
    """A yes-or-no fact, or a named value."""

    fact: Literal[
        "biopsy_proven",
        "pregnant",
        "planning_pregnancy",
        "dialysis",
        "transplant",
        "severe_cns_lupus",
        "active_disease",
        "inadequate_response",
        "response",
        "sex",
    ]
    equals: bool | str

    def read(self, case: Case) -> Status:
        value = getattr(case.facts, self.fact)
        return status_of(None if value is None else value == self.equals)


class Includes(_Node):
    """At least one of these is among the classes or therapies told. An empty list told means none."""

    fact: Literal["classes", "therapies"]
    includes: tuple[str, ...] = Field(min_length=1)

    def read(self, case: Case) -> Status:
        told, wanted = getattr(case.facts, self.fact), set(self.includes)
        if self.fact == "therapies" and told is None:
            return Status.MET if wanted & case.mentioned else Status.UNKNOWN
        return status_of(None if told is None else bool(wanted & set(told)))


class Only(_Node):
    """What was told is not empty, and holds nothing but these."""

    fact: Literal["classes"]
    only: tuple[str, ...] = Field(min_length=1)

    def read(self, case: Case) -> Status:
        told = getattr(case.facts, self.fact)
        return status_of(None if told is None else bool(told) and set(told) <= set(self.only))


class Concluded(_Node):
    derived: Derived

    def read(self, case: Case) -> Status:
        return case.derived[self.derived]


class All(_Node):
    all: tuple[Predicate, ...] = Field(min_length=1)

    def read(self, case: Case) -> Status:
        return all_of(part.read(case) for part in self.all)


class AnyOf(_Node):
    any: tuple[Predicate, ...] = Field(min_length=1)

    def read(self, case: Case) -> Status:
        return any_of(part.read(case) for part in self.any)


class Not(_Node):
    negated: Predicate = Field(alias="not")

    def read(self, case: Case) -> Status:
        return negation(self.negated.read(case))


_KINDS = {
    "all": "all",
    "any": "any",
    "not": "not",
    "derived": "derived",
    "equals": "equals",
    "includes": "includes",
    "only": "only",
}
_BY_TYPE = {
    All: "all",
    AnyOf: "any",
    Not: "not",
    Concluded: "derived",
    Equals: "equals",
    Includes: "includes",
    Only: "only",
}


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return next((tag for key, tag in _KINDS.items() if key in value), "compare")
    return next((tag for kind, tag in _BY_TYPE.items() if isinstance(value, kind)), "compare")


Predicate = Annotated[
    Annotated[Compare, Tag("compare")]
    | Annotated[Equals, Tag("equals")]
    | Annotated[Includes, Tag("includes")]
    | Annotated[Only, Tag("only")]
    | Annotated[Concluded, Tag("derived")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind),
]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def limits(predicate: Predicate) -> tuple[float, ...]:
    """Every number that a predicate compares with."""
    if isinstance(predicate, Compare):
        return predicate.limits
    parts: tuple[Predicate, ...] = ()
    if isinstance(predicate, All):
        parts = predicate.all
    elif isinstance(predicate, AnyOf):
        parts = predicate.any
    elif isinstance(predicate, Not):
        parts = (predicate.negated,)
    return tuple(limit for part in parts for limit in limits(part))
