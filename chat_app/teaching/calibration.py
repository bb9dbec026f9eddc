"""How well confidence matched what came: in words, and as a picture."""

from __future__ import annotations

from collections.abc import Callable

from chat_app.teaching.picture import Box, Mark, Picture, Shape, Stroke, Table, Words
from chat_app.teaching.score import Band, Score

_WIDTH, _LEFT, _TOP, _ROW = 520.0, 150.0, 28.0, 38.0
_CLOSE = 0.1
"""A mean confidence within so much of the share of best options is called well matched."""
_FEW = 8
"""Below so many answers, the words say that they are few."""


def points_line(score: Score) -> str:
    """The points in a sentence."""
    if not score.of:
        return "No decision was answered."
    decisions = "1 decision" if score.of == 1 else f"{score.of} decisions"
    return (
        f"{score.points:g} of {score.of} points over {decisions}: "
        "a best option counts 1, an acceptable one ½."
    )


def calibration_line(score: Score) -> str | None:
    """What confidence and result say of each other; None where no confidence was given."""
    if score.said is None or score.right is None or score.leaning is None:
        return None
    line = f"You were {score.said:.0%} sure on average, and {score.right:.0%} of your choices were best: "
    if abs(score.leaning) <= _CLOSE:
        line += "your confidence matched your choices."
    else:
        line += "surer than your choices bore out." if score.leaning > 0 else "better than you thought."
    if score.of < _FEW:
        line += " So few answers say little: watch it over several cases."
    return line


def brier_line(score: Score) -> str | None:
    """The Brier score, explained in one sentence; None where no confidence was given."""
    if score.brier is None:
        return None
    return (
        f"Brier score {score.brier:.2f}: the mean squared distance between how sure you were and what came. "
        "0 is perfect, always saying 50% gives 0.25, and being certain and wrong each time gives 1."
    )


def calibration_table(score: Score) -> Table:
    """What was said and what came, by band of confidence; bands without answers are left out."""
    rows = tuple(
        (f"{b.low} to {b.high}%", str(b.answers), f"{b.said:.0%}", f"{b.right:.0%}")
        for b in score.bands
        if b.said is not None and b.right is not None
    )
    return Table(("Confidence", "Answers", "You said", "Best options"), rows)


def calibration_picture(score: Score) -> Picture | None:
    """One row a band of confidence: what was said as an open square, what came as a disc."""
    bands = [b for b in score.bands if b.answers]
    if not bands:
        return None
    right_edge = _WIDTH - 24
    foot = _TOP + len(bands) * _ROW

    def at(share: float) -> float:
        return _LEFT + share * (right_edge - _LEFT)

    shapes: list[Shape] = []
    for percent in (0, 25, 50, 75, 100):
        x = at(percent / 100)
        shapes.append(Stroke(((x, _TOP - 8), (x, foot)), "line", 0.8))
        shapes.append(Words(x, foot + 16, f"{percent}%", 11, "soft", "middle"))
    for row, band in enumerate(bands):
        shapes += _band(band, at, _TOP + row * _ROW + _ROW / 2 - 4)
    key = foot + 40
    shapes += [
        Mark(_LEFT + 4, key - 4, "square", 5, "paper", "ink"),
        Words(_LEFT + 16, key, "you said", 11.5),
        Mark(_LEFT + 104, key - 4, "disc", 5.5, "accent", "accent"),
        Words(_LEFT + 116, key, "were best options", 11.5),
    ]
    return Picture(
        title="Confidence and result",
        description=" ".join(
            f"Where you said {b.low} to {b.high}%: {b.said:.0%} on average, {b.right:.0%} best options, "
            f"{_answers(b)}."
            for b in bands
            if b.said is not None and b.right is not None
        ),
        width=_WIDTH,
        height=key + 8,
        shapes=tuple(shapes),
        table=calibration_table(score),
    )


def _band(band: Band, place: Callable[[float], float], y: float) -> list[Shape]:
    if band.said is None or band.right is None:
        return []
    said, right = place(band.said), place(band.right)
    return [
        Words(0, y + 4, f"Said {band.low} to {band.high}%", 12, bold=True),
        Words(0, y + 18, _answers(band), 11, "soft"),
        Box(min(said, right), y - 1.5, abs(said - right), 3, "tint"),
        Mark(said, y, "square", 5, "paper", "ink"),
        Mark(right, y, "disc", 5.5, "accent", "accent"),
    ]


def _answers(band: Band) -> str:
    return "1 answer" if band.answers == 1 else f"{band.answers} answers"
