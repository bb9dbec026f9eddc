"""Doubts: why a sentence that no check contradicts is not taken for supported, in words for its reader.

Why: a second reader, and a clinician who asks, must see what could not be read: a word that the statement
turns round, or a name or number that it has in another place. These are told, never counted: the model has
weighed them.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.directions import clashing
from guardrails.checks.grounds import grounds
from guardrails.checks.way import way
from guardrails.types import Finding, Severity

CHECK = "doubts"
_LEAP = 0.25
"""Leap away and back from which a word is called out of its place."""
_STAYS = 0.5


def doubts(case: Case) -> Iterator[Finding]:
    """What may be wrong with an undecided sentence."""
    row = grounds(case).claim.row
    for place in clashing(case):
        unit = row[place]
        message = f"The cited statement may turn “{unit.surface}” round."
        yield Finding(CHECK, message, Severity.UNDECIDED, unit.start, unit.end, rule="opposite")
    for step in way(case):
        unit = row[step.place]
        if step.rival or (unit.sort and step.leap > _LEAP and step.between < _STAYS):
            message = f"The cited statement may say this of something else than {unit.surface}."
            yield Finding(CHECK, message, Severity.UNDECIDED, unit.start, unit.end, rule="elsewhere")
