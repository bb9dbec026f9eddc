"""Silence: where a statement says that something was not shown, a sentence must not report it as shown.

Why: "no result was read" and "does not inform use in X" are statements about what is not known. A sentence
that draws an effect, safety or support from them invents it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.stretches import stretches
from guardrails.cues import cue
from guardrails.reading import Reading
from guardrails.types import Finding

CHECK = "silence"


@remembered
def _silent(reading: Reading) -> re.Match[str] | None:
    """Where a text says that something is not known."""
    return cue("silence").search(reading.lowered)


def check(case: Case) -> Iterator[Finding]:
    claim = case.claim.lowered
    asserted = cue("assertion").search(claim)
    if asserted is None or cue("hedge").search(claim):
        return
    word = asserted[0][:5]
    for one in case.cited:
        text = one.reading.lowered
        silent = _silent(one.reading)
        if silent is None:
            continue
        said = list(re.finditer(re.escape(word), text))
        if any(
            not cue("silence").search(text, max(0, m.start() - 50), min(len(text), m.end() + 20))
            for m in said
        ):
            continue
        parts = [s for s in stretches(one.reading) if cue("silence").search(text, s.start, s.end)]
        shared = max((len(s.keys & case.claim.keys()) for s in parts), default=0)
        if shared >= 2:
            yield Finding(
                CHECK,
                f"The sentence says “{asserted[0]}”; the cited statement says “{silent[0]}”.",
                start=asserted.start(),
                end=asserted.end(),
                rule="silence",
            )
            return
