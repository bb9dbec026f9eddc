"""A picture as plain shapes: one geometry that the page draws as SVG and the handout as PDF.

Lengths are in points of the picture's own size; y grows downwards. Colours are named by their role, so that
each renderer takes them from its own palette; nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Ink = Literal["ink", "soft", "line", "paper", "tint", "accent", "second"]
"""Roles: text, quiet text, hairlines, ground, marked ground, what is marked, the second series."""
Point = tuple[float, float]
_NARROW, _BROAD = frozenset("iljtfr.,;:'|()[]! "), frozenset("mwMW%")
_WIDTHS = {"narrow": 0.31, "usual": 0.585, "capital": 0.69, "broad": 0.9}
"""Width of a character by its height: a little more than it takes in the fonts of the page."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; with an arrow at its end where told."""

    points: tuple[Point, ...]
    ink: Ink = "ink"
    width: float = 1
    dashed: bool = False
    arrow: bool = False
    kind: str = "stroke"


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: Ink | None = None
    edge: Ink | None = None
    weight: float = 1
    radius: float = 0
    kind: str = "box"


@dataclass(frozen=True, slots=True)
class Mark:
    """A data point. The forms differ, so that series can be told apart in grey print."""

    x: float
    y: float
    form: Literal["disc", "square", "triangle"]
    size: float
    fill: Ink
    edge: Ink
    kind: str = "mark"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its base line."""

    x: float
    y: float
    text: str
    size: float = 12
    ink: Ink = "ink"
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together under a name, such as a node that can be opened."""

    id: str
    label: str
    """What a screen reader says of it."""
    shapes: tuple[Stroke | Box | Mark | Words, ...]
    kind: str = "group"


Simple = Stroke | Box | Mark | Words
Shape = Simple | Group


@dataclass(frozen=True, slots=True)
class Table:
    """The same facts as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    description: str
    """What is to be seen, in words."""
    width: float
    height: float
    shapes: tuple[Shape, ...]
    table: Table | None = None

    def plain(self) -> Iterator[Simple]:
        """The shapes without their groups, in the order of drawing."""
        for shape in self.shapes:
            if isinstance(shape, Group):
                yield from shape.shapes
            else:
                yield shape

    def json(self) -> dict[str, Any]:
        """The picture as plain data, for the page."""
        return asdict(self)


def fitted(title: str, description: str, shapes: Sequence[Shape], margin: float = 4) -> Picture:
    """A picture just large enough for some shapes, which are moved to its upper left corner."""
    flat = [s for shape in shapes for s in (shape.shapes if isinstance(shape, Group) else (shape,))]
    lefts, tops, rights, bottoms = zip(*map(_bounds, flat), strict=True)
    x, y = margin - min(lefts), margin - min(tops)
    moved: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Group):
            moved.append(replace(shape, shapes=tuple(_moved(s, x, y) for s in shape.shapes)))
        else:
            moved.append(_moved(shape, x, y))
    return Picture(title, description, max(rights) + x + margin, max(bottoms) + y + margin, tuple(moved))


def _bounds(shape: Simple) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    if isinstance(shape, Stroke):
        across, down = zip(*shape.points, strict=True)
        return min(across), min(down), max(across), max(down)
    if isinstance(shape, Box):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    if isinstance(shape, Mark):
        return shape.x - shape.size, shape.y - 2 * shape.size, shape.x + shape.size, shape.y + shape.size
    width = width_of(shape.text, shape.size)
    left = shape.x - {"start": 0.0, "middle": width / 2, "end": width}[shape.anchor]
    return left, shape.y - shape.size, left + width, shape.y + shape.size / 4


def _moved(shape: Simple, x: float, y: float) -> Simple:
    if isinstance(shape, Stroke):
        return replace(shape, points=tuple((px + x, py + y) for px, py in shape.points))
    return replace(shape, x=shape.x + x, y=shape.y + y)


def width_of(text: str, size: float) -> float:
    """About how wide a line of text is."""
    return size * sum(map(_width, text))


def _width(character: str) -> float:
    if character in _NARROW:
        return _WIDTHS["narrow"]
    if character in _BROAD:
        return _WIDTHS["broad"]
    return _WIDTHS["capital" if character.isupper() else "usual"]


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """A text in lines of at most a width; a word that is longer stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)
