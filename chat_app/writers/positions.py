"""Where guideline bodies differ on a point: who holds what, side by side.

The corpus marks statements that were written to be compared: their locator reads "Comparison: POINT". A body
that has none for a point is represented by its best statement on the same topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chat_app.guidelines.model import Corpus, Kind, SourceType, Statement
from chat_app.writers.attribution import body_name

_MARK = "Comparison: "
_NEAR = 14
"""How far down the hits a comparison must stand to be what the question is about."""


class Positions:
    """The points of one corpus on which bodies are compared."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._points: dict[str, tuple[Statement, ...]] = {}
        for statement in corpus:
            if statement.locator.startswith(_MARK):
                self._points[statement.locator] = (*self._points.get(statement.locator, ()), statement)

    def compares(self, statement: Statement) -> bool:
        """Whether a statement was written to stand in the table of positions."""
        return statement.locator.startswith(_MARK)

    def beside(self, evidence: Sequence[Statement]) -> tuple[Statement, ...]:
        """Statements to put beside the evidence, so that every body compared on its point can be shown."""
        point = self._point(evidence)
        have = {s.id for s in evidence}
        return tuple(s for s in self._points.get(point or "", ()) if s.id not in have)

    def rows(self, evidence: Sequence[Statement]) -> tuple[Statement, ...]:
        """A statement a body, where at least two bodies hold a position on the point; else ()."""
        point = self._point(evidence)
        if point is None:
            return ()
        compared = [s for s in evidence if s.locator == point]
        topics = set.intersection(*(set(s.topics) for s in compared)) or set(compared[0].topics)
        rows: dict[str, Statement] = {}
        for statement in [*compared, *self._on(topics, evidence)]:
            rows.setdefault(self._body(statement), statement)
        ordered = sorted(rows.items(), key=lambda row: _RANK.get(row[0], len(_RANK)))
        return tuple(s for _, s in ordered[:4]) if len(ordered) > 1 else ()

    def _point(self, evidence: Sequence[Statement]) -> str | None:
        return next((s.locator for s in evidence[:_NEAR] if s.locator in self._points), None)

    def _on(self, topics: Iterable[str], evidence: Sequence[Statement]) -> list[Statement]:
        """Current guideline recommendations on all of these topics."""
        wanted = set(topics)
        return [
            s
            for s in evidence
            if wanted <= set(s.topics)
            and s.kind in (Kind.RECOMMENDATION, Kind.PRACTICE_POINT)
            and (source := self._corpus.source_of(s)).type is SourceType.GUIDELINE
            and not source.superseded_by
            and self._body(s) in _RANK
        ]

    def _body(self, statement: Statement) -> str:
        return body_name(self._corpus.source_of(statement)).split()[0].split("/")[0]


_RANK = {"KDIGO": 0, "ACR": 1, "EULAR": 2, "APLAR": 3}
"""Order of the rows; bodies that compare themselves with nobody come last."""
