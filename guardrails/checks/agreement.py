"""Agreement: what speaks for a sentence: its numbers said of the same thing, its denials made there too, its
comparisons the same way round.

Why: the other checks look for faults, and finding none proves little. A number with the same labels on both
sides is evidence.
"""

from __future__ import annotations

from guardrails import quantities
from guardrails.checks import comparisons, opposites, stretches
from guardrails.checks.arms import armed
from guardrails.checks.case import Case
from guardrails.checks.frames import values
from guardrails.checks.values import Value


def agreement(case: Case) -> dict[str, float]:
    """Features of agreement, most in 0..1."""
    return {**_numbers(case), **_denials(case), **_opposites(case), **_comparisons(case)}


def _same(mine: Value, other: Value) -> bool:
    if mine.kind != other.kind:
        return False
    if mine.quantity and other.quantity:
        return quantities.same(mine.quantity, other.quantity) or quantities.within(
            mine.quantity, other.quantity
        )
    return (mine.low, mine.high) == (other.low, other.high)


def _numbers(case: Case) -> dict[str, float]:
    theirs = [value for one in case.cited for value in values(one.reading)]
    arms = armed(case.claim)
    agreed: list[float] = []
    wide: list[float] = []
    foreign: list[float] = []
    found = with_arm = other_arm = ambiguous = outdone = 0
    for mine in values(case.claim):
        own = [v for v in theirs if _same(mine, v)]
        if not own:
            continue
        found += 1
        labels = mine.labels
        if not labels:
            continue
        size = len(labels)
        best = max(len(labels & v.wide) for v in own) / size
        agreed.append(len(labels & set().union(*(v.labels for v in own))) / size)
        wide.append(best)
        rest = [v for v in theirs if v.kind == mine.kind and not _same(mine, v)]
        outdone += max((len(labels & v.wide) for v in rest), default=0) / size > best
        nearest = max(len(labels & v.labels) for v in own)
        foreign.append((max((len(labels & v.labels) for v in rest), default=0) - nearest) / size)
        ambiguous += len(own) > 1
        arm = labels & arms
        if arm:
            if any(arm & v.wide for v in own):
                with_arm += 1
            else:
                other_arm += 1
    return {
        "numbers": min(found, 5) / 5,
        "labels agree least": min(agreed, default=1.0),
        "labels agree": sum(agreed) / len(agreed) if agreed else 1.0,
        "wide labels agree least": min(wide, default=1.0),
        "wide labels agree": sum(wide) / len(wide) if wide else 1.0,
        "labels of another": max(foreign, default=-1.0),
        "another fits better": min(outdone, 3) / 3,
        "numbers without label": float(found > 0 and not agreed),
        "arm agrees": min(with_arm, 3) / 3,
        "arm differs": min(other_arm, 3) / 3,
        "number twice there": min(ambiguous, 3) / 3,
    }


def _denials(case: Case) -> dict[str, float]:
    theirs = [s for one in case.cited for s in stretches.stretches(one.reading)]
    mine = stretches.stretches(case.claim)
    denied_there = [set(words) for s in theirs for words in s.denied if words]
    denied_here = [set(words) for s in mine for words in s.denied if words]
    matched = sum(1 for words in denied_here if any(words & other for other in denied_there))
    keys = frozenset().union(*(s.keys for s in mine))
    here = set().union(*denied_here)
    dropped = cover = 0.0
    for stretch in theirs:
        for words in stretch.denied:
            if words and words[0] in keys and not set(words) & here:
                dropped = max(dropped, len(set(words) & keys) / len(set(words)))
                cover = max(cover, len(stretch.keys & keys) / max(1, len(stretch.keys)))
    shares: list[float] = []
    cue_here = cue_there = False
    for part in mine:
        if part.keys and theirs:
            best = max(theirs, key=lambda s: len(part.keys & s.keys))
            shares.append(len(part.keys & best.keys) / len(part.keys))
            cue_here = cue_here or (bool(part.denied) and not best.denied)
            cue_there = cue_there or (bool(best.denied) and not part.denied)
    return {
        "denials made there": min(matched, 2) / 2,
        "denials not made there": min(len(denied_here) - matched, 2) / 2,
        "denial dropped": dropped,
        "denied part told": cover,
        "stretch told least": min(shares, default=1.0),
        "stretch told": sum(shares) / len(shares) if shares else 1.0,
        "denied here": float(cue_here),
        "denied there": float(cue_there),
    }


def _opposites(case: Case) -> dict[str, float]:
    theirs: dict[int, list[opposites.Turn]] = {}
    for one in case.cited:
        for turn in opposites.turns(one.reading):
            theirs.setdefault(turn.pair, []).append(turn)
    mine = opposites.turns(case.claim)
    agreed = opposed = alone = margin = 0
    for turn in mine:
        same = other = -1
        for there in theirs.get(turn.pair, ()):
            shared = len(there.context & turn.context)
            if there.side is turn.side:
                same = max(same, shared)
            else:
                other = max(other, shared)
        if same < 0 and other < 0:
            alone += 1
        elif other > same:
            opposed += 1
            margin = max(margin, other - max(same, 0))
        else:
            agreed += 1
    taken = {(turn.pair, turn.side) for turn in mine}
    keys = case.claim.keys()
    lost = sum(
        1
        for turns in theirs.values()
        for turn in turns
        if (turn.pair, turn.side) not in taken and len(turn.context & keys) >= 2
    )
    return {
        "opposites agree": min(agreed, 4) / 4,
        "opposites differ": min(opposed, 3) / 3,
        "opposites alone": min(alone, 4) / 4,
        "opposites margin": min(margin, 4) / 4,
        "opposites lost": min(lost, 5) / 5,
    }


def _comparisons(case: Case) -> dict[str, float]:
    mine = comparisons.comparisons(case.claim)
    theirs = [c for one in case.cited for c in comparisons.comparisons(one.reading)] if mine else []
    verdicts = [v for a in mine for b in theirs if (v := comparisons.turned(a, b)) is not None]
    return {
        "compares": float(bool(mine)),
        "comparison agrees": float(any(v is False for v in verdicts)),
        "comparison turned": float(any(verdicts)),
    }
