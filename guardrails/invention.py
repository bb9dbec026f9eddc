"""References that nobody curated: identifiers, authors and journals that no cited statement holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Evidence, Finding

CHECK = "invention"

_NAME = r"[A-ZÀ-Þ][a-zß-ÿ'’-]+(?:[A-Z][a-zß-ÿ]+)?"
_YEAR = r"(?:19|20)\d\d[a-z]?"
_SHAPES: tuple[tuple[str, str], ...] = (
    ("doi", r"(?i)\bdoi\s?[:.]?\s?\S{3,}|\b10\.\d{4,9}/[^\s\"<>]+"),
    ("pmid", r"(?i)\b(?:pmid|pubmed id|pmcid)\s?[:#]?\s?(?:PMC)?\d{4,9}\b|\bPMC\s?\d{5,9}\b"),
    (
        "registration",
        r"(?i)\b(?:NCT|ISRCTN|ACTRN|ChiCTR\w{0,4}|CRD|UMIN|jRCT\w?)[\s-]?\d{5,16}\b|\bEudraCT\s?[\d-]{8,16}",
    ),
    ("isbn", r"(?i)\bIS[BS]N\b[\s:-]{0,3}[\dX-]{8,20}"),
    (
        "author-year",
        rf"\b{_NAME}(?:\s(?:and|&)\s{_NAME})?,?\s(?:et\sal\b\.?|and\scolleagues|and\scoworkers),?(?:\s?[(\[]?{_YEAR}[)\]]?)?",
    ),
    ("author-year", rf"[(\[;]\s?{_NAME}(?:\s(?:and|&)\s{_NAME})?,?\s{_YEAR}(?=[;,)\]])"),
    ("author-year", rf"\b{_NAME}(?:\s(?:and|&)\s{_NAME})?\s[(\[]{_YEAR}[)\]]"),
    ("volume", rf"\b{_YEAR}\s?;\s?\d{{1,4}}\s?(?:\(\w{{1,6}}\))?\s?:\s?[A-Za-z]?\d{{1,6}}"),
)


class _Invention(Rules):
    journals: str
    not_authors: frozenset[str]


@cache
def _rules() -> _Invention:
    return read("invention", _Invention)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    shapes = (*_SHAPES, ("journal", rf"\b(?:{_rules().journals})\b"))
    return tuple((rule, re.compile(shape)) for rule, shape in shapes)


_SPACE = re.compile(r"[\W_]+")


def findings(text: str, cited: Sequence[Evidence]) -> list[Finding]:
    """References in a sentence that no cited statement names."""
    references = [(rule, match) for rule, pattern in _patterns() for match in pattern.finditer(text)]
    if not references:
        return []
    known = _flat(" ".join(f"{e.text} {e.plain or ''} {e.organisation or ''} {e.year or ''}" for e in cited))
    found: list[Finding] = []
    for rule, match in references:
        if _flat(match[0]) not in known and not _known_name(rule, match[0], known):
            message = f"The sentence refers to “{match[0].strip()}”, which no cited statement names."
            found.append(Finding(CHECK, message, start=match.start(), end=match.end(), rule=rule))
    return found


def _known_name(rule: str, reference: str, known: str) -> bool:
    """A body or author that a statement names, with its year, is no invention; nor is "(Revised 2024)"."""
    if rule != "author-year":
        return False
    parts = [p for p in _flat(reference).split() if p not in ("et", "al", "and", "colleagues", "coworkers")]
    names = [p for p in parts if not p[0].isdigit()]
    if all(n in _rules().not_authors for n in names):
        return True
    return all(f" {p} " in f" {known} " for p in parts)


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text.casefold()).strip()
