"""Grades: a sentence may name a grade only as the source gives it, and never a stronger one.

Why: "1B" and "strongly recommends" tell a clinician how much weight a recommendation bears.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.types import Finding

CHECK = "grades"
_GRADE = re.compile(r"(?<![\w.])(?:grade\s+)?([12][ABCD])(?![\w])")
_STRONG = re.compile(
    r"\bstrongly\s(?:\w+\s)?(?:recommend|advis|suggest|prefer|favou?r|endors|support|accept|against|for\b|back|urg|discourag)\w*"
    r"|\bstrong(?:\s[\w-]+){0,2}\s(?:recommendations?|advice|grade|backing|endorsement)\b"
    r"|\((?:[\w/-]+\s)*(?:[\w/-]+,\s)?strong\b|[,;]\sstrong\)|\brecommend\w*\b[^.;]{0,30}\bstrong(?:ly)?\b"
)
"""Strong as the grade of a recommendation; strong sun and strong medicines are none."""
_STRONG_THERE = re.compile(r"\bstrong(?:ly)?\b")
_GRADE_ONE = re.compile(r"(?<!\w)1[abcd]?(?:/[abc])?(?!\w|\.\d)")
_CONDITIONAL = re.compile(r"\bconditional(?:ly)?\b")
_PRACTICE = re.compile(r"\b(?:good practice statement|practice point|ungraded|no grade)\b")
_CERTAINTY = re.compile(r"\b(very low|low|moderate|high)[- ](?:certainty|quality|grade)\b")


_ANY = re.compile(r"[12][ABCD]|strong|condition|certainty|quality|grade|practice")
"""Without one of these a sentence speaks of no grade."""


def check(case: Case) -> Iterator[Finding]:
    if not _ANY.search(case.claim.text) and not _ANY.search(case.claim.lowered):
        return
    graded = " ".join(
        f"{c.evidence.grade or ''} {(c.evidence.kind or '').replace('-', ' ')}" for c in case.cited
    )
    known = f"{case.text} {graded.lower()}"
    upper = " ".join([*(c.reading.text for c in case.cited), graded])
    for match in _GRADE.finditer(case.claim.text):
        if not re.search(rf"(?<![\w.]){match[1]}(?!\w)", upper):
            said = ", ".join(sorted({c.evidence.grade for c in case.cited if c.evidence.grade})) or "no grade"
            yield Finding(
                CHECK,
                f"The sentence names grade {match[1]}; the source gives {said}.",
                start=match.start(),
                end=match.end(),
                rule="grade",
            )
    lowered = case.claim.lowered
    if _STRONG.search(lowered) and not (_STRONG_THERE.search(known) or _GRADE_ONE.search(graded.lower())):
        yield Finding(CHECK, "The source does not call this recommendation strong.", rule="strong")
    if _CONDITIONAL.search(lowered) and not (
        _CONDITIONAL.search(known) or re.search(r"(?<!\w)2[abcd]?(?!\w|\.\d)", graded.lower())
    ):
        yield Finding(CHECK, "The source does not call this recommendation conditional.", rule="conditional")
    for match in _CERTAINTY.finditer(lowered):
        letter = {"high": "a", "moderate": "b", "low": "c", "very low": "d"}[match[1]]
        if match[1] not in known and not re.search(rf"(?<!\w)[12]{letter}(?!\w)", graded.lower()):
            yield Finding(CHECK, f"The source does not speak of {match[0]}.", rule="certainty")
    if (
        _PRACTICE.search(lowered)
        and not _PRACTICE.search(known)
        and any(c.evidence.grade and c.evidence.grade[:1] in "12" for c in case.cited)
    ):
        yield Finding(CHECK, "The source grades this recommendation.", rule="ungraded")
