"""Numbers: every number of the sentence must stand in a cited statement, with its unit and its bound.

Why: a wrong number is the fault that harms most and reads most convincingly. Rounding ("about 41%" for
40.8%), another unit (500 mg/g for 0.5 g/g) and a day's total (2 g/day for 1 g twice daily) are the same
number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails import quantities
from guardrails.checks.case import Case
from guardrails.quantities import Quantity
from guardrails.types import Finding

CHECK = "numbers"
_DIFFERENCE = re.compile(
    r"\b(?:differ\w*|points?|more|fewer|higher|lower|gap|absolute|total|together|remaining)\b"
)
_DENIAL = re.compile(r"\b(?:avoid\w*|not|exclud\w*|contraindicat\w*|against|except|without|no)\b")
_BREAK = re.compile(r"[,;:.()]\s|\band\b")
_TITRE = re.compile(r"(?<![\d:])\d{1,4}:\d{1,5}(?![\d:])")
_HALF = re.compile(r"\bhalf(?:-|\s)?(?:a\s)?year")


def check(case: Case) -> Iterator[Finding]:
    text = case.claim.text
    for match in _TITRE.finditer(text):
        if match[0] not in case.text:
            message = f"The sentence says {match[0]}; the cited statement does not."
            yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="titre")
    sources = [q for _, q in case.quantities()] + list(_intervals(case))
    for quantity, alternatives in _grouped(case.claim.quantities):
        if _is_year(quantity, case):
            continue
        matched = [s for s in sources for a in alternatives if quantities.same(a, s)]
        partly = [s for s in sources for a in alternatives if quantities.within(a, s)]
        if matched or partly:
            yield from _bounds(case, quantity, matched or partly)
        elif not _computed(quantity, sources, case) and not _said_in_words(quantity, case):
            like = [s for c, s in case.quantities() if quantities.comparable(quantity, s)]
            named = quantities.shown(text, quantity)
            there = sorted({_written(case, s) for s in like})[:3]
            message = f"The sentence says {named}; the cited statement " + (
                f"says {', '.join(there)}." if there else "holds no such number."
            )
            yield Finding(CHECK, message, start=quantity.start, end=quantity.end, rule="number")


def _intervals(case: Case) -> Iterator[Quantity]:
    """ "Every 2 weeks" in a statement supports "two weeks apart"."""
    for word in case.words():
        match = _EVERY.fullmatch(word.key) if word.kind == "frequency" else None
        if match:
            value = float(match[1])
            yield Quantity(word.start, word.end, value, value, match[2], raw=value)


_EVERY = re.compile(r"every (\d+) (hours|days|weeks|months)")


def _grouped(found: tuple[Quantity, ...]) -> list[tuple[Quantity, list[Quantity]]]:
    """Each number as written, with the day's total that it makes as another way to read it."""
    groups: dict[tuple[int, int], list[Quantity]] = {}
    for quantity in found:
        groups.setdefault((quantity.start, quantity.end), []).append(quantity)
    return [(group[0], group) for group in groups.values()]


def _bounds(case: Case, quantity: Quantity, matched: list[Quantity]) -> Iterator[Finding]:
    """A floor is no ceiling: "below 45" and "above 45" are opposites."""
    if _denied_there(case, matched) and not _DENIAL.search(case.claim.lowered):
        return
    if quantity.upward is None or any(s.upward is None or s.upward is quantity.upward for s in matched):
        return
    if _reversed_by_denial(case, quantity):
        return
    named = quantities.shown(case.claim.text, quantity)
    way = "a floor" if quantity.upward else "a ceiling"
    other = "a ceiling" if quantity.upward else "a floor"
    yield Finding(
        CHECK,
        f"{named} is {way} in the sentence and {other} in the cited statement.",
        start=quantity.start,
        end=quantity.end,
        rule="bound",
    )


def _denied_there(case: Case, matched: list[Quantity]) -> bool:
    """ "Doses above 1 g are avoided" is a ceiling of 1 g: near a denial a bound may be meant the other
    way."""
    for one in case.cited:
        for quantity in matched:
            if quantity in one.reading.quantities:
                before = one.reading.lowered[max(0, quantity.start - 40) : quantity.start]
                after = one.reading.lowered[quantity.end : quantity.end + 60]
                if _DENIAL.search(_BREAK.split(before)[-1]) or _DENIAL.search(_BREAK.split(after)[0]):
                    return True
    return False


def _reversed_by_denial(case: Case, quantity: Quantity) -> bool:
    """ "Not below 45" is a floor; a denial on one side only turns the bound round."""
    near = [w for w in case.claim.words if w.end <= quantity.start][-3:]
    return any(w.denied for w in near)


def _computed(quantity: Quantity, sources: list[Quantity], case: Case) -> bool:
    """A difference or sum that the reader can work out from two numbers of one statement."""
    if not _DIFFERENCE.search(case.claim.lowered):
        return False
    same_kind = [s for s in sources if s.dimension == quantity.dimension and s.low == s.high][:24]
    return any(
        abs(abs(a.low - b.low) - quantity.low) <= quantity.slack + 1e-6
        or abs(a.low + b.low - quantity.low) <= quantity.slack + 1e-6
        for i, a in enumerate(same_kind)
        for b in same_kind[i + 1 :]
    )


def _said_in_words(quantity: Quantity, case: Case) -> bool:
    """The same number in a form that is not read as a quantity: "under-18s", "the first year", "half a
    year"."""
    written = quantities.shown(case.claim.text, quantity).lower()
    if re.search(rf"(?<![\w.]){re.escape(written)}(?![\w]|\.\d)", case.text):
        return True
    digits = f"{quantity.raw:g}"
    of_age = quantity.dimension == "months" and "year" in written
    if (of_age or quantity.dimension in ("", "people")) and re.search(
        rf"(?<![\d.]){re.escape(digits)}s?(?![\d%]|\.\d|[\s-]?(?:[mk]?g|m?l|weeks?|months?|days?|hours?)\b)",
        case.text,
    ):
        return True
    if quantity.dimension == "weight" and "kilogram" in case.text.replace("/kg", " kilogram"):
        return True
    if quantity.raw == 1 and re.search(
        rf"\b(?:an?|first|each|every|per)\s+{re.escape(written.split()[-1])}\b", case.text
    ):
        return True
    if quantity.dimension == "months" and quantity.low == 6 and _HALF.search(case.text):
        return True
    word = _WORDS.get(int(quantity.raw)) if quantity.raw == int(quantity.raw) else None
    return not quantity.dimension and bool(word) and bool(re.search(rf"\b{word}\b", case.text))


_WORDS = dict(
    enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        1,
    )
)


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
