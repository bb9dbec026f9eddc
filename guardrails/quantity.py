"""A quantity, and when two of them are the same: equal within rounding, in units that can be compared.

0.5 g/g is 500 mg/g, 12 weeks are about 3 months, a dose never meets a number without a unit. Where a text
has them is found in `quantities.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from guardrails.rulefile import RULES, Rules, read

_FOLDER: Path = RULES / "support"


class _Unit(Rules):
    dimension: str
    factor: float
    surfaces: tuple[str, ...]


class UnitRules(Rules):
    """`rules/support/units.yaml`: units by dimension, and the words around numbers."""

    units: tuple[_Unit, ...]
    bridges: tuple[dict[str, str | float], ...]
    daily: dict[str, int]
    words: dict[str, int]
    above_before: tuple[str, ...]
    at_least_before: tuple[str, ...]
    below_before: tuple[str, ...]
    at_most_before: tuple[str, ...]
    at_least_after: tuple[str, ...]
    at_most_after: tuple[str, ...]
    about: tuple[str, ...]


@cache
def unit_rules() -> UnitRules:
    """The units and the words around numbers, read once. Raises RuleError for a file that is not right."""
    return read("units", UnitRules, _FOLDER)


@cache
def _bridges() -> tuple[tuple[str, str, float], ...]:
    """Dimensions that a factor turns into each other."""
    return tuple((str(b["from"]), str(b["to"]), float(b["factor"])) for b in unit_rules().bridges)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number or range. Values are in the base unit of the dimension (mg, mg/g, months, percent …)."""

    start: int
    end: int
    low: float
    high: float
    dimension: str
    """'' where the text gives no unit."""
    bound: str = ""
    """'' for a plain value, else '>', '>=', '<' or '<='."""
    about: bool = False
    raw: float = 0.0
    """The first number as written, whatever its unit."""
    derived: bool = False
    """True for a day's total that an amount and a dosing interval make."""
    slack: float = 0.0
    """Half of the last digit given, in the base unit: how far the text may have rounded."""

    @property
    def upward(self) -> bool | None:
        """True for a floor, False for a ceiling, None for a plain value."""
        return None if not self.bound else self.bound[0] == ">"


def same(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim's quantity is the source's: equal within rounding, in a unit that can be compared."""
    dimension = claim.dimension
    if not dimension and claim.low == claim.high and abs(claim.raw - source.raw) < 1e-9:
        return True
    there = _reachable(source.dimension)
    if dimension and (
        (dimension not in there and "" not in there) or (not source.dimension and _unlike(claim, source))
    ):
        return False
    slack = claim.slack + _LEAST
    for view in (source,) if claim.derived or len(there) == 1 else _views(source):
        if dimension and view.dimension and dimension != view.dimension:
            continue
        if abs(claim.low - view.low) > slack + _WIDEST * abs(view.low):
            continue
        if _close(claim.low, view.low, claim, view) and _close(claim.high, view.high, claim, view):
            return True
    return False


def within(claim: Quantity, source: Quantity) -> bool:
    """Whether a plain value of the claim is one end of the source's range, or, given roughly, lies in it."""
    if claim.low != claim.high or source.low > source.high:
        return False
    dimension, there = claim.dimension, _reachable(source.dimension)
    if dimension and (
        (dimension not in there and "" not in there) or (not source.dimension and _unlike(claim, source))
    ):
        return False
    views = (source,) if len(there) == 1 else _views(source)
    if claim.about and dimension:
        return any(view.dimension == dimension and view.low <= claim.low <= view.high for view in views)
    slack = claim.slack + _LEAST
    for view in views:
        if dimension and view.dimension and dimension != view.dimension:
            continue
        for end in (view.low, view.high):
            if abs(claim.low - end) <= slack + _WIDEST * abs(end) and _close(claim.low, end, claim, view):
                return True
    return False


def _unlike(claim: Quantity, source: Quantity) -> bool:
    """A number with a unit meets one without only as written: 2 g/g is not the 2024 of an edition, and
    a dose never meets a number without a unit."""
    if not claim.dimension or source.dimension:
        return False
    if claim.dimension.startswith("mass"):
        return True
    scale = claim.low / claim.raw if claim.raw else 1.0
    return abs(scale - 1.0) > 1e-9 and not (
        abs(claim.raw - source.raw) <= 1e-9 or source.low <= claim.raw <= source.high
    )


def comparable(claim: Quantity, source: Quantity) -> bool:
    """Whether both measure the same kind of thing."""
    return claim.dimension in _reachable(source.dimension)


def shown(text: str, quantity: Quantity) -> str:
    """The quantity as the text writes it."""
    return text[quantity.start : quantity.end].strip()


_WIDEST, _LEAST = 0.11, 0.001
"""Share of a value, and an amount beside the rounding, beyond which no two values are close: a look that
spares most pairs the reading of `_close`."""


def _close(a: float, b: float, claim: Quantity, source: Quantity) -> bool:
    if claim.about:
        return abs(a - b) <= max(claim.slack, 0.06 * abs(b)) + 1e-9
    rounding = min(claim.slack, 0.1 * abs(b)) if claim.slack > source.slack else 0.0
    return abs(a - b) <= rounding + 1e-6 * max(1.0, abs(b))


@cache
def _reachable(dimension: str) -> frozenset[str]:
    """Dimensions that a quantity of this one may be read in."""
    return frozenset(view.dimension for view in _views(Quantity(0, 0, 1.0, 1.0, dimension)))


def may_meet(claim: Quantity, source: Quantity) -> bool:
    """Whether a look at the values is worth while: a shortcut, for most pairs measure different things."""
    there = _reachable(source.dimension)
    return not claim.dimension or "" in there or claim.dimension in there


@lru_cache(maxsize=8192)
def _views(quantity: Quantity) -> tuple[Quantity, ...]:
    """The quantity as it stands and in the dimensions that it may be read in."""
    return tuple(_read_as(quantity))


def _read_as(quantity: Quantity) -> Iterable[Quantity]:
    yield quantity
    for source, target, factor in _bridges():
        if quantity.dimension == source:
            yield replace(quantity, low=quantity.low * factor, high=quantity.high * factor, dimension=target)
        if quantity.dimension == target:
            yield replace(quantity, low=quantity.low / factor, high=quantity.high / factor, dimension=source)
    if quantity.dimension == "mass per day":
        yield replace(quantity, dimension="mass")
    if quantity.dimension == "weeks":
        months = quantity.low * 12 / 52
        yield replace(quantity, low=months, high=quantity.high * 12 / 52, dimension="months", slack=0.0)
    if quantity.dimension == "months":
        yield replace(quantity, low=quantity.low * 52 / 12, high=quantity.high * 52 / 12, dimension="weeks")
    if quantity.dimension == "mass":
        yield replace(quantity, dimension="mass per day")
    if quantity.dimension in ("mass per weight",):
        yield replace(quantity, dimension="mass per weight and day")
    if quantity.dimension == "mass per weight and day":
        yield replace(quantity, dimension="mass per weight")
