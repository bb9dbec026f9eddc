"""Initials of persons, and a surname with its given name all in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.identifier_words import Strength, given_names, rules, strength_of
from guardrails.types import Identifier
from guardrails.vocabulary import clinical

KIND = "name"
IDENTITY = re.compile(
    r"[\"”’)]?\s{0,2}[,(;:-]{0,2}\s{0,2}(?:(?:is |was |aged? )?\(?\d{1,3}\s?(?:-?\s?y\b|-?y(?:o|/o|r"
    r"|rs|ear)|F\b|M\b|f\b|m\b|/[FMfm]\b)|\d{1,3}\s?(?:J\.|Jahre|ans\b|años|anni|anos|lat\b|let\b|år\b|yaş)|\d{1,2}\s?[,;)]"
    r"|(?:19|20)\d\d-\d\d-\d\d\b|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b|D\.?O\.?B|MRN|MR#|SSN|PESEL|[dD]\.?[oO]\.?[bB]\b|mrn\b|nhs\b|born\b|b\.\s?\d|geb\.|aged?\b|age:|\((?:DOB|MRN|she|he|her|they|\d{1,3}[,)])|tel\b|ph(?:one)?\b|male\b|female\b|DOD\b)",
)
"""What stands after a person: age, sex, date of birth, record number."""
_DOTTED = re.compile(
    r"(?<![\w.])[A-Z]\.(?:\s?(?:O'|Mc|Mac|De|Van)?[A-Z]\.){1,3}(?!\w)|(?<![\w.])[A-Z]\.(?:[A-Z]\.){0,2}[A-Z](?![\w.])"
)
_INITIALS_CUE = re.compile(r"\binitials?\b[\s:=()]{1,3}(?:are |is )?$", re.IGNORECASE)
_INITIALS = re.compile(
    r"\b[Ii]nitials?(?:(?<=s)\b|:)[\s:=(]{0,3}(?:are |is )?(?P<value>[A-Z]{2,4}|[A-Z](?:[ -][A-Z]){1,3})\b"
)
_PERSON_CUE = re.compile(
    r"\b(?:pt|patient|subject|client|re|for|mr|mrs|ms|donor|recipient)\.?[\s:]{1,2}(?:[\w-]*\d[\w-]*\s?[(,]\s?)?$",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b(?:pt|patient|subject|client)\.?:? (?P<value>[A-Z]{2,3})(?=[ ,]{1,2}(?:\d{1,3}\s?(?:y|F|M|f"
    r"|m)|is|has|was|asks)\b)"
)
_CAPITALS = re.compile(
    r"(?:^|[\n;:.>]\s?|\b(?:pt|patient|name|re|for)\b:?\s)(?P<name>[A-ZÀ-Þ]{2,20}(?:[ '’-]"
    r"[A-ZÀ-Þ]{2,20}){0,3},\s?[A-ZÀ-Þ]{2,20}(?:-[A-ZÀ-Þ]{2,20})?(?:\s[A-Z]\b\.?)?)(?![\w/-])"
)
"""A surname, a comma and a given name, all in capitals."""


def find(text: str) -> Iterator[Identifier]:
    """Initials, and names in capitals; they may overlap."""
    for match in _DOTTED.finditer(text):
        letters = "".join(c for c in match.group() if c.isalpha())
        if letters in rules().no_initials:
            continue
        before = text[max(0, match.start() - 36) : match.start()]
        if (
            _INITIALS_CUE.search(before)
            or _PERSON_CUE.search(before)
            or IDENTITY.match(text, match.end())
            or re.match(r",?\s(?:asks|is|has|was)\b", text[match.end() : match.end() + 8])
        ):
            yield Identifier(match.start(), match.end(), KIND)
    for pattern in (_INITIALS, _SHORT):
        for match in pattern.finditer(text):
            if match["value"] not in rules().no_initials and not (
                pattern is _SHORT and match["value"].casefold() in clinical()
            ):
                yield Identifier(match.start("value"), match.end("value"), KIND)
    for match in _CAPITALS.finditer(text):
        parts = [p.casefold() for p in re.findall(r"[^\W\d_]{3,}", match["name"])]
        if all(
            strength_of(p) >= Strength.UNKNOWN
            or p in given_names()
            or p in rules().eponyms
            or p in rules().particles
            for p in parts
        ):
            yield Identifier(match.start("name"), match.end("name"), KIND)
