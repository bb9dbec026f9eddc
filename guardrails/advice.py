"""No personal orders: an answer tells what the statements say, never what this reader is to take tonight."""

from __future__ import annotations

import re
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Finding

CHECK = "advice"
_ORDER = "The sentence gives its reader a personal order; that is for the care team to say."
_PERSONA = "The sentence speaks as the reader's own clinician."


class _Advice(Rules):
    taking: str
    own_medicine: str
    now: str
    imperative: str
    first_person: str
    changing: str
    allowed: str


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rules = read("advice", _Advice)
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in rules.model_dump().items()}


def findings(text: str, audience: str = "specialist") -> list[Finding]:
    """Where a sentence orders its reader to do something with a medicine.

    For patients every order to change a treatment counts, unless the sentence sends them to their care team.
    """
    patterns = _patterns()
    names = ["taking", "own_medicine", "now", "imperative"]
    if audience == "patient":
        names.append("changing")
    sent_on = patterns["allowed"].search(text)
    for name in names:
        match = patterns[name].search(text)
        if match and not sent_on:
            return [Finding(CHECK, _ORDER, start=match.start(), end=match.end(), rule=name)]
    if match := patterns["first_person"].search(text):
        return [Finding(CHECK, _PERSONA, start=match.start(), end=match.end(), rule="first_person")]
    return []
