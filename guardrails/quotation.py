"""A statement's own words: read as supported without further checks, and shown as a quotation.

A lead that names the body ("KDIGO 2024: …", "KDIGO 2024 (1B): …") or opens a bottom line ("Yes: …") may stand
before the words where it is right: the body must be the source's, the verdict must not contradict the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from guardrails import sentences
from guardrails.lexicon import Lexicon
from guardrails.reading import language, pattern
from guardrails.types import Evidence, Finding

CHECK = "quotation"
_SPACE = re.compile(r"\s+")
_LEAD = re.compile(r"^(?P<lead>[^:.;]{1,90}):\s+(?P<rest>.+)$", re.DOTALL)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_GRADE = re.compile(r"\(([^)]{1,24})\)\s*$")
_LIMITS = re.compile(
    r"\b(?:not?|never|nor|neither|without|cannot|avoid\w*|contraindicated|against|exclud\w*|only|off-label|fail\w*|stop\w*|"
    r"unless|unproven|insufficient|below|lower|less)\b"
)
"""Words of which a statement that answers "no" has at least one."""
_DENIES = re.compile(
    r"\b(?:not (?:indicated|recommended|approved|established)|contraindicated|recommends? against"
    r"|off-label)\b"
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a statement, with what is wrong about the lead before them (nothing: it may be shown)."""

    findings: tuple[Finding, ...] = ()


def normal(text: str) -> str:
    """The text for comparing word for word: white space made one, no closing stop, any case of the first
    letter."""
    folded = _SPACE.sub(" ", text).strip().rstrip(".").strip()
    return folded[:1].lower() + folded[1:]


@cache
def _parts(text: str) -> frozenset[str]:
    """A statement whole, and each run of its sentences."""
    pieces = [text[s.start : s.end] for s in sentences.split(text)]
    runs = {normal(" ".join(pieces[i:j])) for i in range(len(pieces)) for j in range(i + 1, len(pieces) + 1)}
    return frozenset(runs | {normal(text)})


def find(text: str, cited: Sequence[Evidence], lexicon: Lexicon) -> Quotation | None:
    """The quotation that a sentence is, or None where it is the writer's own words."""
    if _quoted(text, cited):
        return Quotation()
    match = _LEAD.match(text.strip())
    lead, rest = (match["lead"].strip(), match["rest"]) if match else ("", "")
    findings: list[Finding] = []
    while match:
        wrong = verdict(lead, rest)
        if wrong is not None:
            findings += wrong
        else:
            problem = _attribution(lead, cited, lexicon)
            if problem is None:
                return None
            findings += problem
        if _quoted(rest, cited):
            return Quotation(tuple(findings))
        match = _LEAD.match(rest.strip())
        lead, rest = (match["lead"].strip(), match["rest"]) if match else ("", "")
    return None


def verdict(lead: str, rest: str) -> list[Finding] | None:
    """What is wrong with "Yes" or "No" before words of a statement; None where the lead is no verdict."""
    found = _verdict(lead)
    if found is None:
        return None
    if found.affirms is True and _DENIES.search(rest.lower()):
        return [Finding(CHECK, "The verdict affirms what the statement denies.", rule="verdict")]
    if found.affirms is False and not _LIMITS.search(rest.lower()):
        return [Finding(CHECK, "The verdict denies what the statement affirms.", rule="verdict")]
    return []


def _quoted(text: str, cited: Sequence[Evidence]) -> bool:
    words = normal(text)
    return any(words in _parts(e.text) or (e.plain is not None and words in _parts(e.plain)) for e in cited)


class _Verdict:
    def __init__(self, affirms: bool | None) -> None:
        self.affirms = affirms


@cache
def _verdict_patterns() -> tuple[tuple[re.Pattern[str], bool | None], ...]:
    return tuple((pattern(v.words), v.affirms) for v in language().verdicts)


def _verdict(lead: str) -> _Verdict | None:
    lowered = lead.lower()
    if len(lowered.split()) > 9:
        return None
    for words, affirms in sorted(_verdict_patterns(), key=lambda v: v[1] is not None):
        if words.match(lowered):
            return _Verdict(affirms)
    return None


def _attribution(lead: str, cited: Sequence[Evidence], lexicon: Lexicon) -> list[Finding] | None:
    """What is wrong with a lead that names a body; None where the lead names none."""
    bare = _GRADE.sub("", lead).strip()
    own = " ".join(f"{e.organisation or ''} {e.source or ''}".lower() for e in cited)
    name = _YEAR.sub("", bare).strip().lower()
    named_source = bool(name) and len(name.split()) <= 6 and all(w in own for w in re.split(r"[\s/]+", name))
    findings = []
    if not named_source:
        bodies = _named(bare, lexicon)
        if not bodies:
            return None
        known = {name for e in cited for name in _named(f"{e.organisation or ''} {e.text}", lexicon)}
        if not bodies <= known:
            findings.append(Finding(CHECK, f"The statement is not from {bare}.", rule="attribution"))
    year = _YEAR.search(bare)
    if year and not any(
        e.year is None or abs(e.year - int(year[0])) <= 1 or year[0] in f"{e.source} {e.text}" for e in cited
    ):
        findings.append(Finding(CHECK, f"The source is not of {year[0]}.", rule="year"))
    grade = _GRADE.search(lead)
    if grade and not any((e.grade or "").lower() == grade[1].strip().lower() for e in cited):
        findings.append(Finding(CHECK, f"The source does not give grade {grade[1]}.", rule="grade"))
    return findings


def _named(text: str, lexicon: Lexicon) -> set[str]:
    """The bodies and trials that a text names."""
    return {m.concept for m in lexicon.mentions(text) if m.kind in ("body", "trial")}
