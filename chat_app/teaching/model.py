"""Typed teaching cases and treatment pathways, as an educator writes them: `docs/authoring-cases.md`.

Two kinds of sentence never mix. A *claim* says something about medicine: it cites curated statements and
passes the guardrails of an answer. *Narrative* says what happens to the invented patient: it cites nothing
and recommends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from chat_app.guidelines.model import LNClass
from chat_app.question.patient import PatientFacts
from chat_app.teaching.labs import labs

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
StatementId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.+-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Narrative = Text
"""A sentence or more about the invented patient."""
Months = float
"""Months since the first scene of the case; negative before it."""


class Part(BaseModel):
    """Base of everything in a case file: strict, frozen, no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Rating(StrEnum):
    BEST = "best"
    ACCEPTABLE = "acceptable"
    WRONG = "wrong"


class Claim(Part):
    """A sentence with the statements behind it. Without `text` it is its one statement in its own words;
    after loading `text` is always there."""

    text: Text | None = None
    cites: tuple[StatementId, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_statement_to_quote(self) -> Claim:
        if self.text is None and len(self.cites) != 1:
            raise ValueError("a claim without a text quotes its statement, so it cites exactly one")
        return self

    @property
    def words(self) -> str:
        """The text; raises ValueError for a claim that was not loaded."""
        if self.text is None:
            raise ValueError("the claim has no text: load the case")
        return self.text


class Labs(Part):
    """Values of one day, by field of `rules/labs.yaml`, in the unit given there."""

    month: Months = Field(ge=-120, le=600)
    values: dict[str, float] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, row: object) -> object:
        """The file writes the values beside the month; they are gathered here."""
        if not isinstance(row, dict) or "values" in row:
            return row
        return {"month": row.get("month"), "values": {k: v for k, v in row.items() if k != "month"}}

    @field_validator("values")
    @classmethod
    def _plausible(cls, values: dict[str, float]) -> dict[str, float]:
        for name, value in values.items():
            lab = labs().get(name)
            if lab is None:
                raise ValueError(f"unknown value `{name}`; known are {', '.join(labs())}")
            if not lab.at_least <= value <= lab.at_most:
                raise ValueError(
                    f"{name}: {value:g} {lab.unit} cannot be; give {lab.at_least:g} to {lab.at_most:g}"
                )
        return values


class Biopsy(Part):
    """A kidney biopsy report. Indices: modified NIH, activity 0 to 24, chronicity 0 to 12."""

    month: Months
    classes: tuple[LNClass, ...] = ()
    """Empty for a biopsy of a transplant or one that shows no lupus nephritis."""
    activity_index: int | None = Field(default=None, ge=0, le=24)
    chronicity_index: int | None = Field(default=None, ge=0, le=12)
    glomeruli: int | None = Field(default=None, ge=1, le=200)
    findings: tuple[Narrative, ...] = Field(min_length=1)


class Therapy(Part):
    """A drug that is started or stopped at this step. Doses are no case facts: claims give them."""

    drug: Text
    """Generic name, lower case; `dialysis`, `plasma exchange` and `transplant` stand for those."""
    start: Months | None = None
    stop: Months | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Therapy:
        if self.start is None and self.stop is None:
            raise ValueError("give start, stop or both")
        if self.start is not None and self.stop is not None and self.stop <= self.start:
            raise ValueError("stop must come after start")
        return self


class Position(Part):
    """Where the patient stands in a treatment pathway."""

    pathway: Slug
    node: Slug


