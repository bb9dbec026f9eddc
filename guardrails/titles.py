"""Headings and lead-ins: what they announce, and that they never carry a claim past the gate.

A title is released as written only if each of its words is known and none of them makes it a claim;
otherwise a neutral one stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from guardrails import markup
from guardrails.rulefile import Rules, read

CHECK = "titles"
LONGEST_TITLE = 90
_NUMBER_BEFORE = re.compile(r"^(?:section\s+)?(?:\d{1,2}(?:\.\d{1,2})*[.):]|[IVX]{1,4}[.)]|[A-Z][.)])\s+")
_WORD = re.compile(r"[^\W_]+(?:[-'’/.][^\W_]+)*(?:\(s\))?")
_CLASS_NUMERAL = re.compile(r"[IV]{1,3}(?:/[IV]{1,3})*")
_MARKS = re.compile(r"^[^\w(]+|[\s#:*_]+$")


class TitleKind(StrEnum):
    BOTTOM_LINE = "bottom line"
    FOLLOW_UPS = "follow-up questions"
    REFERENCES = "references"
    DISCLAIMER = "disclaimer"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Title:
    """A heading as read."""

    kind: TitleKind
    text: str
    """The title to show."""
    plain: bool
    """False where the heading as written said more than a title may."""


class _Neutral(Rules):
    words: frozenset[str]
    title: str


class _Titles(Rules):
    bottom_line: frozenset[str]
    references: frozenset[str]
    disclaimer: frozenset[str]
    follow_ups: tuple[str, ...]
    claim_words: frozenset[str]
    title_words: frozenset[str]
    binding: frozenset[str]
    neutral: tuple[_Neutral, ...]
    otherwise: str


@cache
def _rules() -> _Titles:
    return read("titles", _Titles)


@cache
def _follow_ups() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _rules().follow_ups), re.IGNORECASE)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of some texts, in lower case, whole and by their parts."""
    whole = {m[0].casefold() for text in texts for m in _WORD.finditer(text)}
    return frozenset(whole | {part for word in whole for part in re.split(r"[-/.]", word)})


def bare(heading: str) -> str:
    """A heading without emphasis, hashes, numbering and the colon after it."""
    text = _MARKS.sub("", markup.plain(heading))
    return _MARKS.sub("", _NUMBER_BEFORE.sub("", text)).strip()


def special(heading: str) -> TitleKind:
    """What a heading announces."""
    rules, name = _rules(), bare(heading).casefold()
    if name in rules.bottom_line:
        return TitleKind.BOTTOM_LINE
    if name in rules.references:
        return TitleKind.REFERENCES
    if name in rules.disclaimer:
        return TitleKind.DISCLAIMER
    if len(name) <= LONGEST_TITLE and _follow_ups().fullmatch(name.rstrip("?")):
        return TitleKind.FOLLOW_UPS
    return TitleKind.SECTION


def speaks_plainly(title: str, known: Set[str]) -> bool:
    """Whether a title only names its subject. `known`: words (lower case) of the statements at hand."""
    rules = _rules()
    if not title or len(title) > LONGEST_TITLE or markup.findings(title):
        return False
    for match in _WORD.finditer(title):
        word = match[0]
        if _CLASS_NUMERAL.fullmatch(word):
            continue
        name = word.casefold().replace("’", "'")
        if name in rules.claim_words or any(c.isdigit() for c in name):
            return False
        parts = [name, *re.split(r"[-/.]", name)] if not (name in rules.title_words or name in known) else []
        if parts and not all(p in rules.title_words or p in known for p in parts[1:]):
            return False
    return True


def only_frames(title: str) -> bool:
    """Whether a title or lead-in adds nothing to what stands under it ("Key points", "Dosing").

    "Contraindications" and "Voclosporin" do add: items under them are read together with them.
    """
    bound = any(m[0].casefold() in _rules().binding for m in _WORD.finditer(title))
    return not bound and speaks_plainly(title, frozenset())


def title(heading: str, known: Set[str]) -> Title:
    """Read a heading. See `speaks_plainly` for `known`."""
    kind, name = special(heading), bare(heading)
    if kind is not TitleKind.SECTION or speaks_plainly(name, known):
        return Title(kind, name, True)
    words = {m[0].casefold() for m in _WORD.finditer(name)}
    neutral = next((n.title for n in _rules().neutral if n.words & words), _rules().otherwise)
    return Title(kind, neutral, False)
