"""Typed corpus: sources, statements, and the corpus that holds them. Format: README, "Add a statement"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from guardrails.types import Evidence

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.+-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class SourceType(StrEnum):
    GUIDELINE = "guideline"
    LABEL = "label"
    TRIAL = "trial"
    META_ANALYSIS = "meta-analysis"
    COHORT = "cohort"
    REVIEW = "review"
    STATEMENT = "statement"
    CODE_SET = "code-set"


class Kind(StrEnum):
    RECOMMENDATION = "recommendation"
    PRACTICE_POINT = "practice-point"
    LABEL = "label"
    TRIAL_RESULT = "trial-result"
    DEFINITION = "definition"
    MONITORING = "monitoring"
    SAFETY = "safety"
    BACKGROUND = "background"
    CODE = "code"


class Status(StrEnum):
    """How a statement was checked against its source."""

    TWO_SOURCES = "two-sources"
    ONE_SOURCE = "one-source"
    UNCONFIRMED = "unconfirmed"


Population = Literal["adult", "paediatric", "pregnancy", "ckd", "dialysis", "transplant", "any"]
Topic = Literal[
    "diagnosis",
    "biopsy",
    "classification",
    "general-management",
    "hydroxychloroquine",
    "glucocorticoids",
    "initial-therapy",
    "maintenance-therapy",
    "belimumab",
    "voclosporin",
    "calcineurin-inhibitors",
    "cyclophosphamide",
    "mycophenolate",
    "azathioprine",
    "rituximab",
    "obinutuzumab",
    "anifrolumab",
    "class-i-ii",
    "class-iii-iv",
    "class-v",
    "response-definition",
    "monitoring",
    "relapse",
    "refractory",
    "thrombotic-microangiopathy",
    "antiphospholipid",
    "pregnancy",
    "contraception-fertility",
    "paediatric",
    "ckd-eskd-dialysis",
    "transplant",
    "infection-vaccination",
    "supportive-care",
    "adverse-effects",
    "drug-interactions",
    "dosing",
    "duration-withdrawal",
    "coverage-coding",
    "trial-evidence",
    "prognosis",
]
LNClass = Literal["I", "II", "III", "IV", "V", "VI"]


class Record(BaseModel):
    """Base of corpus records: strict, frozen, no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(Record):
    """A guideline, label, trial report or other document that statements were read in."""

    id: Slug
    type: SourceType
    title: Text
    organisation: Text
    year: int | None = Field(ge=1950, le=2100)
    citation: str | None
    doi: str | None
    pmid: str | None
    url: str | None
    superseded_by: Slug | None = None


class Checked(Record):
    """Who read a statement against its source, when and in what. Names are as stated by the reader."""

    by: Text
    credential: str = ""
    on: date
    read_in: Text
    """The page or document that was read."""


class Statement(Record):
    """One claim of one source, self-contained, in our own words."""

    id: Slug
    source: Slug
    locator: str
    kind: Kind
    grade: str | None
    text: Text
    plain: Text
    topics: tuple[Topic, ...]
    drugs: tuple[str, ...]
    classes: tuple[LNClass, ...]
    population: tuple[Population, ...]
    answers: tuple[Text, ...]
    status: Status
    checked: Checked | None = None

    @field_validator("grade", mode="before")
    @classmethod
    def _grade_as_text(cls, value: object) -> object:
        """YAML reads a bare `1` or `2` as a number; grades are text."""
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class Corpus:
    """All statements and sources of one version. `version` is `sha256:` and the hash of the content."""

    sources: Mapping[str, Source]
    statements: Mapping[str, Statement]
    version: str
    updated: str
    """Date (ISO) of the guideline context, as the corpus states it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Name of the file that holds a source or statement, by its id."""

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements.values())

    def __len__(self) -> int:
        return len(self.statements)

    def source_of(self, statement: Statement) -> Source:
        """The source that a statement was read in."""
        return self.sources[statement.source]

    def evidence(self, statement_id: str) -> Evidence:
        """A statement as the guardrails see it. Raises KeyError for an unknown id."""
        s = self.statements[statement_id]
        source = self.sources[s.source]
        return Evidence(
            id=s.id,
            text=s.text,
            plain=s.plain,
            grade=s.grade,
            kind=s.kind.value,
            population=s.population,
            source=s.source,
            organisation=source.organisation,
            year=source.year,
            source_type=source.type.value,
        )
