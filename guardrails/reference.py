"""What a sentence refers to without naming it: "It is contraindicated" after one about another drug.

Such a sentence may be true of the drug in its cited statement and still be read of the drug named before it.
It passes only where the statement is about the drug that the reader will think of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from guardrails.lexicon import Lexicon
from guardrails.rulefile import Rules, read
from guardrails.types import Evidence, Finding

CHECK = "reference"
_DRUGS = frozenset({"drug", "brand", "drug_class"})


class _Reference(Rules):
    points_back: str


@cache
def _points_back() -> re.Pattern[str]:
    return re.compile(read("reference", _Reference).points_back, re.IGNORECASE)


class Reader:
    """Follows one answer and remembers which drugs it spoke of last."""

    def __init__(self, lexicon: Lexicon | None) -> None:
        self._lexicon = lexicon
        self._titled: frozenset[str] = frozenset()
        self._spoken: frozenset[str] = frozenset()
        self._unread: list[str] = []
        """What was shown since; read for drugs only when a sentence points back."""
        self._read: dict[str, frozenset[str]] = {}

    def heading(self, title: str) -> None:
        """A section begins."""
        self._titled = self._drugs(title)
        if self._titled:
            self._spoken = self._titled
            self._unread.clear()

    def shown(self, text: str) -> None:
        """A sentence reached the reader: the drugs that it names are what the next one points back to."""
        self._unread.append(text)

    def findings(self, text: str, cited: Sequence[Evidence]) -> list[Finding]:
        """Whether a sentence that names no drug would be read of a drug that its statements are not about."""
        points_back = bool(_points_back().search(text))
        if not (points_back or self._titled) or self.names_drug(text):
            return []
        thought_of = self._last_spoken() if points_back else self._titled
        if not thought_of:
            return []
        about = self._wide(d for e in cited for d in self._drugs(e.text))
        if not about or self._wide(thought_of) & about:
            return []
        names = ", ".join(sorted(thought_of))
        message = f"The sentence would be read of {names}, but its statement is about another drug."
        return [Finding(CHECK, message)]

    def names_drug(self, text: str) -> bool:
        """Whether a text names a drug, a brand or a class of drugs."""
        return bool(self._drugs(text))

    def _last_spoken(self) -> frozenset[str]:
        """The drugs of the last sentence or title that named any."""
        while self._unread:
            if drugs := self._drugs(self._unread.pop()):
                self._spoken = drugs
                self._unread.clear()
        return self._spoken

    def _drugs(self, text: str) -> frozenset[str]:
        if self._lexicon is None:
            return frozenset()
        if text not in self._read:
            mentions = self._lexicon.mentions(text)
            self._read[text] = frozenset(m.concept for m in mentions if m.kind in _DRUGS)
        return self._read[text]

    def _wide(self, drugs: Iterable[str]) -> frozenset[str]:
        """Drugs with the members of the classes among them."""
        wide: set[str] = set()
        for drug in drugs if self._lexicon else ():
            wide |= {drug, *self._lexicon.members(drug)}  # type: ignore[union-attr]
        return frozenset(wide)
