"""Reading a patient's facts out of what the clinician typed: values with their units, never an identifier.

Only what is said of a patient is taken: "eGFR 38" is a fact, "an eGFR above 45" or "eGFR <30" in a question
about a threshold is not. A value that cannot be is not taken, and the reader is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from chat_app.question.patient import PatientFacts
from guardrails.lexicon import Lexicon

_NUMBER = r"(\d{1,4}(?:[.,]\d{1,3})?)"
_IS = r"(?:\s*(?:is|was|of|at|now|about|around|approximately|approx\.?|~|=|:)){0,3}\s*"
_THRESHOLD = re.compile(
    r"(?:<|>|≤|≥"
    r"|\b(?:below|above|under|over|less than|more than|greater than|at least|at most|between|from|to)\b)\s*$"
)
_OPEN_END = re.compile(
    r"\s*(?:years?|yrs?|kg)?\s*(?:of age|old)?\s*"
    r"(?:(?:and|or)\s+(?:older|above|over|under|below|younger|more|less|up|higher|lower)\b"
    r"|(?:-|–|to|and)\s*\d)",
    re.IGNORECASE,
)
"""What follows a number that opens a range ("5 years and older", "30-45")."""
_CHANGE = re.compile(
    r"\b(egfr|gfr|upcr|weight)\b((?:\s+[a-z]+){0,2}?\s*)\d+(?:[.,]\d+)?\s*(?:→|->|\bto\b)\s*(?=\d)",
    re.IGNORECASE,
)
"""A course of values: "eGFR fell from 60 to 38". The last one is the patient's now."""
_COURSE = re.compile(
    r"→|->|\b(?:fell|fallen|dropped|rose|risen|went|declined|improved|increased|decreased|from)\b", re.I
)

