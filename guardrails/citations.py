"""Citation markers: which statements a sentence says that it stands on.

A marker is `[2]`, `[2, 5]`, `[2-4]`, `[^2]`, `【2】` or a raised number after a word (`weeks.²`). Numbers are
places in the evidence, from 1. A sentence without a marker, or with a number that names no statement, is
refused: an invented citation is never deleted in silence with its sentence kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guardrails.types import Evidence, Finding

CHECK = "citations"

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_WORD = r"(?:(?i:statements?|evidence|refs?\.?|references?|sources?|citations?|no\.|nos\.|#)\s?)?"
_BODY = _WORD + r"\^?\d{1,4}(?:\s{0,2}(?:[,;–—-]|and|&)\s{0,2}\^?\d{1,4}){0,30}"
_BRACKET = rf"\[{{1,2}}\s{{0,2}}{_BODY}\s{{0,2}}\]{{1,2}}|【\s{{0,2}}{_BODY}[^】\n]{{0,40}}】"
_RAISED = r"[¹²³⁴-⁹][⁰¹²³⁴-⁹]{0,2}(?:[,،˒⁻–-]?[¹²³⁴-⁹][⁰¹²³⁴-⁹]{0,2}){0,8}"
_JOINT = r"[ \u00a0]?[,;–—-][ \u00a0]?"
_GROUP = rf"(?:{_BRACKET})(?:{_JOINT}(?:{_BRACKET})){{0,30}}"
MARKER = re.compile(_GROUP)
"""A bracketed marker. Square brackets with anything but numbers in them are text: `[95% CI …]`."""
RAISED_AFTER = re.compile(rf"(?:(?<=[.!?,;:)\]”\"’])|(?<=[a-zß-ÿ]{{3}})){_RAISED}")
"""A raised number: only after punctuation or a word of three letters, so that m², cm³ and 10⁹ stay."""
UNFINISHED = re.compile(r"[\[【]{1,2}\s{0,2}[A-Za-z#.]{0,12}[\s\d,;^&and–—-]{0,160}\Z|【[^】\n]{0,200}\Z")
"""The end of a text that may still become a marker."""
_BLANKS = r"[ \t\u00a0\u202f\u2009]*"
_WITH_BLANKS = re.compile(rf"{_BLANKS}(?:{_GROUP})")
_STOP_AGAIN = re.compile(rf"([.!?])((?:{_BLANKS}(?:{_GROUP})){{1,40}})\.(?!\.)")
"""A second full stop after the marker: `It holds. [2].`"""
_BETWEEN = re.compile(rf"[\]】]({_JOINT})[\[【]")
_JOINT_START = re.compile(_JOINT)
LONGEST = 200
"""Characters that a marker may take."""
_LAST_OF_MARKER = frozenset("]】⁰¹²³⁴⁵⁶⁷⁸⁹")
_PART = re.compile(r"(\d+)\s*(?:[–—-]\s*\^?(\d+))?")


_AT_END = re.compile(rf"(?:{_BRACKET}|{_RAISED})[)*_\"”’]*\s?\Z")

_CLOSED = re.compile(
    rf"(?:[.!?…][\"'”’)*_\s]{{0,9}}(?:(?:{_BRACKET})\s?|{_RAISED})+|(?:{_BRACKET})[)*_]{{0,4}}\s?[.!?…])[\"”’)*_\s]*\Z"
)


def at(text: str, place: int) -> int | None:
    """End of the marker that starts at `place`, or None."""
    match = MARKER.match(text, place) or RAISED_AFTER.match(text, place)
    return match.end() if match else None


def may_begin(text: str, place: int) -> bool:
    """Whether the text from `place` may become a marker when more of it arrives."""
    return UNFINISHED.match(text, place) is not None


def may_go_on(text: str, place: int) -> bool:
    """Whether another marker may join the one that ends at `place`: `[1], [2]`, `[1]–[3]`."""
    joint = _JOINT_START.match(text, place)
    return joint is not None and (joint.end() == len(text) or may_begin(text, joint.end()))


def ends_marked(text: str, place: int) -> bool:
    """Whether a marker stands right before `place`."""
    near = text[max(0, place - LONGEST) : place]
    return near.rstrip(')*_"”’ ')[-1:] in _LAST_OF_MARKER and _AT_END.search(near) is not None


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence and its markers, apart."""

    text: str
    numbers: tuple[int, ...]
    """In the order of first use. A range is written out; one that runs past `limit` keeps its two ends."""


def numbers(marker: str, limit: int) -> tuple[int, ...]:
    """The numbers that a marker names. A range too long to be one keeps its two ends."""
    found: dict[int, None] = {}
    body = _BETWEEN.sub(r"\1", marker.translate(_SUPERSCRIPTS))
    if "†" in body:
        body = body.split("†", 1)[0]
    for part in _PART.finditer(body):
        first, last = int(part[1]), int(part[2] or part[1])
        ends = (first, last) if last - first > limit or last < first else range(first, last + 1)
        found.update(dict.fromkeys(ends))
    return tuple(found)


def take(text: str, limit: int) -> Marked:
    """Take the markers out of a text, with the blanks before them and brackets that they leave empty."""
    found: dict[int, None] = {}

    def collect(match: re.Match[str]) -> str:
        found.update(dict.fromkeys(numbers(match[0], limit)))
        return ""

    bare = _STOP_AGAIN.sub(r"\1\2", text)
    bare = _WITH_BLANKS.sub(collect, bare)
    bare = RAISED_AFTER.sub(collect, bare)
    if found:
        bare = re.sub(r"[ \t]*\(\s*\)", "", bare)
    return Marked(bare.strip(), tuple(found))


def cited(
    found: Sequence[int], evidence: Sequence[Evidence]
) -> tuple[tuple[Evidence, ...], tuple[Finding, ...]]:
    """The statements behind the numbers, and what is wrong with the numbers: none at all, or unknown ones."""
    known = tuple(evidence[n - 1] for n in found if 1 <= n <= len(evidence))
    unknown = [n for n in found if not 1 <= n <= len(evidence)]
    if not found:
        return (), (Finding(CHECK, "The sentence names no statement behind it.", rule="missing"),)
    if unknown:
        names = ", ".join(f"[{n}]" for n in unknown)
        message = f"The sentence cites {names}, which is not among the {len(evidence)} statements given."
        return known, (Finding(CHECK, message, rule="unknown"),)
    return known, ()


def closed(text: str) -> bool:
    """Whether a sentence ends for certain: a stop with a marker right before or after it."""
    return _CLOSED.search(text[-260:]) is not None
