"""A sentence of an answer whose numbers code worked out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComputedSentence:
    text: str
    citations: tuple[str, ...]
    computed: bool = True
    """False: the sentence says what its statements say, and is verified like any other."""
    values: tuple[float, ...] = ()
    """Numbers of the sentence that stand in no statement: facts told, and what was worked out from them."""
