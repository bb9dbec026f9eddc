"""Parts of the prompt lab's page: figures with their verdicts, and answers beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from chat_app.lab.figures import BY_NAME
from chat_app.lab.paper import VERDICTS, side_by_side
from chat_app.lab.report import Report, ResultPart
from chat_app.lab.units import interval, value
from chat_app.records.lab import StoredResult
from chat_app.ui.parts.files import read

_GROUPS = {"quality": "Quality", "form": "Form", "resources": "Resources"}
_OUTCOMES = {
    "answered": "answered",
    "partly_answered": "answered in part",
    "not_covered": "not covered",
    "out_of_scope": "out of scope",
    "blocked": "not answered",
    None: "no answer",
}


def draw_figures(report: Report) -> None:
    """The figures of every contestant, and for each pair what differs, in words."""
    titles = {c.key: c.title for c in report.contestants}
    groups = []
    for name, title in _GROUPS.items():
        rows = [
            {
                "title": f.title,
                "about": f.about,
                "cells": [
                    {
                        "mean": value(c.figures[f.name].mean, BY_NAME[f.name]),
                        "interval": interval(c.figures[f.name].low, c.figures[f.name].high, BY_NAME[f.name]),
                        "n": c.figures[f.name].n,
                    }
                    for c in report.contestants
                ],
                "verdicts": [_verdict(c.figures[f.name].verdict) for c in report.comparisons],
            }
            for f in report.figures
            if f.group == name and any(c.figures[f.name].n for c in report.contestants)
        ]
        if rows:
            groups.append({"title": title, "rows": rows})
    pairs = [
        {
            "title": f"{titles[c.second]} against {titles[c.first]}",
            "summary": c.summary,
            "tone": {"better": "good", "worse": "danger", "mixed": "caution"}.get(c.overall, ""),
            "rows": [
                {"title": f.title, "text": c.figures[f.name].text}
                for f in report.figures
                if c.figures[f.name].verdict != "not_measured"
            ],
        }
        for c in report.comparisons
    ]
    _draw(
        "figures",
        {
            "contestants": [
                {"title": c.title, "faults": c.faults, "results": c.results} for c in report.contestants
            ],
            "groups": groups,
            "pairs": pairs,
            "single": len(report.comparisons) == 1,
        },
    )


def draw_answers(
    question: str, titles: Mapping[str, str], shown: Sequence[tuple[StoredResult, ResultPart]]
) -> None:
    """The answers of some contestants to one question, beside each other, with what differs marked."""
    columns = []
    lines = side_by_side([result.answer for result, _ in shown])
    for (result, measured), sentences in zip(shown, lines, strict=True):
        answer = result.answer
        columns.append(
            {
                "title": titles[measured.contestant],
                "outcome": _OUTCOMES.get(measured.outcome, measured.outcome),
                "fault": result.fault,
                "message": answer.message if answer and not answer.sentences() else None,
                "sentences": sentences,
                "withheld": [
                    {
                        "text": w.text,
                        "action": "replaced by the statement" if w.action == "replaced" else "withheld",
                        "why": "; ".join(f.message for f in w.findings),
                    }
                    for w in (answer.withheld if answer else ())
                ],
                "points": [{"text": p.text, "held": p.held} for p in measured.key_points],
                "dangerous": list(measured.dangerous),
            }
        )
    _draw("answers", {"question": question, "columns": columns})


def draw_table(name: str, label: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table; the first cell of a row names it."""
    data = {"label": label, "columns": list(columns), "rows": [list(row) for row in rows]}
    _draw("table", data, f"lab-table-{name}")


def draft_editor(key: str, label: str, value: str, message: str, line: int | None, sound: bool) -> str:
    """A prompt with numbered lines whose text arrives while it is typed; what stands in it now.

    `message`: what is said below it, read aloud when it changes; `line`: the line that is marked as wrong.
    """
    renderer = st.components.v2.component(
        "ln_consult_lab_editor", css=read("lab/lab.css"), js=read("answer/dom.js", "lab/editor.js")
    )
    data = {"label": label, "value": value, "message": message, "line": line, "sound": sound}
    result = renderer(key=key, data=data, default={"text": value}, on_text_change=lambda: None)
    return str(result.get("text", value))


def _verdict(verdict: str) -> dict[str, str]:
    tone = {"better": "good", "worse": "danger"}.get(verdict, "")
    return {"text": VERDICTS[verdict], "tone": tone}


def _draw(name: str, data: dict[str, Any], key: str | None = None) -> None:
    renderer = st.components.v2.component(
        f"ln_consult_lab_{name}", css=read("lab/lab.css"), js=read("answer/dom.js", f"lab/{name}.js")
    )
    renderer(key=key or f"lab-{name}", data=data)
