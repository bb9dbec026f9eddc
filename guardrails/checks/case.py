"""What every check looks at: the claim and the statements it cites, read, with what is known of their
sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from guardrails.lexicon import Lexicon
from guardrails.quantities import Quantity
from guardrails.reading import Reading, Word
from guardrails.types import Evidence


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited statement, read, with the names that its source is known by."""

    evidence: Evidence
    reading: Reading
    bodies: frozenset[str]
    """Concepts of bodies and trials that its source is known by, though its text does not say so."""


@dataclass(frozen=True, slots=True)
class Case:
    """One claim to judge."""

    claim: Reading
    cited: tuple[Cited, ...]
    lexicon: Lexicon
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def words(self) -> Iterator[Word]:
        """All words of the cited statements."""
        for one in self.cited:
            yield from one.reading.words

    def named(self, *kinds: str) -> frozenset[str]:
        """Concepts of these kinds that any cited statement names."""
        return frozenset().union(*(c.reading.named(*kinds) for c in self.cited))

    def quantities(self) -> list[tuple[Cited, Quantity]]:
        return [(c, q) for c in self.cited for q in c.reading.quantities]

    @property
    def text(self) -> str:
        """The cited statements in lower case, as one."""
        return " ".join(c.reading.lowered for c in self.cited)
