"""References that nobody curated: identifiers, author-year citations and journals that no cited statement holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guardrails.types import Evidence, Finding

CHECK = "invention"

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("doi", re.compile(r"(?i)\b(?:doi\s?[:.]?\s?)?10\.\d{4,9}/[^\s\"<>]+")),
    ("pmid", re.compile(r"(?i)\b(?:pmid|pubmed(?: id)?)\s?[:#]?\s?\d{5,9}\b|\bPMC\s?\d{5,9}\b")),
    ("registration", re.compile(r"(?i)\b(?:NCT\s?\d{6,9}|ISRCTN\s?\d{6,9}|EudraCT\s?[\d-]{8,16}|ACTRN\s?\d{10,16}|CRD\s?\d{8,14})\b")),
    ("isbn", re.compile(r"(?i)\b(?:ISBN|ISSN)\b[\s:-]{0,3}[\dX-]{8,20}")),
    ("author-year", re.compile(r"\b[A-ZÀ-Ý][\w'’-]+(?:\s+(?:and|&)\s+[A-ZÀ-Ý][\w'’-]+)?(?:,?\s+et\s+al\.?|\s+and colleagues),?(?:\s*[(\[]?(?:19|20)\d\d[a-z]?[)\]]?)?")),
    ("author-year", re.compile(r"[(\[][A-ZÀ-Ý][\w'’-]{2,}(?:\s+(?:and|&)\s+[A-ZÀ-Ý][\w'’-]+)?,?\s+(?:19|20)\d\d[a-z]?(?:[;,)\]])")),
    ("volume", re.compile(r"\b(?:19|20)\d\d\s?;\s?\d{1,4}\s?(?:\(\w{1,6}\))?\s?:\s?[A-Za-z]?\d{1,6}")),
    ("journal", re.compile(r"\b(?:N(?:ew)? Engl(?:and)? J(?:ournal)?(?: of)? Med(?:icine)?|NEJM|(?:The )?Lancet(?: \w+)?|JAMA(?: \w+)?|BMJ|Ann(?:als)?(?: of the)? Rheum(?:atic)? Dis(?:eases)?|Kidney Int(?:ernational)?|J(?:ournal of the)? Am(?:erican)? Soc(?:iety of)? Nephrol(?:ogy)?|JASN|CJASN|AJKD|Arthritis (?:& |and )?(?:Rheum\w*|Care)|Nephrol(?:ogy)? Dial(?:ysis)? Transplant(?:ation)?|Cochrane)\b")),
)  # fmt: skip
_SPACE = re.compile(r"[\W_]+")


def findings(text: str, cited: Sequence[Evidence]) -> list[Finding]:
    """References in a sentence that no cited statement names."""
    known = _flat(" ".join(f"{e.text} {e.plain or ''} {e.organisation or ''} {e.year or ''}" for e in cited))
    found: list[Finding] = []
    for rule, pattern in _RULES:
        for match in pattern.finditer(text):
            if _flat(match[0]) not in known and not _known_name(rule, match[0], known):
                message = f"The sentence refers to “{match[0].strip()}”, which no cited statement names."
                found.append(Finding(CHECK, message, start=match.start(), end=match.end(), rule=rule))
    return found


def _known_name(rule: str, reference: str, known: str) -> bool:
    """A body or author that a statement names, with its year ("(KDIGO 2024)"), is no invention."""
    if rule != "author-year":
        return False
    parts = [p for p in _flat(reference).split() if p not in ("et", "al", "and", "colleagues")]
    return bool(parts) and all(f" {p} " in f" {known} " for p in parts)


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text.casefold()).strip()
