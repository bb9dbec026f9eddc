"""A report as a table of values: one row a result, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Final

from chat_app.lab.report import Report

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report) -> str:
    """One row a result: contestant, question, outcome, every figure; what was not measured is empty."""
    titles = {c.key: c.title for c in report.contestants}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [f.name for f in report.figures]
    head = ["run", "contestant", "question", "repeat", "outcome", "fault", *names]
    writer.writerow([*head, "key_points_missed", "dangerous"])
    for row in report.results:
        cells: list[object] = [report.run.id, titles[row.contestant], row.question, row.repeat]
        cells += [row.outcome or "", row.fault or ""]
        cells += ["" if row.figures[n] is None else round(float(row.figures[n] or 0), 6) for n in names]
        cells += ["; ".join(p.text for p in row.key_points if not p.held), "; ".join(row.dangerous)]
        writer.writerow([_safe(c) for c in cells])
    return out.getvalue()


def _safe(cell: object) -> object:
    """Text that a spreadsheet takes for text: what begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
