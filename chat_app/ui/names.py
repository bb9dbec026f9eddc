"""Short names and plain words for what the page shows: sources, ways of checking, dates, readers."""

from __future__ import annotations

import re
from datetime import date

from chat_app.answer import Audience, Reference
from chat_app.words import day as day
from chat_app.words import review_line as review_line
from chat_app.writers.attribution import body_name

AUDIENCES = {
    Audience.SPECIALIST: "Specialist",
    Audience.GENERALIST: "Generalist",
    Audience.NURSE_PHARMACIST: "Nurse or pharmacist",
    Audience.TRAINEE: "Trainee",
    Audience.PATIENT: "Patient or family",
}
CHECKED = {
    "two-sources": "read in two places",
    "one-source": "read in one place",
    "unconfirmed": "not yet checked against the source",
}
TYPES = {
    "guideline": "Guideline",
    "label": "Label",
    "trial": "Trial",
    "meta-analysis": "Meta-analysis",
    "cohort": "Cohort",
    "review": "Review",
    "statement": "Statement",
    "code-set": "Codes",
}
_ABBREVIATED = {
    "International Society of Nephrology / Renal Pathology Society": "ISN/RPS",
}
_TRIAL_NAME = re.compile(
    r"\(([A-Z][A-Za-z]*(?:[- ]?[A-Z0-9][A-Za-z0-9]*)*)\)|^([A-Z][A-Z0-9-]{3,})\b(?=[: ])"
)


def short_name(reference: Reference) -> str:
    """What clinicians call a source: "KDIGO 2024", "BLISS-LN 2020", "BENLYSTA label 2025"."""
    title, year = reference.title, reference.year
    organisation = re.sub(r"\s*\(.*?\)", "", reference.organisation).strip()
    name = _ABBREVIATED.get(organisation, organisation)
    match reference.type:
        case "guideline":
            return body_name(reference)
        case "label":
            if brand := re.match(r"([A-Z][A-Za-z]+) \(", title):
                name = f"{brand.group(1)} label"
        case "trial" | "cohort" | "meta-analysis":
            found = _TRIAL_NAME.search(title)
            acronym = found and (found.group(1) or found.group(2))
            if acronym and sum(c.isupper() for c in acronym) >= 3 and acronym not in ("SLE", "CKD"):
                name = acronym
    return f"{name} {year}" if year and str(year) not in name else name


def short_day(iso: str) -> str:
    """An ISO date in little room ("1 Dec 2026")."""
    try:
        value = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{value.day} {value:%b %Y}"
