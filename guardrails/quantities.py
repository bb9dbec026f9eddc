"""Numbers as a clinician reads them: value, unit, bound, and where they stand in the text.

0.5 g/g is 500 mg/g, 1 g twice daily is 2 g/day, "week 104" is a time point, and "30 mL/min/1.73 m²" as a
floor is no dose. Numbers inside names (class IV, J0490, anti-dsDNA 1:640, BLISS-LN, q4w) are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from guardrails.lexicon import Mention
from guardrails.quantity import Quantity as Quantity
from guardrails.quantity import comparable as comparable
from guardrails.quantity import may_meet as may_meet
from guardrails.quantity import same as same
from guardrails.quantity import shown as shown
from guardrails.quantity import unit_rules
from guardrails.quantity import within as within

_NAMED = frozenset({"class", "code", "trial", "body", "frequency", "drug", "brand", "drug_class"})
_ALIKE = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
        "‐": "-",
        "µ": "u",
        "μ": "u",
        "²": "2",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "·": ".",
        "×": "x",
        "’": "'",
    }
)


@dataclass(frozen=True, slots=True)
class _Grammar:
    number: re.Pattern[str]
    units: dict[str, tuple[str, float]]
    unit: re.Pattern[str]
    before: tuple[tuple[str, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    about: re.Pattern[str]
    daily: dict[str, int]
    words: dict[str, int]


def plain(text: str) -> str:
    """The text with look-alike signs made one (dashes, thin spaces, micro), each sign in its place."""
    return text.translate(_ALIKE)


def find(text: str, mentions: Sequence[Mention]) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order; those that a dosing interval makes (2 x 1 g) stand behind it."""
    grammar = _grammar()
    lowered = plain(text).lower()
    taken = [(m.start, m.end) for m in mentions if m.kind in _NAMED and m.kind != "frequency"]
    frequencies = [m for m in mentions if m.kind == "frequency"]
    spans = [*taken, *((m.start, m.end) for m in frequencies)]
    found: list[Quantity] = []
    for match in grammar.number.finditer(lowered):
        if any(a < match.end() and match.start() < b for a, b in spans):
            continue
        if found and match.start() < found[-1].end:
            continue
        found.extend(_quantities(lowered, match, grammar))
    found = _share_units(found, lowered)
    return tuple(found) + tuple(_per_day(found, frequencies, grammar))


def _quantities(text: str, match: re.Match[str], grammar: _Grammar) -> Iterable[Quantity]:
    """One number or range; in "from 57% by year 2 to 65%" what looks like a range is two numbers."""
    high = match["high"]
    if high and " to " in match[0] and _LEADING_UNIT.search(text, max(0, match.start() - 12), match.start()):
        unit = grammar.unit.match(text, match.end())
        if unit and grammar.units[unit["unit"]][0] not in (*_SPANS, "people"):
            apart = grammar.number.match(text, match.start(), match.end("low"))
            other = grammar.number.match(text, match.start("high"))
            halves = (_quantity(text, half, grammar) for half in (apart, other) if half)
            yield from (half for half in halves if half)
            return
    quantity = _quantity(text, match, grammar)
    if quantity is not None:
        yield quantity


def _quantity(text: str, match: re.Match[str], grammar: _Grammar) -> Quantity | None:
    if text.endswith(_IN_A_NAME, 0, match.start()):
        return None
    low_text, high_text = match["low"], match["high"]
    low = _value(low_text, grammar)
    high = _value(high_text, grammar) if high_text else low
    if high < low and _YEAR.fullmatch(low_text) and high_text.isdigit() and len(high_text) < 3:
        high = float(low_text[: -len(high_text)] + high_text)  # 1995-6
    end = match.end()
    leading = _leading(text, match.start())
    unit = grammar.unit.match(text, end)
    if unit and (
        (
            _AHEAD.match(unit["unit"])
            and (
                _PLACE.match(text, unit.end() + 1)
                or (
                    _HYPHENED.search(text, max(0, match.start() - 2), match.start())
                    and text[unit.end() + 1 : unit.end() + 2].isdigit()
                )
            )
        )
        or (leading and grammar.units[unit["unit"]][0] == "people")
    ):
        unit = None  # 15 mg in weeks 5-6, written "15 wk 5-6"; in "week 13 to 16 patients take" weeks
    dimension, factor = "", 1.0
    if unit:
        dimension, factor = grammar.units[unit["unit"]]
        end = unit.end()
    elif leading:
        dimension, factor = grammar.units[leading]
    if low_text in grammar.words and not dimension:
        return None
    if not unit and not _ORDINAL.match(text, end) and not _YEAR.fullmatch(low_text):
        strange = _STRANGE_UNIT.match(text, end)
        if strange and not (leading and "/" in strange[0]):
            dimension, factor, end = _strange(strange, grammar)
    if not unit and _ORDINAL.match(text, match.end()):
        return None
    if not unit and text[end : end + 1].isalpha():
        return None  # a grade (1B) or a name, not a number
    start = match.start()
    bound, about = "", False
    head = text[max(0, start - 28) : start]
    for sign, pattern in grammar.after:
        if pattern.match(text, end):
            bound = sign
            break
    if not bound:
        for sign, pattern in grammar.before:
            word = pattern.search(head)
            if word and not (
                dimension in _SPANS and _DURING.search(word[0]) and not _AGED.search(text, end, end + 8)
            ):
                bound = sign
                break
    about = bool(grammar.about.search(head))
    digits = low_text.split(".")[1] if "." in low_text else ""
    slack = 0.5 * 10 ** -len(digits) * factor
    return Quantity(start, end, low * factor, high * factor, dimension, bound, about, raw=low, slack=slack)


