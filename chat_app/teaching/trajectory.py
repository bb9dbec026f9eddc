"""The course of a case as a picture: proteinuria and eGFR over months, therapy as bars, the present."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat_app.teaching.course import Course, Interval
from chat_app.teaching.picture import Box, Ink, Mark, Picture, Shape, Stroke, Table, Words, width_of

WIDTH = 500.0
_LEFT, _RIGHT, _TOP = 46.0, 26.0, 26.0
_PLOT, _GAP, _AXIS = 128.0, 34.0, 40.0
_ROW, _BAR = 25.0, 7.0
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months between two numbers on the axis of time."""
_SHORTEST = 3.0
"""Months that the axis shows at least."""
_APART = 27.0
"""Least distance between two values that are written beside their points."""
Series = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Measure:
    """A quantity that is drawn, with what sets it apart from the other."""

    field: str
    name: str
    unit: str
    digits: int
    least_top: float
    """The axis reaches at least so far."""
    ink: Ink
    form: str
    dashed: bool


_MEASURES = (
    _Measure("upcr_g_per_g", "UPCR", "g/g", 2, 1.0, "accent", "disc", False),
    _Measure("egfr", "eGFR", "mL/min/1.73 m²", 0, 60.0, "second", "square", True),
)


class _Time:
    """Months on the way across."""

    def __init__(self, first: float, last: float) -> None:
        self.first, self.last = first, max(last, first + _SHORTEST)

    def at(self, month: float) -> float:
        share = (month - self.first) / (self.last - self.first)
        return _LEFT + 8 + min(max(share, 0), 1) * (WIDTH - _LEFT - _RIGHT - 16)

    def ticks(self) -> list[int]:
        span = self.last - self.first
        step = next((s for s in _STEPS if span / s <= 6), _STEPS[-1])
        return list(range(math.ceil(self.first / step) * step, math.floor(self.last) + 1, step))


def trajectory(course: Course) -> Picture | None:
    """The picture of a course along the path taken; None where neither quantity was measured."""
    drawn = [(m, course.series(m.field)) for m in _MEASURES if course.series(m.field)]
    if not drawn:
        return None
    time = _time(course, [s for _, s in drawn])
    shapes: list[Shape] = []
    top = _TOP
    for measure, series in drawn:
        shapes += _panel(measure, series, time, top, time.at(course.month))
        top += _PLOT + _GAP
    foot = top - _GAP
    shapes += _axis(time, foot)
    rows = _rows(course.therapy)
    bars = foot + _AXIS + 4
    for place, (drug, intervals) in enumerate(rows):
        shapes += _therapy(drug, intervals, time, bars + place * _ROW, course.month)
    height = bars + len(rows) * _ROW + 4 if rows else foot + _AXIS
    shapes = [*_moments(course, time, height - 6, foot), *shapes]
    return Picture(
        title="Proteinuria, eGFR and therapy over time",
        description=_told(course, drawn),
        width=WIDTH,
        height=height,
        shapes=tuple(shapes),
        table=_table(drawn),
    )


def _time(course: Course, series: Iterable[Series]) -> _Time:
    """From the first value to the present; therapy from long before is cut at a quarter before that."""
    months = [m for s in series for m, _ in s] + [b.month for b in course.biopsies] + [course.month]
    first, last = min(months), max(months)
    starts = [i.start for i in course.therapy]
    earliest = min([first, *starts])
    return _Time(max(earliest, first - max((last - first) / 4, 1)), last)


def _panel(measure: _Measure, series: Series, time: _Time, top: float, now: float) -> list[Shape]:
    ceiling = _ceiling(max(v for _, v in series), measure.least_top)
    foot = top + _PLOT

    def height(value: float) -> float:
        return foot - value / ceiling * (_PLOT - 14)

    shapes: list[Shape] = [
        Words(_LEFT - 34, top - 9, f"{measure.name} ({measure.unit})", 12, bold=True),
    ]
    for value in (0.0, ceiling / 2, ceiling):
        y = height(value)
        shapes.append(Stroke(((_LEFT, y), (WIDTH - _RIGHT, y)), "line" if value else "soft", 0.8))
        shapes.append(Words(_LEFT - 6, y + 4, f"{value:g}", 11, "soft", "end"))
    points = tuple((time.at(m), height(v)) for m, v in series)
    if len(points) > 1:
        shapes.append(Stroke(points, measure.ink, 2, dashed=measure.dashed))
    # Beside the line of the present, not on it.
    places = [x - 16 if x > now - 8 else x for x, _ in points]
    labelled = _labelled(series, places)
    for place, ((x, y), (_, value)) in enumerate(zip(points, series, strict=True)):
        if measure.form == "disc":
            shapes.append(Mark(x, y, "disc", 4, measure.ink, "paper"))
        else:
            shapes.append(Mark(x, y, "square", 4, "paper", measure.ink))
        if place in labelled:
            text = _number(value, measure.digits)
            shapes.append(Words(places[place], y - 9, text, 11.5, "ink", "middle", bold=True))
    return shapes


def _labelled(series: Series, across: Sequence[float]) -> set[int]:
    """Points with their value beside them: the last, the extremes, the first, then those that find room."""
    values = [v for _, v in series]
    last = len(series) - 1
    first = dict.fromkeys((last, values.index(max(values)), values.index(min(values)), 0, *range(last)))
    kept: set[int] = set()
    for place in first:
        if all(abs(across[place] - across[other]) >= _APART for other in kept):
            kept.add(place)
    return kept


