"""Boosted small trees: what `calibrate_support` fits.

Each tree asks at most `DEPTH` questions; its points are a Newton step of the logistic loss, shrunken. Rows
and features are drawn anew for each tree, with a fixed seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

DEPTH, TREES, RATE = 6, 400, 0.04
ROWS, COLUMNS = 0.6, 0.2
"""Shares of rows and of features that a tree sees."""
LEAF = 6
"""Rows that a leaf has at least."""
RIDGE = 0.5
BINS = 24

_LEAST = 1e-6
"""Gain of a question that is worth asking."""

Tree = Any
"""Points, or [feature, cut, tree at most the cut, tree above it]."""


@dataclass(frozen=True)
class Boosted:
    base: float
    trees: list[Tree]

    def score(self, x: np.ndarray) -> np.ndarray:
        """Log-odds for each row."""
        total = np.full(len(x), self.base)
        for tree in self.trees:
            total += _apply(tree, x)
        return total


def _apply(tree: Tree, x: np.ndarray) -> np.ndarray:
    if isinstance(tree, float):
        return np.full(len(x), tree)
    column, cut, below, above = tree
    points: np.ndarray = np.where(x[:, column] <= cut, _apply(below, x), _apply(above, x))
    return points


def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray, seed: int = 0) -> Boosted:
    """Fit trees to rows of features and labels of 0 and 1."""
    rng = np.random.default_rng(seed)
    cuts = [_cuts(x[:, j]) for j in range(x.shape[1])]
    binned = np.stack([np.searchsorted(c, x[:, j], side="left") for j, c in enumerate(cuts)], axis=1)
    share = float(np.average(y, weights=weights))
    base = float(np.log(share / (1 - share)))
    total = np.full(len(y), base)
    trees: list[Tree] = []
    usable = np.array([j for j, c in enumerate(cuts) if len(c)])
    for _ in range(TREES):
        p = 1 / (1 + np.exp(-total))
        gradient, hessian = weights * (y - p), weights * p * (1 - p)
        rows = rng.permutation(len(y))[: int(ROWS * len(y))]
        columns = rng.permutation(usable)[: max(1, int(COLUMNS * len(usable)))]
        tree = _grow(binned, gradient, hessian, rows, columns, cuts, DEPTH)
        trees.append(tree)
        total += _apply(tree, x)
    return Boosted(base, trees)


def _cuts(column: np.ndarray) -> np.ndarray:
    """Cuts between the values of a feature, few where there are many."""
    values = np.unique(column)
    if len(values) > BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)))
    cuts: np.ndarray = (values[:-1] + values[1:]) / 2
    return cuts


def _grow(
    binned: np.ndarray,
    gradient: np.ndarray,
    hessian: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    cuts: list[np.ndarray],
    depth: int,
) -> Tree:
    g, h = gradient[rows], hessian[rows]
    sum_g, sum_h = float(g.sum()), float(h.sum())
    points = round(RATE * sum_g / (sum_h + RIDGE), 4)
    if depth == 0 or len(rows) < 2 * LEAF:
        return points
    width = BINS + 1
    flat = (binned[np.ix_(rows, columns)] + np.arange(len(columns)) * width).ravel()
    size = len(columns) * width
    left_g, left_h, left_n = (
        np.cumsum(np.bincount(flat, of, size).reshape(-1, width), axis=1)[:, :-1]
        for of in (np.repeat(g, len(columns)), np.repeat(h, len(columns)), None)
    )
    gain = left_g**2 / (left_h + RIDGE) + (sum_g - left_g) ** 2 / (sum_h - left_h + RIDGE)
    gain = np.where((left_n >= LEAF) & (len(rows) - left_n >= LEAF), gain - sum_g**2 / (sum_h + RIDGE), -1.0)
    best = int(gain.argmax())
    column, at = int(columns[best // (width - 1)]), best % (width - 1)
    if gain.ravel()[best] <= _LEAST:
        return points
    low = binned[rows, column] <= at
    below, above = (
        _grow(binned, gradient, hessian, part, columns, cuts, depth - 1) for part in (rows[low], rows[~low])
    )
    return [column, round(float(cuts[column][at]), 5), below, above]
