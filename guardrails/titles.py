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

from guardrails import citations, markup
from guardrails.rulefile import Rules, read

CHECK = "titles"
LONGEST_TITLE = 90
_NUMBER_BEFORE = re.compile(r"^(?:section\s+)?(?:\d{1,2}(?:\.\d{1,2})*[.):]|[IVX]{1,4}[.)]|[A-Z][.)])\s+")
_WORD = re.compile(r"[^\W_]+(?:[-'’/.][^\W_]+)*(?:\(s\))?")
_CLASS_NUMERAL = re.compile(r"[IV]{1,3}(?:/[IV]{1,3})*")
_LABEL = re.compile(
    r"\s*([*_]{0,3}[A-Za-z][^:：\n.!?\[*—–]{2,60})(?:[*_]{0,3}\s?[:：][*_]{0,3}|[*_]{0,3}\s[—–-])\s*(?=\S)"
)
_NAMED = re.compile(r"(?:19|20)\d\d|[A-Z][\w'’/.-]*\d[\w'’/.-]*")
"""A year or a name with a number in it (C3, CD20, M32.14): allowed where a statement has it."""
_QUESTION = re.compile(
    r"(?i)(?:what|when|who|which|how|is|are|does|do|can|should|may|must) [^?!.;:\d]{3,80}\?"
)
_HOW_TO = re.compile(
    r"(?i)\b(?:when|how|whether|what|who|where) (?:and (?:when|how|why) )?"
    r"(?:not )?to [a-z]{2,}(?: (?:or|and) [a-z]{2,})?\b"
)
"""A title that asks makes no claim: "When to stop", "Who should be screened?"."""
_NOUN = re.compile(
    r"(?:tion|ment|ity|ness|ics|ance|ence|ies|ing|ism|ology|ists?|ship|als|ions|ments|ers|sis)\Z"
)
"""One unknown noun makes no claim of a title; any other unknown word might."""
_MARKS = re.compile(r"^[^\w(]+|[\s#:：*_—–-]+$")


class TitleKind(StrEnum):
    BOTTOM_LINE = "bottom line"
    FOLLOW_UPS = "follow-up questions"
    REFERENCES = "reference list"
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
    frames: tuple[str, ...]
    answers: frozenset[str]
    neutral: tuple[_Neutral, ...]
    otherwise: str


@cache
def _rules() -> _Titles:
    return read("titles", _Titles)


@cache
def _follow_ups() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _rules().follow_ups), re.IGNORECASE)


@cache
def _frames() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _rules().frames), re.IGNORECASE)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of some texts, in lower case, whole and by their parts."""
    whole = {m[0].casefold() for text in texts for m in _WORD.finditer(text)}
    return frozenset(whole | {part for word in whole for part in re.split(r"[-/.]", word)})


def bare(heading: str) -> str:
    """A heading without emphasis, hashes, numbering and the colon after it."""
    text = _MARKS.sub("", markup.plain(citations.take(heading, 0).text))
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


def only_answers(sentence: str) -> bool:
    """Whether a sentence is a bare yes or no, which means something only with the sentence after it."""
    return bare(sentence).rstrip(".!,;").casefold() in _rules().answers


def label_of(sentence: str) -> int:
    """Length of a label before a sentence that announces a part ("**Bottom line:** …"), or 0."""
    label = _LABEL.match(sentence)
    return label.end() if label and special(label[1]) is not TitleKind.SECTION else 0


def speaks_plainly(title: str, known: Set[str]) -> bool:
    """Whether a title only names its subject. `known`: words (lower case) of the statements at hand."""
    rules = _rules()
    if not title or len(title) > LONGEST_TITLE or markup.findings(title):
        return False
    if _QUESTION.fullmatch(title):
        return True
    title = _HOW_TO.sub("", title)
    strangers = 0
    for match in _WORD.finditer(title):
        word = match[0]
        name = word.casefold().replace("’", "'")
        if _CLASS_NUMERAL.fullmatch(word) or (_NAMED.fullmatch(word) and name in known):
            continue
        if name in rules.claim_words or any(c.isdigit() for c in name):
            return False
        parts = [name] if name in rules.title_words or name in known else re.split(r"[-'/.]", name)
        if not all(p in rules.title_words or p in known for p in parts):
            strangers += 1 if _NOUN.search(name) else 2
    return strangers <= 1


def only_frames(title: str) -> bool:
    """Whether a title or lead-in adds nothing to what stands under it ("Key points", "Dosing").

    "Contraindications" and "Voclosporin" do add: items under them are read together with them.
    """
    if _frames().fullmatch(title):
        return True
    return not binds(title) and speaks_plainly(title, frozenset())


def binds(title: str) -> bool:
    """Whether items under a title have their meaning from it ("Contraindications")."""
    return any(m[0].casefold() in _rules().binding for m in _WORD.finditer(title))


def title(heading: str, known: Set[str]) -> Title:
    """Read a heading. See `speaks_plainly` for `known`."""
    kind, name = special(heading), bare(heading)
    if kind is not TitleKind.SECTION or speaks_plainly(name, known):
        return Title(kind, name, True)
    words = {m[0].casefold() for m in _WORD.finditer(name)}
    neutral = next((n.title for n in _rules().neutral if n.words & words), _rules().otherwise)
    return Title(kind, neutral, False)
