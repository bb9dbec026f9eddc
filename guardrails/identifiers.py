"""Protected health information: what in a text could identify a person, and the text without it.

The eighteen kinds of the HIPAA Safe Harbor rule (45 CFR 164.514(b)(2)): names, places smaller than a state,
dates but the year, phone, fax, e-mail, social security, record, health plan, account and licence numbers,
vehicles, devices, web and internet addresses, biometrics, photographs, any other unique number, ages over 89.
Clinical language must stay: a class, a titre, a code, an eponym, a trial, a duration is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from guardrails import (
    identifier_dates,
    identifier_names,
    identifier_numbers,
    identifier_places,
    identifier_scripts,
    identifier_tables,
)
from guardrails.folding import fold
from guardrails.types import Identifier

WORDS = {
    "name": "[name]",
    "geo": "[place]",
    "date": "[date]",
    "phone": "[phone]",
    "fax": "[fax]",
    "email": "[email]",
    "ssn": "[social security number]",
    "mrn": "[record number]",
    "health_plan": "[health plan number]",
    "account": "[account number]",
    "licence": "[licence number]",
    "vehicle": "[vehicle]",
    "device": "[device]",
    "url": "[web address]",
    "ip": "[internet address]",
    "biometric": "[biometric]",
    "photo": "[photo]",
    "other_id": "[number]",
    "age": "[age over 89]",
}
"""What stands in place of each kind."""

_OF_ONE = frozenset(WORDS) - {"url", "ip", "geo", "name", "photo", "device"}
"""What only a note about one person holds: there a strange word at the head of a sentence is a name."""

_AGE = re.compile(
    r",?\s\(?(?:(?:is|was|turned|turns|now|aged?) ){0,2}"
    r"(?P<age>9\d|1[01]\d)(?:\s?(?:yrs?|years?|y|yo|y/o)\b)?"
    r"(?=[,;.)]|\s?$|\sand\b|\swith\b)"
)
_SURE = {kind: rank for rank, kind in enumerate(("photo", "email", "url", "geo", "name", "other_id"))}


def find(text: str) -> tuple[Identifier, ...]:
    """Identifiers in order, none overlapping another. Offsets are in characters of the text as given.

    Takes time in proportion to the length of the text.
    """
    folded = fold(text)
    found = [*identifier_numbers.find(folded.text), *identifier_dates.find(folded.text)]
    found += identifier_names.find(folded.text, any(i.kind in _OF_ONE for i in found))
    found += _old(folded.text, found)
    for part in (identifier_scripts, identifier_places, identifier_tables):
        found += part.find(folded.text)
    found = [Identifier(*folded.span(i.start, i.end), i.kind) for i in found]
    return _apart(found)


def redact(text: str, found: Sequence[Identifier]) -> str:
    """The text with each identifier replaced by a word in brackets; `found` as `find` gives it."""
    parts: list[str] = []
    place = 0
    for item in found:
        parts += text[place : item.start], WORDS[item.kind]
        place = item.end
    return "".join((*parts, text[place:]))


def _old(text: str, found: Sequence[Identifier]) -> list[Identifier]:
    """Ages over 89 right after a name: "Mr Fauxname, 96"."""
    ages = (_AGE.match(text, item.end) for item in found if item.kind == "name")
    return [Identifier(*age.span("age"), "age") for age in ages if age]


def _apart(found: list[Identifier]) -> tuple[Identifier, ...]:
    """Overlapping identifiers become one, of the kind of the longest; the more certain kind where they
    tie.
    """
    apart: list[Identifier] = []
    lead = 0
    for item in sorted(found, key=lambda i: (i.start, -i.end, _SURE.get(i.kind, -1))):
        if apart and item.start < apart[-1].end:
            before = apart[-1]
            longer = item.end - item.start > lead
            lead = max(lead, item.end - item.start)
            apart[-1] = Identifier(
                before.start, max(before.end, item.end), item.kind if longer else before.kind
            )
            continue
        apart.append(item)
        lead = item.end - item.start
    return tuple(apart)
