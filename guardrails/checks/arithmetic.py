"""Arithmetic: numbers that a reader can work out from those of the statement, and examples that it covers.

A difference or sum of two numbers, a multiple, a share of a fraction, a fall that a ratio makes; a patient
of 50 where the statement sets a limit of 60.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from guardrails import quantities
from guardrails.checks.case import Case
from guardrails.checks.number_words import ORDINALS, SPELT, WORDS
from guardrails.quantities import Quantity

_DIFFERENCE = re.compile(
    r"\b(?:in all|altogether"
    r"|later|earlier|differ\w*|points?|(?<!or )(?<!and )(?:more|fewer|higher|lower)|gap|absolute"
    r"|total|together|remaining)\b"
)

_NEAR = 28
"""Characters from a number within which a word tells how it was worked out."""

_TIME = ("hours", "days", "weeks", "months")

_DOSE = ("mass", "volume", "rate", "concentration", "exposure", "weight", "ratio", "pressure")
"""Kinds of number that are never taken for worked out unless the sentence says so beside them: a dose."""

_HALF = re.compile(r"\bhalf(?:-|\s)?(?:a\s)?year")

_AGE = re.compile(r"-year-old|\byears? old")

_PATIENT = re.compile(
    r"\bat (?:the )?age (?:of )?\d|\bage \d+ (?:with|and)\b|"
    r"\b(?:a|an|this|one|for a|if a)\s(?:\w+\s)?(?:patient|woman|man|person|child|\d+-year-old)\b|\bsomeone\b"
)

_TIMES = re.compile(
    r"\b(\d|[a-z]+)\s(?:[\d.]+\s?m?g\s)?(capsule|vial|tablet|dose|infusion|injection|pulse|syringe)s?\b"
)

_ONE_AFTER_ANOTHER = ("dose", "infusion", "injection", "pulse")

_TOTAL = re.compile(r"\b(?:total\w*|altogether|in all|cumulative\w*|sum\w*)\b")

_FRACTION = re.compile(r"\b(\d{1,5})(?:/|\sof\s|\sout of\s)(\d{1,5})\b")

_EACH = re.compile(r"(?:\s\w+)?\seach\b")
"""2000 each of a trial of 4000."""

_LOWER = re.compile(r"\b(?:lower\w*|less|fewer|reduc\w*|cuts?|fall\w*|fell|drop\w*|decreas\w*|declin\w*)\b")

_HIGHER = re.compile(r"\b(?:higher|more|greater|rais\w*|increas\w*|above|excess|ris\w*|rose)\b")


def example(quantity: Quantity, case: Case) -> bool:
    """ "A patient with an eGFR of 50" is a case that the statement's "below 60" covers."""
    if not _PATIENT.search(case.claim.lowered) or quantity.upward is not None:
        return False
    for _, other in case.quantities():
        if other.dimension != quantity.dimension and quantity.dimension:
            continue
        low, high = other.low, other.high
        if low < high and low <= quantity.low <= high:
            return True
        if other.upward is not None and (quantity.low >= low if other.upward else quantity.low <= high):
            return True
    return False


def multiple(quantity: Quantity, sources: list[Quantity], case: Case) -> bool:
    """Three capsules of 7.9 mg are 23.7 mg; 16 and 10 patients are 26."""
    if quantity.dimension == "people" or _EACH.match(case.claim.lowered, quantity.end):
        counts = [s.low for s in sources if s.dimension in ("", "people")][:12]
        if _EACH.match(case.claim.lowered, quantity.end) and 2 * quantity.low in counts:
            return True
        return any(
            sum(some) == quantity.low for size in (2, 3) for some in itertools.combinations(counts, size)
        )
    if quantity.dimension == "times":
        values = [s for s in sources if s.low > 0 and s.low == s.high and s.dimension][:16]
        ratio = any(
            a.dimension == b.dimension and abs(a.low / b.low - quantity.low) <= 0.08 * quantity.low
            for a, b in itertools.permutations(values, 2)
        )
        return ratio or bool(
            re.search(rf"\b(?:{WORDS.get(int(quantity.raw), '-')}|{quantity.raw:g})\b", case.text)
        )
    return any(_is_product(quantity, match, sources, case) for match in _TIMES.finditer(case.claim.lowered))


