"""Mentions that have a grammar instead of a list: ISN/RPS classes, codes, dosing intervals.

All patterns are bounded, so that reading takes time in proportion to the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Form = tuple[int, int, Literal["class", "code", "frequency"], tuple[str, ...]]

_ROMAN = ("I", "II", "III", "IV", "V", "VI")
_NUMERAL = r"(?:VI|IV|V|III|II|I|[1-6])"
_NOT_A_QUANTITY = (
    r"(?![\w.%]?\d)(?!\s?(?:mg|µg|mcg|g|kg|%|ml|mmhg|weeks?|months?|years?|days?|doses?|patients?|hours?)\b)"
)
_SUFFIX = r"(?:\s?-?\s?\(?(?:A/C|A|C|S|G)\)?(?![\w]))?"
_ITEM = rf"{_NUMERAL}{_SUFFIX}(?!\w){_NOT_A_QUANTITY}"
_JOIN = (
    r"\s{0,2}[,(]{0,2}\s?(?:and/or|and|or|plus|with\s(?:or\swithout\s)?|combined\swith|alone\sor\swith|to|through"
    r"|\+/-|\+/−|±|\+|/|&|-|–|,)\s{0,2}(?:\(?(?:ISN/RPS\s)?class(?:es)?\s)?"
)
_NAMED = re.compile(
    rf"(?<![\w-])(?<!NYHA )(?<!MHC )(?<!HLA )(?<!Pugh )"
    rf"class(?:es)?[\s-]{{1,2}}(?:of\s)?(?!is\b){_ITEM}(?:{_JOIN}{_ITEM})*",
    re.IGNORECASE,
)
_OTHER_NAME = re.compile(
    rf"\b(?:type|stage|grade|WHO|ISN/RPS)\s{_ITEM}(?:{_JOIN}{_ITEM})*"
    r"(?=\s(?:\(?\w+\)?\s)?(?:lupus|LN\b|nephritis|glomerulonephritis))",
    re.IGNORECASE,
)
_AFTER_NEPHRITIS = re.compile(
    rf"\b(?:LN|(?i:nephritis))[\s,(]{{1,3}}(?:(?i:type|stage|grade)\s)?"
    rf"((?:III|II|VI|V)\b(?:{_JOIN}(?:VI|IV|V|III|II)\b)*|IV\b(?:{_JOIN}(?:VI|IV|V|III|II)\b)+|IV\b(?=\s?(?:[.,;:?)]|$)))"
)
_PAIR = re.compile(rf"(?<![\w.])(?:VI|IV|V|III|II|I){_SUFFIX}(?:{_JOIN}(?:VI|IV|V|III|II){_SUFFIX}(?!\w))+")
_FIND_ITEM = re.compile(rf"(?<![\w])({_NUMERAL}){_SUFFIX}(?!\w)", re.IGNORECASE)
_NUMERALS = re.compile(
    r"\b(?:VI|IV|V|III|II)(?:\b|-)|\b(?:type|stage|grade|WHO|ISN/RPS)\s[1-6IViv]", re.IGNORECASE
)
"""What every class that is not called a class has: without it the slower patterns need not look."""
_PRONOUN = re.compile(r"\s[a-z]+'?[a-z]*\b")

_ICD = re.compile(r"(?<![\w.])([A-TV-Z]\d[0-9AB]\.[0-9A-Z]{1,4}|[a-tv-z]\d\d\.\d{1,4})(?![\w.]\d|\w)")
_ICD_CATEGORY = re.compile(
    r"(?<![\w.-])(?:(?<=ICD )|(?<=code )|(?<=CM ))?([A-TV-Z]\d\d)(?:\.-)?(?![\w.-]*\w)"
)
_ICD_UNDOTTED = re.compile(r"(?<![\w.-])([MNZ]\d\d)(\d{1,3})(?![\w.]\d|\w)")
"""M3214 for M32.14: letters of the diagnoses of this field, none of them a HCPCS letter."""
_HCPCS = re.compile(r"(?<![\w.-])([A-CE-HJ-LP-V]\d{4}|[jq]\d{4})(?![\w.]\d|\w)")
_CPT = re.compile(
    r"(?<![\w.,-])(\d{5})(?![\w]|[.,]\d)(?=[^.?!]{0,60}\b(?:code|CPT|HCPCS|administration|infusion)|)"
)
_LETTER_DIGIT = re.compile(r"\b[A-Za-z]\d\d|\b[A-Za-z]\d[AB]\.")
_CPT_WORD = re.compile(r"\bCPT\b", re.IGNORECASE)

_NUMBERS = {
    w: n
    for n, w in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_UNITS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_INTERVAL_SIGNS = ("every", "each", "hourly", "daily", "weekly", "monthly", "yearly")
_Q_SIGN = re.compile(r"q\s?\d")
_EVERY = re.compile(
    rf"\b(?:every|each)\s(\d{{1,3}}|{'|'.join(_NUMBERS)}|other)?[\s-]?(hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_EVERY_RANGE = re.compile(
    r"\b(?:every|each)\s(\d{1,3})\s?(?:-|–|to)\s?(\d{1,3})\s(hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_Q = re.compile(r"\bq\s?(\d{1,2})\s?(h|hrs?|d|w|wks?|weeks?|m|mo|mos|months?)\b", re.IGNORECASE)
_Q_RANGE = re.compile(
    r"\bq\s?(\d{1,2})\s?(?:-|–|to)\s?(\d{1,2})\s?(h|hrs?|d|days?|w|wks?|weeks?|m|mo|mos|months?|y|yrs?)\b",
    re.IGNORECASE,
)
_LY = re.compile(
    r"\b(\d{1,2}|" + "|".join(_NUMBERS) + r")[\s-](hourly|daily|weekly|monthly|yearly)\b", re.IGNORECASE
)


def forms(text: str) -> Iterator[Form]:
    """Every class, code and interval in the text, as (start, end, kind, concepts); not sorted."""
    yield from _classes(text)
    yield from _codes(text)
    yield from _intervals(text)


def _classes(text: str) -> Iterator[Form]:
    if "lass" in text or "LASS" in text:
        for match in _NAMED.finditer(text):
            yield from _items(text, match.start(), match.start(), match.end())
    if not _NUMERALS.search(text):
        return
    for pattern in (_OTHER_NAME, _PAIR):
        for match in pattern.finditer(text):
            yield from _items(text, match.start(), match.start(), match.end())
    for match in _AFTER_NEPHRITIS.finditer(text):
        yield from _items(text, match.start(1), match.start(1), match.end(1))


def _items(text: str, first: int, start: int, end: int) -> Iterator[Form]:
    previous: str | None = None
    reached = start
    for item in _FIND_ITEM.finditer(text, start, end):
        numeral = _roman(item.group(1))
        if item.group(1) == "I" and previous and _PRONOUN.match(text, item.end()):
            continue
        join = text[reached : item.start()].strip().lower()
        between: tuple[str, ...] = ()
        if previous and join in {"to", "through"}:
            between = _ROMAN[_ROMAN.index(previous) + 1 : _ROMAN.index(numeral)]
        yield first if previous is None else item.start(), item.end(), "class", (*between, numeral)
        previous, reached = numeral, item.end()


def _roman(numeral: str) -> str:
    return _ROMAN[int(numeral) - 1] if numeral.isdigit() else numeral.upper()


def _codes(text: str) -> Iterator[Form]:
    if not _LETTER_DIGIT.search(text) and not _CPT_WORD.search(text):
        return
    for pattern in (_ICD, _ICD_CATEGORY, _HCPCS):
        for match in pattern.finditer(text):
            yield match.start(1), match.end(1), "code", (match.group(1).upper(),)
    for match in _ICD_UNDOTTED.finditer(text):
        yield match.start(), match.end(), "code", (f"{match.group(1)}.{match.group(2)}",)
    if _CPT_WORD.search(text):
        for match in _CPT.finditer(text):
            yield match.start(1), match.end(1), "code", (match.group(1),)


def _intervals(text: str) -> Iterator[Form]:
    lowered = text.lower()
    if not any(sign in lowered for sign in _INTERVAL_SIGNS) and not _Q_SIGN.search(lowered):
        return
    for match in _EVERY_RANGE.finditer(text):
        unit = match.group(3).lower().rstrip("s")
        yield match.start(), match.end(), "frequency", (f"every {match.group(1)}-{match.group(2)} {unit}s",)
    for match in _EVERY.finditer(text):
        yield match.start(), match.end(), "frequency", (_interval(match.group(1) or "1", match.group(2)),)
    for match in _Q_RANGE.finditer(text):
        unit = _UNITS[match.group(3)[0].lower()]
        yield match.start(), match.end(), "frequency", (f"every {match.group(1)}-{match.group(2)} {unit}s",)
    for match in _Q.finditer(text):
        yield (
            match.start(),
            match.end(),
            "frequency",
            (_interval(match.group(1), _UNITS[match.group(2)[0].lower()]),),
        )
    for match in _LY.finditer(text):
        unit = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
        yield (
            match.start(),
            match.end(),
            "frequency",
            (_interval(match.group(1), unit[match.group(2).lower()]),),
        )


def _interval(number: str, unit: str) -> str:
    count = {"other": 2, **_NUMBERS}.get(number.lower()) or int(number)
    unit = unit.lower().rstrip("s")
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"
