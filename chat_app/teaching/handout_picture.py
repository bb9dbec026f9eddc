"""A picture on paper: the shapes of `picture` drawn with the library that makes the PDF exports."""

from __future__ import annotations

import math

from fpdf import FPDF

from chat_app.teaching.picture import Box, Ink, Mark, Picture, Stroke, Words

_INKS: dict[Ink, tuple[int, int, int]] = {
    "ink": (24, 28, 33),
    "soft": (85, 91, 99),
    "line": (205, 203, 197),
    "paper": (255, 255, 255),
    "tint": (232, 226, 243),
    "accent": (91, 62, 150),
    "second": (47, 107, 79),
}
"""The page's light palette on white; dark on light in grey print too."""
_HEAD = 5.0
"""Length of the head of an arrow, in the picture's points."""
_FAMILY = "DejaVu"
_NARROWER = 0.9
"""The font of the exports is wider than that of the page."""


def draw_picture(pdf: FPDF, picture: Picture, x: float, y: float, width: float) -> float:
    """Draw a picture with its upper left corner at a place, so wide (mm). Returns its height (mm)."""
    scale = width / picture.width
    values = {id(s) for s in picture.shapes if isinstance(s, Words) and s.bold}
    for shape in picture.plain():
        if isinstance(shape, Stroke):
            _stroke(pdf, shape, x, y, scale)
        elif isinstance(shape, Box):
            _box(pdf, shape, x, y, scale)
        elif isinstance(shape, Mark):
            _mark(pdf, shape, x, y, scale)
        else:
            _words(pdf, shape, x, y, scale, clear=id(shape) in values)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern()
    pdf.set_fill_color(255, 255, 255)
    return picture.height * scale


def _stroke(pdf: FPDF, stroke: Stroke, x: float, y: float, scale: float) -> None:
    pdf.set_draw_color(*_INKS[stroke.ink])
    pdf.set_line_width(stroke.width * scale)
    if stroke.dashed:
        pdf.set_dash_pattern(dash=5 * scale, gap=3 * scale)
    else:
        pdf.set_dash_pattern()
    points = [(x + px * scale, y + py * scale) for px, py in stroke.points]
    pdf.polyline(points)
    if stroke.arrow:
        (ax, ay), (bx, by) = points[-2], points[-1]
        angle = math.atan2(by - ay, bx - ax)
        size = _HEAD * scale * 1.2
        pdf.set_dash_pattern()
        pdf.set_fill_color(*_INKS[stroke.ink])
        head = [(bx, by)] + [
            (bx - size * math.cos(angle + turn), by - size * math.sin(angle + turn)) for turn in (0.42, -0.42)
        ]
        pdf.polygon(head, style="F")


def _box(pdf: FPDF, box: Box, x: float, y: float, scale: float) -> None:
    pdf.set_dash_pattern()
    if box.fill:
        pdf.set_fill_color(*_INKS[box.fill])
    if box.edge:
        pdf.set_draw_color(*_INKS[box.edge])
        pdf.set_line_width(box.weight * scale)
    pdf.rect(
        x + box.x * scale,
        y + box.y * scale,
        box.width * scale,
        box.height * scale,
        style=("D" if box.edge else "") + ("F" if box.fill else ""),
        round_corners=box.radius > 0,
        corner_radius=box.radius * scale,
    )


def _mark(pdf: FPDF, mark: Mark, x: float, y: float, scale: float) -> None:
    pdf.set_dash_pattern()
    pdf.set_fill_color(*_INKS[mark.fill])
    pdf.set_draw_color(*_INKS[mark.edge])
    pdf.set_line_width(1.6 * scale)
    cx, cy, size = x + mark.x * scale, y + mark.y * scale, mark.size * scale
    if mark.form == "disc":
        pdf.circle(cx, cy, size, style="DF")
    elif mark.form == "square":
        pdf.rect(cx - size, cy - size, 2 * size, 2 * size, style="DF")
    else:
        pdf.polygon([(cx, cy - 2 * size), (cx - size, cy), (cx + size, cy)], style="DF")


def _words(pdf: FPDF, words: Words, x: float, y: float, scale: float, clear: bool) -> None:
    """A line of text; `clear`: with the ground cleared behind it, where it stands on a line."""
    points = words.size * _NARROWER * scale * 72 / 25.4
    pdf.set_font(_FAMILY, "B" if words.bold else "", points)
    pdf.set_text_color(*_INKS[words.ink])
    width = pdf.get_string_width(words.text)
    shift = {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]
    if clear:
        pdf.set_fill_color(*_INKS["paper"])
        left, high = x + words.x * scale - shift - 0.3, words.size * 0.78 * scale
        pdf.rect(left, y + words.y * scale - high, width + 0.6, high, style="F")
    pdf.text(x + words.x * scale - shift, y + words.y * scale, words.text)
