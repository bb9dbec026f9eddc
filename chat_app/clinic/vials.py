"""Choosing single-dose vials for a dose, and billing what is given and what is discarded."""

from __future__ import annotations

import math
from collections.abc import Sequence

from chat_app.clinic.dosing import Billing
from chat_app.errors import CalculationError


def choose_vials(amount: float, sizes: Sequence[int]) -> dict[int, int]:
    """How many vials of each size hold `amount` mg with the least waste; among equals, the fewest vials.

    Vials hold whole mg. Raises CalculationError for an amount that is not above zero.
    """
    if not amount > 0:
        raise CalculationError("A dose is above zero.")
    needed = math.ceil(round(amount, 6))
    best: dict[int, tuple[int, dict[int, int]]] = {0: (0, {})}
    reach = needed + max(sizes)
    for total in range(1, reach + 1):
        options = [
            (best[total - size][0] + 1, size, best[total - size][1]) for size in sizes if total - size in best
        ]
        if options:
            count, size, before = min(options, key=lambda option: option[:2])
            best[total] = (count, {**before, size: before.get(size, 0) + 1})
    held = min(total for total in best if total >= needed)
    return dict(sorted(best[held][1].items()))


def bill(amount: float, held: int, code: str, mg_per_unit: float) -> Billing:
    """Units given (rounded up to whole units) and discarded, of vials that hold `held` mg."""
    units = math.ceil(round(amount / mg_per_unit, 6))
    wasted = max(0, math.floor(held / mg_per_unit) - units)
    return Billing(code=code, units=units, wasted_units=wasted, modifier="JW" if wasted else "JZ")
