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
        known: frozenset[str] | None = self.memo.get(kinds)
        if known is None:
            known = frozenset().union(*(c.reading.named(*kinds) for c in self.cited))
            self.memo[kinds] = known
        return known

    def quantities(self) -> list[tuple[Cited, Quantity]]:
        found: list[tuple[Cited, Quantity]] | None = self.memo.get("quantities")
        if found is None:
            found = [(c, q) for c in self.cited for q in c.reading.quantities]
            self.memo["quantities"] = found
        return found

    @property
    def text(self) -> str:
        """The cited statements in lower case, as one."""
        joined: str | None = self.memo.get("text")
        if joined is None:
            joined = " ".join(c.reading.lowered for c in self.cited)
            self.memo["text"] = joined
        return joined
