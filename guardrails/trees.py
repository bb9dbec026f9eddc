"""Small trees that add up to one number, laid out as arrays.

A tree is its points, or [number of a feature, cut, tree at most the cut, tree above it]. All trees are
filled up to the depth of the deepest, so that one step goes down all of them at once: a third of the time
that following each tree by itself takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_MAX_DEPTH = 8


class Trees:
    """Trees over named features. Raises ValueError for a tree that is not well formed."""

    def __init__(self, names: Sequence[str], trees: Sequence[Any]) -> None:
        self._column = {name: place for place, name in enumerate(names)}
        self._blank: npt.NDArray[np.float64] = np.zeros(len(names))
        depth = max((_depth(tree, len(names)) for tree in trees), default=0)
        inner, leaves = 2**depth - 1, 2**depth
        features, cuts, points = [], [], []
        for tree in trees:
            asked, at, ends = [0] * inner, [np.inf] * inner, [0.0] * leaves
            _fill(tree, 0, inner, asked, at, ends)
            features += asked
            cuts += at
            points += ends
        count = len(trees)
        self._depth = depth
        self._features: npt.NDArray[np.intp] = np.array(features, dtype=np.intp)
        self._cuts: npt.NDArray[np.float64] = np.array(cuts, dtype=np.float64)
        self._points: npt.NDArray[np.float64] = np.array(points, dtype=np.float64)
        self._roots: npt.NDArray[np.intp] = np.arange(count, dtype=np.intp) * inner
        self._leaves: npt.NDArray[np.intp] = np.arange(count, dtype=np.intp) * leaves - inner

    def total(self, values: Mapping[str, float]) -> float:
        """The sum of the points that the trees give for these values; a feature not named counts as 0."""
        row = self._blank.copy()
        known = [(place, v) for name, v in values.items() if (place := self._column.get(name)) is not None]
        if known:
            places, given = zip(*known, strict=True)
            row[list(places)] = given
        at = np.zeros(len(self._roots), dtype=np.intp)
        for _ in range(self._depth):
            node = self._roots + at
            at += at + 1 + (row.take(self._features.take(node)) > self._cuts.take(node))
        return float(self._points.take(self._leaves + at).sum())


def _depth(tree: Any, known: int, at: int = 0) -> int:
    """How many questions the longest way down a tree asks."""
    if isinstance(tree, int | float):
        return at
    well_formed = isinstance(tree, list | tuple) and len(tree) == 4 and tree[0] in range(known)
    if not well_formed or not isinstance(tree[1], int | float) or at >= _MAX_DEPTH:
        raise ValueError(f"a tree is a number or [feature, cut, below, above], not {tree!r:.60}.")
    return max(_depth(tree[2], known, at + 1), _depth(tree[3], known, at + 1))


def _fill(tree: Any, place: int, inner: int, asked: list[int], cuts: list[float], ends: list[float]) -> None:
    """Lay a tree into its places; a short branch goes on with questions that all values answer alike."""
    leaf = isinstance(tree, int | float)
    if place >= inner:
        ends[place - inner] = float(tree)
        return
    if not leaf:
        asked[place], cuts[place] = int(tree[0]), float(tree[1])
    below, above = (tree, tree) if leaf else (tree[2], tree[3])
    _fill(below, 2 * place + 1, inner, asked, cuts, ends)
    _fill(above, 2 * place + 2, inner, asked, cuts, ends)