def _leading(text: str, start: int) -> str:
    """The unit before a number that it is said in, as in "week 24"; '' for none."""
    leading = _LEADING_UNIT.search(text, max(0, start - 12), start)
    if not leading:
        return ""
    if _COUNTED.search(text, max(0, leading.start() - 3), leading.start()) and not _PLACE.match(text, start):
        return ""
    return leading["unit"]


def _strange(match: re.Match[str], grammar: _Grammar) -> tuple[str, float, int]:
    """Dimension, factor and end of a unit that the rules do not know as a whole.

    What follows the stroke is dropped where it only says what is counted ("10 mg/unit", "200 mg/1 mL",
    "30%/CKD", "150 min/week"); a unit of time or of the body behind a dose is kept.
    """
    head, stroke, tail = match.group().strip().partition("/")
    known = grammar.units.get(head)
    loose = tail[:1].isdigit() or tail in _COUNTABLE or (known and known[0] in _PLAIN)
    if stroke and known and loose:
        start = match.end() - len(tail) - len(stroke)
        return known[0], known[1], start
    name = f"{head}{stroke}{_SPAN_NAMES.get(tail, tail)}"
    return name, 1.0, match.end()


def _share_units(found: list[Quantity], text: str) -> list[Quantity]:
    """In "43% v 32" or "3, 5 and 10 years" the unit is said once: numbers before it in the list share it."""
    shared = list(found)
    for place in range(1, len(shared)):
        before, here = shared[place - 1], shared[place]
        if (
            not here.dimension
            and before.dimension in ("days", "weeks", "months", "hours")
            and before.end - before.start < 6
            and _LIST_GAP.fullmatch(text[before.end : here.start])
            and not _PLACED_AHEAD.match(text, here.end)
            and not text[before.start : before.end].strip(" 0123456789.-")
        ):
            factor = before.low / before.raw if before.raw else 1.0
            shared[place] = replace(
                here,
                low=here.low * factor,
                high=here.high * factor,
                slack=here.slack * factor,
                dimension=before.dimension,
            )
    for place in range(len(shared) - 2, -1, -1):
        here, after = shared[place], shared[place + 1]
        gap = text[here.end : after.start]
        listed = _LIST_GAP.fullmatch(gap)
        whole = here.low == int(here.low) and after.low == int(after.low)
        placed = _PLACED.search(text, max(0, here.start - 8), here.start)
        limits = _LIMITS.match(text, after.end)
        if (
            not here.dimension
            and after.dimension
            and listed
            and not placed
            and not limits
            and ("," not in gap or whole)
        ):
            factor = _factor_of(text, after)
            shared[place] = replace(
                here,
                low=here.low * factor,
                high=here.high * factor,
                slack=here.slack * factor,
                dimension=after.dimension,
            )
    return shared


def _factor_of(text: str, quantity: Quantity) -> float:
    unit = _UNIT_TAIL.search(text[quantity.start : quantity.end])
    return _grammar().units.get(unit["unit"], ("", 1.0))[1] if unit else 1.0


def _per_day(
    found: Sequence[Quantity], frequencies: Sequence[Mention], grammar: _Grammar
) -> Iterable[Quantity]:
    """What an amount and a dosing interval make in a day."""
    for quantity in found:
        if quantity.dimension not in ("mass", "mass per weight"):
            continue
        for frequency in frequencies:
            times = grammar.daily.get(frequency.concept)
            if times and 0 <= frequency.start - quantity.end <= 24:
                yield replace(
                    quantity,
                    derived=True,
                    low=quantity.low * times,
                    high=quantity.high * times,
                    slack=quantity.slack * times,
                    dimension=quantity.dimension.replace("weight", "weight and") + " day"
                    if "weight" in quantity.dimension
                    else "mass per day",
                )
                break


