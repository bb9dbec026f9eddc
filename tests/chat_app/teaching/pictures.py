"""What must hold of every picture: all of it is inside, no two texts overlap, no line runs through a box."""

from __future__ import annotations

from itertools import combinations, pairwise

from chat_app.teaching.picture import Box, Group, Mark, Picture, Stroke, Words, width_of

Rectangle = tuple[float, float, float, float]


def rectangle(words: Words) -> Rectangle:
    """Left, top, right, bottom of a text, without its descenders."""
    width = width_of(words.text, words.size)
    left = words.x - {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]
    return left, words.y - words.size * 0.72, left + width, words.y


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def faults(picture: Picture) -> list[str]:
    """What is wrong with a picture, in words."""
    found = []
    texts = [(w.text, rectangle(w)) for w in picture.plain() if isinstance(w, Words)]
    for text, (left, top, right, bottom) in texts:
        if left < -1 or top < -1 or right > picture.width + 1 or bottom > picture.height + 1:
            found.append(f"{text!r} leaves the picture")
    for (one, first), (other, second) in combinations(texts, 2):
        if overlap(first, second):
            found.append(f"{one!r} and {other!r} overlap")
    for shape in picture.plain():
        points = shape.points if isinstance(shape, Stroke) else ()
        if isinstance(shape, Box | Mark):
            points = ((shape.x, shape.y),)
        for x, y in points:
            if not (-1 <= x <= picture.width + 12 and -1 <= y <= picture.height + 1):
                found.append(f"{shape.kind} at {x:.0f}, {y:.0f} leaves the picture")
    return found


def crossings(picture: Picture) -> list[str]:
    """Lines of a diagram that run through a box which they neither leave nor reach, or through a text."""
    found = []
    boxes = {
        g.label: (b.x + 2, b.y + 2, b.x + b.width - 2, b.y + b.height - 2)
        for g in picture.shapes
        if isinstance(g, Group)
        for b in g.shapes
        if isinstance(b, Box)
    }
    texts = {f"{w.text}@{w.x:.0f},{w.y:.0f}": rectangle(w) for w in picture.shapes if isinstance(w, Words)}
    for stroke in (s for s in picture.shapes if isinstance(s, Stroke)):
        for (ax, ay), (bx, by) in pairwise(stroke.points):
            line = (min(ax, bx) - 0.1, min(ay, by) - 0.1, max(ax, bx) + 0.1, max(ay, by) + 0.1)
            found += [
                f"a line runs through {name!r}" for name, box in (boxes | texts).items() if overlap(line, box)
            ]
    return found
