"""Recasting: the ways in which a sentence can be put that change its order and nothing else.

Why: "X is conditionally recommended (ACR 2024)" is "ACR 2024 conditionally recommends X", and "In pregnancy,
X is stopped" is "X is stopped in pregnancy". Each way back is tried once; a sentence that joins two things
with "and" or "or" keeps its order, for what stands in front may belong to one of them only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.units import Unit

_BE = frozenset({"is", "are"})
_ADVISED = frozenset({"recommended", "advised", "suggested"})
_DEGREES = frozenset({"conditionally", "strongly"})
_JOINS = frozenset({"and", "or", "but", "nor", "not", "no", "v", "versus", "than", "while", "whereas"})


def recast(row: Sequence[Unit], text: str, scopes: frozenset[str]) -> Iterator[tuple[Unit, ...]]:
    """The sentence put in other ways: with an active verb, and with its opening at its end."""
    opening = _opening(row, text) if row[0].surface.split()[0] in scopes else 0
    active = _active(row, opening)
    if active is not None:
        yield active
    if opening and not any(_joins(unit) for unit in row[opening:]):
        yield (*row[opening:], *row[:opening])


def _joins(unit: Unit) -> bool:
    return unit.surface in _JOINS or unit.key == "~0"


def _opening(row: Sequence[Unit], text: str) -> int:
    """Units before the first comma; 0 where none is near."""
    for place in range(1, min(len(row) - 2, 14)):
        between = text[row[place - 1].end : row[place].start]
        if "," in between:
            return place
        if any(sign in between for sign in ";:()"):
            return 0
    return 0


def _active(row: Sequence[Unit], opening: int) -> tuple[Unit, ...] | None:
    """ "X is recommended …" as "recommends X …"."""
    for place in range(opening + 1, len(row) - 1):
        if row[place].surface in _BE:
            verb = place + 1 + (row[place + 1].surface in _DEGREES)
            if verb < len(row) and row[verb].surface in _ADVISED:
                return (*row[:opening], *row[place + 1 : verb + 1], *row[opening:place], *row[verb + 1 :])
            return None
    return None