_AGE = re.compile(
    r"\b(\d{1,3})\s*[- ]?\s*(?:year|yr|y)s?(?:[- ]?old|/o|\.?\s?o\.?)\b|\b(\d{1,3})\s?(?:yo|y/o)\b"
    r"|\b(?:aged|age)\s*:?\s*(\d{1,3})\b(?!\s*(?:and|or|to|-|–)\s*(?:older|above|over|\d))"
    r"|\b(\d{1,2})\s?[FM]\b(?!\w)"
    r"|\b(?:he|she|son|daughter|boy|girl|child|patient)(?:['’]s| is| turned)\s+(\d{1,2})"
    r"(?=\s*(?:$|[.,;?!]|(?:and|with|now|on|has|who)\b))",
    re.IGNORECASE,
)
_WEIGHT = re.compile(rf"(?<![/\d.]){_NUMBER}[\s-]?(?:kg|kilos?|kilograms?)\b(?!\s*/)", re.I)
_POUNDS = re.compile(rf"(?<![/\d.]){_NUMBER}\s?(?:lbs?|pounds?)\b(?!\s*/)", re.I)
POUND = 0.45359237
"""kg. A weight without a unit is not taken: read in the wrong unit it would double a dose."""
_EGFR = re.compile(rf"\b(?:egfr|gfr)\b{_IS}{_NUMBER}(?!\s?%|\d)", re.IGNORECASE)
_UPCR = re.compile(
    rf"\b(?:upcr|uprcr|pcr|protein[- /]?(?:to[- ])?creatinine(?: ratio)?)\b{_IS}{_NUMBER}\s*"
    r"(g/g|mg/g|mg/mmol|g/mmol)?(?!\s?%|\d)",
    re.IGNORECASE,
)
_DAY_PROTEIN = re.compile(
    rf"\b(?:(?:24[- ]?h(?:(?:ou)?rs?)?[- ])?(?:urine |urinary )?protein(?:uria)?|upe)\b{_IS}{_NUMBER}\s*"
    r"(?:g/d(?:ay)?|g/24 ?h(?:ours|rs)?|g per day|g a day|g(?= ?(?:in|over) 24)|g(?![/\w]))",
    re.IGNORECASE,
)
"""Protein in the urine of a day, in g: roughly the ratio in g/g (kdigo-ln-2024.fig1.biopsy-threshold)."""
_PRESSURE = re.compile(
    r"\b(?:bp|blood pressure)\b(?:\s*(?:is|of|at|:|=|now))?\s*(\d{2,3})\s?/\s?(\d{2,3})\b", re.I
)
_PREGNANT = re.compile(
    r"\b(?:she(?:'s| is)|is|now|currently|who is|patient is|already)\s+(?:\d+\s*weeks?\s+)?pregnant\b"
    r"|\bpregnant\s+(?:woman|patient|lady|female|at|with|\d+)\b|\b\d+\s*weeks?\s+(?:pregnant|gestation)\b",
    re.IGNORECASE,
)
_NOT_PREGNANT = re.compile(r"\bnot\s+pregnant\b|\bnon-?pregnant\b", re.IGNORECASE)
_PLANNING = re.compile(
    r"\bplan(?:s|ning)?\s+(?:a\s+|for\s+(?:a\s+)?)?pregnancy\b"
    r"|\bwants?\s+to\s+(?:conceive|become pregnant|get pregnant)\b"
    r"|\bwish(?:es|ing)?\s+to\s+conceive\b|\btrying\s+to\s+conceive\b|\bplan(?:s|ning)\s+to\s+conceive\b",
    re.IGNORECASE,
)
_DIALYSIS = re.compile(
    r"\b(?:is|now|currently|patient|already|her|his|she's|he's|started|starting)\s+(?:is\s+)?(?:on|requiring)?\s*"
    r"(?:chronic\s+|maintenance\s+|peritoneal\s+)?(?:ha?emo)?dialysis(?:[- ]dependent)?\b"
    r"|\bdialysis[- ]dependent\b"
    r"|\bpatients?\s+on\s+(?:chronic\s+|maintenance\s+|peritoneal\s+)?(?:ha?emo)?dialysis\b",
    re.IGNORECASE,
)
_NOT_DIALYSIS = re.compile(r"\bnot\s+(?:yet\s+)?on\s+dialysis\b", re.IGNORECASE)
_CNS = re.compile(
    r"\b(?:severe|active)\s+(?:active\s+)?(?:cns|neuropsychiatric|central nervous system)\b", re.I
)
_NO_CNS = re.compile(
    r"\b(?:no|without)\s+(?:severe\s+)?(?:active\s+)?(?:cns|neuropsychiatric|central nervous)\b", re.I
)
_BIOPSY = re.compile(
    r"\bbiopsy[- ](?:proven|confirmed)\b|\b(?:on|by)\s+(?:renal\s+|kidney\s+)?biopsy\b", re.I
)
_TAKES = re.compile(r"\b(?:on|taking|takes|receiving|receives|treated with|maintained on)\s+", re.IGNORECASE)
_PATIENT_CUE = re.compile(
    r"\b(?:patient|woman|man|girl|boy|female|male|she|he|her|his|year[- ]old|\d+\s?[FM]\b|my|adolescent)\b",
    re.I,
)
MG_PER_MMOL_TO_G_PER_G = 1 / 113.12
"""Creatinine has 113.12 g/mol, so 1 mg of protein a mmol of creatinine is 1/113.12 g/g."""


@dataclass(frozen=True, slots=True)
class Told:
    """Facts that a text tells, and doubts about values that cannot be."""

    facts: PatientFacts
    doubts: tuple[str, ...] = ()


def read_facts(text: str, lexicon: Lexicon) -> Told:
    """The facts that a question tells of its patient."""
    values: dict[str, object] = {}
    doubts: list[str] = []
    for field, value in _values(text, lexicon):
        if field in values:
            continue
        try:
            PatientFacts.model_validate({field: value})
        except ValidationError:
            doubts.append(f"{_LABELS.get(field, field)} {_shown(value)} cannot be right, so it was not used.")
            continue
        values[field] = value
    return Told(PatientFacts.model_validate(values), tuple(doubts))


def merge_facts(before: PatientFacts, told: PatientFacts) -> tuple[PatientFacts, tuple[str, ...]]:
    """Facts after a turn: what is told now wins.

    A change of what does not change by itself within a consultation is a doubt for the reader to check.
    """
    known, new = before.known(), told.known()
    doubts = []
    for field in ("age_years", "weight_kg", "biopsy_proven", "transplant"):
        if field in known and field in new and known[field] != new[field]:
            doubts.append(
                f"{_LABELS[field]} was {_shown(known[field])} before and is {_shown(new[field])} now; "
                "the newer one is used."
            )
    if "therapies" in known and "therapies" in new:
        new["therapies"] = tuple(dict.fromkeys([*known["therapies"], *new["therapies"]]))  # type: ignore[misc]
    merged = PatientFacts.model_validate({**known, **new})
    if merged.pregnant and merged.age_years is not None and not 10 <= merged.age_years <= 60:
        doubts.append("A pregnancy at this age is unlikely; check age and pregnancy.")
    return merged, tuple(doubts)


