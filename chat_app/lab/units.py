"""How figures are written: with their unit, and no more digits than they deserve."""

from __future__ import annotations

from typing import Final, Protocol

from chat_app.lab.figures import Unit


class HasUnit(Protocol):
    """A figure, or what a report tells of one."""

    @property
    def unit(self) -> Unit: ...


NONE: Final = "–"
_NARROW: Final = "\u202f"


def value(number: float | None, figure: HasUnit) -> str:
    """A figure for people: "84%", "12.3", "1 250 ms". A dash where there is none."""
    if number is None:
        return NONE
    match figure.unit:
        case "share" | "yes_no":
            return f"{_digits(number * 100, 1)}%"
        case "milliseconds":
            return f"{number:,.0f}{_NARROW}ms" if number >= 10 else f"{_digits(number, 2)}{_NARROW}ms"
        case "tokens":
            return f"{number:,.0f}"
        case "currency":
            return f"{number:.5f}".rstrip("0").rstrip(".") or "0"
        case "grade" | "count":
            return _digits(number, 1)


def amount(number: float, figure: HasUnit) -> str:
    """A difference for people: shares in percentage points."""
    match figure.unit:
        case "share" | "yes_no":
            shown = _digits(number * 100, 1)
            return f"{shown} percentage point{'' if shown == '1' else 's'}"
        case "grade":
            return f"{_digits(number, 1)} grades"
        case "count":
            return f"{_digits(number, 1)} sentences"
        case "tokens":
            return f"{_digits(number, 1 if number < 10 else 0)} tokens"
        case _:
            return value(number, figure)


def bare(number: float, figure: HasUnit) -> str:
    """The number of an amount without its unit, for a range whose unit was just named."""
    return amount(number, figure).split(" ")[0].split(_NARROW)[0]


def interval(low: float | None, high: float | None, figure: HasUnit) -> str:
    """A confidence interval for people."""
    return NONE if low is None or high is None else f"{value(low, figure)} to {value(high, figure)}"


def probability(p: float) -> str:
    """A P value for people."""
    return "P < 0.001" if p < 0.001 else f"P = {p:.3f}" if p < 0.1 else f"P = {p:.2f}"


def _digits(number: float, most: int) -> str:
    text = f"{number:,.{most}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
