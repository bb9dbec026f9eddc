"""Levels: no difference where the statement found one, the other side of a bound, both where either will do.

Why: "no more frequent" for "more frequent", "before week 28" for "beyond 28 weeks" and "both A and B" for
"A or B" keep every name and number of the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.grounds import NEXT, Grounds, grounds
from guardrails.checks.memo import remembered
from guardrails.cues import cue
from guardrails.reading import Reading
from guardrails.types import Finding

CHECK = "levels"
_UNDER = (
    r"not more than|no later than|not later than|not above|not over|not beyond|before|until|up until|up to"
    r"|within|prior to|younger than|under|below|less than|at most|no more than"
)
_ABOVE = (
    r"no less than|not less than|no fewer than|not below|not under|not before|no earlier than|after|beyond"
    r"|(?<!the )past|outside|older than|over(?! the (?:first|past|last|next|following))|above|more than"
    r"|at least|exceeding|later than|from(?! \d+ \w+ before)"
)
_BETWEEN = r"(?:\s(?:age|weeks?|months?|days?|the age of|the first|the|an?|of|about|upcr|egfr))*\s?[<>≤≥]?\s?"
_NUMBER = r"(?P<number>\d[\d.,]*)"
_LEADING = re.compile(rf"\b(?:(?P<under>{_UNDER})|(?P<above>{_ABOVE})){_BETWEEN}{_NUMBER}")
_TRAILING = re.compile(
    rf"{_NUMBER}(?:\s?(?:%|ml/min(?:(?:/|\sper\s)1\.73\s?m2)?|[a-z/]+))?(?:\s\w+)?\sor\s"
    r"(?:(?P<under>less|lower|below|under|fewer|younger|earlier|sooner)"
    r"|(?P<above>more|higher|above|over|older|later|longer))\b(?!\s(?:than|likely|often|frequent|severe|doses?)\b)"
)
_OR = re.compile(r"\bor\b")
_AND = re.compile(r"\band\b|/")
_ITEMS = 2
"""Units on either side of "and" of which the two things consist."""
_LIST = 8
"""Places within which a statement names the two."""


def check(case: Case) -> Iterator[Finding]:
    yield from _levelled(case)
    yield from _bounds(case)
    yield from _joined(case)


def _levelled(case: Case) -> Iterator[Finding]:
    match = cue("level").search(case.claim.lowered)
    if match and cue("moves").search(case.text) and not cue("levelled too").search(case.text):
        message = "The sentence says that there was no difference where the statement reports one."
        yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="levelled")


@remembered
def _sides(reading: Reading) -> dict[str, set[tuple[bool, bool]]]:
    """For each number with a bound whether it stands above (True) or below, as written and as meant: "not
    before week 28" is written below and meant above.
    """
    text, found = reading.lowered, dict[str, set[tuple[bool, bool]]]()
    for pattern in (_LEADING, _TRAILING):
        for match in pattern.finditer(text):
            if pattern is _LEADING and match["above"] == "over" and _LASTS.match(text, match.end()):
                continue
            above = match["above"] is not None
            turned = _turned(text, match.start(), match.end())
            found.setdefault(_plain(match["number"]), set()).add((above, above is not turned))
    return found


_NO_MORE = re.compile(r"\b(?:no|not)\s(?:more|less|fewer|later|earlier|above|below|over|under)\b")
"""A bound, and no denial of another bound beside it."""


def _turned(text: str, start: int, end: int) -> bool:
    before = _NO_MORE.sub("", _PART.split(text[max(0, start - 60) : start])[-1])
    after = _ASIDE.sub("", _PART.split(text[end : end + 80])[0])
    turns = cue("turns a bound")
    return bool(turns.search(before)) is not bool(turns.search(after))


_ASIDE = re.compile(r"\b(?:without|nor|neither)\b")
"""What denies something else behind a bound."""
_PART = re.compile(r"[;,()]|\.\s|\band\b|\bbut\b")
_LASTS = re.compile(r"\s?-?(?:hour|day|week|month|year)s?\b(?! old| of age)")
"""Over 52 weeks: during them."""


@remembered
def _counts(reading: Reading) -> dict[str, int]:
    found: dict[str, int] = {}
    for match in re.finditer(r"\d[\d.,]*", reading.lowered):
        number = _plain(match[0])
        found[number] = found.get(number, 0) + 1
    return found


def _plain(number: str) -> str:
    return number.rstrip(".,").replace(",", "")


def _bounds(case: Case) -> Iterator[Finding]:
    """ "Before week 28" against "beyond 28 weeks", where both name the number as often."""
    mine = _sides(case.claim)
    if not mine:
        return
    for number, sides in mine.items():
        theirs = set[tuple[bool, bool]]().union(*(_sides(c.reading).get(number, set()) for c in case.cited))
        if len(sides) != 1 or len(theirs) != 1:
            continue
        (written, meant), (other, really) = next(iter(sides)), next(iter(theirs))
        if written is other or meant is really:
            continue
        times = sum(_counts(c.reading).get(number, 0) for c in case.cited)
        if times == _counts(case.claim).get(number, 0):
            message = f"The statement sets the bound {number} the other way."
            yield Finding(CHECK, message, rule="bound")
            return


def _joined(case: Case) -> Iterator[Finding]:
    """ "Both A and B" against "A or B"."""
    match = cue("jointly").search(case.claim.lowered)
    if not match or not _OR.search(case.text) or cue("jointly").search(case.text):
        return
    if _EITHER_WAY.search(case.claim.lowered, max(0, match.start() - 12), match.end() + 6):
        return
    found = grounds(case)
    row, content = found.claim.row, found.claim.content
    for place, unit in enumerate(row):
        if unit.surface not in ("and", "plus"):
            continue
        left = [p for p in content if p < place and row[p].part == unit.part][-_ITEMS:]
        right = [p for p in content if p > place and row[p].part == unit.part][:_ITEMS]
        ahead = match.start() < min((row[p].start for p in left), default=0) or match[0] == "together"
        if ahead and _either(case, found, left, right):
            message = "The sentence asks for both where the statement names either."
            yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="joined")
            return


_EITHER_WAY = re.compile(
    r"\bboth (?:with|on|in|at|by|under)\b|\b(?:fail\w*|lack\w*|without|missing)\s(?:of\s)?both\b"
)
"""Both arms with the same; to fail both is to fail the one and the other."""


def _either(case: Case, found: Grounds, left: list[int], right: list[int]) -> bool:
    for one in {h for p in left for h in found.hits[p]}:
        for other in {h for p in right for h in found.hits[p]}:
            if one // NEXT != other // NEXT or not 0 < abs(one - other) <= _LIST:
                continue
            first, last = found.unit(min(one, other)), found.unit(max(one, other))
            between = case.cited[one // NEXT].reading.lowered[first.end : last.start]
            if first.part == last.part and _OR.search(between) and not _AND.search(between):
                return True
    return False
