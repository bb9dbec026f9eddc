"""The small frozen values that every guardrail speaks in: evidence in, findings and verdicts out.

No rendering lives here: the page finds the words. Offsets are in characters of the text that was checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Decision(StrEnum):
    """What a check, or all checks together, concluded about one sentence."""

    SUPPORTED = "supported"
    CONFLICT = "conflict"
    """The cited evidence says otherwise. Final: no second reader overrules it."""
    UNDECIDED = "undecided"
    """The checks could not read it. Counts as not supported unless a second reader says so."""


class Severity(StrEnum):
    """What a single finding does to the decision."""

    CONFLICT = "conflict"
    UNDECIDED = "undecided"
    CRASHED = "crashed"
    """The check itself failed. Never a pass, and never confused with a claim that failed a check."""
    NOTE = "note"
    """Worth showing; changes nothing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One curated statement as the guardrails see it. Only `id` and `text` are always known."""

    id: str
    text: str
    plain: str | None = None
    grade: str | None = None
    kind: str | None = None
    population: tuple[str, ...] = ()
    source: str | None = None
    organisation: str | None = None
    year: int | None = None
    source_type: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check noticed, where, and by which rule."""

    check: str
    """Name of the check: the module in `guardrails/` that holds its reason."""
    message: str
    """One plain sentence for a clinician."""
    severity: Severity = Severity.CONFLICT
    start: int | None = None
    end: int | None = None
    rule: str | None = None
    """Name of the rule within the check, where it has several."""
    statement: str | None = None
    """Id of the statement it was compared with, where one was."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with its reasons."""

    decision: Decision
    findings: tuple[Finding, ...] = ()
    quoted: bool = False
    """True where the sentence is a cited statement's own words."""

    @property
    def supported(self) -> bool:
        """True only for a supported claim: doubt, a crash and missing evidence are not."""
        return self.decision is Decision.SUPPORTED


class Scope(StrEnum):
    """How near a question stands to lupus nephritis."""

    IN = "in"
    NEAR = "near"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A span of text that could identify a person."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Screening:
    """What the input rails found in a question."""

    scope: Scope
    text: str
    """The text to work with: identifiers replaced, injected instructions taken out."""
    redacted: str
    """The text as asked, with identifiers replaced: what may be stored."""
    injection: bool = False
    emergency: bool = False
    identifiers: tuple[Identifier, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    refuse: bool = False
    """True where nothing in the text is a clinical question that may be answered (an attack alone)."""
