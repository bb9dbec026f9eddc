"""How retrieval's hits compare: scores, and how much of what is asked each statement holds."""

from __future__ import annotations

from collections import Counter

from chat_app.guidelines.index import NOTHING_SHARED, Shared
from chat_app.guidelines.model import Statement
from chat_app.writers.base import WritingTask

_TELLS_ALL = 5.0
"""Rarity (log of one in so many statements) of words that say all of what is asked."""
_UNSCORED = 0.5
"""Score of a statement that retrieval did not rank, as a share of the best."""


class Scores:
    """Retrieval's scores of a task's statements, as shares of the mean of the best three."""

    def __init__(self, task: WritingTask) -> None:
        best = sorted(hit.score for hit in task.hits)[-3:]
        mean = sum(best) / len(best) if best else 0.0
        self._shares = {hit.statement.id: hit.score / mean for hit in task.hits} if mean else {}
        most = max((hit.holds for hit in task.hits), default=0.0) or 1.0
        self.strength = min(1.0, most / _TELLS_ALL)
        """How much these words tell: little where they stand in many statements."""
        self._holds = {hit.statement.id: self.strength * hit.holds / most for hit in task.hits}
        self.asked: frozenset[str] = frozenset().union(*(hit.held for hit in task.hits))
        """The words that tell what the question is about, as far as any statement holds them."""
        self._shared = {hit.statement.id: hit.shared for hit in task.hits}
        self._held = {hit.statement.id: hit.held for hit in task.hits}
        counts = Counter(drug for hit in task.hits for drug in hit.statement.drugs)
        self.drugs = {drug: 1 / (1 + counts[drug]) for drug in task.query.drugs}
        """What each drug asked about weighs: the rarer among the hits the more."""
        self._called = {hit.statement.id: hit.called for hit in task.hits}
        self._called_for = frozenset(hit.statement.id for hit in task.hits if hit.reasons)

    def share(self, statement: Statement) -> float:
        """1.0 and more for the best; a fixed middle where nothing was scored."""
        return self._shares.get(statement.id, _UNSCORED)

    def holds(self, statement: Statement) -> float:
        """How much it holds of what the question is about, against the statement that holds most."""
        return self._holds.get(statement.id, 0.0)

    def shared(self, statement: Statement) -> Shared:
        """What its text and the question's words have in common."""
        return self._shared.get(statement.id, NOTHING_SHARED)

    def held(self, statement: Statement) -> frozenset[str]:
        """The words that tell what the question is about, as far as the statement holds them."""
        return self._held.get(statement.id, frozenset())

    def settles(self, statement: Statement) -> bool:
        """Whether the question's situation is settled by it."""
        return self._called.get(statement.id, 0.0) >= 1.0

    def called_for(self, statement: Statement) -> bool:
        """Whether the question's situation calls for it, beside its words."""
        return statement.id in self._called_for