_LABELS = {
    "age_years": "The age",
    "weight_kg": "The weight",
    "egfr": "The eGFR",
    "upcr_g_per_g": "The UPCR",
    "sbp": "The systolic blood pressure",
    "dbp": "The diastolic blood pressure",
    "biopsy_proven": "Biopsy-proven",
    "transplant": "Transplanted",
}


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _values(text: str, lexicon: Lexicon) -> Iterator[tuple[str, object]]:
    text = _CHANGE.sub(_last, text)
    yield from _number(text, _AGE, "age_years")
    yield from _number(text, _WEIGHT, "weight_kg")
    for _, pounds in _number(text, _POUNDS, "weight_kg"):
        yield "weight_kg", round(float(str(pounds)) * POUND, 1)
    yield from _number(text, _EGFR, "egfr")
    for match in _UPCR.finditer(text):
        if _OPEN_END.match(text, match.end(1)):
            continue
        value = _to_float(match.group(1))
        unit = (match.group(2) or "").lower()
        if unit == "mg/g" or (not unit and value >= 50):
            value /= 1000
        elif unit == "mg/mmol":
            value *= MG_PER_MMOL_TO_G_PER_G
        yield "upcr_g_per_g", round(value, 3)
    if not _UPCR.search(text):
        for match in _DAY_PROTEIN.finditer(text):
            if not _OPEN_END.match(text, match.end(1)):
                yield "upcr_g_per_g", round(_to_float(match.group(1)), 3)
    for match in _PRESSURE.finditer(text):
        yield "sbp", float(match.group(1))
        yield "dbp", float(match.group(2))
    yield from _flag(text, "pregnant", _PREGNANT, _NOT_PREGNANT)
    yield from _flag(text, "dialysis", _DIALYSIS, _NOT_DIALYSIS)
    yield from _flag(text, "severe_cns_lupus", _CNS, _NO_CNS)
    if _PLANNING.search(text):
        yield "planning_pregnancy", True
    if _PATIENT_CUE.search(text):
        if _BIOPSY.search(text):
            yield "biopsy_proven", True
        classes = tuple(dict.fromkeys(m.concept for m in lexicon.mentions(text) if m.kind == "class"))
        if classes:
            yield "classes", classes
    therapies = _therapies(text, lexicon)
    if therapies:
        yield "therapies", therapies


def _number(text: str, pattern: re.Pattern[str], field: str) -> Iterator[tuple[str, object]]:
    for match in pattern.finditer(text):
        if _THRESHOLD.search(text[: match.start()][-24:]) or _OPEN_END.match(text, match.end()):
            continue
        yield field, _to_float(next(g for g in match.groups() if g))


def _last(change: re.Match[str]) -> str:
    """Only the last value of a course; a plain range ("30 to 45") stays as it is."""
    return f"{change[1]} " if _COURSE.search(change[0]) else change[0]


def _flag(text: str, field: str, yes: re.Pattern[str], no: re.Pattern[str]) -> Iterator[tuple[str, object]]:
    if no.search(text):
        yield field, False
    elif yes.search(text):
        yield field, True


def _therapies(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Drugs that stand in a list behind "on", "taking" and the like, of a patient who is spoken of."""
    if not _PATIENT_CUE.search(text):
        return ()
    drugs = [m for m in lexicon.mentions(text) if m.kind in ("drug", "brand")]
    found: list[str] = []
    for cue in _TAKES.finditer(text):
        reach = cue.end()
        for mention in drugs:
            if mention.start < reach:
                continue
            if not _LIST_GAP.fullmatch(text[reach : mention.start]):
                break
            found.append(mention.concept)
            reach = mention.end
    return tuple(dict.fromkeys(found))


_LIST_GAP = re.compile(
    r"(?:[\s,;+&/()]|and|plus|with|low|high|dose|oral|iv|\d[\d.,]*\s?(?:mg|g)(?:/d(?:ay)?)?|bid|daily|twice|once|a|day|-)*",
    re.I,
)


def _to_float(number: str) -> float:
    return float(number.replace(",", "."))
