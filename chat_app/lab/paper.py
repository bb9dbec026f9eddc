"""A report as one HTML file that needs nothing else: figures, verdicts, and answers side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from chat_app.answer import Answer
from chat_app.lab.difference import differences
from chat_app.lab.figures import BY_NAME
from chat_app.lab.report import Report
from chat_app.lab.units import interval, value
from chat_app.records.lab import StoredResult

_TEMPLATE = Path(__file__).parent / "report.html"
VERDICTS: Mapping[str, str] = {
    "better": "better",
    "worse": "worse",
    "mixed": "better and worse",
    "higher": "higher",
    "lower": "lower",
    "same": "the same",
    "no_difference_shown": "no difference shown",
    "not_measured": "not measured",
}


def as_html(report: Report, answers: Sequence[StoredResult], questions: Mapping[str, str]) -> str:
    """The report as HTML. Everything that people or models wrote is escaped.

    `answers`: the stored results; `questions`: the question texts by id.
    """
    # No text of the report is trusted: all of it is escaped, whoever wrote it.
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    titles = {c.key: c.title for c in report.contestants}
    return template.render(
        run=report.run,
        figures=[
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
            }
            for f in report.figures
            if any(c.figures[f.name].n for c in report.contestants)
        ],
        contestants=report.contestants,
        comparisons=[
            {
                "title": f"{titles[c.second]} against {titles[c.first]}",
                "summary": c.summary,
                "rows": [
                    {
                        "title": f.title,
                        "text": c.figures[f.name].text,
                        "verdict": VERDICTS[c.figures[f.name].verdict],
                    }
                    for f in report.figures
                    if c.figures[f.name].verdict != "not_measured"
                ],
            }
            for c in report.comparisons
        ],
        questions=_questions(report, answers, questions, titles),
    )


def _questions(
    report: Report, answers: Sequence[StoredResult], questions: Mapping[str, str], titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each question with its answers of the first round, beside each other."""
    by_key = {(r.contestant, r.question): r for r in answers if r.repeat == 1}
    measured = {(r.contestant, r.question): r for r in report.results if r.repeat == 1}
    own = [c.key for c in report.contestants if c.run == report.run.id]
    found = []
    for name, text in questions.items():
        shown = [by_key[(key, name)] for key in own if (key, name) in by_key]
        rows = [measured[(r.contestant, name)] for r in shown if (r.contestant, name) in measured]
        columns: list[dict[str, Any]] = [
            {
                "title": titles[r.contestant],
                "outcome": (m.outcome or "no answer").replace("_", " "),
                "fault": r.fault,
                "sentences": [],
                "withheld": [w.text for w in r.answer.withheld] if r.answer else [],
                "points": m.key_points,
                "dangerous": m.dangerous,
            }
            for r, m in zip(shown, rows, strict=True)
        ]
        for column, lines in zip(columns, side_by_side([r.answer for r in shown]), strict=True):
            column["sentences"] = lines
        if columns:
            found.append({"id": name, "text": text, "columns": columns})
    return found


def side_by_side(answers: Sequence[Answer | None]) -> list[list[dict[str, Any]]]:
    """Sentences of each answer with their verdict, and their words in runs that differ from the first's.

    The first is compared with the second, every other one with the first.
    """
    shown = [list(a.sentences()) if a else [] for a in answers]
    texts = [[s.text for s in sentences] for sentences in shown]
    laid_out = []
    for place, sentences in enumerate(shown):
        if len(texts) < 2:
            runs = [[{"text": t, "only_here": False}] for t in texts[place]]
        else:
            _, mine = differences(texts[1 if place == 0 else 0], texts[place])
            runs = [[{"text": r.text, "only_here": r.only_here} for r in line] for line in mine]
        answer = answers[place]
        sections = _sections(answer) if answer else []
        laid_out.append(
            [
                {"section": section, "verdict": s.verdict, "runs": line, "citations": list(s.citations)}
                for s, line, section in zip(sentences, runs, sections, strict=True)
            ]
        )
    return laid_out


def _sections(answer: Answer) -> list[str]:
    bottom = ["Bottom line"] * len(answer.bottom_line)
    return bottom + [section.title for section in answer.sections for _ in section.sentences]
