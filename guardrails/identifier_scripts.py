"""Names in other scripts than Latin. In a text of mostly Latin letters a short stretch of another script
is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails.identifier_words import given_names, rules
from guardrails.types import Identifier

KIND = "name"
_HAN = re.compile(r"(?<![\u3040-\u30ff\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u3040-\u30ff\u4e00-\u9fff])")
_APART = re.compile(
    r"(?<![\u3040-\u30ff\u4e00-\u9fff])[\u4e00-\u9fff々]{1,3}[ \u3000][\u4e00-\u9fff\u3040-\u30ff]{1,4}"
    r"(?![\u3040-\u30ff\u4e00-\u9fff])"
)
"""A family name and a given name with a blank between."""
_KANA = re.compile(
    r"(?<![\u3040-\u30ff\u4e00-\u9fff])[\u4e00-\u9fff々]{2}[\u3040-\u30ff]{2,4}(?![\u3040-\u30ff\u4e00-\u9fff])"
)
_HONOURED = re.compile(
    r"[\u4e00-\u9fff\u3040-\u30ff]{1,8}?(?=\s?(?:さん|様|氏|ちゃん|くん|先生|女士|小姐|太太))|[가-힣]{2,4}(?=\s?(?:씨|님|환자))"
)
_HANGUL = re.compile(r"(?<![가-힣])[가-힣]{2,4}(?: [가-힣]{2,3})?(?![가-힣])")
_LETTERS = (
    r"[\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u1200-\u13"
    r"7f\u10a0-\u10ff\u0530-\u058f]"
)
_WORDS = re.compile(rf"(?<!{_LETTERS}){_LETTERS}{{2,20}}(?:[ -]{_LETTERS}{{2,20}}){{0,3}}(?!{_LETTERS})")
_AGED = re.compile(r"[\s,]{1,3}(?:MRN|DOB|\d{1,3}\s?[FMy]\b)")
_CYRILLIC = re.compile(
    r"[А-ЯЁІЇЄ][а-яёіїє]+(?:-[А-ЯЁ][а-яё]+)?(?:\s(?:[А-ЯЁІЇЄ][а-яёіїє]+|[А-ЯЁ]\.\s?[А-ЯЁ]?\.?)){1,2}"
)
_CYRILLIC_ALONE = re.compile(r"(?<![А-Яа-яёЁ])[А-ЯЁІЇЄ][а-яёіїє]{2,14}(?![а-яё])")
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))
    | {
        "ё": "e",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ь": "",
        "ю": "yu",
    }
    | {"я": "ya", "і": "i", "ї": "i", "є": "ye"}
)
_MOSTLY = 0.5
_NOT_AFTER_HAN = "的女男岁歲有在因是今年，,。患确確诊診"


@cache
def _cued() -> re.Pattern[str]:
    cues = "|".join(rules().foreign_cues)
    return re.compile(
        rf"(?:{cues})[\s:：]{{0,3}}(?:(?P<han>[\u4e00-\u9fff]{{2,3}})|(?P<words>{_LETTERS}{{2,20}}(?:"
        rf"[ -]{_LETTERS}{{2,20}}){{0,1}}))"
    )


def find(text: str) -> Iterator[Identifier]:
    """Names in other scripts; they may overlap."""
    if text.isascii():
        return
    letters = [c for c in text if c.isalpha()]
    latin = sum(c < "\u0250" for c in letters)
    foreign = len(letters) - latin
    if not foreign:
        return
    mixed = latin >= _MOSTLY * len(letters)
    for match in _HONOURED.finditer(text):
        yield Identifier(match.start(), match.end(), KIND)
    yield from _han(text, mixed)
    for match in _cued().finditer(text):
        group = "han" if match["han"] else "words"
        start, end = match.span(group)
        if group == "han":
            if text[start] not in rules().han_surnames or text[start : start + 2] in rules().han_ordinary:
                continue
            if end - start == 3 and text[end - 1] in _NOT_AFTER_HAN:
                end -= 1
        yield Identifier(start, end, KIND)
    for match in _CYRILLIC_ALONE.finditer(text):
        if _latin(match.group()) in given_names():
            yield Identifier(match.start(), match.end(), KIND)
    for match in _CYRILLIC.finditer(text):
        first, _, rest = match.group().partition(" ")
        cue = first.casefold() in rules().foreign_cues
        if not cue or rest:
            yield Identifier(match.end() - len(rest) if cue else match.start(), match.end(), KIND)
    words = list(_WORDS.finditer(text))
    for match in words:
        # "ศิริพร วงศ์สกุล 28F": nothing else is written in that script, or an age follows.
        alone = len(words) == 1 and 1 < len(match.group().split()) < 5
        if (alone or _AGED.match(text, match.end())) and (
            match.group().split()[0].casefold() not in rules().foreign_cues
        ):
            yield Identifier(match.start(), match.end(), KIND)
    if mixed:
        for match in _HANGUL.finditer(text):
            first, _, rest = match.group().partition(" ")
            if not rest and not (len(first) > 2 and first[0] in rules().hangul_families):
                continue
            if first not in rules().foreign_cues or rest:
                start = match.end() - len(rest) if first in rules().foreign_cues else match.start()
                yield Identifier(start, match.end(), KIND)
        for match in _WORDS.finditer(text):
            if match.group().split()[0].casefold() in rules().foreign_cues:
                continue
            if (
                " " in match.group()
                or "-" in match.group()
                or re.match(r"[\s,]{1,3}(?:MRN|DOB|\d{1,3}\s?[yFM])", text[match.end() :][:12])
            ):
                yield Identifier(match.start(), match.end(), KIND)


def _latin(word: str) -> str:
    """A word in Cyrillic letters as a list of names in Latin letters has it."""
    return word.casefold().translate(_LATIN).replace("iya", "ia").replace("yya", "ia")


def _han(text: str, mixed: bool) -> Iterator[Identifier]:
    for match in _KANA.finditer(text):
        if match.group()[:2] in rules().han_families:
            yield Identifier(match.start(), match.end(), KIND)
    for match in _APART.finditer(text):
        name = match.group()
        listed = name[:2] in rules().han_families or (
            name[0] in rules().han_surnames and re.match(r"..?[ \u3000]", name)
        )
        if (listed or mixed) and name[:2] not in rules().han_ordinary:
            yield Identifier(match.start(), match.end(), KIND)
    for match in _HAN.finditer(text):
        name = match.group()
        if not set(name).isdisjoint(rules().han_medical):
            continue
        if name[:2] in rules().han_ordinary or name in rules().han_ordinary:
            continue
        if name[:2] in rules().han_families and len(name) > 2:
            yield Identifier(match.start(), match.end(), KIND)
            continue
        family = name[0] in rules().han_surnames
        if (family and len(name) <= 3) or (mixed and len(name) >= 2 and (family or len(name) == 4)):
            yield Identifier(match.start(), match.end(), KIND)
