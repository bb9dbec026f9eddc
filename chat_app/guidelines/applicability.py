"""Whether a statement speaks of a patient like this one: its conditions against what was told."""

from __future__ import annotations

import re

from chat_app.guidelines.model import Statement
from chat_app.question.patient import PatientFacts

_EGFR = re.compile(
    r"\b(?:egfr|gfr|creatinine clearance)\b(?: is| was| falls| fallen| remains| be|,|\()?"
    r"(?P<before> (?:below|under|above|over|of at least|at least|of|at or above|at or below|less than"
    r"|more than))?"
    r" (?P<value>\d{2,3})\b(?: ?m[lL]/min(?:/1\.73 ?m2| per 1\.73 m2)?)?"
    r"(?P<after> or (?:less|lower|below|more|above|higher))?",
    re.IGNORECASE,
)
_BELOW = re.compile(r"below|under|less|lower|at or below", re.IGNORECASE)
_STRICTLY_BELOW = re.compile(r"below|under|less than", re.IGNORECASE)
_ABOVE = re.compile(r"above|over|at least|more|higher|at or above", re.IGNORECASE)
_PROTEINURIA = re.compile(
    r"\b(?:proteinuria|upcr|protein[- ]creatinine ratio|urine protein:creatinine ratio)\b[^.;,()]{0,24}?"
    r"\b(?P<before>below|under|above|over|of at least|at least|of) (?P<value>\d+(?:\.\d+)?) ?"
    r"(?:g/g|mg/mg|g/24 h|g/day)(?P<after> or (?:more|less|lower|below|above|higher))?",
    re.IGNORECASE,
)
_AGE_RANGE = re.compile(r"\baged (?P<least>\d{1,2})\s?(?:-|–|to)\s?(?P<most>\d{1,2})\b")
_AGE_BOUND = re.compile(
    r"\baged (?P<age>\d{1,2}) (?:years )?"
    r"(?P<after>or more|or over|and over|or older|and older|or above|or less)\b"
)
_NEPHROTIC = re.compile(r"(?<!non-)(?<!sub-)(?<!sub)\bnephrotic\b", re.IGNORECASE)
_NOT_NEPHROTIC = re.compile(r"\b(?:non-?nephrotic|sub-?nephrotic|low-level proteinuria)\b", re.IGNORECASE)
_NEPHROTIC_FROM = 3.0
"""g/g, as g/24 h: nephrotic syndrome is proteinuria above 3 g/24 h (bay-navigator-renal.urgent)."""
_CHANGE_BOUND = re.compile(
    r"\b(?:fall(?:en|s)?|fell|ris(?:es|en)|rise|drops?)\b[^.;]{0,24}?(?P<least>\d{1,2})%"
    r"(?: or (?:more|greater))?(?: but less than (?P<most>\d{1,2})%)?",
    re.IGNORECASE,
)
_CHANGE_BY = re.compile(
    r"\b(?:up|down|by|ros\w+|risen|rise|fell|fall\w*|drop\w*|declin\w+|decreas\w+|increas\w+)\b[^.?;]{0,14}?"
    r"(?P<by>\d{1,3}) ?(?:%|per ?cent\b)",
    re.IGNORECASE,
)
_CHANGE_FROM = re.compile(
    r"\b(?:egfr|gfr|creatinine|crcl)\b\D{0,16}(?P<was>\d+(?:\.\d+)?)"
    r"(?: ?(?:->|→|progresses to|to|now|then) ?|[,;. ]+(?:and |but )?(?:now|today|currently|latest"
    r"|this (?:week|month)|(?:at )?(?:week|month|day) \d+|\d+ (?:weeks?|months?) later)[,:]? ?"
    r"(?:it is |is |it's |at )?)"
    r"(?P<now>\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_CHILD_AGE = 18
"""Years. The corpus files statements about people under 18 as paediatric."""


def asks_nephrotic(question: str) -> bool:
    """Whether a question is about nephrotic-range proteinuria."""
    return bool(_NEPHROTIC.search(question)) and not _NOT_NEPHROTIC.search(question)


def applies(statement: Statement, patient: PatientFacts, nephrotic: bool = False) -> float:
    """From -1 (speaks of other patients only) over 0 (says nothing of it) to 1 (speaks of this patient).

    `nephrotic`: the question is about nephrotic-range proteinuria, whatever the patient's UPCR.
    """
    marks: list[float] = []
    upcr = patient.upcr_g_per_g
    if upcr is None and nephrotic:
        upcr = _NEPHROTIC_FROM
    if upcr is not None and "response-definition" not in statement.topics:
        marks += [1.0 if holds else -1.0 for holds in _proteinuria_conditions(statement.text, upcr)]
    if patient.egfr is not None:
        marks += [1.0 if holds else -1.0 for holds in _egfr_conditions(statement.text, patient.egfr)]
    if patient.age_years is not None:
        ages = _age_conditions(statement.text, patient.age_years)
        if ages and not any(ages):
            return -1.0
    if patient.age_years is not None and "any" not in statement.population:
        child = patient.age_years < _CHILD_AGE
        if "paediatric" in statement.population:
            marks.append(1.0 if child else (-1.0 if "adult" not in statement.population else 0.0))
        elif child and "adult" in statement.population:
            marks.append(-0.5)
    if patient.dialysis and "dialysis" in statement.population:
        marks.append(1.0)
    if (patient.pregnant or patient.planning_pregnancy) and "pregnancy" in statement.population:
        marks.append(1.0)
    if patient.classes and statement.classes:
        marks.append(1.0 if set(patient.classes) & set(statement.classes) else -1.0)
    return max(marks, default=0.0) if any(m > 0 for m in marks) else min(marks, default=0.0)


def meets_change(statement: Statement, question: str) -> float:
    """Whether a fall or rise by so many per cent, of which a statement speaks, is such as a question tells.

    1 where it is, -1 where it is not, 0 where either says nothing of it.
    """
    told = _told_change(question)
    bounds = [
        change >= float(m["least"]) and (m["most"] is None or change < float(m["most"]))
        for m in _CHANGE_BOUND.finditer(statement.text)
        for change in told
    ]
    return 0.0 if not bounds else (1.0 if any(bounds) else -1.0)


def _told_change(question: str) -> list[float]:
    """The change of a measure that a question tells of, in per cent of what it was."""
    if found := _CHANGE_BY.search(question):
        return [float(found["by"])]
    if (found := _CHANGE_FROM.search(question)) and float(found["was"]) > 0:
        was, now = float(found["was"]), float(found["now"])
        return [abs(now - was) / was * 100]
    return []


def bounds_egfr(statement: Statement, patient: PatientFacts) -> bool:
    """Whether a statement sets a bound of kidney function that the patient's eGFR (mL/min/1.73 m²) meets."""
    return patient.egfr is not None and any(_egfr_conditions(statement.text, patient.egfr))


def _age_conditions(text: str, age: float) -> list[bool]:
    """For each age that a text is for, whether the patient is of it; an age in passing is none."""
    found = [float(m["least"]) <= age <= float(m["most"]) for m in _AGE_RANGE.finditer(text)]
    for match in _AGE_BOUND.finditer(text):
        older = match["after"] in {"or more", "or over", "and over", "or older", "and older", "or above"}
        found.append(age >= float(match["age"]) if older else age < float(match["age"]))
    return found


def _proteinuria_conditions(text: str, upcr: float) -> list[bool]:
    """For each proteinuria condition that a text names, whether the value (g/g) meets it."""
    found = []
    for match in _PROTEINURIA.finditer(text):
        value, words = float(match["value"]), f"{match['before']} {match['after'] or ''}"
        if _BELOW.search(words):
            found.append(upcr < value)
        elif _ABOVE.search(words):
            found.append(upcr >= value)
    if _NOT_NEPHROTIC.search(text):
        found.append(upcr < _NEPHROTIC_FROM)
    elif _NEPHROTIC.search(text):
        found.append(upcr >= _NEPHROTIC_FROM)
    return found


def _egfr_conditions(text: str, egfr: float) -> list[bool]:
    """For each eGFR condition that a text names, whether the value meets it."""
    found = []
    for match in _EGFR.finditer(text):
        value = float(match["value"])
        if value == egfr and _STRICTLY_BELOW.fullmatch((match["before"] or "").strip()):
            continue  # just at a limit: the reader is to see it
        words = f"{match['before'] or ''} {match['after'] or ''}"
        if _BELOW.search(words):
            found.append(egfr < value or ("or" in words and egfr == value))
        elif _ABOVE.search(words):
            found.append(egfr > value or (("least" in words or "or" in words) and egfr == value))
    return found
