"""Naming the body behind a guideline statement, so that one body's position never reads as everybody's."""

from __future__ import annotations

import re
from typing import Protocol

from chat_app.guidelines.model import Source, SourceType, Statement

_SHORT = {
    "American College of Rheumatology": "ACR",
    "American Academy of Ophthalmology": "AAO",
    "British Society for Rheumatology": "BSR",
    "Mok CC (APLAR)": "APLAR",
}
"""Organisations that clinicians call by an abbreviation; others are called as the corpus does."""


class Named(Protocol):
    """What a name is made of: a source, or a reference to one."""

    @property
    def organisation(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def year(self) -> int | None: ...


def body_name(source: Named) -> str:
    """Short name of a body with the year that clinicians call its guideline by ("KDIGO 2024")."""
    organisation = source.organisation
    if organisation not in _SHORT:
        organisation = re.sub(r"\s*\(.*?\)", "", organisation).strip()
    in_title = re.search(r"\b(?:19|20)\d\d\b", source.title)
    year = in_title.group() if in_title else source.year
    name = _SHORT.get(organisation, organisation)
    return f"{name} {year}" if year else name


def attributed(statement: Statement, source: Source, text: str) -> str:
    """`text` of a statement with the body's name before it, where a guideline's does not say so."""
    if source.type is not SourceType.GUIDELINE:
        return text
    name = body_name(source)
    if name.split()[0].split("/")[0].casefold() in text.casefold():
        return text
    return f"{name}: {text}"
