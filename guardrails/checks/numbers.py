"""Numbers: every number of the sentence must stand in a cited statement, with its unit and its bound.

Why: a wrong number is the fault that harms most and reads most convincingly. Rounding ("about 41%" for
40.8%), another unit (500 mg/g for 0.5 g/g) and a day's total (2 g/day for 1 g twice daily) are the same
number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails import quantities
from guardrails.checks.arithmetic import computed, equivalent, example, multiple, said_in_words, worked_out
from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.number_words import fractions, odds, portions, spelt
from guardrails.checks.reckoning import reckoned
from guardrails.quantities import Quantity
from guardrails.reading import Reading
from guardrails.types import Finding, Severity

CHECK = "numbers"

_DENIAL = re.compile(
    r"\b(?:avoid\w*|not|exclud\w*|left out|contraindicat\w*|against|except|without|no|never|nor"
    r"|unless|prohibit\w*|too|enough|insufficient|inadequate|cannot|allow\w*|tolerat\w*|permit\w*|rul\w+ out"
    r"|disqualif\w*|non-?responders?)\b"
    r"(?!\s(?:more|less|later|earlier|higher|lower|above|below|exceed\w*|over|under)\b)|n't\b"
)

_BREAK = re.compile(r"[,;:()]|\.\s|\b(?:and|or|but|so|when|if|while|with)\b")

_TITRE = re.compile(r"(?<![\d:])\d{1,4}:\d{1,5}(?![\d:])")


def check(case: Case) -> Iterator[Finding]:
    text = case.claim.text
    for match in _TITRE.finditer(text):
        if match[0] not in case.text:
            message = f"The sentence says {match[0]}; the cited statement does not."
            yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="titre")
    yield from spelt(case)
    yield from portions(case)
    sources = [q for _, q in case.quantities()]
    sources += [q for one in case.cited for q in (*_intervals(one.reading), *fractions(one.reading))]
    shares = list(odds(case, sources))
    for quantity, alternatives in _grouped(case.claim.quantities):
        if _is_year(quantity, case):
            continue
        if any(a <= quantity.start < b for a, b in shares) or _CROSSED.search(
            case.claim.lowered, max(0, quantity.start - 14), quantity.start
        ):
            continue
        daily = any(a.derived for a in alternatives)
        matched = [
            s
            for s in sources
            for a in alternatives
            if quantities.same(a, s) and not (daily and _mixes(a, s, sources))
        ]
        partly = [
            s
            for s in sources
            for a in alternatives
            if not matched and quantities.within(a, s) and not (daily and _mixes(a, s, sources))
        ]
        if matched and _unit_differs(quantity, matched, case):
            named = quantities.shown(text, quantity)
            message = f"The sentence says {named}; the cited statement gives another unit."
            yield Finding(CHECK, message, start=quantity.start, end=quantity.end, rule="unit")
        if matched or partly:
            yield from _bounds(case, quantity, matched or partly)
        elif not (
            computed(quantity, sources, case)
            or worked_out(quantity, sources, case)
            or multiple(quantity, sources, case)
            or example(quantity, case)
            or equivalent(quantity, case)
            or said_in_words(quantity, case)
        ):
            like = [s for c, s in case.quantities() if quantities.comparable(quantity, s)]
            named = quantities.shown(text, quantity)
            there = sorted({_written(case, s) for s in like})[:3]
            message = f"The sentence says {named}; the cited statement " + (
                f"says {', '.join(there)}." if there else "holds no such number."
            )
            loose = text[quantity.start].isalpha() or _rounded_bound(quantity, sources)
            open_ = loose or reckoned(quantity, sources, case)
            severity = Severity.UNDECIDED if open_ else Severity.CONFLICT
            rule = "worked out" if open_ and not loose else "number"
            yield Finding(CHECK, message, severity, quantity.start, quantity.end, rule=rule)


_CROSSED = re.compile(r"\b(?:cross\w*|includ\w*|spann\w*)\s$")
"""A confidence interval that crossed 1."""

_MEASURED = ("mass", "ratio", "rate", "concentration", "exposure", "pressure", "volume", "weight")


def _unit_differs(quantity: Quantity, matched: list[Quantity], case: Case) -> bool:
    """A number that the statement writes without a unit may take one only where the statement uses it
    elsewhere.
    """
    if any(m.dimension for m in matched):
        return False
    known = quantity.dimension.startswith(_MEASURED)
    if not known and "/" not in quantity.dimension:
        return False
    if any(quantities.comparable(quantity, s) and s.dimension for _, s in case.quantities()):
        return False
    return known or quantity.dimension not in case.text.replace("²", "2")


def _rounded_bound(quantity: Quantity, sources: list[Quantity]) -> bool:
    """ "Under 4%" for 3.6%: true, and no number of the statement. A dose is never read so."""
    if quantity.upward is None or quantity.dimension not in ("", "percent", "people"):
        return False
    return any(
        s.dimension == quantity.dimension
        and s.low == s.high
        and abs(s.low - quantity.low) <= 0.12 * quantity.low
        and (s.low > quantity.low) is quantity.upward
        for s in sources
    )


def _mixes(mine: Quantity, other: Quantity, sources: list[Quantity]) -> bool:
    """15.8 mg twice daily is not the 15.8 mg a day that 7.9 mg twice daily make."""
    if not mine.derived:
        return other.derived or other.dimension == "mass per day"
    return not other.derived and any(
        s.derived and s.start == other.start and s.low != other.low for s in sources
    )


@remembered
def _intervals(reading: Reading) -> list[Quantity]:
    """ "Every 2 weeks" in a statement supports "two weeks apart"."""
    found = []
    for word in reading.words:
        match = _EVERY.fullmatch(word.key) if word.kind == "frequency" else None
        if match:
            value = float(match[1])
            found.append(Quantity(word.start, word.end, value, value, match[2], raw=value))
    return found


_EVERY = re.compile(r"every (\d+) (hours|days|weeks|months)")


def _grouped(found: tuple[Quantity, ...]) -> list[tuple[Quantity, list[Quantity]]]:
    """Each number as written, with the day's total that it makes as another way to read it."""
    groups: dict[tuple[int, int], list[Quantity]] = {}
    for quantity in found:
        groups.setdefault((quantity.start, quantity.end), []).append(quantity)
    return [(group[0], group) for group in groups.values()]


