"""Instructions to the program inside a text, and the text without them. The patterns are in `injection.yaml`.

An instruction never takes the clinical question with it: what is cut out is the instruction's own clause, or
its words alone where a clinical question shares the clause.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from guardrails.folding import concealed, fold, visible
from guardrails.rulefile import Rules, read
from guardrails.types import Finding, Severity
from guardrails.vocabulary import clinical, english, lexicon

CHECK = "injection"
HARM = "harm"

Cut = Literal["match", "sentence", "block"]

_LOOK_BACK = 100
_ORDER = "{order}"
_SENTENCE = re.compile(
    r"(?:(?<=[.!?])[\"”’')\]]{0,2}(?=\s)|(?<=[。！？؟])|\n{1,})\s*|(?<=[.!?])(?=[A-Z][a-z])"
)
_CLAUSE = re.compile(r"\s*[:;—–]\s+|,\s+|\s+-+\s+|\s+(?:and then|then|and|but|/)\s+", re.IGNORECASE)
_ENCODED = re.compile(r"(?<![\w+/=])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}[\s:]?){12,}(?!\w)")
_SPACED = re.compile(r"(?<!\w)(?:[A-Za-z][ .*_-]{1,3}){5,}[A-Za-z](?!\w)")
_STACKED = re.compile(r"(?m)^(?:[^\W\d_]{1,20}\n){2,10}[^\W\d_]{1,20}$")
_WRAPPED = re.compile(r"(?<=[a-z,])\n(?=[a-z])")
_WORD = re.compile(r"[A-Za-z]{5,14}")
_BACKWARDS = ("erongi", "tpmorp", "snoitcurtsni", "drageresid", "tegrof")
_ORDERED = (
    "ignore",
    "previous",
    "instructions",
    "instruction",
    "disregard",
    "forget",
    "prompt",
    "system",
    "guidelines",
    "disclaimer",
    "citations",
)
_LONG = 9
"""Letters from which a word of an order may lack two."""
_SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget|bypass).{0,20}(?:instruction|rule|prompt|guideline)|systemprompt", re.I
)
_OPENERS = {"<": ">", "[": "]", "(": ")"}
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[013457@$])[A-Za-z013457@$]{4,20}")
_TAG_NAME = re.compile(r"<(\w{1,20})")


class _Rule(Rules):
    name: str
    cut: Cut
    patterns: tuple[str, ...]
    unless: str | None = None
    """What stands before an honest use of the same words."""
    harm: bool = False
    script: bool = False
    """Written in another script than Latin: nothing to look for in plain text."""
    needs: tuple[str, ...] = ()
    """One of these pieces of words, in lower case, stands in every text that can match: spares the search."""


class _Injection(Rules):
    order: str
    words: dict[str, str]
    rules: tuple[_Rule, ...]
    messages: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    rule: _Rule


@dataclass(frozen=True, slots=True)
class _Search:
    rule: _Rule
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None
    """What must stand right before a match: the start of an order."""
    unless: re.Pattern[str] | None


@cache
def _rules() -> tuple[_Injection, tuple[_Search, ...]]:
    rules = read("injection", _Injection)
    order = re.compile(rules.order, re.IGNORECASE)
    searches = []
    for rule in rules.rules:
        unless = re.compile(rf"\b{rule.unless}", re.IGNORECASE) if rule.unless else None
        for before in (order, None):
            parts = [p for p in rule.patterns if p.startswith(_ORDER) == (before is not None)]
            pattern = "|".join(f"(?:{p.removeprefix(_ORDER)})" for p in parts)
            for _ in range(2):  # a list may name another list
                for name, words in rules.words.items():
                    pattern = pattern.replace(f"{{{name}}}", words)
            if pattern:
                start = r"\b" if before else ""
                searches.append(
                    _Search(rule, re.compile(f"{start}(?:{pattern})", re.IGNORECASE), before, unless)
                )
    return rules, tuple(searches)


def find(text: str) -> tuple[Finding, ...]:
    """The instructions in a text, in its order. Offsets are those of the text as given."""
    rules, _ = _rules()
    found = []
    folded = fold(text)
    for match in _matches(folded.text):
        start, end = folded.span(match.start, match.end)
        message = rules.messages[HARM if match.rule.harm else CHECK]
        found.append(Finding(CHECK, message, Severity.NOTE, start, end, match.rule.name))
    if _orders(concealed(text)):
        found.append(Finding(CHECK, rules.messages[CHECK], Severity.NOTE, rule="concealed"))
    for start, end in _encoded(folded.text):
        begin, stop = folded.span(start, end)
        found.append(Finding(CHECK, rules.messages[CHECK], Severity.NOTE, begin, stop, "encoded"))
    return tuple(found)


def remove(text: str) -> str:
    """The text without the instructions in it and without hidden characters; "" where nothing else is
    left.
    """
    text = re.sub("\u202e[^\u202c\u202d\u202e\u2066-\u2069]*", " ", text) if concealed(text) else text
    text = visible(text)
    folded = fold(text)
    cuts = [folded.span(*_cut(folded.text, match)) for match in _matches(folded.text)]
    cuts += [folded.span(*span) for span in _encoded(folded.text)]
    kept, place = [], 0
    for start, end in sorted(cuts):
        if start > place:
            kept.append(text[place:start])
        place = max(place, end)
    if not cuts:
        return text
    left = " ".join("\n".join((*kept, text[place:])).split())
    return left if any(c.isalnum() for c in left) else ""


def _matches(text: str) -> list[_Match]:
    _, searches = _rules()
    found: list[_Match] = []
    lowered = text.casefold()
    plain = text.isascii()
    for search in searches:
        if plain and search.rule.script:
            continue
        if search.rule.needs and not any(map(lowered.__contains__, search.rule.needs)):
            continue
        for match in search.pattern.finditer(text):
            before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
            if search.before and before and not search.before.search(before):
                continue
            if search.unless is None or not search.unless.search(before):
                found.append(_Match(match.start(), match.end(), search.rule))
    return sorted(found, key=lambda m: (m.start, m.end))


def _orders(text: str) -> bool:
    return bool(text) and bool(_matches(text) or len(text.split()) > 1)


def _encoded(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that hold an instruction once decoded: base64, hexadecimal, spaced-out or disguised
    letters.
    """
    for match in _ENCODED.finditer(text):
        if _matches(_decoded(match.group())):
            yield match.span()
    for match in _HEX.finditer(text):
        try:
            plain = bytes.fromhex(re.sub(r"[\s:]", "", match.group())).decode("utf-8", "ignore")
        except ValueError:
            continue
        if _matches(plain):
            yield match.span()
    spaced = list(_SPACED.finditer(text))
    if spaced:
        joined = " ".join(map(_joined, spaced))
        if (
            _matches(joined)
            or _SQUEEZED.search(joined)
            or len(_matches(_SPACED.sub(_joined, text))) > len(_matches(text))
        ):
            yield from (m.span() for m in spaced)
    for stack in _STACKED.finditer(text):
        if _matches(stack.group().replace("\n", " ")):
            yield stack.span()
    wrapped = _WRAPPED.sub(" ", text)
    if wrapped != text:
        yield from ((m.start, m.end) for m in _matches(wrapped) if "\n" in text[m.start : m.end])
    if "rot13" in text.casefold() or "rot-13" in text.casefold():
        yield from ((m.start, m.end) for m in _matches(codecs.encode(text, "rot13")))
    if any(piece in text.casefold() for piece in _BACKWARDS):
        length = len(text)
        yield from ((length - m.end, length - m.start) for m in _matches(text[::-1]))
    mended = _WORD.sub(_mended, text)
    if mended != text and len(_matches(mended)) > len(_matches(text)):
        yield from (m.span() for m in _WORD.finditer(text) if _mended(m) != m.group())
    disguised = [m for m in _LEET_WORD.finditer(text) if not m.group().isalpha()]
    if len(disguised) > 1:
        plain = _LEET_WORD.sub(lambda m: m.group().translate(_LEET), text)
        already = {(m.start, m.end) for m in _matches(text)}
        yield from ((m.start, m.end) for m in _matches(plain) if (m.start, m.end) not in already)


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"[ .*_-]", "", match.group())


