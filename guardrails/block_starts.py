"""What the start of a line says about its block: heading, list item, table row, quote, fence, rule, prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_INDENT = 64
_INDENT = re.compile(rf"[ \t\u00a0\ufeff]{{0,{_LONGEST_INDENT}}}")
_RULE = re.compile(r"([-*_=])[-*_=\t ]{0,200}")
_HASHES = re.compile(r"#{1,6}")
_NUMBERED = re.compile(r"(\d{1,3})[.)](?=[ \t\n]|\Z)")
_LETTERED = re.compile(r"[a-z]\)(?=[ \t\n]|\Z)")
_NUMBERED_OPEN = re.compile(r"(?:\d{1,3}[.)]?|[a-z]\)?)\Z")
_BOLD = re.compile(r"(\*\*\*|\*\*|__)(?=[^\s*_])")
_LONGEST_BOLD_HEADING = 100
BULLETS = "•◦▪‣●○∙"
_SIGNS = "-*+–—·"


class Start(StrEnum):
    BLANK = "blank"
    RULE = "rule"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    QUOTE = "quote"
    FENCE = "fence"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class LineStart:
    """The block that a line starts, and where its content begins."""

    start: Start
    begin: int
    indent: int = 0
    level: int = 0
    number: int | None = None
    """Of a numbered item."""


def classify(text: str, at: int, *, final: bool) -> LineStart | None:
    """The block that starts at `at`, the first character of a line. None: more text decides."""
    indent = _INDENT.match(text, at)
    place = indent.end() if indent else at
    columns = place - at
    if place >= len(text):
        if final:
            return LineStart(Start.BLANK, place)
        return LineStart(Start.PROSE, place) if columns >= _LONGEST_INDENT else None
    open_ended = not final
    first = text[place]
    if first == "\n":
        return LineStart(Start.BLANK, place + 1)
    if first == "|":
        return LineStart(Start.ROW, place)
    if first == ">":
        return LineStart(Start.QUOTE, place + 1)
    if first in "`~":
        return _fence(text, place, first, open_ended)
    if first == "#":
        return _heading(text, place, open_ended)
    if first in "-*_=":
        rule = _rule(text, place)
        if rule == len(text) and open_ended:
            return None  # signs and blanks may still become a rule, an item or bold text
        if rule:
            return LineStart(Start.RULE, min(rule + 1, len(text)))
    if first in BULLETS:
        return LineStart(Start.ITEM, place + 1, columns)
    if first in _SIGNS:
        if place + 1 >= len(text):
            return None if open_ended else LineStart(Start.PROSE, place)
        if text[place + 1] in " \t":
            return LineStart(Start.ITEM, place + 2, columns)
    if first in "*_":
        return _bold(text, place, open_ended)
    return _numbered(text, place, columns, open_ended)


def _fence(text: str, place: int, sign: str, open_ended: bool) -> LineStart | None:
    have = text[place : place + 3]
    if have == sign * 3:
        return LineStart(Start.FENCE, place)
    if len(have) < 3 and have == sign * len(have) and open_ended:
        return None
    return LineStart(Start.PROSE, place)


def _heading(text: str, place: int, open_ended: bool) -> LineStart | None:
    hashes = _HASHES.match(text, place)
    end = hashes.end() if hashes else place
    if end >= len(text):
        return None if open_ended else LineStart(Start.HEADING, end, level=end - place)
    if text[end] in " \t\n" or (end - place > 1 and text[end] != "#"):
        return LineStart(Start.HEADING, end, level=end - place)
    return LineStart(Start.PROSE, place)


def _rule(text: str, place: int) -> int:
    """End of a line of nothing but one sign, or of the text that may become one; 0: it is something else."""
    run = _RULE.match(text, place)
    if run is None:
        return 0
    if run.end() >= len(text):
        return len(text) if text else 0
    signs = run[0].replace(" ", "").replace("\t", "")
    is_rule = (len(signs) >= 3 or run[1] == "=") and len(set(signs)) == 1
    return run.end() if is_rule and text[run.end()] == "\n" else 0


def _bold(text: str, place: int, open_ended: bool) -> LineStart | None:
    """A line that is bold from end to end, short, without stop or marker, is a heading."""
    prose = LineStart(Start.PROSE, place)
    opening = _BOLD.match(text, place)
    if opening is None:
        return None if open_ended and len(text) - place < 4 else prose
    sign = opening[1]
    limit = opening.end() + _LONGEST_BOLD_HEADING
    line_end = text.find("\n", opening.end(), limit)
    close = text.find(sign, opening.end(), line_end if line_end >= 0 else limit)
    bracket = text.find("[", opening.end(), limit)
    if bracket >= 0 and (close < 0 or bracket < close):
        return prose
    if close < 0:
        return None if line_end < 0 and len(text) < limit and open_ended else prose
    end = close + len(sign)
    while end < len(text) and text[end] in ": \t*_":
        end += 1
    if end >= len(text) and open_ended:
        return None if end - close < 40 else prose
    if end < len(text) and text[end] != "\n":
        return prose
    content = text[opening.end() : close].rstrip()
    if not content or content[-1] in ".!?…":
        return prose
    return LineStart(Start.HEADING, place)


def _numbered(text: str, place: int, columns: int, open_ended: bool) -> LineStart | None:
    item = _NUMBERED.match(text, place)
    if item or _LETTERED.match(text, place):
        end = item.end() if item else place + 2
        if end >= len(text) and open_ended:
            return None
        return LineStart(Start.ITEM, end, columns, number=int(item[1]) if item else 1)
    if open_ended and _NUMBERED_OPEN.match(text, place):
        return None
    return LineStart(Start.PROSE, place)