def _is_product(quantity: Quantity, match: re.Match[str], sources: list[Quantity], case: Case) -> bool:
    """ "23.7 mg (three 7.9 mg capsules)": the product of what stands beside the number. Of doses given one
    after another only a number that calls itself the total is the product."""
    times = float(match[1]) if match[1].isdigit() else SPELT.get(match[1], 0)
    beside = quantity.start - _NEAR <= match.end() and match.start() <= quantity.end + _NEAR
    if not times or not beside or "/" in quantities.shown(case.claim.text, quantity):
        return False
    if match[2] in _ONE_AFTER_ANOTHER and not _TOTAL.search(_beside(quantity, case)):
        return False
    inside = [q for q in case.claim.quantities if match.start() < q.start < match.end() and q is not quantity]
    inside = [q for q in inside if q.dimension == quantity.dimension]
    single = [s for s in sources if s.dimension == quantity.dimension and s.low == s.high]
    if inside:
        single = [s for s in single if quantities.same(inside[0], s)]
    elif len({s.low for s in single}) > 1:  # which of them is multiplied the sentence does not say
        return False
    return any(abs(times * s.low - quantity.low) <= 0.01 * quantity.low for s in single)


def _beside(quantity: Quantity, case: Case) -> str:
    return case.claim.lowered[max(0, quantity.start - _NEAR) : quantity.end + _NEAR]


def worked_out(quantity: Quantity, sources: list[Quantity], case: Case) -> bool:
    """A share that a fraction makes (37/50: 74%), a fall that a ratio makes (0.30: 70% lower), two rounded
    percentages as a range (21.4% and 22.5%: 21-23%).
    """
    if quantity.dimension != "percent":
        return False
    for match in _FRACTION.finditer(case.text):
        if float(match[2]) and abs(100 * float(match[1]) / float(match[2]) - quantity.low) <= 0.6:
            return True
    for match in _FRACTION.finditer(case.claim.lowered):
        top, bottom = float(match[1]), float(match[2])
        known = {s.raw for s in sources}
        if bottom and top in known and abs(100 * top / bottom - quantity.low) <= 0.6:
            return True
    if quantity.low != quantity.high:
        near = [s.low for s in sources if s.dimension == "percent"]
        return all(any(abs(n - end) <= 0.51 for n in near) for end in (quantity.low, quantity.high))
    ratios = [s.low for s in sources if not s.dimension and 0 < s.low < 2 and s.low == s.high]
    if _LOWER.search(case.claim.lowered) and any(
        abs(100 * (1 - r) - quantity.low) <= quantity.slack + 0.01 for r in ratios if r < 1
    ):
        return True
    return bool(_HIGHER.search(case.claim.lowered)) and any(
        abs(100 * (r - 1) - quantity.low) <= quantity.slack + 0.01 for r in ratios if r > 1
    )


def computed(quantity: Quantity, sources: list[Quantity], case: Case) -> bool:
    """A difference or sum that the reader can work out from two numbers of one statement."""
    near = case.claim.lowered
    if quantity.dimension.startswith(_DOSE):
        near = _beside(quantity, case)
        if not _TOTAL.search(near):
            return False
    if not _DIFFERENCE.search(near):
        return False
    same_kind = [s for s in sources if s.dimension == quantity.dimension and s.low == s.high][:24]
    return any(
        abs(abs(a.low - b.low) - quantity.low) <= quantity.slack + 1e-6
        or abs(a.low + b.low - quantity.low) <= quantity.slack + 1e-6
        for i, a in enumerate(same_kind)
        for b in same_kind[i + 1 :]
    )


