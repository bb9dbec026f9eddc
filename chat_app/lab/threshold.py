"""Limits that a contestant must keep: what lets continuous integration refuse a prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from chat_app.errors import UnknownChoice
from chat_app.lab.figures import BY_NAME
from chat_app.lab.report import Report
from chat_app.lab.units import value


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure's mean must not fall under, or rise over, a value. Shares and yes/no figures lie in 0 to 1."""

    figure: str
    kind: Literal["under", "over"]
    bound: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A limit that a contestant did not keep, or a comparison that it lost."""

    contestant: str
    message: str


def parse_limit(text: str, kind: Literal["under", "over"]) -> Limit:
    """The limit in a text such as `key_points=0.8`. Raises UnknownChoice."""
    name, _, number = text.partition("=")
    if name not in BY_NAME:
        raise UnknownChoice(f"Unknown figure {name!r}. Choose one of: {', '.join(BY_NAME)}.")
    try:
        return Limit(name, kind, float(number))
    except ValueError:
        raise UnknownChoice(f"{text!r}: write a figure and a number, such as key_points=0.8.") from None


def failures(report: Report, limits: Iterable[Limit], *, if_worse: bool = False) -> tuple[Failure, ...]:
    """What was not kept. A figure that could not be measured keeps no limit.

    Limits hold for every prompt of the run; for the evidence writer only where it competes alone.
    `if_worse`: whoever is worse than the first contestant fails too.
    """
    own = [c for c in report.contestants if c.run == report.run.id]
    judged = [c for c in own if c.writer == "openai"] or own
    found = []
    for contestant in judged:
        for limit in limits:
            figure = BY_NAME[limit.figure]
            mean = contestant.figures[limit.figure].mean
            kept = mean is not None and (
                mean >= limit.bound if limit.kind == "under" else mean <= limit.bound
            )
            if not kept:
                way = "under" if limit.kind == "under" else "over"
                message = f"{figure.title.lower()} {value(mean, figure)}, {way} {value(limit.bound, figure)}"
                if mean is None:
                    message = f"{figure.title.lower()} could not be measured"
                found.append(Failure(contestant.key, f"{contestant.title}: {message}"))
    if if_worse and own:
        found += _worse(report, own[0].key, [c.key for c in own])
    return tuple(found)


def _worse(report: Report, first: str, keys: Sequence[str]) -> list[Failure]:
    return [
        Failure(c.second, c.summary)
        for c in report.comparisons
        if c.first == first and c.second in keys and c.overall in ("worse", "mixed")
    ]
