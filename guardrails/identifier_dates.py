"""Dates that belong to a person: rules/identifiers/dates.yaml. The year alone and a month alone stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.identifier_persons import person
from guardrails.rulefile import Rules, read
from guardrails.types import Identifier

_AROUND = 60
_MONTH_AND_YEAR = re.compile(
    r"[^\W\d_]+\.?[\s,.-]{1,2}(?:of |de |del )?(?:19|20)\d\d|\d{1,2}[/-]\d{4}|\d{4}[/-]\d{2}"
)
_MAY = re.compile(r"may|mar|mars|mai|dec|jun|jan|sep", re.ASCII)
_BESIDE = re.compile(r"\d\s\((?P<date>(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01]))\)")
"""A day behind a value, where several stand in a row: "Cr 0.9 (3/3), 1.4 (4/7)"."""
_LETTERS = re.compile(r"[^\W\d_]+")
_STOP = re.compile(r"[.;\n](?:\s|$)")


class _Dates(Rules):
    months: str
    short_months: tuple[str, ...]
    ordinals: str
    patterns: tuple[str, ...]
    short: str
    short_cue: str
    short_after: str
    short_not_before: str
    ranges: str
    range: str
    not_after: str
    published: str
    published_day: str
    personal: str
    matter: str
    tied: str


@dataclass(frozen=True, slots=True)
class _Compiled:
    patterns: tuple[re.Pattern[str], ...]
    spelled: tuple[bool, ...]
    """Whether a pattern needs the name of a month."""
    months: frozenset[str]
    """Names of months: without one of them among the words of a text no month is named."""
    short: re.Pattern[str]
    short_cue: re.Pattern[str]
    short_after: re.Pattern[str]
    short_not_before: re.Pattern[str]
    ranges: re.Pattern[str]
    range: re.Pattern[str]
    not_after: re.Pattern[str]
    published: re.Pattern[str]
    published_day: re.Pattern[str]
    personal: re.Pattern[str]
    matter: re.Pattern[str]
    tied: re.Pattern[str]


@cache
def _compiled() -> _Compiled:
    rules = read("identifiers/dates", _Dates)

    names = sorted(rules.months.split(), key=len, reverse=True)
    month = rf"(?:{'|'.join(names)}|(?:{'|'.join(rules.short_months)})\.?)"

    def pattern(text: str) -> re.Pattern[str]:
        text = text.replace("{month}", month).replace("{ordinal}", rules.ordinals)
        return re.compile(text, re.IGNORECASE)

    return _Compiled(
        tuple(map(pattern, rules.patterns)),
        tuple("{month}" in p for p in rules.patterns),
        frozenset((*names, *rules.short_months)),
        pattern(rules.short),
        pattern(rules.short_cue),
        pattern(rules.short_after),
        pattern(rules.short_not_before),
        pattern(rules.ranges),
        pattern(rules.range),
        pattern(rules.not_after),
        pattern(rules.published),
        pattern(rules.published_day),
        pattern(rules.personal),
        pattern(rules.matter),
        pattern(rules.tied),
    )


def find(text: str) -> Iterator[Identifier]:
    """Dates with a day, or a month with its year; they may overlap."""
    if not any(c.isdigit() for c in text):
        return
    compiled = _compiled()
    months = not compiled.months.isdisjoint(_LETTERS.findall(text.casefold()))
    for pattern, spelled in zip(compiled.patterns, compiled.spelled, strict=True):
        if spelled and not months:
            continue
        for match in pattern.finditer(text):
            if not _excluded(text, match):
                yield Identifier(*match.span("value" if "value" in pattern.groupindex else 0), "date")
    for match in compiled.ranges.finditer(text):
        if not compiled.short_not_before.match(text, match.end()):
            for day in re.finditer(r"\d+/\d+", match.group()):
                yield Identifier(match.start() + day.start(), match.start() + day.end(), "date")
    beside = list(_BESIDE.finditer(text))
    if len(beside) > 1:
        for match in beside:
            yield Identifier(*match.span("date"), "date")
    last = -1
    for match in compiled.short.finditer(text):
        before = text[max(0, match.start() - _AROUND) : match.start()]
        joined = last >= 0 and bool(compiled.range.match(text[last : match.start()]))
        first, second = (int(n) for n in re.findall(r"\d+", match.group()))
        told = bool(compiled.short_after.match(text[match.end() : match.end() + 14]))
        if not (joined or told or compiled.short_cue.search(before)) or min(first, second) > 12:
            continue
        if compiled.short_not_before.match(text, match.end()):
            continue
        if (
            match.group(1) != "/"
            and not (joined or told)
            and not re.search(r"(?i)\b(?:on|seen|dob|born|visit|dated?)\W*$", before)
        ):
            continue
        last = match.end()
        yield Identifier(match.start(), match.end(), "date")


def _excluded(text: str, match: re.Match[str]) -> bool:
    compiled = _compiled()
    found = match.group()
    before = text[max(0, match.start() - _AROUND) : match.start()]
    word = re.search(r"[^\W\d_]+", found)
    if word is None and compiled.not_after.search(before):
        return True
    if word and _MAY.fullmatch(word.group()) and not re.search(r"\d{4}", found):
        # "may 4", "dec 20": a verb or a decrease in lower case.
        return True
    after = text[match.end() : match.end() + _AROUND]
    stop = _STOP.search(after)
    near = _STOP.split(before)[-1] + " " + (after[: stop.start()] if stop else after)
    published = compiled.published_day.search(near) or (
        _MONTH_AND_YEAR.fullmatch(found) and compiled.published.search(near)
    )
    if published and not compiled.personal.search(near):
        return True
    ours = word is not None and bool(compiled.matter.search(text, 0, 2000)) and not person(text)
    return ours and not compiled.tied.search(near)