def _value(text: str, grammar: _Grammar) -> float:
    if text in grammar.words:
        return float(grammar.words[text])
    return float(text.replace(",", ""))


def _words(names: Iterable[str]) -> str:
    return "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))


@cache
def _grammar() -> _Grammar:
    rules = unit_rules()
    units = {s: (u.dimension, u.factor) for u in rules.units for s in u.surfaces}
    words = _words(rules.words)
    digits = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    number = re.compile(
        rf"(?:(?<![\w./:^])|(?<=mg/)|(?<=[\d ]g/)|(?<=ml/)|(?<=[\d ]l/))"
        rf"(?P<low>{digits}|(?:{words})\b)(?:\s?(?:-|to)\s?(?P<high>{digits}"
        rf"|(?:{words})\b))?(?![\d:])"
    )
    unit = re.compile(rf"[\s-]?(?P<unit>{_words(units)})(?![\w/²])")
    before = tuple(
        (sign, re.compile(rf"(?:^|[\s(])(?:{_words(names)})\s*(?:an?\s+|the\s+|of\s+|age\s+|about\s+)?$"))
        for sign, names in (
            ("<=", rules.at_most_before),
            (">=", rules.at_least_before),
            (">", rules.above_before),
            ("<", rules.below_before),
        )
    )
    after = tuple(
        (sign, re.compile(rf"\s?(?:{_words(names)})\b(?! than)"))
        for sign, names in ((">=", rules.at_least_after), ("<=", rules.at_most_after))
    )
    about = re.compile(rf"(?:^|[\s(])(?:{_words(rules.about)})\s*$")
    return _Grammar(number, units, unit, before, after, about, rules.daily, rules.words)


_IN_A_NAME = ("covid-", "icd-")
"""What makes the number behind it a part of a name."""
_STRANGE_UNIT = re.compile(
    r"\s?(?:(?:[numpkcd]?(?:g|l|mol|eq|u|iu|cal|pa|bq)|mcg|x|%|[mk]iu|mins?|h|hours?|days?|weeks?|months?|years?|units?"
    r"|doses?|cells|copies|patients?|people|[abc](?=/[abcd]\b))/[a-z0-9/.]{0,11}[a-z0-9]|kpa|mmol|mol|iu|meq|kcal|cm|mm|km|lb|ppm)(?![\w/])"
)
"""A unit that the rules do not know: the number compares only with one of the same unit."""
_SPAN_NAMES = {"d": "day", "wk": "week", "mo": "month", "y": "year", "yr": "year", "hr": "h", "hour": "h"}
_COUNTABLE = frozenset({"unit", "vial", "capsule", "tablet", "syringe", "pen", "infusion", "injection"})
"""What a package or a bill counts: 10 mg/unit are 10 mg."""
_PLAIN = frozenset({"percent", "hours", "days", "weeks", "months", "people", "times"})
"""Kinds of number that no stroke makes another: a share by year, minutes a week."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_AHEAD = re.compile(r"(?:wk|week|mo|month|yr|year|day)s?$")
_PLACE = re.compile(r"(?<=\s)\d{1,3}-\d{1,3}(?=[,;.)]|\sand\b|$)")
_PLACED_AHEAD = re.compile(r"\s(?:wk|week|mo|month|yr|year|day)s?\s\d{1,3}-\d{1,3}(?=[,;.)]|\sand\b|$)")
"""A span of time points that follows its unit."""
_HYPHENED = re.compile(r"[a-z]-$")
"""The 4 of "SRI-4" belongs to a name."""
_COUNTED = re.compile(r"\d[\s-]?$")
_LEADING_UNIT = re.compile(r"(?<![a-z])(?P<unit>weeks?|wks?|months?|mo|years?|yr|days?|hours?)\s$")
_LIST_GAP = re.compile(r"\s?(?:,|and|or|to|-|/|v|vs\.?|versus|, and|against)\s?")
_PLACED = re.compile(r"\b(?:at|aged?|index|score)\s$")
"""An age or a score is no member of a list of percentages."""
_SPANS = frozenset({"hours", "days", "weeks", "months"})
_DURING = re.compile(r"\b(?:over|within|from|before|beyond)\b")
_AGED = re.compile(r"\s?(?:old|of age)\b")
"""Over three years means during them, unless an age is meant."""
_LIMITS = re.compile(r"\s?(?:ci|confidence)\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_UNIT_TAIL = re.compile(r"(?P<unit>[a-z%][^\d]*(?:1\.73 m2)?[^\d]*)$")
