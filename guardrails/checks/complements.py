"""Complements: a denial that tells the other side of what a statement tells does not contradict it.

Why: "under 15 kg it is not approved" for "approved from 15 kg", "59% had no response" for "41% had one": the
denial belongs to the rest, of which the statement says as much.
"""

from __future__ import annotations

from dataclasses import replace

from guardrails import quantities
from guardrails.checks.case import Case
from guardrails.quantities import Quantity

_LEAST = 0.6
"""Percentage points within which what is left over may be rounded."""


def other_side(case: Case) -> bool:
    """Whether the sentence tells what lies on the other side of a bound of the statements."""
    return any(
        mine.upward is not None
        and any(
            other.upward is not None
            and other.upward is not mine.upward
            and quantities.same(_plain(mine), _plain(other))
            for _, other in case.quantities()
        )
        for mine in case.claim.quantities
    )


def left_over(case: Case) -> bool:
    """Whether the sentence gives a share that is what a share of the statements leaves over."""
    there = [q.low for _, q in case.quantities() if q.dimension == "percent" and q.low == q.high]
    return any(
        mine.dimension == "percent"
        and not any(abs(mine.low - share) <= _LEAST for share in there)
        and any(abs(100 - mine.low - share) <= _LEAST for share in there)
        for mine in case.claim.quantities
    )


def _plain(quantity: Quantity) -> Quantity:
    return replace(quantity, bound="")