def _mended(match: re.Match[str]) -> str:
    return _meant(match.group())


@lru_cache(maxsize=4096)
def _meant(given: str) -> str:
    """A word of an order with two of its letters exchanged, or one left out, as it was meant."""
    word = given.casefold()
    if word in english() or word in clinical():
        return given
    for meant in _ORDERED:
        if word[0] != meant[0] or word == meant or not 0 <= len(meant) - len(word) <= 2:
            continue
        missing = Counter(meant) - Counter(word)
        if not Counter(word) - Counter(meant) and sum(missing.values()) <= (1 if len(meant) < _LONG else 2):
            return meant
    return given


def _decoded(text: str) -> str:
    padded = text.rstrip("=").replace("-", "+").replace("_", "/")
    padded += "=" * (-len(padded) % 4)
    try:
        plain = base64.b64decode(padded, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return plain if plain.isprintable() else ""


def _cut(text: str, match: _Match) -> tuple[int, int]:
    """What goes with a match."""
    begin, end = _around(_SENTENCE, text, match.start, match.end)
    if match.rule.cut == "sentence":
        start, stop = _clause(text, match, begin, end)
        return start, stop
    if match.rule.cut == "block":
        return match.start, _block_end(text, match, end)
    start, stop = _clause(text, match, begin, end)
    rest = text[start : match.start] + " " + text[match.end : stop]
    return (match.start, match.end) if lexicon().mentions(rest) else (start, stop)


def _clause(text: str, match: _Match, begin: int, end: int) -> tuple[int, int]:
    """The clause of a match within its sentence: the question before or after it is another one."""
    starts = [begin, *(m.end() for m in _CLAUSE.finditer(text, begin, match.start))]
    start = starts[-1]
    if match.rule.cut == "sentence":
        start = next((s for s in reversed(starts) if not lexicon().mentions(text[s : match.start])), start)
        start = starts[0] if not lexicon().mentions(text[begin : match.start]) else start
    after = _CLAUSE.search(text, match.end, end)
    while after and match.rule.cut == "sentence" and not _asks(text[after.end() : end]):
        after = _CLAUSE.search(text, after.end(), end)
    return start, after.end() if after else end


_ASKS = re.compile(
    r"\s*(?:(?:then|and|also|please|now) )*(?:what|when|which|how|who|why|where|is|are|can|could"
    r"|should|does|do|did|will|would|may|tell me|give|"
    r"answer|explain|list|recommend|summari[sz]e|compare|describe|start|dose)\b",
    re.IGNORECASE,
)


def _asks(text: str) -> bool:
    return bool(_ASKS.match(text)) and bool(lexicon().mentions(text))


def _block_end(text: str, match: _Match, sentence_end: int) -> int:
    """The end of a false message: its closing tag, quotation mark or line, else the end of its sentence."""
    if (
        match.rule.name == "markup"
        or "/" in text[match.start : match.start + 3]
        or "_end" in text[match.start : match.end]
    ):
        return match.end
    if text.startswith("<|", match.start):
        closing = text.find("<|", match.end)
        return closing if closing >= 0 else max(match.end, sentence_end)
    tag = _TAG_NAME.match(text, match.start)
    if tag:
        closing = text.find(f"</{tag.group(1)}>", match.end)
        return closing + len(tag.group(1)) + 3 if closing >= 0 else max(match.end, sentence_end)
    line = text.find("\n", match.end)
    line = len(text) if line < 0 else line
    for quote in '"”»':
        closing = text.find(quote, match.end, line)
        if closing >= 0:
            return closing
    return max(match.end, sentence_end)


def _around(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between the breaks before and after a span; breaks are looked for nearby, not in all the
    text.
    """
    low = max(0, start - 2000)
    begin = low
    for found in pattern.finditer(text, low, start):
        begin = found.end()
    after = pattern.search(text, end, min(len(text), end + 2000))
    return begin, after.start() if after else min(len(text), end + 2000)
