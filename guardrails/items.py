"""What the streaming gate says about each piece of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.types import Finding


@dataclass(frozen=True, slots=True)
class Released:
    """A sentence that may be shown."""

    index: int
    """Place in the text as written."""
    section: str | None
    """None: the bottom line."""
    text: str
    citations: tuple[str, ...]
    """Ids of the statements behind it."""
    quoted: bool
    """The statement's own words."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence that may not be shown, why, and what is shown in its place."""

    index: int
    section: str | None
    text: str
    citations: tuple[str, ...]
    findings: tuple[Finding, ...]
    replacement: Released | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """A sentence that waits for a second reader: tell the gate with `settle`."""

    index: int
    section: str | None
    text: str
    citations: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that the reader may ask next."""

    text: str


Item = Released | Withheld | Undecided | FollowUp
