"""Which cited statement may stand in for a sentence that failed: one that speaks of the same thing.

The statement's own words are always safe to show. They are shown only where they answer what the sentence was
about; a sentence that cites a statement on something else is withheld without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Evidence

_WORD = re.compile(r"[^\W\d_]{3,}")


class _Repair(Rules):
    common: frozenset[str]
    stem: int
    enough: int


@cache
def _rules() -> _Repair:
    return read("repair", _Repair)


def content(text: str) -> frozenset[str]:
    """The words of a text that carry its subject, in lower case, cut to their first letters."""
    rules = _rules()
    words = (w.casefold() for w in _WORD.findall(text))
    return frozenset(w[: rules.stem] for w in words if w not in rules.common)


def stand_ins(sentence: str, cited: Sequence[Evidence]) -> list[Evidence]:
    """The cited statements that speak of the same thing as the sentence, nearest first."""
    subject = content(sentence)
    if not subject:
        return []
    shared = [(len(subject & content(e.text)), e) for e in cited]
    near = [(n, e) for n, e in shared if n >= min(_rules().enough, len(subject))]
    return [e for _, e in sorted(near, key=lambda pair: -pair[0])]
