"""Courses and pathways as pictures, for every case at every step of every way through it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from chat_app.question.patient import PatientFacts
from chat_app.teaching import play
from chat_app.teaching.calibration import calibration_line, calibration_picture
from chat_app.teaching.course import Course, Interval, course_of
from chat_app.teaching.load import default_library
from chat_app.teaching.model import Biopsy, Case, Labs, Link, Node, Pathway
from chat_app.teaching.pathway_map import pathway_map
from chat_app.teaching.picture import Box, Group, Mark, Stroke, Words
from chat_app.teaching.score import score
from chat_app.teaching.trajectory import trajectory
from tests.chat_app.teaching.pictures import crossings, faults

LIBRARY = default_library()


def ways(case: Case) -> Iterator[play.Progress]:
    """The end of every way through a case, with the first option that leads along it and some confidence."""
    for path in play.paths(case):
        progress = play.start(case, LIBRARY.versions[case.id])
        for follows in path[1:]:
            decision = play.present(case, progress).decision
            if decision is not None:
                option = next(n for n, o in enumerate(decision.options) if o.next == follows)
                progress = play.reveal(case, play.choose(case, progress, option, 25 + 25 * (option % 3)))
            progress = play.advance(case, progress)
        yield progress


@pytest.mark.parametrize("case", LIBRARY.cases.values(), ids=lambda c: c.id)
def test_the_course_can_be_read_at_every_step_of_every_way(case: Case) -> None:
    seen = set()
    for end in ways(case):
        for length in range(1, len(end.trail) + 1):
            trail = end.trail[:length]
            answers = tuple(a for a in end.path if a.step in trail)
            if (trail, answers) in seen:
                continue
            seen.add((trail, answers))
            picture = trajectory(course_of(case, trail, answers))
            if picture is None:
                continue
            assert faults(picture) == [], trail
            json.dumps(picture.json())


@pytest.mark.parametrize("pathway", LIBRARY.pathways.values(), ids=lambda p: p.id)
def test_a_pathway_can_be_read_wherever_one_stands(pathway: Pathway) -> None:
    for node in pathway.nodes:
        picture = pathway_map(pathway, node.id, [n.id for n in pathway.nodes[:2]])
        assert faults(picture) == []
        assert crossings(picture) == []
        labels = [g.label for g in picture.shapes if isinstance(g, Group)]
        assert len(labels) == len(pathway.nodes)
        assert [x for x in labels if "present" in x] == [f"{node.title}, the present step"]
        assert f"The present step is {node.title}." in picture.description


def test_a_pathway_tells_every_way_in_words_and_lines() -> None:
    pathway = LIBRARY.pathways["proliferative"]
    picture = pathway_map(pathway)
    ways = sum(len(n.leads_to) for n in pathway.nodes)
    assert sum(isinstance(s, Stroke) and s.arrow for s in picture.shapes) == ways
    for node in pathway.nodes:
        for link in node.leads_to:
            assert pathway.node(link.node).title in picture.description
            assert not link.when or link.when in picture.description


def node(name: str, *leads_to: str) -> Node:
    claim = LIBRARY.pathways["proliferative"].nodes[0].says
    return Node(id=name, title=name.title(), says=claim, leads_to=tuple(Link(node=t) for t in leads_to))


@pytest.mark.parametrize(
    "nodes",
    [
        (node("a", "b"), node("b")),
        (node("a", "b", "c", "d"), node("b", "e"), node("c", "e"), node("d", "e"), node("e", "a")),
        (node("a", "b", "e"), node("b", "c"), node("c", "d"), node("d", "e", "a", "b"), node("e")),
        (node("a", "a", "b"), node("b", "a")),
    ],
    ids=["two", "fan", "long ways", "loops"],
)
def test_any_pathway_is_drawn_without_a_line_through_a_box(nodes: tuple[Node, ...]) -> None:
    picture = pathway_map(Pathway(id="x", title="X", nodes=nodes), "a")
    assert faults(picture) == []
    assert crossings(picture) == []


def course(**changes: object) -> Course:
    labs = (
        Labs(month=-6, values={"upcr_g_per_g": 0.2, "egfr": 95}),
        Labs(month=0, values={"upcr_g_per_g": 4.2, "egfr": 60}),
        Labs(month=6, values={"upcr_g_per_g": 1.5, "egfr": 70}),
    )
    therapy = (
        Interval("hydroxychloroquine", -60),
        Interval("methylprednisolone", 0, 0.1),
        Interval("mycophenolate", 0),
        Interval("prednisone", 0, 4),
    )
    biopsy = Biopsy(month=0, classes=("IV",), findings=("Crescents.",))
    facts: dict[str, object] = {"labs": labs, "therapy": therapy, "biopsies": (biopsy,), "month": 6.0}
    return Course(**(facts | {"facts": PatientFacts()} | changes))  # type: ignore[arg-type]


def test_axes_name_their_units_and_the_present_is_marked() -> None:
    picture = trajectory(course())
    assert picture is not None
    texts = {s.text for s in picture.plain() if isinstance(s, Words)}
    assert {"UPCR (g/g)", "eGFR (mL/min/1.73 m²)", "Months since the first visit", "now"} <= texts
    assert {"hydroxychloroquine", "mycophenolate", "biopsy: class IV"} <= texts


def test_series_differ_in_more_than_colour() -> None:
    picture = trajectory(course())
    assert picture is not None
    assert {s.form for s in picture.plain() if isinstance(s, Mark)} == {"disc", "square", "triangle"}
    lines = [s for s in picture.plain() if isinstance(s, Stroke) and s.width == 2]
    assert {s.dashed for s in lines} == {True, False}


def test_a_bar_is_open_while_the_drug_is_taken() -> None:
    picture = trajectory(course())
    assert picture is not None
    bars = [s for s in picture.plain() if isinstance(s, Box)]
    arrows = [s for s in picture.plain() if isinstance(s, Stroke) and s.arrow]
    assert len(bars) == 4
    assert len(arrows) == 2
    assert [b.fill for b in bars].count("tint") == 2


def test_the_picture_is_told_in_words_and_as_a_table() -> None:
    picture = trajectory(course())
    assert picture is not None
    assert "UPCR 0.2 g/g at month −6 and 1.5 g/g at month 6." in picture.description
    assert "Prednisone from month 0 to month 4." in picture.description
    assert "Hydroxychloroquine from month −60 on." in picture.description
    assert "The present is month 6." in picture.description
    assert picture.table is not None
    assert picture.table.rows[1] == ("0", "4.2", "60")


def test_nothing_is_drawn_where_neither_was_measured() -> None:
    assert trajectory(course(labs=(Labs(month=0, values={"c3_mg_per_dl": 50}),))) is None


def test_one_value_and_one_quantity_are_enough() -> None:
    picture = trajectory(course(labs=(Labs(month=0, values={"egfr": 9}),), therapy=(), biopsies=()))
    assert picture is not None
    assert "UPCR" not in picture.description
    assert faults(picture) == []


@pytest.mark.parametrize("case", list(LIBRARY.cases.values())[:3], ids=lambda c: c.id)
def test_confidence_is_drawn_and_told(case: Case) -> None:
    for end in ways(case):
        result = score(case, end)
        picture = calibration_picture(result)
        assert (picture is None) == (not result.of)
        if picture is not None:
            assert faults(picture) == []
            assert "%" in (calibration_line(result) or "")
