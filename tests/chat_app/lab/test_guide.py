"""The guide to the lab names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from chat_app.lab.figures import FIGURES
from chat_app.lab.questions import Question
from chat_app.lab.report import SCHEMA

GUIDE = (Path(__file__).parents[3] / "docs" / "prompt-lab.md").read_text(encoding="utf-8")


def test_every_figure_stands_in_the_guide_with_its_group() -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in GUIDE.splitlines()]
    for figure in FIGURES:
        row = next(r for r in rows if len(r) == 6 and f"`{figure.name}`" in r[1])
        group, better = row[2:4]
        assert (group, better) == (figure.group, figure.better or "")


def test_every_field_of_a_question_and_the_schema_stand_in_the_guide() -> None:
    assert set(Question.model_fields) <= set(re.findall(r"`(\w+)`", GUIDE))
    assert SCHEMA in GUIDE
