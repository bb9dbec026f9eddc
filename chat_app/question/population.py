"""Of whom a question speaks: children, pregnancy, reduced kidney function, dialysis, transplantation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chat_app.question.patient import PatientFacts
from guardrails.lexicon import Mention

_ADULT_AGE = 18
_CKD_EGFR = 60
"""mL/min/1.73 m²: below it a question is read as one about reduced kidney function."""
_AGE = re.compile(
    r"\b(\d{1,2})[\s-]*(?:years?|yrs?|y/?o|yo|y)\b(?:[\s-]*old)?|\b(\d{1,2})\s?(?:yo|y/o)\b"
    r"|\baged? (\d{1,2})\b"
)
_OLD = re.compile(r"old|yo\b|y/o|age")
_EGFR = re.compile(r"\b(?:egfr|gfr|creatinine clearance)\D{0,14}?(\d{1,3})\b(?!\s?%)")
_TO_DIALYSIS = re.compile(
    r"\b(?:start|initiat|begin|indication|timing|need|avoid|delay|prevent|prepar|approach)\w*\b.{0,25}\bdialysis"
    r"|(?<!on )\bdialysis\b[^:]{0,20}\b(?:start|initiat|begin|begun|timing|indicat)"
)
"""Dialysis that is not yet: the patient is one with failing kidneys."""
_FATHERS = re.compile(
    r"\bfather(?:s|ed|ing)? (?:a |an? )?(?:child|children|baby|babies|kids?|offspring)|\bsperm\b"
    r"|\bmen\b|\b(?:a |this |my |young |adult )?(?:man|male|guy|boyfriend|husband|gentleman)\b"
    r"(?! and (?:woman|female|wife))[^.?]{0,25}\b(?:on|takes?|taking|treated|receiving|wants?|wishes|plans?"
    r"|planning|hop(?:es|ing)|tr(?:ies|ying)|who|whose|with)\b|\bhis (?:wife|partner|girlfriend|spouse)\b"
)
"""The parent who takes the medicine is the father."""
_HER_PARTNER = re.compile(r"\b(?:her|the patient's) (?:husband|boyfriend|partner)\b|\bshe\b")
_NOT_PREGNANT = re.compile(r"\b(?:non|not|un)[\s-]?pregnant")


def population_of(lowered: str, mentions: Sequence[Mention], patient: PatientFacts) -> tuple[str, ...]:
    """The populations named in a question, read in lower case, and those that the patient's facts tell of."""
    named = [m.concept for m in mentions if m.kind == "population"]
    if _NOT_PREGNANT.search(lowered) or (_FATHERS.search(lowered) and not _HER_PARTNER.search(lowered)):
        named = [name for name in named if name != "pregnancy"]
    if _TO_DIALYSIS.search(lowered):
        named = ["ckd" if name == "dialysis" else name for name in named]
    for match in _AGE.finditer(lowered):
        if _OLD.search(lowered, match.start(), min(match.end() + 5, len(lowered))):
            age = next(int(group) for group in match.groups() if group)
            named.append("paediatric" if age < _ADULT_AGE else "adult")
    if any(int(m.group(1)) < _CKD_EGFR for m in _EGFR.finditer(lowered)):
        named.append("ckd")
    if patient.age_years is not None:
        named.append("paediatric" if patient.age_years < _ADULT_AGE else "adult")
    if patient.pregnant or patient.planning_pregnancy:
        named.append("pregnancy")
    if patient.dialysis:
        named.append("dialysis")
    if patient.transplant:
        named.append("transplant")
    if patient.egfr is not None and patient.egfr < _CKD_EGFR:
        named.append("ckd")
    return tuple(dict.fromkeys(named))
