"""How a case is put into words, on the page and on paper alike."""

from __future__ import annotations

from collections.abc import Iterable

from chat_app.teaching.course import Course
from chat_app.teaching.labs import labs
from chat_app.teaching.model import Biopsy, Rating, Therapy
from chat_app.teaching.picture import Table

INVENTED = "Invented patient"
DISCLAIMER = (
    "Invented patient, for teaching healthcare professionals. The explanations are put together from curated "
    "guideline statements and were not made for any real patient. They do not replace clinical judgement, "
    "the current prescribing information or local policy; check doses and contraindications before acting."
)
LEVELS = {"foundation": "Foundation", "intermediate": "Intermediate", "advanced": "Advanced"}
RATINGS = {Rating.BEST: "Best", Rating.ACCEPTABLE: "Acceptable", Rating.WRONG: "Wrong"}
OUTCOMES = {"good": "A good outcome", "mixed": "A mixed outcome", "poor": "A poor outcome"}


def number_of(month: float) -> str:
    """A month as people write it, with a true minus."""
    return f"{month:g}".replace("-", "−")


def month_of(month: float) -> str:
    """A month in a sentence."""
    return f"month {number_of(month)}"


def lab_table(course: Course) -> Table | None:
    """Values over time, a row a value, in the order of the rules; None where nothing was measured."""
    if not course.labs:
        return None
    measured = {name for row in course.labs for name in row.values}
    columns = ("Month", *(number_of(row.month) for row in course.labs))
    rows = tuple(
        (
            f"{lab.label} ({lab.unit})",
            *(f"{row.values[name]:.{lab.digits}f}" if name in row.values else "–" for row in course.labs),
        )
        for name, lab in labs().items()
        if name in measured
    )
    return Table(columns, rows)


def biopsy_head(biopsy: Biopsy) -> str:
    """The first line of a biopsy report: class, indices, number of glomeruli."""
    parts = [f"class {' + '.join(biopsy.classes)}" if biopsy.classes else ""]
    if biopsy.activity_index is not None:
        parts.append(f"activity index {biopsy.activity_index} of 24")
    if biopsy.chronicity_index is not None:
        parts.append(f"chronicity index {biopsy.chronicity_index} of 12")
    if biopsy.glomeruli is not None:
        parts.append("1 glomerulus" if biopsy.glomeruli == 1 else f"{biopsy.glomeruli} glomeruli")
    head = ", ".join(p for p in parts if p)
    return head[:1].upper() + head[1:]


def therapy_lines(changes: Iterable[Therapy], course: Course) -> list[str]:
    """What is started and stopped, a line each. A stop of a drug that was not given is left out."""
    given = {interval.drug for interval in course.therapy}
    lines = []
    for change in changes:
        if change.start is None and change.drug not in given:
            continue
        name = change.drug[:1].upper() + change.drug[1:]
        if change.start is not None and change.stop is not None:
            line = f"{name}: {month_of(change.start)} to {month_of(change.stop)}"
        elif change.start is not None:
            line = f"{name}: from {month_of(change.start)}"
        else:
            line = f"{name}: stopped at {month_of(change.stop or 0.0)}"
        lines.append(f"{line}. {change.note}" if change.note else line)
    return lines