class Compare(Part):
    """A point on which guideline bodies differ: the statements to put side by side, one a body."""

    title: Text
    point: Text | None = None
    """A point of the corpus ("first-line therapy"): all statements with the locator "Comparison: POINT"."""
    statements: tuple[StatementId, ...] = ()
    """After loading these are always filled."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Compare:
        if self.point is None and len(self.statements) < 2:
            raise ValueError("give a point, or at least two statements")
        return self


class Response(Part):
    """A response state that the narrative names: `cases check` works it out again from the values."""

    baseline: Months
    at: Months
    body: Literal["KDIGO", "ACR", "EULAR"] = "KDIGO"
    category: Literal["complete", "partial", "none", "not_yet", "on_target", "off_target", "not_met"]


class Option(Part):
    """One thing that could be done, and why it is right, acceptable or wrong."""

    text: Text
    rating: Rating
    here: Narrative | None = None
    """What in this patient decides it; a case fact."""
    why: tuple[Claim, ...] = Field(min_length=1)
    therapy: tuple[Therapy, ...] = ()
    """What this choice starts and stops."""
    next: Slug


class Decision(Part):
    question: Text
    options: tuple[Option, ...] = Field(min_length=2, max_length=6)


class Ending(Part):
    outcome: Literal["good", "mixed", "poor"]
    summary: tuple[Narrative, ...] = Field(min_length=1)
    take_home: tuple[Claim, ...] = Field(min_length=1)


class Step(Part):
    """One scene. It holds a decision, or an ending, or names the step that follows it."""

    id: Slug
    title: Text
    setting: Text
    """Where: "Clinic", "Ward", "Telephone"."""
    month: Months = Field(ge=-120, le=600)
    story: tuple[Narrative, ...] = Field(min_length=1)
    facts: PatientFacts = PatientFacts()
    """What is new about the patient from here on; laid over what earlier steps told."""
    labs: tuple[Labs, ...] = ()
    biopsy: Biopsy | None = None
    therapy: tuple[Therapy, ...] = ()
    response: Response | None = None
    pathway: Position | None = None
    compare: tuple[Compare, ...] = ()
    decision: Decision | None = None
    next: Slug | None = None
    ending: Ending | None = None

    @model_validator(mode="after")
    def _one_way_on(self) -> Step:
        if sum(part is not None for part in (self.decision, self.next, self.ending)) != 1:
            raise ValueError("a step holds exactly one of decision, next and ending")
        return self

    def leads_to(self) -> tuple[str, ...]:
        """Steps that can follow, in order, each once."""
        ways = [self.next] if self.next else [o.next for o in self.decision.options] if self.decision else []
        return tuple(dict.fromkeys(ways))


class Patient(Part):
    """The invented patient at the start."""

    invented: Literal[True]
    """Every case says that its patient is invented."""
    introduction: Narrative
    """Who it is, in a sentence, without a name: "A 27-year-old woman, a primary school teacher"."""
    facts: PatientFacts
    height_cm: float | None = Field(default=None, ge=30, le=250)
    """Needed below 18 years, where eGFR is worked out from it."""


class Case(Part):
    """A whole case. `steps` are in the order of the file; `start` names the first."""

    id: Slug
    title: Text
    summary: Narrative
    learning_points: tuple[Text, ...] = Field(min_length=1)
    """What the learner will be able to do; aims, no claims."""
    level: Literal["foundation", "intermediate", "advanced"]
    minutes: int = Field(ge=5, le=90)
    patient: Patient
    start: Slug
    steps: tuple[Step, ...] = Field(min_length=2)

    def step(self, step_id: str) -> Step:
        """The step of that id. Raises KeyError where there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def decisions(self) -> Iterator[tuple[Step, Decision]]:
        """Every decision with its step, in the order of the file."""
        for step in self.steps:
            if step.decision is not None:
                yield step, step.decision

    def ends(self) -> tuple[Step, ...]:
        """Every step that ends the case."""
        return tuple(step for step in self.steps if step.ending is not None)

    def claims(self) -> Iterator[tuple[str, str, Claim]]:
        """Every claim: its step, its field and itself."""
        for step in self.steps:
            for number, option in enumerate(step.decision.options if step.decision else (), 1):
                for line, claim in enumerate(option.why, 1):
                    yield step.id, f"decision.options.{number}.why.{line}", claim
            for line, claim in enumerate(step.ending.take_home if step.ending else (), 1):
                yield step.id, f"ending.take_home.{line}", claim


class Link(Part):
    """A way from one node of a pathway to another."""

    node: Slug
    when: Text | None = None
    """What the way depends on, in a few words: "partial or complete response"."""


class Node(Part):
    id: Slug
    title: Text
    says: tuple[Claim, ...] = Field(min_length=1)
    leads_to: tuple[Link, ...] = ()


class Pathway(Part):
    """A treatment pathway: nodes with what the statements say at each, in reading order."""

    id: Slug
    title: Text
    nodes: tuple[Node, ...] = Field(min_length=2)

    def node(self, node_id: str) -> Node:
        """The node of that id. Raises KeyError where there is none."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def claims(self) -> Iterator[tuple[str, str, Claim]]:
        """Every claim: its node, its field and itself."""
        for node in self.nodes:
            for line, claim in enumerate(node.says, 1):
                yield node.id, f"says.{line}", claim


@dataclass(frozen=True, slots=True)
class Library:
    """Cases and pathways, loaded and joined with the corpus."""

    cases: Mapping[str, Case]
    pathways: Mapping[str, Pathway]
    versions: Mapping[str, str]
    """Hash of a case's file, by its id: work in progress belongs to one version of a case."""