def said_in_words(quantity: Quantity, case: Case) -> bool:
    """The same number in a form that is not read as a quantity: "under-18s", "the first year", "half a
    year"."""
    written = quantities.shown(case.claim.text, quantity).lower()
    if re.search(rf"(?<![\w.]){re.escape(written)}(?![\w]|\.\d)", case.text):
        return True
    if _nought_or_all(quantity, case) or _date(quantity, case) or _located(quantity, case):
        return True
    if _mark(quantity, case):
        return True
    if quantity.low != quantity.high:
        ends = [s.low for _, s in case.quantities() if quantities.comparable(quantity, s) and s.low == s.high]
        if quantity.dimension and all(
            any(abs(e - x) < 1e-6 for e in ends) for x in (quantity.low, quantity.high)
        ):
            return True
        last = quantity.raw * quantity.high / quantity.low if quantity.low else quantity.high
        places = [ORDINALS.get(int(x)) for x in (quantity.raw, last) if x == int(x)]
        if len(places) == 2 and all(p and re.search(rf"\b{p}\b", case.text) for p in places):
            return True  # months 2-3: the second and third month
        if quantity.low > quantity.high:  # "from 30 to 5": two numbers
            there = [x for _, s in case.quantities() if _alike(quantity, s) for x in (s.low, s.high)]
            return all(
                any(abs(x - end) <= quantity.slack for x in there) for end in (quantity.low, quantity.high)
            )
        if quantity.dimension and any(
            s.raw == quantity.raw and s.dimension and s.low != s.high for _, s in case.quantities()
        ):
            return False  # the same figures of another unit
        joined = "-|to" if quantity.dimension else "-|to|/|or|and"
        if quantity.low == 0 and any(  # months 0-6: the first 6 months
            s.low == s.high == quantity.high
            for _, s in case.quantities()
            if s.dimension == quantity.dimension
        ):
            return quantity.dimension in _TIME
        return bool(
            re.search(rf"(?<![\d.]){quantity.raw:g}\s?(?:{joined})\s?{last:g}(?![\d.])", case.text)
        ) or _whole_years(quantity, case)
    digits = f"{quantity.raw:g}"
    of_age = quantity.dimension == "months" and quantity.low == 12 * quantity.raw and quantity.raw >= 2
    if (of_age or quantity.dimension in ("", "people")) and re.search(
        rf"(?<![\d.]){re.escape(digits)}s?(?![\d%]|\.\d|[\s-]?(?:[mk]?g|m?l|weeks?|months?|days?|hours?)\b)",
        case.text,
    ):
        return True
    if quantity.dimension == "weight" and "kilogram" in case.text.replace("/kg", " kilogram"):
        return True
    if (
        quantity.raw == 1
        and not quantity.dimension.startswith(_DOSE)
        and re.search(
            rf"\b(?:an?|first|each|every|per|past|previous|preceding|last|one|single|the)"
            rf"\s+{_noun_of(quantity, written, case)}",
            case.text,
        )
    ):
        return True
    if quantity.dimension == "months" and quantity.low == 12 and _YEAR.search(case.text):
        return True
    if quantity.dimension == "times" and _TWICE.get(int(quantity.raw), "-") in case.text:
        return True
    if quantity.raw in ORDINALS and not quantity.dimension.startswith(_DOSE):
        noun = rf"\s+{_noun_of(quantity, written, case)}" if quantity.dimension in _TIME else r"\b"
        if re.search(rf"\b{ORDINALS[int(quantity.raw)]}{noun}", case.text):
            return True
    if _AGE.search(case.claim.lowered, quantity.start, quantity.end + 6):
        return any(
            (s.upward is True and s.low <= quantity.low)
            or (s.low <= quantity.low <= s.high and s.low < s.high)
            for _, s in case.quantities()
            if s.dimension == quantity.dimension
        )
    if quantity.dimension == "months" and quantity.low == 6 and _HALF.search(case.text):
        return True
    word = WORDS.get(int(quantity.raw)) if quantity.raw == int(quantity.raw) else None
    return quantity.dimension in ("", "people") and bool(word) and bool(re.search(rf"\b{word}\b", case.text))


def _nought_or_all(quantity: Quantity, case: Case) -> bool:
    """0 for none, 100% for all, 0-1 for "1 or less"."""
    if quantity.low == quantity.high:
        if quantity.low == 0 and quantity.dimension in ("", "percent", "people"):
            return bool(_NONE.search(case.text))
        if quantity.dimension == "percent" and quantity.low == 50 and _HALVED.search(case.text):
            return True
        return quantity.dimension == "percent" and quantity.low == 100 and bool(_ALL.search(case.text))
    return quantity.low == 0 and any(
        s.bound == "<=" and quantities.same(replace(quantity, low=quantity.high), replace(s, bound=""))
        for _, s in case.quantities()
    )


def _located(quantity: Quantity, case: Case) -> bool:
    """A number by which the source finds the statement: "Fig 3", "PP 10.3.1.1"; and one of its grade."""
    text = case.claim.lowered
    place = _LOCATOR.search(text, max(0, quantity.start - 24), quantity.end + 12)
    if place and place.start(1) <= quantity.start < place.end(1):
        return any(
            re.search(rf"(?:^|[^\d.]){re.escape(place[1])}(?![.]?\d)", c.evidence.id) for c in case.cited
        )
    if quantity.dimension and not _LEVEL.fullmatch(quantity.dimension):
        return False
    said = text[quantity.start : quantity.end].strip(" .")
    return any(
        re.search(rf"(?<![\w.]){re.escape(said)}(?![\w.])", c.evidence.grade.lower())
        for c in case.cited
        if c.evidence.grade
    )


