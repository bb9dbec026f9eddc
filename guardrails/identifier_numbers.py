"""Numbers, codes, addresses of machines and files that name one person: rules/identifiers/numbers.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.identifier_words import known
from guardrails.rulefile import Rules, read
from guardrails.types import Identifier
from guardrails.vocabulary import clinical

_LINK = r"(?:\s?(?:[:#=]|is|was|nr\.?|no\.?|number|-|–)){0,3}\s{0,3}"
_AFTER_GROUP = (
    r"(?![\w/-]|\.\d|\s?(?:-?y(?:o|r|ears?|rs)?\b|[FM]\b|mg\b|kg\b|g\b|%|mL\b|weeks?\b|months?\b|days?\b))"
)
_VALUE = (
    r"(?P<value>(?:(?<![A-Za-z])|(?=\d))(?:[A-Z]{2,4} (?=\d{3}))?"
    r"(?=[A-Za-z0-9./-]{0,30}\d[A-Za-z0-9./ -]{0,6}\d)"
    r"[A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)*(?:[ -]\d{2,}"
    + _AFTER_GROUP
    + r"){0,5}(?:[ -]?[A-Z0-9]{1,2}(?=[.,;)]|\s[(|/]|$))?)"
)
_DIGITS = (
    r"(?P<value>[+(]?\d(?:[\s().-]{0,2}\d){%d,15}"
    r"(?:\s?(?:(?:ext\.?|extension)\s?\d{1,6}|x\s?\d{2,6}))?)(?!\w)"
)
_PLATE = r"(?P<value>(?=[A-Z0-9 -]{0,9}\d)[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?:[ -][A-Z0-9]{1,4})?)\b"
_ENDING = (
    r"(?:ending(?: in)?|last ?(?:four|4)(?: digits?)?(?: of)?(?: (?:SSN|card|acct|account))?(?: are"
    r"| is|:)?) (?P<value>\d{4})\b"
)
_LOOK_BACK = 40
_ON_DRUG = re.compile(r" (?:on|for|about|covering) (?P<word>[^\W\d_]+)")
_PAYER_DIGITS = 6
_LONG = re.compile(r"\d(?:[^\d\n]{0,3}\d){4}")
_LONG_KINDS = frozenset({"phone", "ssn", "account", "mrn", "health_plan"})
"""Kinds whose shapes all hold five digits close together, or four after letters."""
_TOKEN = re.compile(r"[A-Za-z0-9]*\d[A-Za-z0-9./-]*")
_DECIMAL = re.compile(r"\d+\.\d+[.,]?|(?:19|20)\d\d[.,]?")


class _Cued(Rules):
    kind: str
    cue: str
    bare: str | None = None
    """Words that are enough without "number" or "ID" after them."""
    whole: str | None = None
    """Words before the value that belong to the identifier."""
    digits: int | None = None
    """The value is this many digits or more, and nothing else."""
    plate: bool = False


class _Shape(Rules):
    kind: str
    pattern: str
    needs: tuple[str, ...] = ()
    """One of these stands, in lower case, in every text that can match: spares the search."""
    exact: bool = False
    """Upper and lower case differ."""


class _Address(Rules):
    pattern: str
    cue: str
    not_after: str
    digits: int


class _Codes(Rules):
    pattern: str
    digits: int
    joined_digits: int
    plain_digits: int
    not_after: str
    not_before: str
    known: str


class _Numbers(Rules):
    cued: tuple[_Cued, ...]
    shapes: tuple[_Shape, ...]
    address: _Address
    public: str
    public_files: str
    codes: _Codes


@dataclass(frozen=True, slots=True)
class _Compiled:
    rules: _Numbers
    cued: tuple[tuple[_Cued, re.Pattern[str]], ...]
    shapes: tuple[tuple[_Shape, re.Pattern[str]], ...]
    address: re.Pattern[str]
    address_cue: re.Pattern[str]
    address_not: re.Pattern[str]
    public: re.Pattern[str]
    files: re.Pattern[str]
    code: re.Pattern[str]
    code_not_after: re.Pattern[str]
    code_not_before: re.Pattern[str]
    code_known: re.Pattern[str]


@cache
def _compiled() -> _Compiled:
    rules = read("identifiers/numbers", _Numbers)
    any_case = re.IGNORECASE
    cued = []
    for cue in rules.cued:
        words = f"(?:{cue.cue}|{cue.bare})" if cue.bare else cue.cue
        value = _PLATE if cue.plate else _DIGITS % (cue.digits - 1) if cue.digits else _VALUE
        pattern = rf"(?<![\w]){words}{_LINK}{value}"
        if cue.whole:
            pattern = rf"(?<![\w]){cue.whole} {_VALUE}|{pattern.replace('<value>', '<value2>')}"
        cued.append((cue, re.compile(_small(pattern))))
    return _Compiled(
        rules,
        tuple(cued),
        tuple((s, re.compile(s.pattern, re.NOFLAG if s.exact else any_case)) for s in rules.shapes),
        re.compile(rules.address.pattern),
        re.compile(rules.address.cue, any_case),
        re.compile(rf"(?:{rules.address.not_after})", any_case),
        re.compile(rules.public, any_case),
        re.compile(rules.public_files, any_case),
        re.compile(rules.codes.pattern),
        re.compile(rf"\b{rules.codes.not_after}", any_case),
        re.compile(rules.codes.not_before, any_case),
        re.compile(rules.codes.known),
    )


def find(text: str) -> Iterator[Identifier]:
    """Identifiers made of digits, codes and addresses; they may overlap."""
    if not any(c.isdigit() or c in "@./" for c in text):
        return
    yield from _cued(text)
    yield from _shaped(text)
    yield from _addresses(text)
    yield from _codes(text)


def _cued(text: str) -> Iterator[Identifier]:
    numbered = _numbered(text)
    lowered = text.lower()
    if len(lowered) != len(text):
        # Some letters become two; offsets must stay.
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for cue, pattern in _compiled().cued:
        if not (numbered or cue.plate):
            continue
        for match in pattern.finditer(lowered):
            if cue.whole and match["value"]:
                if sum(map(str.isdigit, match["value"])) < _PAYER_DIGITS:
                    continue  # the number of a payer's policy
                yield Identifier(match.start(), match.end("value"), cue.kind)
                continue
            group = "value2" if cue.whole else "value"
            start, end = match.span(group)
            value = text[start:end]
            word = value.partition(" ")[0]
            if word.isalpha() and not word.isupper():
                start, value = start + len(word) + 1, value[len(word) + 1 :]
            tail = value.rpartition(" ")[2]
            if cue.plate and tail.isalpha() and tail.islower():
                end, value = end - len(tail) - 1, value[: -len(tail) - 1]
            if cue.kind == "health_plan" and _of_payer(text, end):
                continue
            if _long_enough(value, cue) and not _measured(text, start, end):
                yield Identifier(start, end, cue.kind)
    for match in re.finditer(_ENDING, text, re.IGNORECASE):
        yield Identifier(match.start("value"), match.end("value"), "account")


def _of_payer(text: str, end: int) -> bool:
    """Whether the number of a policy is a payer's on a drug: "policy 5.01.20 on belimumab"."""
    drug = _ON_DRUG.match(text, end)
    return drug is not None and known(drug["word"].casefold())


