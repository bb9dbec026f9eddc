"""Facets: which outcome a number counts, and when it was counted.

Why: a response rate read as a death rate, or a result of week 48 given for week 24, has every word in the
statement. For each number both sides are asked for its outcome and its time; where they differ, the number
belongs to something else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from guardrails import quantities
from guardrails.checks.case import Case
from guardrails.checks.frames import values
from guardrails.checks.memo import remembered
from guardrails.checks.outcomes import covers, named
from guardrails.checks.values import TIMES, Value
from guardrails.cues import cue
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "facets"
_COUNTED = frozenset({"percent", "number"})
_SENTENCE = re.compile(r"[;]\s|\.\s|\b(?:but|while|whereas)\b")
_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4}


@remembered
def _timed(reading: Reading) -> list[tuple[int, int, float]]:
    """Points in time that a text names, in days."""
    return [
        (q.start, q.end, q.low * _DAYS[q.dimension])
        for q in reading.quantities
        if q.dimension in TIMES
        and q.dimension != "hours"
        and q.low == q.high
        and not q.derived
        and not _AGE.search(reading.lowered, max(0, q.start - 12), q.end + 6)
    ]


_AGE = re.compile(r"[<>]|\bf/u\b|\bage\b|\baged\b|\bold\b|\bunder\b|\bevery\b|\bfollow")


def _nearest(
    reading: Reading,
    value: Value,
    mentions: Sequence[tuple[int, int, object]],
    listed: Sequence[Value],
    strict: bool = False,
) -> object:
    """The mention that a number belongs to: on the side where its list has its labels, else before it in its
    sentence, else behind it. With `strict` none where another number stands in between, or a cut behind."""
    start = value.start
    place = listed.index(value)
    while place and listed[place].index > 1:
        place -= 1
        start = listed[place].start
    low, high = _sentence(reading, start, value.end)
    following = listed[listed.index(value) + 1 :]
    until = next((v.start for v in following if v.index <= 1), high)
    before = [m for m in mentions if low <= m[0] and m[1] <= start]
    behind = [m for m in mentions if value.end <= m[0] < min(high, until)]
    close = bool(behind) and not value.label_first and behind[0][0] - value.end < 30
    if close and not _CUT.search(reading.lowered, value.end, behind[0][0]):
        return behind[0][2]
    if before:
        last = before[-1]
        other = strict and any(
            v.start < start and (last[1] <= v.start or 0 <= last[0] - v.end < _BESIDE) for v in listed
        )
        return None if other else last[2]
    return behind[0][2] if behind and not strict else None


_CUT = re.compile(r"[,;(]|\band\b|\bbut\b")


_KIN = {
    "death": ("surviv", "mortal", "death", "fatal", "die"),
    "kidney failure": (
        "surviv",
        "kidney failure",
        "renal failure",
        "end-stage",
        "eskd",
        "esrd",
        "dialysis",
        "renal event",
        "kidney event",
        "renal-related",
        "progress",
    ),
    "flare": ("flare", "relaps", "recur", "reactiv", "exacerb"),
    "complete response": ("respon", "remission", "crr", "complete"),
    "partial response": ("respon", "remission"),
    "primary efficacy renal response": ("primary efficacy", "perr"),
    "pre-eclampsia": ("eclampsia",),
    "graft failure": ("graft", "allograft"),
}


def _invented(case: Case) -> Iterator[Finding]:
    """An effect on an outcome that no statement speaks of."""
    claim = case.claim.lowered
    if not cue("effect").search(claim):
        return
    for start, end, name in named(case.claim):
        kin = _KIN.get(name)
        if kin is None or any(k in case.text for k in kin):
            continue
        if cue("effect").search(claim, *_sentence(case.claim, start, end)):
            yield Finding(
                CHECK,
                f"No cited statement speaks of an effect on {case.claim.text[start:end]}.",
                start=start,
                end=end,
                rule="invented",
            )
            return


def check(case: Case) -> Iterator[Finding]:
    yield from _invented(case)
    yield from _source_differs(case)
    mine = [v for v in values(case.claim) if v.kind in _COUNTED and v.quantity]
    for value in mine:
        found = _outcome_differs(case, value) or _time_differs(case, value)
        if found:
            named = case.claim.text[value.start : value.end]
            yield Finding(
                CHECK,
                f"{named} is said of {found[0]}; in the cited statement it is said of {found[1]}.",
                Severity.UNDECIDED if found[2] == "time" and _bare_time(case) else Severity.CONFLICT,
                start=value.start,
                end=value.end,
                rule=found[2],
            )
            return


@remembered
def _edges(reading: Reading) -> tuple[list[int], list[int]]:
    """Where sentences begin and end; a semicolon within brackets ends none."""
    flat = _BRACKETS.sub(lambda m: m[0].replace(";", ","), reading.lowered)
    found = list(_SENTENCE.finditer(flat))
    return [0, *(m.end() for m in found)], [*(m.start() for m in found), len(flat)]


def _sentence(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The sentence that a place stands in."""
    begins, ends = _edges(reading)
    return begins[bisect_right(begins, start) - 1], ends[min(bisect_left(ends, end), len(ends) - 1)]


_BRACKETS = re.compile(r"\([^()]*\)")


def _of(
    reading: Reading, value: Value, mentions: Sequence[tuple[int, int, object]], strict: bool = False
) -> object:
    same_kind = [v for v in values(reading) if v.kind == value.kind]
    return _nearest(reading, value, mentions, same_kind, strict)


