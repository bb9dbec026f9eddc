"""What a question is about, by the company it keeps: the curated questions most like it.

Every statement says which questions it answers, so the corpus is also some two thousand questions whose
topics and kinds are known. A new question is taken to be about what the questions near it are about.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from chat_app.guidelines.model import Statement

Vector = npt.NDArray[np.float32]
_NEAREST = 20
"""Curated questions looked at; beyond them likeness is mostly the name of the disease."""


class Neighbours:
    """Reads topics and kinds off the statements whose questions are alike."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._topics = _table([s.topics for s in statements])
        self._kinds = _table([(s.kind.value,) for s in statements])

    def topics(self, alike: Vector) -> Vector:
        """How well each statement's topics fit, 1.0 for the best; `alike` is each one's likeness, 0 to 1."""
        return _fit(self._topics, alike)

    def kinds(self, alike: Vector) -> Vector:
        """How well each statement's kind fits, 1.0 for the best."""
        return _fit(self._kinds, alike)


def _table(names: Sequence[Sequence[str]]) -> Vector:
    listed = sorted({name for mine in names for name in mine})
    column = {name: place for place, name in enumerate(listed)}
    table = np.zeros((len(names), max(1, len(listed))), dtype=np.float32)
    for row, mine in enumerate(names):
        for name in mine:
            table[row, column[name]] = 1.0
    return table


def _fit(table: Vector, alike: Vector) -> Vector:
    nearest = np.argsort(-alike, kind="stable")[:_NEAREST]
    weights = alike[nearest] ** 2
    if not weights.sum():
        return np.zeros(len(alike), dtype=np.float32)
    # What is frequent everywhere tells nothing: only what is more frequent among the neighbours counts.
    lift = np.maximum(weights / weights.sum() @ table[nearest] - table.mean(axis=0), 0)
    fit: Vector = (table @ lift).astype(np.float32)
    best = float(fit.max(initial=0.0))
    return fit / np.float32(best) if best else fit