def _mark(quantity: Quantity, case: Case) -> bool:
    """A number that only counts points, "(1) … (2) …", or is a sign: "2°" for secondary."""
    text, start, end = case.claim.lowered, quantity.start, quantity.end
    if quantity.dimension:
        return False
    if text[end : end + 1] == "°" and text[end + 1 : end + 2] != "c":
        return True
    bracketed = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
    return bracketed and "(1)" in text and "(2)" in text and quantity.low < 10


def _whole_years(quantity: Quantity, case: Case) -> bool:
    """Ages 19-64 for over 18 and under 65."""
    if quantity.dimension not in ("", "months") or "aged" not in case.claim.lowered:
        return False
    last = quantity.raw + (quantity.high - quantity.low) / (quantity.low / quantity.raw)
    return any(s.bound == ">" and s.raw == quantity.raw - 1 for _, s in case.quantities()) and any(
        s.bound == "<" and s.raw == last + 1 for _, s in case.quantities()
    )


def _date(quantity: Quantity, case: Case) -> bool:
    """7/1/2023 where the statement writes 1 July 2023, in either order of day and month; 7/2023."""
    text = case.claim.lowered
    match = _DATE.match(text, quantity.start)
    if match is None:
        part = _MONTH.match(text, quantity.start)
        if part is None or text[max(0, quantity.start - 1) : quantity.start] in ("/", "."):
            return False
        return bool(re.search(rf"\b{_MONTHS[int(part[1]) - 1]}[a-z]* {part[2]}", case.text))
    one, other, year = (int(part) for part in match.groups())
    year += 2000 if year < 100 else 0
    for day, number in ((one, other), (other, one)):
        month = _MONTHS[number - 1] if number in range(1, 13) else None
        if month and re.search(rf"\b(?:0?{day} {month}\w*|{month}\w* 0?{day},?) {year}", case.text):
            return True
    return False


_HALVED = re.compile(r"\b(?:half|halv(?:es?|ed|ing))\b")
_NONE = re.compile(r"\b(?:none|nobody|no one|no|never|without|neither|zero)\b")
_ALL = re.compile(r"\b(?:all|every|everyone|everybody|each)\b")
_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d(?=\b(?!/)))\b")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])/((?:19|20)\d\d)\b")
_LOCATOR = re.compile(
    r"\b(?:fig(?:ure|\.)?|pp|practice point|table|tab|section|chapter|statement|recommendation|rec|r)\s?"
    r"(\d+(?:\.\d+)*)"
)
_LEVEL = re.compile(r"[abc]?/[abcd]")
"""What stands behind the number of a grade, as in 2b/C."""
_YEAR = re.compile(r"\b(?:first|past|previous|preceding|last|one|a) year\b|\bwithin a year\b")
_TWICE = {1: " once ", 2: " twice "}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def equivalent(quantity: Quantity, case: Case) -> bool:
    """10 mg of one drug for 1.5 mg of another, where a statement equates 5 mg and 0.75 mg."""
    if quantity.dimension != "mass" or case.text.count(" = ") < 2 or not _EQUAL.search(case.claim.lowered):
        return False
    there = {m[1]: float(m[2]) for m in _DRUG_FIRST.finditer(case.text)}
    here = {m[1]: float(m[2]) for m in _DRUG_FIRST.finditer(case.claim.lowered)}
    here |= {m[2]: float(m[1]) for m in _DOSE_FIRST.finditer(case.claim.lowered)}
    here = {drug: value for drug, value in here.items() if there.get(drug)}
    shares = {round(value / there[drug], 3) for drug, value in here.items()}
    if len(here) < 2 or len(shares) != 1:
        return False
    return quantity.raw in here.values()


_DRUG_FIRST = re.compile(r"\b([a-z]{5,}) (\d+(?:\.\d+)?) mg\b")
_DOSE_FIRST = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) mg (?:of )?([a-z]{5,})\b")
_EQUAL = re.compile(r"\b(?:equal\w*|equivalen\w*|correspond\w*|amounts? to|same as|matche?s?)\b")


_NEXT = re.compile(r"\s?([a-z]{4,})")


def _alike(mine: Quantity, other: Quantity) -> bool:
    return other.dimension == mine.dimension or (not mine.dimension and other.dimension == "percent")


def _noun_of(quantity: Quantity, written: str, case: Case) -> str:
    if quantity.dimension == "months":
        return "year" if quantity.low >= 12 else "month"
    if quantity.dimension in ("hours", "days", "weeks"):
        return quantity.dimension[:-1]
    if not quantity.dimension:
        after = _NEXT.match(case.claim.lowered, quantity.end)
        return re.escape(after[1]) + r"\b" if after else "-"
    return re.escape(written.split()[-1]) + r"\b"
