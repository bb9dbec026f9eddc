"""Doses: what a sentence gives as the dose of one drug must not be the statement's dose of another.

Why: a dose right behind another drug's name reads like its own: "azathioprine 2 g" where the statement has
mycophenolate 2 g and azathioprine 2 mg/kg. Only doses that stand behind a name on both sides are compared.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from guardrails.checks.attachment import same
from guardrails.checks.case import Case
from guardrails.checks.frames import values
from guardrails.checks.memo import remembered
from guardrails.checks.values import Value
from guardrails.reading import Reading, Word
from guardrails.types import Finding

CHECK = "doses"
_LEADS = re.compile(
    r"(?:\s(?:at|of|is|was|by|to|iv|oral|orally|intravenously|sc|about|around|up|a|the|doses?|daily|from|gives"
    r"|uses|has|starts|begins))*[\s:,(]*(?:(?:about|around) )?"
)
_DRUGS = ("drug", "brand")


@remembered
def doses(reading: Reading) -> list[tuple[Word, Value]]:
    """Each dose that stands right behind a name, with that name."""
    listed = [v for v in values(reading) if v.kind.startswith("mass")]
    names = [w for w in reading.words if w.kind not in ("word", "frequency")] if listed else []
    ends = [w.end for w in names]
    found = []
    for value in listed:
        at = bisect_right(ends, value.start)
        if (
            at
            and names[at - 1].kind in _DRUGS
            and _LEADS.fullmatch(reading.lowered, ends[at - 1], value.start)
        ):
            found.append((names[at - 1], value))
    return found


def check(case: Case) -> Iterator[Finding]:
    mine = doses(case.claim)
    if not mine:
        return
    theirs = [pair for one in case.cited for pair in doses(one.reading)]
    own = {drug.key for drug, _ in theirs}
    for drug, dose in mine:
        others = [d for d, value in theirs if same(dose, value)]
        if drug.key not in own or not others or any(_kin(case, drug.key, d.key) for d in others):
            continue
        everywhere = sum(same(dose, v) for one in case.cited for v in values(one.reading))
        if everywhere > len(others):
            continue
        yield Finding(
            CHECK,
            f"The cited statement gives {case.claim.text[dose.start : dose.end]} as the dose of "
            f"{others[0].surface}, not of {drug.surface}.",
            start=drug.start,
            end=dose.end,
            rule="other drug",
        )


def _kin(case: Case, one: str, other: str) -> bool:
    """Whether two names may mean one drug."""
    if one == other:
        return True
    return other in case.lexicon.members(one) or other in case.lexicon.classes_of(one)