def _ceiling(value: float, least: float) -> float:
    """A round number a little above the greatest value."""
    wanted = max(value * 1.04, least)
    unit: float = 10.0 ** math.floor(math.log10(wanted))
    rounded = (f * unit for f in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10))
    return next(r for r in rounded if r >= wanted)


def _axis(time: _Time, foot: float) -> list[Shape]:
    shapes: list[Shape] = []
    for month in time.ticks():
        x = time.at(month)
        shapes.append(Stroke(((x, foot), (x, foot + 4)), "soft", 0.8))
        shapes.append(Words(x, foot + 17, f"{month}".replace("-", "−"), 11, "soft", "middle"))
    shapes.append(
        Words((WIDTH + _LEFT - _RIGHT) / 2, foot + 33, "Months since the first visit", 11.5, "soft", "middle")
    )
    return shapes


def _moments(course: Course, time: _Time, foot: float, plots: float) -> list[Shape]:
    """The present and the biopsies, as lines behind everything else."""
    shapes: list[Shape] = []
    now = time.at(course.month)
    for start, end in ((14.0, plots), (plots + _AXIS, foot)):
        if end > start:
            shapes.append(Stroke(((now, start), (now, end)), "ink", 1.2, dashed=True))
    shapes.append(Words(now, 10, "now", 11.5, "ink", "end" if now > WIDTH - 60 else "middle", bold=True))
    taken: list[tuple[float, float]] = []
    for biopsy in course.biopsies:
        x = time.at(biopsy.month)
        shapes.append(Mark(x, plots - 1, "triangle", 5, "ink", "paper"))
        name = f"biopsy: class {' + '.join(biopsy.classes)}" if biopsy.classes else "biopsy"
        wide = width_of(name, 11) + 9
        room = x + wide < WIDTH - _RIGHT
        left, right = (x, x + wide) if room else (x - wide, x)
        above = sum(left < r and start < right for start, r in taken)
        taken.append((left, right))
        y = plots - 5 - 13 * above
        shapes.append(Words(x + 9 if room else x - 9, y, name, 11, "ink", "start" if room else "end"))
    return shapes


def _rows(therapy: Iterable[Interval]) -> list[tuple[str, list[Interval]]]:
    """Intervals by drug, the drugs in the order of their first start."""
    by_drug: dict[str, list[Interval]] = {}
    for interval in therapy:
        by_drug.setdefault(interval.drug, []).append(interval)
    return list(by_drug.items())


def _therapy(drug: str, intervals: Iterable[Interval], time: _Time, top: float, now: float) -> list[Shape]:
    """One row: the drug's name, and a bar for each stretch; a stretch that goes on ends in an arrow."""
    shapes: list[Shape] = []
    shown = [i for i in intervals if i.start <= now]
    named = -math.inf  # where the name that was written last ends
    for interval in shown:
        end = now if interval.stop is None or interval.stop > now else interval.stop
        x, to = time.at(interval.start), time.at(end)
        width = max(to - x, 3)
        size = width_of(drug, 11.5)
        start = min(x, WIDTH - _RIGHT - size)
        if start > named + 8:
            shapes.append(Words(start, top + 9, drug, 11.5))
            named = start + size
        y = top + 13
        if interval.stop is None or interval.stop > now:
            shapes.append(Box(x, y, width, _BAR, "accent", None, radius=1))
            shapes.append(Stroke(((to - 1, y + _BAR / 2), (to + 9, y + _BAR / 2)), "accent", 1.6, arrow=True))
        else:
            shapes.append(Box(x, y, width, _BAR, "tint", "accent", 1, radius=1))
    return shapes


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def _month(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _told(course: Course, drawn: Sequence[tuple[_Measure, Series]]) -> str:
    """The picture in words."""
    parts = []
    for measure, series in drawn:
        (start, first), (end, last) = series[0], series[-1]
        if len(series) == 1:
            parts.append(
                f"{measure.name} {_number(first, measure.digits)} {measure.unit} at month {_month(start)}."
            )
        else:
            parts.append(
                f"{measure.name} {_number(first, measure.digits)} {measure.unit} at month {_month(start)} "
                f"and {_number(last, measure.digits)} {measure.unit} at month {_month(end)}."
            )
    for drug, intervals in _rows(course.therapy):
        spans = []
        for i in intervals:
            over = i.stop is not None and i.stop <= course.month
            spans.append(
                f"from month {_month(i.start)} to month {_month(i.stop)}"
                if over and i.stop is not None
                else f"from month {_month(i.start)} on"
            )
        parts.append(f"{drug[:1].upper()}{drug[1:]} {' and '.join(spans)}.")
    for biopsy in course.biopsies:
        found = f" class {' + '.join(biopsy.classes)}" if biopsy.classes else ""
        parts.append(f"Biopsy{found} at month {_month(biopsy.month)}.")
    parts.append(f"The present is month {_month(course.month)}.")
    return " ".join(parts)


def _table(drawn: Sequence[tuple[_Measure, Series]]) -> Table:
    months = sorted({m for _, series in drawn for m, _ in series})
    columns = ("Month", *(f"{m.name} ({m.unit})" for m, _ in drawn))
    rows = []
    for month in months:
        cells = []
        for measure, series in drawn:
            value = dict(series).get(month)
            cells.append("–" if value is None else _number(value, measure.digits))
        rows.append((_month(month), *cells))
    return Table(columns, tuple(rows))