def _bounds(case: Case, quantity: Quantity, matched: list[Quantity]) -> Iterator[Finding]:
    """A floor is no ceiling: "below 45" and "above 45" are opposites, and so are "above 45" and "not above
    45".
    """
    if quantity.upward is None:
        return
    way, turned = quantity.upward, _turned(case.claim.lowered, quantity)
    if not turned and _NEITHER.search(case.claim.lowered):
        return
    there: list[bool | None] = []
    for one in case.cited:
        for other in one.reading.quantities:
            if any(other is m for m in matched):
                text = one.reading.lowered
                if _OTHER_SIDE.search(text, other.end):
                    there.append(None)
                elif other.upward is not None:
                    there.append(other.upward if _turned(text, other) is turned else None)
                elif text[max(0, other.start - 1) : other.start] != "(":
                    there.append(None)
    if not there or None in there or way in there:
        return
    named = quantities.shown(case.claim.text, quantity)
    here, there_is = ("a floor", "a ceiling") if way else ("a ceiling", "a floor")
    yield Finding(
        CHECK,
        f"{named} is {here} in the sentence and {there_is} in the cited statement.",
        start=quantity.start,
        end=quantity.end,
        rule="bound",
    )


_NEITHER = re.compile(r"\b(?:neither|nobody|no one|none|rules? out|too|even (?:if|when|though))\b")
_OTHER_SIDE = re.compile(r"\b(?:below|above|under|over|beyond) (?:that|this|it|which)\b|\botherwise\b")
"""Where a statement tells what holds on the other side of its bound as well."""
_EXCLUDED = re.compile(r"\b(?:exclud\w*|left out|barred|ineligible|shut out)\b[^.;]{0,70}$")


def _turned(text: str, quantity: Quantity) -> bool:
    """ "Doses above 1 g are avoided" is a ceiling of 1 g: a denial of what stands beyond turns a bound
    round.
    """
    head = text[max(0, quantity.start - 90) : quantity.start]
    before = _BREAK.split(head[-70:])[-1]
    after = _BREAK.split(text[quantity.end : quantity.end + 90])[0]
    return bool(_DENIAL.search(before) or _DENIAL.search(after) or _EXCLUDED.search(head))


def _is_year(quantity: Quantity, case: Case) -> bool:
    """2024 in "KDIGO 2024" names an edition: right where a source is of that year, or calls itself so."""
    if quantity.dimension or not 1950 <= quantity.low <= 2100 or quantity.low != int(quantity.low):
        return False
    year = int(quantity.low)
    return any(
        year == c.evidence.year
        or (c.evidence.year is not None and year == c.evidence.year - 1)
        or str(year) in f"{c.evidence.source or ''} {c.evidence.id}"
        for c in case.cited
    )


def _written(case: Case, quantity: Quantity) -> str:
    for one in case.cited:
        if quantity in one.reading.quantities:
            return quantities.shown(one.reading.text, quantity)
    return f"{quantity.low:g}"
