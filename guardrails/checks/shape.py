"""Shape: how much of a sentence, and in which order, stands in the statements.

Why: a sentence that follows a statement closely and misses one word is more often faulty than one that says
the whole in other words; the checks of single words need this as their background.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left

from guardrails.checks.case import Case
from guardrails.checks.grounds import FIRM, NEXT, grounds
from guardrails.checks.way import way

_BESIDE, _FAR, _JUMP = 4, 12, 8
"""Places: of words that stand together, of words that stand apart, of a jump on the way."""
_STATES = 8


def shape(case: Case) -> dict[str, float]:
    """Features of the match, each in 0..1."""
    found = grounds(case)
    row, content = found.claim.row, found.claim.content
    near = far = pairs = 0
    for a, b in itertools.pairwise(content):
        if row[a].part != row[b].part:
            continue
        pairs += 1
        ones, others = found.hits[a][:_STATES], found.hits[b][:_STATES]
        if ones and others:
            gap = min(abs(x - y) for x in ones for y in others)
            near += gap <= _BESIDE
            far += gap > _FAR
    steps = [s for s in way(case) if s.at >= 0]
    ats = [s.at for s in steps]
    rising: list[int] = []
    for at in ats:
        index = bisect_left(rising, at)
        rising[index : index + 1] = [at]
    parts = {found.part(at) for at in ats}
    mine = {row[s.place].part for s in steps}
    spoken = {h for hits in found.hits for h in hits}
    there = [
        number * NEXT + place
        for number, text in enumerate(found.texts)
        for place in text.content
        if (number, text.row[place].part) in parts
    ]
    jumps = [abs(b - a) for a, b in itertools.pairwise(ats)]
    firm = sum(1 for p in content if found.hits[p] and found.strength[p] >= FIRM)
    length = sum(len(text.content) for text in found.texts)
    return {
        "neighbours together": near / pairs if pairs else 1.0,
        "neighbours apart": far / pairs if pairs else 0.0,
        "in order": len(rising) / len(ats) if ats else 1.0,
        "parts there": min(len(parts), 5) / 5,
        "parts here": min(len(mine), 4) / 4,
        "parts for a part": min(len(parts) / max(1, len(mine)), 3) / 3,
        "statement told": sum(1 for at in there if at in spoken) / len(there) if there else 0.0,
        "length": min(len(content) / max(1, length), 1.5) / 1.5,
        "firm share": firm / max(1, len(content)),
        "jump": sum(min(j, 20) for j in jumps) / len(jumps) / 20 if jumps else 0.0,
        "jumps": min(sum(1 for j in jumps if j > _JUMP), 4) / 4,
        "turns back": sum(1 for a, b in itertools.pairwise(ats) if b < a) / len(jumps) if jumps else 0.0,
        "several statements": float(len(found.texts) > 1),
    }
