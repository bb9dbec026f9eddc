"""Apart: what a statement sets apart must not be told in its name.

Why: "the dose in lupus is 200 mg; the regimen in lupus nephritis is different" gives no dose for lupus
nephritis, though it names both: told as the dose in lupus nephritis it is a wrong dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.attachment import same
from guardrails.checks.case import Case
from guardrails.checks.frames import values
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "apart"
_SETS_APART = re.compile(
    r"\b(?:is|are|has|have|needs?|follows?)\s(?:\w+\s){0,4}?"
    r"(?:different|separate|another|(?:its|their) own)\b"
    r"|\bdiffers?\b"
)
_PART = re.compile(r";\s|\.\s")
_OTHER = re.compile(r"\b(?:different|differs?|separate|another|own|other|unlike|not|rather than)\b")
_NAMED = ("term", "population", "class", "drug", "brand", "route", "body", "trial")
_MEASURED = ("mass", "percent", "concentration")


@remembered
def set_apart(reading: Reading) -> tuple[int, frozenset[str]]:
    """Where a text sets something apart from what it said before, and the names of that. Takes time in
    proportion to its length."""
    text = reading.lowered
    found = _SETS_APART.search(text)
    if found is None:
        return len(text), frozenset()
    start = max((m.end() for m in _PART.finditer(text, 0, found.start())), default=0)
    stop = _PART.search(text, found.end())
    end = stop.start() if stop else len(text)
    named = [w for w in reading.words if w.kind in _NAMED]
    inside = {w.key for w in named if start <= w.start < end}
    return start, frozenset(inside - {w.key for w in named if not start <= w.start < end})


def check(case: Case) -> Iterator[Finding]:
    if _OTHER.search(case.claim.lowered):
        return
    for one in case.cited:
        start, names = set_apart(one.reading)
        mine = [w for w in case.claim.words if w.kind in _NAMED and w.key in names]
        if not mine or any(mine[0].key in c.reading.named(*_NAMED) for c in case.cited if c is not one):
            continue
        theirs = [v for v in values(one.reading) if v.end <= start]
        for value in values(case.claim):
            if value.kind.startswith(_MEASURED) and any(same(value, v) for v in theirs):
                yield Finding(
                    CHECK,
                    f"The cited statement sets {mine[0].surface} apart: what it says of "
                    f"{case.claim.text[value.start : value.end]} is not said of that.",
                    Severity.UNDECIDED,
                    start=mine[0].start,
                    end=mine[0].end,
                    rule="set apart",
                    statement=one.evidence.id,
                )
                return
