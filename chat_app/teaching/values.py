"""Is an invented patient possible? Values against the calculators, responses against the definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from chat_app.clinic.renal import egfr
from chat_app.clinic.response import DAYS_PER_MONTH, Reading, assess
from chat_app.errors import CalculationError
from chat_app.teaching.course import NO_DRUGS, Course, course_of
from chat_app.teaching.labs import labs
from chat_app.teaching.model import Case, Labs, Response, Step, Therapy
from chat_app.teaching.play import paths
from guardrails.lexicon import load_lexicon

EGFR_TOLERANCE = 1
"""mL/min/1.73 m² by which a given eGFR may differ from the calculated one: age and height are rounded."""
_DAY_ZERO = date(2000, 1, 1)
"""Any day: only differences count."""
Fault = tuple[str, str, str]
"""Step, field and message."""


_WORDS_BETWEEN = r"(?:\s+(?!below|above|over|under|than|least|about|around|nearly|almost)[a-z]+){0,4}\s+"


def misquoted(case: Case, told: Iterable[Fault]) -> Iterator[Fault]:
    """Numbers in narrative that are no value of the case: "her eGFR is 45" where no row says 45.

    `told`: step, field and text of each sentence.
    """
    known: dict[str, set[float]] = {}
    for step in case.steps:
        for row in step.labs:
            for name, value in row.values.items():
                known.setdefault(name, set()).add(value)
    sentences = list(told)
    for name, lab in labs().items():
        if lab.named is None:
            continue
        pattern = re.compile(rf"\b{re.escape(lab.named)}{_WORDS_BETWEEN}(\d+(?:\.\d+)?)(?!\d|\.\d)", re.I)
        for step_id, field, text in sentences:
            for match in pattern.finditer(text):
                if float(match[1]) not in known.get(name, set()):
                    yield step_id, field, f"“{match[0]}”: no row of `labs` holds this {lab.label}."


def faults(case: Case) -> Iterator[Fault]:
    """Everything about the values of a case that does not fit together."""
    for step in case.steps:
        for number, row in enumerate(step.labs, 1):
            for message in _labs_faults(case, step, row):
                yield step.id, f"labs.{number}", message
        if step.biopsy is not None and step.biopsy.month > step.month:
            yield step.id, "biopsy.month", "the biopsy lies after its step."
        for message in _order_faults(case, step):
            yield step.id, "month", message
    yield from _therapy_faults(case)
    yield from _response_faults(case)


def _labs_faults(case: Case, step: Step, row: Labs) -> Iterator[str]:
    if row.month > step.month:
        yield f"the values of month {row.month:g} lie after the step (month {step.month:g})."
    creatinine, given = row.values.get("creatinine_mg_per_dl"), row.values.get("egfr")
    if creatinine is None or given is None:
        return
    facts = case.patient.facts
    if facts.age_years is None:
        yield "an eGFR beside a creatinine needs the patient's age_years and sex."
        return
    age = facts.age_years + (row.month - case.step(case.start).month) / 12
    try:
        worked_out = egfr(creatinine, age, facts.sex, case.patient.height_cm).value
    except CalculationError as error:
        yield f"the eGFR cannot be worked out from the creatinine: {error}"
        return
    if abs(worked_out - given) > EGFR_TOLERANCE:
        yield (
            f"an eGFR of {given:g} does not fit a creatinine of {creatinine:g} mg/dL: "
            f"the equation gives {worked_out:g}."
        )


def _order_faults(case: Case, step: Step) -> Iterator[str]:
    for follows in step.leads_to():
        later = case.step(follows)
        if later.month < step.month:
            yield f"the step {later.id} (month {later.month:g}) follows and lies before it."


def _therapy_faults(case: Case) -> Iterator[Fault]:
    """Drugs go by the names that the corpus files them under. A stop needs a start somewhere: which choice
    started a drug may differ from path to path."""
    lexicon = load_lexicon()
    known = {*lexicon.concepts("drug"), *lexicon.concepts("drug_class"), *NO_DRUGS}
    for step, field, change in _changes(case):
        if change.drug not in known:
            meant = next((m.concept for m in lexicon.mentions(change.drug) if m.concept in known), None)
            hint = f"write {meant}." if meant else "give its generic name in lower case."
            yield step.id, f"{field}.drug", f"{change.drug} is not known by this name; {hint}"
    started = {t.drug for _, _, t in _changes(case) if t.start is not None}
    for step, field, change in _changes(case):
        if change.start is None and change.drug not in started:
            yield step.id, field, f"{change.drug} is stopped and nowhere started."


def _changes(case: Case) -> Iterator[tuple[Step, str, Therapy]]:
    for step in case.steps:
        for number, change in enumerate(step.therapy, 1):
            yield step, f"therapy.{number}", change
        for place, option in enumerate(step.decision.options if step.decision else (), 1):
            for number, change in enumerate(option.therapy, 1):
                yield step, f"decision.options.{place}.therapy.{number}", change


def _response_faults(case: Case) -> Iterator[Fault]:
    """The response that a step names, worked out again on every path that leads to it."""
    seen: set[tuple[str, str]] = set()
    for way in paths(case):
        for place, step_id in enumerate(way):
            claimed = case.step(step_id).response
            if claimed is None:
                continue
            message = _response_fault(case, course_of(case, way[: place + 1]), claimed)
            if message and (step_id, message) not in seen:
                seen.add((step_id, message))
                yield step_id, "response", message


def _response_fault(case: Case, course: Course, claimed: Response) -> str | None:
    readings = _readings(course, (claimed.baseline, claimed.at))
    if len(readings) < 2:
        return (
            f"the path leads here without a UPCR at month {claimed.baseline:g} or month {claimed.at:g}: "
            f"its values are of {', '.join(f'month {row.month:g}' for row in course.labs) or 'no month'}."
        )
    try:
        response = assess(readings, case.patient.facts.age_years)
    except CalculationError as error:
        return f"the response cannot be worked out: {error}"
    found = next(d.category for d in response.definitions if d.body == claimed.body)
    if found == claimed.category:
        return None
    return f"by {claimed.body} the values are “{found}”, not “{claimed.category}”. {response.working}"


def _readings(course: Course, months: Sequence[float]) -> list[Reading]:
    return [
        Reading(
            _DAY_ZERO + timedelta(days=round(row.month * DAYS_PER_MONTH)),
            row.values["upcr_g_per_g"],
            row.values.get("egfr"),
        )
        for row in course.labs
        if row.month in months and "upcr_g_per_g" in row.values
    ]