def _small(pattern: str) -> str:
    """A pattern for text in lower case, which is searched faster than regardless of case."""
    return re.sub(
        r"\\.|\(\?P<|[A-ZÀ-Þ]", lambda m: m.group() if len(m.group()) > 1 else m.group().lower(), pattern
    )


def _numbered(text: str) -> bool:
    """Whether any value in the text is long enough to be a number of somebody: spares the search."""
    compiled = _compiled()
    last = -3
    for match in _TOKEN.finditer(text):
        digits = sum(map(str.isdigit, match.group()))
        if digits >= 2 and match.start() - last <= 2:
            return True
        last = match.end() if digits >= 2 else -3
        if digits < 2 or _DECIMAL.fullmatch(match.group()):
            continue
        if (digits > 2 or len(match.group()) > 4) and not compiled.code_not_before.match(text, match.end()):
            return True
    return False


def _long_enough(value: str, cue: _Cued) -> bool:
    digits = sum(c.isdigit() for c in value)
    if cue.digits or cue.plate:
        return digits >= (cue.digits or 1)
    return digits >= 3 or (digits >= 2 and len(value) >= 5)


def _measured(text: str, start: int, end: int) -> bool:
    """Whether a value is a quantity, a year or a code of the field after all."""
    compiled = _compiled()
    value = text[start:end]
    if re.fullmatch(r"(?:19|20)\d\d", value) or compiled.code_not_before.match(text, end):
        return True
    return bool(re.fullmatch(r"NCT\d{8}|[A-Z]\d\d\.\w{1,4}|[JCGQ]\d{4}", value))


def _shaped(text: str) -> Iterator[Identifier]:
    compiled = _compiled()
    lowered = text.casefold()
    long = bool(_LONG.search(text))
    for shape, pattern in compiled.shapes:
        kind = shape.kind
        if kind in _LONG_KINDS and not long:
            continue
        if shape.needs and not any(piece in lowered for piece in shape.needs):
            continue
        for match in pattern.finditer(text):
            found = match.group()
            host = found.partition("://")[2] or found
            if kind == "url" and compiled.public.search(host.partition("/")[0]):
                continue
            if kind == "other_id" and "." in found and compiled.files.search(found):
                continue
            end = (
                match.end() - len(found) + len(found.rstrip(".,;:!?"))
                if kind in {"url", "email"}
                else match.end()
            )
            valued = "value" in pattern.groupindex and match.start("value") >= 0
            start = match.start("value" if valued else 0)
            yield Identifier(start, end, kind)


def _addresses(text: str) -> Iterator[Identifier]:
    compiled = _compiled()
    for match in compiled.address.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if compiled.address_not.search(before):
            continue
        many = sum(c.isdigit() for c in match.group()) >= compiled.rules.address.digits
        if many or compiled.address_cue.search(before):
            yield Identifier(match.start(), match.end(), "ip")


def _codes(text: str) -> Iterator[Identifier]:
    compiled = _compiled()
    codes = compiled.rules.codes
    for match in compiled.code.finditer(text):
        code = match.group()
        digits = sum(c.isdigit() for c in code)
        if digits < codes.joined_digits or compiled.code_known.fullmatch(code):
            continue
        letters = any(c.isalpha() for c in code)
        enough = codes.digits if letters else codes.plain_digits
        if code.count("-") >= 2 and letters:
            enough = codes.joined_digits
            if all((p.isalpha() and p.casefold() in clinical()) or _short(p) for p in code.split("-")):
                continue
        if digits < enough or (not letters and "-" in code):
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if compiled.code_not_after.search(before) or compiled.code_not_before.match(text, match.end()):
            continue
        yield Identifier(match.start(), match.end(), "other_id")


def _short(part: str) -> bool:
    return part.isdigit() and (len(part) <= 3 or (len(part) == 4 and part.startswith(("19", "20"))))
