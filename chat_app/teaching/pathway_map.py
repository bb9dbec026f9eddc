"""A treatment pathway as a diagram: boxes in ranks from top to bottom, present and passed ones marked.

A way to a node further down runs between the ranks; a way back up runs along the side. Works for any pathway
of about a dozen nodes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise

from chat_app.teaching.model import Link, Pathway
from chat_app.teaching.picture import (
    Box,
    Group,
    Picture,
    Point,
    Shape,
    Stroke,
    Words,
    fitted,
    width_of,
    wrapped,
)

_BOX, _ACROSS = 134.0, 20.0
_SIZE, _LINE, _PAD = 13.0, 17.0, 10.0
_LABEL, _LABEL_LINE = 11.5, 13.5
_ARROW = 20.0
"""Room for the line and its arrow in the gap between two ranks, beside what is written there."""
_SIDE = 86.0
"""Room at a side for ways back up, with what is written on them."""
_LANE = 12.0
_PASSAGE = 40.0
_CONDITION = 92.0
"""Width of what is written on a way: up to the next way beside it."""
_SWEEPS = 6


@dataclass(slots=True)
class _Place:
    """A node, or the passage of a long way through a rank."""

    id: str
    rank: int
    box: bool
    width: float
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    lines: tuple[str, ...] = ()
    up: list[_Place] = field(default_factory=list)
    down: list[_Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Way:
    source: str
    link: Link
    through: tuple[_Place, ...]


def pathway_map(pathway: Pathway, present: str | None = None, passed: Collection[str] = ()) -> Picture:
    """The diagram of a pathway. `present` and `passed` are ids of nodes."""
    return _Map(pathway, present, passed).picture()


class _Map:
    def __init__(self, pathway: Pathway, present: str | None, passed: Collection[str]) -> None:
        self.pathway = pathway
        self.present = present
        self.passed = set(passed) - {present}
        self.order = {node.id: n for n, node in enumerate(pathway.nodes)}
        words = [w for node in pathway.nodes for w in node.title.split()]
        self.box = max([_BOX, *(width_of(w, _SIZE) + 18 for w in words)])
        self.nodes = {
            node.id: _Place(node.id, 0, True, self.box, lines=wrapped(node.title, _SIZE, self.box - 14))
            for node in pathway.nodes
        }
        self.back = [
            (node.id, link)
            for node in pathway.nodes
            for link in node.leads_to
            if self.order[link.node] <= self.order[node.id]
        ]
        self._rank()
        self.ranks: list[list[_Place]] = [[] for _ in range(max(p.rank for p in self.nodes.values()) + 1)]
        for place in self.nodes.values():
            place.height = len(place.lines) * _LINE + 2 * _PAD - 4
            self.ranks[place.rank].append(place)
        self.ways = [self._way(node.id, link) for node in pathway.nodes for link in node.leads_to]
        self._arrange()

    # -- places --------------------------------------------------------------------------------------------

    def _forward(self, source: str) -> list[Link]:
        links = self.pathway.node(source).leads_to
        return [link for link in links if self.order[link.node] > self.order[source]]

    def _rank(self) -> None:
        """As far down as the longest way to a node."""
        for node in self.pathway.nodes:
            for link in self._forward(node.id):
                target = self.nodes[link.node]
                target.rank = max(target.rank, self.nodes[node.id].rank + 1)

    def _way(self, source: str, link: Link) -> _Way:
        """A way with its passages through the ranks between its ends; a way back has none."""
        start, end = self.nodes[source], self.nodes[link.node]
        if self.order[link.node] <= self.order[source]:
            return _Way(source, link, ())
        through = [
            _Place(f"{source}>{link.node}", r, False, _PASSAGE) for r in range(start.rank + 1, end.rank)
        ]
        chain = [start, *through, end]
        for above, below in pairwise(chain):
            above.down.append(below)
            below.up.append(above)
        for passage in through:
            self.ranks[passage.rank].append(passage)
        return _Way(source, link, tuple(through))

    def _arrange(self) -> None:
        """Order each rank by its neighbours, and give every rank and place its room."""
        for sweep in range(_SWEEPS):
            down = sweep % 2 == 0
            for rank in self.ranks[1:] if down else reversed(self.ranks[:-1]):
                spots = {id(p): n for row in self.ranks for n, p in enumerate(row)}

                def middle(p: _Place, down: bool = down, spots: dict[int, int] = spots) -> float:
                    near = p.up if down else p.down
                    return sum(spots[id(n)] for n in near) / len(near) if near else spots[id(p)]

                rank.sort(key=middle)
        widths = [sum(p.width for p in rank) + _ACROSS * (len(rank) - 1) for rank in self.ranks]
        self.inner = max(widths)
        for rank, width in zip(self.ranks, widths, strict=True):
            x = (self.inner - width) / 2
            for place in rank:
                place.x = x + place.width / 2
                x += place.width + _ACROSS
        sides = [self._side(source) for source, _ in self.back]
        self.left = _SIDE + _LANE * (sides.count(-1) - 1) if -1 in sides else 6.0
        y = 6.0
        for number, rank in enumerate(self.ranks):
            tallest = max(p.height for p in rank)
            for place in rank:
                place.x += self.left
                place.y = y
                place.height = tallest
            y += tallest + (self._gap(number) if number < len(self.ranks) - 1 else 0)

    def _side(self, source: str) -> int:
        """The side on which a way back leaves: −1 left, 1 right."""
        rank = [p for p in self.ranks[self.nodes[source].rank] if p.box]
        if len(rank) == 1:
            return -1 if len(self.back) > 1 and self.order[source] % 2 else 1
        return -1 if rank.index(self.nodes[source]) < len(rank) / 2 else 1

    def _gap(self, above: int) -> float:
        """Room below a rank: for the words on the ways that end in the next one."""
        lines = [len(self._words(w.link)) for w in self.ways if w.link.when and self._ends_below(w, above)]
        return _ARROW + max(lines, default=0) * _LABEL_LINE + (10 if lines else 6)

    def _ends_below(self, way: _Way, rank: int) -> bool:
        down = self.order[way.link.node] > self.order[way.source]
        return down and self.nodes[way.link.node].rank == rank + 1

    def _words(self, link: Link) -> tuple[str, ...]:
        return wrapped(link.when or "", _LABEL, _CONDITION)

    # -- shapes --------------------------------------------------------------------------------------------

    def picture(self) -> Picture:
        shapes: list[Shape] = []
        arrivals: dict[str, list[_Way]] = defaultdict(list)
        for way in self.ways:
            if self.order[way.link.node] > self.order[way.source]:
                arrivals[way.link.node].append(way)
        for target, ways in arrivals.items():
            ways.sort(key=lambda w: (w.through[-1] if w.through else self.nodes[w.source]).x)
            for number, way in enumerate(ways):
                shapes += self._down(way, self._port(self.nodes[target], number, len(ways)), len(ways) > 1)
        shapes += self._backs()
        shapes += [self._node(place) for place in self.nodes.values()]
        return fitted(self.pathway.title, self._told(), shapes)

    def _port(self, place: _Place, number: int, of: int) -> float:
        return place.x + (number - (of - 1) / 2) * min(48.0, (self.box - 30) / max(of, 1))

    def _down(self, way: _Way, port: float, crowded: bool) -> list[Shape]:
        """A way from box to box, in right angles, with its condition beside its last stretch."""
        source, target = self.nodes[way.source], self.nodes[way.link.node]
        points: list[Point] = [(source.x, source.y + source.height)]
        stops = [*((p.x, p) for p in way.through), (port, target)]
        for x, place in stops:
            turn = points[-1][1] + 10
            if abs(x - points[-1][0]) > 1:
                points += [(points[-1][0], turn), (x, turn)]
            points.append((x, place.y + (0 if place.box else place.height)))
        shapes: list[Shape] = [Stroke(tuple(points), "soft", 1.3, arrow=True)]
        lines = self._words(way.link)
        end = target.y - 12 - (len(lines) - 1) * _LABEL_LINE
        leftwards = crowded and port < target.x
        x, anchor = (port - 7, "end") if leftwards else (port + 7, "start")
        shapes += [
            Words(x, end + n * _LABEL_LINE, text, _LABEL, "soft", "end" if anchor == "end" else "start")
            for n, text in enumerate(lines)
        ]
        return shapes

    def _backs(self) -> list[Shape]:
        """Ways back up, each in a lane of its own at its side."""
        shapes: list[Shape] = []
        lanes: dict[int, int] = {-1: 0, 1: 0}
        entries: dict[tuple[str, int], int] = defaultdict(int)
        for source_id, link in sorted(self.back, key=lambda b: self.nodes[b[0]].rank):
            side = self._side(source_id)
            source, target = self.nodes[source_id], self.nodes[link.node]
            edge = self.left + self.inner if side > 0 else self.left
            lane = edge + side * (_SIDE - 14 + lanes[side] * _LANE)
            lanes[side] += 1
            enter = target.y + target.height / 2 + 4 - entries[link.node, side] * 9
            entries[link.node, side] += 1
            leave = source.y + source.height / 2
            half = side * self.box / 2
            points = ((source.x + half, leave), (lane, leave), (lane, enter), (target.x + half, enter))
            shapes.append(Stroke(points, "soft", 1.3, arrow=True))
            lines = wrapped(link.when or "", _LABEL, _SIDE - 22)
            shapes += [
                Words(
                    source.x + half + side * 7,
                    leave + 13 + n * _LABEL_LINE,
                    text,
                    _LABEL,
                    "soft",
                    "start" if side > 0 else "end",
                )
                for n, text in enumerate(lines)
            ]
        return shapes

    def _node(self, place: _Place) -> Group:
        here, gone = place.id == self.present, place.id in self.passed
        fill: tuple[Box, ...] = (
            Box(
                place.x - self.box / 2,
                place.y,
                self.box,
                place.height,
                "accent" if here else "tint" if gone else "paper",
                "accent" if here or gone else "soft",
                2 if here else 1,
                radius=6,
            ),
        )
        top = place.y + (place.height - len(place.lines) * _LINE) / 2 + 13
        texts = tuple(
            Words(place.x, top + n * _LINE, text, _SIZE, "paper" if here else "ink", "middle", bold=here)
            for n, text in enumerate(place.lines)
        )
        title = self.pathway.node(place.id).title
        state = ", the present step" if here else ", passed" if gone else ""
        return Group(place.id, f"{title}{state}", (*fill, *texts))

    def _told(self) -> str:
        parts = []
        for node in self.pathway.nodes:
            ways = [
                f"{self.pathway.node(link.node).title}{f' ({link.when})' if link.when else ''}"
                for link in node.leads_to
            ]
            if ways:
                parts.append(f"{node.title} leads to {', '.join(ways)}.")
        if self.present:
            parts.append(f"The present step is {self.pathway.node(self.present).title}.")
        return " ".join(parts)
