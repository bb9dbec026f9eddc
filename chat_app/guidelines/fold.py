"""Near-copies among hits: one claim read in two sources stands once, the better one; the other goes last.

Likeness of words alone folds nothing. In this corpus statements that read alike mostly differ in what matters
(complete or partial response, arterial or venous), so figures, drugs, classes, population and kind must be
the same too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from chat_app.guidelines.model import Statement

ALIKE_FROM = 0.6
"""Share of common words from which two statements may be one claim."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def folded(
    rows: Iterable[int], claims: Callable[[int], object], words: Callable[[int], frozenset[str]]
) -> list[int]:
    """The rows, best first, with every near-copy of an earlier row moved behind the others.

    `claims` gives the `claim` of a row, `words` the words of its text.
    """
    kept: list[int] = []
    copies: list[int] = []
    first: dict[object, list[int]] = {}
    for row in rows:
        group = first.setdefault(claims(row), [])
        if any(_likeness(words(row), words(other)) >= ALIKE_FROM for other in group):
            copies.append(row)
        else:
            group.append(row)
            kept.append(row)
    return kept + copies


def claim(statement: Statement) -> object:
    """What two statements must share to be one claim."""
    return (
        frozenset(_FIGURE.findall(statement.text)),
        frozenset(statement.drugs),
        frozenset(statement.classes),
        frozenset(statement.population),
        statement.kind,
    )


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
