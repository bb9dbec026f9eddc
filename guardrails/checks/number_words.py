"""Numbers that a text says in words: "two courses", "a quarter to a third", "one in eight"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.quantities import Quantity
from guardrails.reading import Reading
from guardrails.types import Finding

CHECK = "numbers"


SPELT = {
    w: n for n, w in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}

SPELT_NUMBER = re.compile(rf"\b({'|'.join(SPELT)})\b(?!-)")

ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 10: "tenth"}

WORDS = dict(
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

_SHARE = {
    "half": 50.0,
    "one half": 50.0,
    "two thirds": 200 / 3,
    "three quarters": 75.0,
    **{f"{one} third": 100 / 3 for one in ("a", "one")},
    **{f"{one} quarter": 25.0 for one in ("a", "one")},
    **{f"{one} fifth": 20.0 for one in ("a", "one")},
    **{f"{one} tenth": 10.0 for one in ("a", "one")},
}

_FRACTION_WORD = re.compile(rf"\b({'|'.join(sorted(_SHARE, key=len, reverse=True)).replace(' ', '[ -]')})\b")

_ONE_IN = re.compile(
    r"\b(\d[\d.]*|one|two|three|four|five|six|seven|eight|nine)(?:\s(?:to|or|-)\s(\d+|two|three|four|five|six|seven"
    r"|eight|nine))?\s(?:[a-z-]+\s){0,2}?(?:in|of|out of)\s(?:every\s|each\s)?"
    r"(\d[\d,]{0,7}|ten|two|three|four|five|six"
    r"|seven|eight|nine|a hundred|a thousand)\b(?!\s?(?:%|mg|g\b|weeks|months|years|days))"
)
"""A natural frequency: "43 of 100", "one to three in ten"."""


@remembered
def fractions(reading: Reading) -> list[Quantity]:
    """ "One quarter to one third" as percentages."""
    text = reading.lowered
    found = [(m, _SHARE[m[1].replace("-", " ")]) for m in _FRACTION_WORD.finditer(text)]
    read = [
        Quantity(m.start(), m.end(), share, share, "percent", about=True, raw=share, slack=0.5)
        for m, share in found
    ]
    for (first, low), (second, high) in itertools.pairwise(found):
        if text[first.end() : second.start()].strip() in ("to", "-", "and"):
            read.append(Quantity(first.start(), second.end(), low, high, "percent", raw=low, slack=0.5))
    return read


def odds(case: Case, sources: list[Quantity]) -> Iterator[tuple[int, int]]:
    """ "One in eight" is a percentage: the spans whose share the statements give, or leave over."""
    found = list(_ONE_IN.finditer(case.claim.lowered))
    if not found:
        return
    shares = [(s.low, s.high) for s in sources if s.dimension == "percent"]
    shares += [(share, share) for one in case.cited for share in _ratios(one.reading)]
    for match in found:
        low, high, whole = _number(match[1]), _number(match[2] or match[1]), _number(match[3])
        if not whole or low > whole:
            continue
        first, last = 100 * low / whole, 100 * high / whole
        slack = max(0.1 * last, 0.6)
        if _ROUNDED.search(case.claim.lowered, max(0, match.start() - 20), match.start()):
            slack = max(0.25 * last, 1.0)  # fewer than 6 in 100
        if any(
            (first - slack <= a and b <= last + slack)
            or (100 - last - slack <= a and b <= 100 - first + slack)
            for a, b in shares
        ):
            yield match.span()


_ROUNDED = re.compile(
    r"\b(?:fewer than|less than|under|below|more than|over|above|nearly|almost|about"
    r"|roughly|around|at most|some)\s$"
)


@remembered
def _ratios(reading: Reading) -> list[float]:
    """The counts of a text, "37 of 50" and "37/50", as percentages."""
    return [100 * float(m[1]) / float(m[2]) for m in _RATIO.finditer(reading.lowered) if float(m[2])]


_RATIO = re.compile(r"\b(\d{1,5})(?:/|\sof\s)(\d{1,5})\b")


def _number(text: str) -> float:
    if text[0].isdigit():
        return float(text.replace(",", "").rstrip("."))
    return float(_ROUND.get(text, 1 if text == "one" else SPELT.get(text, 0)))


_ROUND = {"a hundred": 100, "a thousand": 1000}


def spelt(case: Case) -> Iterator[Finding]:
    """ "Failure of three courses" where the statement says two: small numbers without a unit."""
    text = case.text
    for match in SPELT_NUMBER.finditer(case.claim.lowered):
        number = SPELT[match[1]]
        if any(q.start <= match.start() < q.end for q in case.claim.quantities):
            continue
        if re.search(rf"\b(?:{match[1]}|{number}|{ORDINALS.get(number, match[1])})(?:\b|(?=[a-z]))", text):
            continue
        nouns = [w for w in case.claim.words if w.start >= match.end()][:3]
        if _by_day(number, match.end(), case):
            continue
        for one in case.cited:
            for other in SPELT_NUMBER.finditer(one.reading.lowered):
                after = {w.key for w in one.reading.words if other.end() <= w.start < other.end() + 40}
                shared = [w for w in nouns if w.key in after]
                if len(shared) >= 2 or (shared and nouns and shared[0] is nouns[0]):
                    said = f"{match[1]} {shared[0].surface}"
                    message = f"The sentence says {said}; the cited statement says {other[1]}."
                    yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="spelt")
                    return


_DAILY = re.compile(
    r"\s(?:\w+\s)?(?:daily\s|equal\s|divided\s|single\s)*(?:doses?|capsules?|tablets?|times|portions?)\b"
)
_TIMES_DAILY = {
    "twice daily": 2,
    "three times daily": 3,
    "four times daily": 4,
    "every 12 hours": 2,
    "every 8 hours": 3,
}


def _by_day(number: int, end: int, case: Case) -> bool:
    """Two doses for "twice daily", six capsules for three of them twice daily."""
    if not _DAILY.match(case.claim.lowered, end):
        return False
    times = {_TIMES_DAILY[k] for k in case.named("frequency") if k in _TIMES_DAILY}
    there = {SPELT[m[1]] for one in case.cited for m in SPELT_NUMBER.finditer(one.reading.lowered)}
    return any(number == n or any(number == n * other for other in there) for n in times)


def portions(case: Case) -> Iterator[Finding]:
    """ "A half to two thirds" where the statement says a quarter to a third."""
    found = list(_FRACTION_WORD.finditer(case.claim.lowered))
    if not found:
        return
    there = {m[1] for m in _FRACTION_WORD.finditer(case.text)}
    percents = [q.low for _, q in case.quantities() if q.dimension == "percent"]
    for match in found:
        share = _SHARE[match[1].replace("-", " ")]
        if match[1] in there or not there or match[1] == "half" or any(abs(p - share) <= 5 for p in percents):
            continue
        if any(abs(_SHARE[t.replace("-", " ")] - share) < 1 for t in there):
            continue
        message = f"The sentence says {match[1]}; the cited statement says {', '.join(sorted(there))}."
        yield Finding(CHECK, message, start=match.start(), end=match.end(), rule="portion")
        return
