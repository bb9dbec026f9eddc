"""An answer under review on the page: its sentences with their verdicts, the cited statements beside them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from chat_app.guidelines.model import Corpus
from chat_app.review.draft import Line, Passage, WorkingText
from chat_app.ui.document import Json, cards
from chat_app.ui.parts.files import read
from chat_app.ui.parts.hearing import draw_hearing


def passages_of(text: WorkingText, corpus: Corpus, at_work: str | None = None) -> list[Json]:
    """The passages as the component draws them. `at_work`: id of the sentence that is being edited."""
    found = cards(corpus, (c for p in text.passages for line in p.lines for c in line.citations))

    def row(line: Line) -> Json:
        was = line.given.text if line.given and line.changed else None
        return {
            "id": line.id,
            "text": line.text,
            "verdict": line.verdict,
            "dropped": line.dropped,
            "findings": [f.message for f in line.findings],
            "was": was,
            "added": line.given is None,
            "at_work": line.id == at_work,
            "evidence": [found[c] for c in line.citations if c in found],
            "missing": [c for c in line.citations if c not in found],
        }

    return [_passage(p, [row(line) for line in p.lines]) for p in text.passages]


def _passage(passage: Passage, rows: list[Json]) -> Json:
    return {"title": passage.title, "lines": rows, "heads": True, "ends": True}


def cut(passages: list[Json], line_id: str | None, title: str | None) -> tuple[list[Json], list[Json]]:
    """The passages before and after the place of a form: behind a sentence, or at the end of a passage."""
    for number, passage in enumerate(passages):
        rows = passage["lines"]
        if line_id is None:
            if passage["title"] == title:
                closed = passage | {"ends": False}
                return [*passages[:number], closed], passages[number + 1 :]
            continue
        for place, row in enumerate(rows):
            if row["id"] == line_id:
                head = passage | {"lines": rows[: place + 1], "ends": False}
                tail = passage | {"lines": rows[place + 1 :], "heads": False}
                return [*passages[:number], head], [tail, *passages[number + 1 :]]
    return passages, []


def draw_passages(
    key: str, passages: list[Json], *, editable: bool, on_act: Callable[[str, str], object]
) -> None:
    """Draw passages; `on_act(name, value)` hears what is tapped: edit, drop, restore or add."""
    renderer = st.components.v2.component(
        "ln_consult_review",
        css=read("desk/review.css"),
        js=read("answer/dom.js", "answer/card.js", "desk/review.js"),
    )

    data = {"passages": passages, "editable": editable}
    draw_hearing(renderer, key, data, {"act": lambda tap: on_act(str(tap["name"]), str(tap["value"]))})