def _same_there(case: Case, value: Value) -> list[tuple[Reading, Value]]:
    if value.quantity is None:
        return []
    return [
        (one.reading, v)
        for one in case.cited
        for v in values(one.reading)
        if v.quantity and v.kind == value.kind and quantities.same(value.quantity, v.quantity)
    ]


def _outcome_differs(case: Case, value: Value) -> tuple[str, str, str] | None:
    here = _of(case.claim, value, named(case.claim), strict=True)
    if here is None or here in _LOOSE or _TEST.search(case.claim.lowered):
        return None
    there: set[object] = {_of(reading, v, named(reading)) for reading, v in _same_there(case, value)}
    if not there or None in there or here in there or there & _LOOSE:
        return None
    if any(covers(str(t), str(here)) or covers(str(here), str(t)) for t in there):
        return None
    if any(here in _before_list(reading, v) for reading, v in _same_there(case, value)):
        return None
    if here == "serious infection" and there == {"infection"} and _SERIOUS.search(case.text):
        return None
    return str(here), " or ".join(sorted(map(str, there))), "outcome"


def _before_list(reading: Reading, value: Value) -> set[str]:
    """Outcomes that a sentence names before all its numbers of the kind: they may be those of each."""
    low, _ = _sentence(reading, value.start, value.end)
    first = min(
        (v.start for v in values(reading) if v.kind == value.kind and v.start >= low), default=value.start
    )
    return {name for start, _, name in named(reading) if low <= start < first}


_LOOSE = frozenset({"flare", "infection", "adverse event"})
"""Outcomes that a sentence often names for another reason than the number beside them."""
_TEST = re.compile(r"\b(?:sensitivity|specificity|predict\w*|accuracy|cut-off|area under)\b")
"""What a test tells apart is no outcome of the number."""
_SERIOUS = re.compile(r"\bserious adverse \w+ (?:was|were) infections?\b")


def _known(kind: str, owner: frozenset[str], case: Case) -> bool:
    """Whether a source is known by a name of this kind."""
    return any(name in case.lexicon.concepts(kind) for name in owner)  # type: ignore[arg-type]


def _source_differs(case: Case) -> Iterator[Finding]:
    """A number that one cited source gives, put to another that is cited beside it."""
    if len(case.cited) < 2:
        return
    for kind in ("trial", "body"):
        owners = [c.bodies | c.reading.named(kind) for c in case.cited]
        named = [(w.start, w.end, w.key) for w in case.claim.words if w.kind == kind]
        if not named:
            continue
        for value in values(case.claim):
            if value.quantity is None or value.kind in ("count", "number", "mass", "units", "doses"):
                continue
            low, high = _sentence(case.claim, value.start, value.end)
            before = [n for n in named if low <= n[0] < value.start]
            if not before:
                continue
            behind = [n for n in named if value.end <= n[0] < high]
            mine = before[-1][2]
            having = [
                owner
                for one, owner in zip(case.cited, owners, strict=True)
                if any(
                    quantities.same(value.quantity, q) or quantities.within(value.quantity, q)
                    for q in one.reading.quantities
                )
            ]
            near = {mine, *(n[2] for n in behind[:1])}
            if (
                having
                and not any(near & owner for owner in having)
                and any(mine in owner for owner in owners)
                and all(_known(kind, owner, case) for owner in having)
            ):
                shown = case.claim.text[value.start : value.end]
                owner_named = case.claim.text[before[-1][0] : before[-1][1]]
                yield Finding(
                    CHECK,
                    f"{shown} stands in another cited source, not in that of {owner_named}.",
                    start=value.start,
                    end=value.end,
                    rule="source",
                )
                return


_BESIDE = 2
"""Characters between a number and what is named right behind it."""
_BARE_TIME = re.compile(r"\s(?:at|after|by|in)\s\d+\s(?:and|or)\b|\s(?:at|after|by|in)\s\d+,")


def _time_differs(case: Case, value: Value) -> tuple[str, str, str] | None:
    here = _of(case.claim, value, _timed(case.claim))
    if here is None or _OPEN.match(case.claim.lowered, value.end):
        return None
    days = float(str(here))
    there: list[float] = []
    for reading, other in _same_there(case, value):
        low, high = _sentence(reading, other.start, other.end)
        opening = reading.lowered.find(",")
        near = [t for start, _, t in _timed(reading) if low <= start < high or start < opening]
        if _BARE_TIME.match(reading.lowered, other.end):
            return None  # "67% at 5 and 50% at 10 years"
        if not near or any(abs(t - days) <= 0.13 * max(t, days) for t in near):
            return None
        there += near
    if not there:
        return None
    return _span(days), " or ".join(_span(t) for t in dict.fromkeys(there)), "time"


_OPEN = re.compile(r"\s(?:at|by|after)\s(?:one|two|three|four|five|six|ten)\b(?!\s(?:day|week|month|year))")


def _bare_time(case: Case) -> bool:
    """Whether a time is told without its unit ("67.6% at 5 and 50.5% at 10 years"), and may be missed."""
    return any(_AT_BARE.search(text) for text in (case.claim.lowered, case.text))


_AT_BARE = re.compile(r"\bat \d{1,3}(?=[,;.](?!\d)|\s(?:and|but|or)\b|$)")


def _span(days: float) -> str:
    for name, length in (("year", 365.0), ("month", 30.4), ("week", 7.0)):
        if days >= length and abs(days / length - round(days / length)) < 0.02:
            return f"{round(days / length)} {name}s"
    return f"{days:.0f} days"
