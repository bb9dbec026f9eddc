"""The trees of the model as arrays say what following each tree says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.trees import Trees

NAMES = ("a", "b", "c")
_NUMBER = st.floats(-2, 2).map(lambda x: round(x, 2))
TREES = st.recursive(
    _NUMBER,
    lambda inner: st.tuples(st.integers(0, 2), _NUMBER, inner, inner).map(list),
    max_leaves=12,
).filter(lambda tree: depth(tree) <= 8)


def depth(tree: Any) -> int:
    return 1 + max(depth(tree[2]), depth(tree[3])) if isinstance(tree, list) else 0


def followed(tree: Any, values: dict[str, float]) -> float:
    while isinstance(tree, list):
        tree = tree[2] if values.get(NAMES[tree[0]], 0.0) <= tree[1] else tree[3]
    return float(tree)


@given(st.lists(TREES, max_size=6), st.dictionaries(st.sampled_from((*NAMES, "other")), _NUMBER))
def test_arrays_say_what_following_says(trees: list[Any], values: dict[str, float]) -> None:
    expected = sum(followed(tree, values) for tree in trees)
    assert Trees(NAMES, trees).total(values) == pytest.approx(expected)


@pytest.mark.parametrize(
    "tree", [[0, 1.0, 2.0], [3, 1.0, 0.0, 0.0], "x", [0, "y", 0.0, 0.0], [-1, 0.0, 0.0, 0.0]]
)
def test_a_tree_that_is_not_well_formed_is_refused(tree: Any) -> None:
    with pytest.raises(ValueError, match="a tree is a number or"):
        Trees(NAMES, [tree])
