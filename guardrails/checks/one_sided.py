"""One-sided: a sentence takes one side of a pair of opposites, its statement only the other.

Why: "closed to enrolment" for "still recruiting", "in post hoc analyses" for "prespecified". Where nearly all
that a sentence says stands in one part of a statement, and that part takes only the other side, the sentence
turns it round, whatever stands next to the word. The pairs are those of `rules/support/opposites.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from guardrails.checks import opposites
from guardrails.checks.case import Case
from guardrails.checks.grounds import grounds
from guardrails.checks.memo import remembered
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding, Severity

CHECK = "one-sided"
_SURE, _DOUBT = 0.75, 0.5
"""Share of the sentence's content that stands in the part of the statement with the other side."""
_LEAST = 3
"""Words of content that a sentence has at least besides."""
_NAMES = ("body", "trial")


class _File(Rules):
    unsure: frozenset[str]


@cache
def _unsure() -> frozenset[int]:
    """The numbers of the pairs that only put a sentence in doubt."""
    listed = read("one_sided", _File, RULES / "support").unsure
    pairs = opposites.pairs()
    return frozenset(n for n, sides in enumerate(pairs) if sides[0][0] in listed)


def load() -> None:
    """Read the rules, so that no sentence waits for them."""
    _unsure()


@remembered
def _sides(reading: Reading) -> frozenset[tuple[int, bool]]:
    """The sides of pairs that a text names, denied or not."""
    return frozenset(key for _, _, key in opposites.spots(reading))


def check(case: Case) -> Iterator[Finding]:
    mine = _sides(case.claim)
    if not mine:
        return
    theirs = frozenset().union(*(_sides(one.reading) for one in case.cited))
    turned = {
        (pair, side)
        for pair, side in mine
        if (pair, not side) in theirs and (pair, side) not in theirs and (pair, not side) not in mine
    }
    if not turned:
        return
    for turn in opposites.turns(case.claim):
        if (turn.pair, turn.side) not in turned:
            continue
        share, word = _share(case, turn)
        if share >= _DOUBT:
            sure = share >= _SURE and turn.pair not in _unsure()
            yield Finding(
                CHECK,
                f"The sentence says “{turn.word}” where the cited statement says “{word}”.",
                Severity.CONFLICT if sure else Severity.UNDECIDED,
                start=turn.start,
                end=turn.end,
                rule="turned" if sure else "perhaps turned",
            )
            return


def _share(case: Case, turn: opposites.Turn) -> tuple[float, str]:
    """How much of the sentence stands in a part of a statement that takes the other side, and the word."""
    found = grounds(case)
    content = [
        place
        for place in found.claim.content
        if not (unit := found.claim.row[place]).meaning.denies
        and unit.kind not in _NAMES
        and not unit.start <= turn.start < unit.end
    ]
    best, word = 0, ""
    for number, one in enumerate(case.cited):
        for other in opposites.turns(one.reading):
            if other.pair != turn.pair or other.side is turn.side:
                continue
            part = next(
                ((number, u.part) for u in found.texts[number].row if u.start <= other.start < u.end), None
            )
            held = sum(1 for place in content if any(found.part(hit) == part for hit in found.hits[place]))
            if held > best:
                best, word = held, other.word
    return (best / len(content), word) if len(content) >= _LEAST else (0.0, "")
