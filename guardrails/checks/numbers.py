"""Numbers: every number of the sentence must stand in a cited statement, with its unit and its bound.

Why: a wrong number is the fault that harms most and reads most convincingly. Rounding ("about 41%" for
40.8%), another unit (500 mg/g for 0.5 g/g) and a day's total (2 g/day for 1 g twice daily) are the same
number.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from guardrails import quantities
from guardrails.checks.case import Case
from guardrails.quantities import Quantity
from guardrails.types import Finding, Severity

CHECK = "numbers"
_DIFFERENCE = re.compile(
    r"\b(?:later|apart|earlier|differ\w*|points?|more|fewer|higher|lower|gap|absolute|total|together|remaining)\b"
)
_DENIAL = re.compile(
    r"\b(?:avoid\w*|not|exclud\w*|left out|contraindicat\w*|against|except|without|no|never|nor|unless|prohibit\w*|too|enough|insufficient|inadequate)\b"
    r"(?!\s(?:more|less|later|earlier|higher|lower|above|below|exceed\w*|over|under)\b)|n't\b"
)
_BREAK = re.compile(r"[,;:()]|\.\s|\b(?:and|or|but|so|when|if|while|with)\b")
_TITRE = re.compile(r"(?<![\d:])\d{1,4}:\d{1,5}(?![\d:])")
_HALF = re.compile(r"\bhalf(?:-|\s)?(?:a\s)?year")


def check(case: Case) -> Iterator[Finding]:
    text = case.claim.text
    for match in _TITRE.finditer(text):
        if match[0] not in case.text:
            message = f"The sentence says {match[0]}; the cited statement does not."
            yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="titre")
    yield from _spelt(case)
    yield from _portions(case)
    sources = [q for _, q in case.quantities()] + list(_intervals(case)) + list(_fractions(case.text))
    odds = list(_odds(case, sources))
    for quantity, alternatives in _grouped(case.claim.quantities):
        if _is_year(quantity, case):
            continue
        if any(a <= quantity.start < b for a, b in odds) or _CROSSED.search(
            case.claim.lowered, 0, quantity.start
        ):
            continue
        daily = any(a.derived for a in alternatives)
        matched = [
            s
            for s in sources
            for a in alternatives
            if quantities.same(a, s) and not (daily and _mixes(a, s, sources))
        ]
        partly = [s for s in sources for a in alternatives if quantities.within(a, s)]
        if matched and _unit_differs(quantity, matched, case):
            named = quantities.shown(text, quantity)
            message = f"The sentence says {named}; the cited statement gives another unit."
            yield Finding(CHECK, message, start=quantity.start, end=quantity.end, rule="unit")
        if matched or partly:
            yield from _bounds(case, quantity, matched or partly)
        elif not (
            _computed(quantity, sources, case)
            or _worked_out(quantity, sources, case)
            or _multiple(quantity, sources, case)
            or _example(quantity, case)
            or _said_in_words(quantity, case)
        ):
            like = [s for c, s in case.quantities() if quantities.comparable(quantity, s)]
            named = quantities.shown(text, quantity)
            there = sorted({_written(case, s) for s in like})[:3]
            message = f"The sentence says {named}; the cited statement " + (
                f"says {', '.join(there)}." if there else "holds no such number."
            )
            loose = text[quantity.start].isalpha() and not like
            severity = Severity.UNDECIDED if loose else Severity.CONFLICT
            yield Finding(CHECK, message, severity, quantity.start, quantity.end, rule="number")


_CROSSED = re.compile(r"\b(?:cross\w*|includ\w*|spann\w*)\s$")
"""A confidence interval that crossed 1."""
_MEASURED = ("mass", "ratio", "rate", "concentration", "exposure", "pressure", "volume", "weight")


def _unit_differs(quantity: Quantity, matched: list[Quantity], case: Case) -> bool:
    """A number that the statement writes without a unit may take one only where the statement uses it elsewhere."""
    if any(m.dimension for m in matched):
        return False
    known = quantity.dimension.startswith(_MEASURED)
    if not known and "/" not in quantity.dimension:
        return False
    if any(quantities.comparable(quantity, s) and s.dimension for _, s in case.quantities()):
        return False
    return known or quantity.dimension not in case.text.replace("²", "2")


def _fractions(text: str) -> Iterator[Quantity]:
    """ "One quarter to one third" as percentages."""
    found = [(m, _SHARE[m[1].replace("-", " ")]) for m in _FRACTION_WORD.finditer(text)]
    for match, share in found:
        yield Quantity(match.start(), match.end(), share, share, "percent", about=True, raw=share, slack=0.5)
    for (first, low), (second, high) in itertools.pairwise(found):
        if text[first.end() : second.start()].strip() in ("to", "-", "and"):
            yield Quantity(first.start(), second.end(), low, high, "percent", raw=low, slack=0.5)


_SHARE = {
    "half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3, "a quarter": 25.0,
    "one quarter": 25.0, "three quarters": 75.0, "a fifth": 20.0, "one fifth": 20.0, "a tenth": 10.0, "one tenth": 10.0,
    "one half": 50.0,
}  # fmt: skip
_FRACTION_WORD = re.compile(rf"\b({'|'.join(sorted(_SHARE, key=len, reverse=True)).replace(' ', '[ -]')})\b")


def _odds(case: Case, sources: list[Quantity]) -> Iterator[tuple[int, int]]:
    """ "One in eight" is a percentage: the spans whose share the statements give."""
    for match in _ONE_IN.finditer(case.claim.lowered):
        part, whole = (
            float(n.replace(",", "")) if n[0].isdigit() else _SPELT.get(n, 1 if n == "one" else 0)
            for n in match.groups()
        )
        share = 100 * part / whole if whole else 0.0
        if any(
            s.dimension == "percent" and min(abs(s.low - share), abs(s.high - share)) <= 0.1 * share for s in sources
        ):
            yield match.span()


_ONE_IN = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|\d)(?:\s(?:to|or|-)\s(?:two|three|four|five|six|seven|eight|nine|\d))?\s(?:[a-z]+\s){0,2}(?:in|of|out of)\s(?:every\s)?"
    r"(\d[\d,]{0,7}|[a-z]+)\b"
)


def _spelt(case: Case) -> Iterator[Finding]:
    """ "Failure of three courses" where the statement says two: small numbers without a unit."""
    text = case.text
    for match in _SPELT_NUMBER.finditer(case.claim.lowered):
        number = _SPELT[match[1]]
        if any(q.start <= match.start() < q.end for q in case.claim.quantities):
            continue
        if re.search(rf"\b(?:{match[1]}|{number}|{_ORDINALS.get(number, match[1])})(?:\b|(?=[a-z]))", text):
            continue
        nouns = [w for w in case.claim.words if w.start >= match.end()][:3]
        for one in case.cited:
            for other in _SPELT_NUMBER.finditer(one.reading.lowered):
                after = {w.key for w in one.reading.words if other.end() <= w.start < other.end() + 40}
                shared = [w for w in nouns if w.key in after]
                if len(shared) >= 2 or (shared and nouns and shared[0] is nouns[0]):
                    message = f"The sentence says {match[1]} {shared[0].surface}; the cited statement says {other[1]}."
                    yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="spelt")
                    return


def _portions(case: Case) -> Iterator[Finding]:
    """ "A half to two thirds" where the statement says a quarter to a third."""
    there = {m[1] for m in _FRACTION_WORD.finditer(case.text)}
    percents = [q.low for _, q in case.quantities() if q.dimension == "percent"]
    for match in _FRACTION_WORD.finditer(case.claim.lowered):
        share = _SHARE[match[1].replace("-", " ")]
        if match[1] in there or not there or match[1] == "half" or any(abs(p - share) <= 5 for p in percents):
            continue
        if any(abs(_SHARE[t.replace("-", " ")] - share) < 1 for t in there):
            continue
        message = f"The sentence says {match[1]}; the cited statement says {', '.join(sorted(there))}."
        yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="portion")
        return


def _mixes(mine: Quantity, other: Quantity, sources: list[Quantity]) -> bool:
    """15.8 mg twice daily is not the 15.8 mg a day that 7.9 mg twice daily make."""
    if not mine.derived:
        return other.derived or other.dimension == "mass per day"
    return not other.derived and any(
        s.derived and s.start == other.start and s.low != other.low for s in sources
    )


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
    """A floor is no ceiling: "below 45" and "above 45" are opposites, and so are "above 45" and "not above 45"."""
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
                if other.upward is not None:
                    there.append(other.upward if _turned(text, other) is turned else None)
                elif text[max(0, other.start - 1) : other.start] != "(":
                    there.append(None)
    if not there or None in there or way in there:
        return
    named = quantities.shown(case.claim.text, quantity)
    yield Finding(
        CHECK,
        f"{named} is {'a floor' if way else 'a ceiling'} in the sentence and {'a ceiling' if way else 'a floor'} in"
        " the cited statement.",
        start=quantity.start,
        end=quantity.end,
        rule="bound",
    )


_NEITHER = re.compile(r"\b(?:neither|nobody|no one|none|rules? out|too)\b")


def _turned(text: str, quantity: Quantity) -> bool:
    """ "Doses above 1 g are avoided" is a ceiling of 1 g: a denial of what stands beyond turns a bound round."""
    before = _BREAK.split(text[max(0, quantity.start - 70) : quantity.start])[-1]
    after = _BREAK.split(text[quantity.end : quantity.end + 60])[0]
    return bool(_DENIAL.search(before) or _DENIAL.search(after))


def _example(quantity: Quantity, case: Case) -> bool:
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


_PATIENT = re.compile(
    r"\bat (?:the )?age (?:of )?\d|\bage \d+ (?:with|and)\b|"
    r"\b(?:a|an|this|one|for a|if a)\s(?:\w+\s)?(?:patient|woman|man|person|child|\d+-year-old)\b|\bsomeone\b"
)


def _multiple(quantity: Quantity, sources: list[Quantity], case: Case) -> bool:
    """Three capsules of 7.9 mg are 23.7 mg; 16 and 10 patients are 26."""
    if quantity.dimension == "people":
        counts = [s.low for s in sources if s.dimension in ("", "people")][:12]
        return any(a + b == quantity.low for a, b in itertools.combinations(counts, 2))
    if quantity.dimension == "times":
        values = [s.low for s in sources if s.low > 0][:16]
        ratio = any(
            abs(a / b - quantity.low) <= 0.15 * quantity.low for a, b in itertools.permutations(values, 2)
        )
        return ratio or bool(
            re.search(rf"\b(?:{_WORDS.get(int(quantity.raw), '-')}|{quantity.raw:g})\b", case.text)
        )
    for match in _TIMES.finditer(case.claim.lowered):
        times = float(match[1]) if match[1].isdigit() else _SPELT.get(match[1], 0)
        if any(
            s.dimension == quantity.dimension and abs(times * s.low - quantity.low) <= 0.01 * quantity.low
            for s in sources
        ):
            return True
    return False


_TIMES = re.compile(
    r"\b(\d|[a-z]+)\s(?:[\d.]+\s?m?g\s)?(?:capsule|vial|tablet|dose|infusion|injection|pulse|syringe)s?\b"
)


def _worked_out(quantity: Quantity, sources: list[Quantity], case: Case) -> bool:
    """The share of a fraction that the sentence gives (37/50: 74%), a fall that a ratio makes (0.30: 70% lower), two
    rounded percentages as a range (21.4% and 22.5%: 21-23%)."""
    if quantity.dimension != "percent":
        return False
    for match in _FRACTION.finditer(case.claim.lowered):
        top, bottom = float(match[1]), float(match[2])
        known = {s.raw for s in sources}
        if bottom and top in known and abs(100 * top / bottom - quantity.low) <= 0.6:
            return True
    if quantity.low != quantity.high:
        near = [s.low for s in sources if s.dimension == "percent"]
        return all(any(abs(n - end) <= 0.51 for n in near) for end in (quantity.low, quantity.high))
    if not _LOWER.search(case.claim.lowered):
        return False
    ratios = [s.low for s in sources if not s.dimension and 0 < s.low < 1 and s.low == s.high]
    return any(abs(100 * (1 - r) - quantity.low) <= quantity.slack + 0.01 for r in ratios)


_FRACTION = re.compile(r"\b(\d{1,5})(?:/|\sof\s|\sout of\s)(\d{1,5})\b")
_LOWER = re.compile(r"\b(?:lower|less|fewer|reduc\w*|cut|fall|fewer|drop|decreas\w*|declin\w*)\b")


def _computed(quantity: Quantity, sources: list[Quantity], case: Case) -> bool:
    """A difference or sum that the reader can work out from two numbers of one statement."""
    if not _DIFFERENCE.search(case.claim.lowered):
        return False
    if quantity.dimension in ("months", "weeks", "days") and _LATER.match(case.claim.lowered, quantity.end):
        return True
    same_kind = [s for s in sources if s.dimension == quantity.dimension and s.low == s.high][:24]
    return any(
        abs(abs(a.low - b.low) - quantity.low) <= quantity.slack + 1e-6
        or abs(a.low + b.low - quantity.low) <= quantity.slack + 1e-6
        for i, a in enumerate(same_kind)
        for b in same_kind[i + 1 :]
    )


_LATER = re.compile(r"\s(?:later|apart|earlier|on)\b")
"""A lapse of time that the reader works out from two dates."""


def _said_in_words(quantity: Quantity, case: Case) -> bool:
    """The same number in a form that is not read as a quantity: "under-18s", "the first year", "half a
    year"."""
    written = quantities.shown(case.claim.text, quantity).lower()
    if re.search(rf"(?<![\w.]){re.escape(written)}(?![\w]|\.\d)", case.text):
        return True
    if quantity.low != quantity.high:
        ends = [s.low for _, s in case.quantities() if quantities.comparable(quantity, s) and s.low == s.high]
        if quantity.dimension and all(any(abs(e - x) < 1e-6 for e in ends) for x in (quantity.low, quantity.high)):
            return True
        high = quantity.raw * quantity.high / quantity.low if quantity.low else quantity.high
        return bool(re.search(rf"(?<![\d.]){quantity.raw:g}\s?(?:-|to)\s?{high:g}(?![\d.])", case.text))
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
        rf"\b(?:an?|first|each|every|per)\s+{_noun_of(quantity, written)}", case.text
    ):
        return True
    if quantity.raw in _ORDINALS and re.search(rf"\b{_ORDINALS[quantity.raw]}\b", case.text):
        return True
    if _AGE.search(case.claim.lowered, quantity.start, quantity.end + 6):
        return any(
            s.upward is True and s.low <= quantity.low or s.low <= quantity.low <= s.high and s.low < s.high
            for _, s in case.quantities()
            if s.dimension == quantity.dimension
        )
    if quantity.dimension == "months" and quantity.low == 6 and _HALF.search(case.text):
        return True
    word = _WORDS.get(int(quantity.raw)) if quantity.raw == int(quantity.raw) else None
    return quantity.dimension in ("", "people") and bool(word) and bool(re.search(rf"\b{word}\b", case.text))


def _noun_of(quantity: Quantity, written: str) -> str:
    if quantity.dimension == "months":
        return "year" if quantity.low >= 12 else "month"
    if quantity.dimension in ("hours", "days", "weeks"):
        return quantity.dimension[:-1]
    return re.escape(written.split()[-1]) + r"\b"


_AGE = re.compile(r"-year-old|\byears? old")
_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 10: "tenth"}
_SPELT = {
    w: n for n, w in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}
_SPELT_NUMBER = re.compile(rf"\b({'|'.join(_SPELT)})\b(?!-)")
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
