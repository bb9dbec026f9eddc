"""Reads Markdown as it arrives and yields its units: sentences, list items, table rows, headings, code.

Every character is looked at once, and a unit is yielded as soon as nothing that follows could change it. What
comes out depends on the text alone, never on how it was cut on its way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from guardrails import citations, titles
from guardrails.block_starts import Start, classify
from guardrails.sentences import ENDS, WAIT, end_at, run_end

LONGEST_UNIT = 4000
"""Characters. No honest sentence is longer; a unit that is cannot be read as one and is never released."""
_PIECE = 2048
_INTERESTING = re.compile(rf"[{ENDS}()\n]")
_LABEL = re.compile(r"[^\n.!?]{1,60}:[*_]{0,3}[ \t]*\Z")
_UNDERLINED = re.compile(r"[^\n.!?:\[]{1,80}")
_QUOTE_SIGNS = re.compile(r"\n[ \t]{0,64}>[ \t]?")
_HIGH = ("\ud800", "\udbff")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _announces(line: str) -> bool:
    """Whether a line of its own is a label for what follows, and not the start of a wrapped sentence."""
    if len(line) <= titles.LONGEST_TITLE and titles.special(line) is not titles.TitleKind.SECTION:
        return True
    return _LABEL.fullmatch(line) is not None and titles.only_frames(titles.bare(line))


class Kind(StrEnum):
    """What a unit is in the text."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"
    HEADING = "heading"
    CODE = "code"
    BREAK = "break"
    """A blank line or rule: what stood before is over. Has no text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of the text as written, markers and emphasis still in it."""

    kind: Kind
    text: str
    indent: int = 0
    """Columns before a list item."""
    level: int = 0
    """Of a heading: 1 to 6; 0 for a bold line."""
    whole: bool = True
    """False where the stream was cut off inside it, or it is longer than a sentence can be."""


class BlockReader:
    """One text on its way. Feed it pieces in order, then close it."""

    def __init__(self) -> None:
        self._tail = ""
        self._place = 0
        self._block: Kind | None = None
        self._indent = 0
        self._level = 0
        self._quote = False
        self._depth = 0
        self._marked = False
        self._unmarked = 0
        """Up to here no marker begins that a stop further on could see."""
        self._overlong = False
        self._fence = ""
        self._code: list[str] = []
        self._held = ""

    def feed(self, delta: str) -> list[Unit]:
        """The units that this piece completes."""
        text = self._clean(delta)
        units: list[Unit] = []
        for begin in range(0, len(text), _PIECE):
            self._tail += text[begin : begin + _PIECE]
            while self._step(units, final=False):
                pass
        return units

    def close(self, *, cut: bool = False) -> list[Unit]:
        """The units that are left. `cut`: the text broke off, so its last unit may not be whole."""
        units: list[Unit] = []
        if self._held:
            self._tail += "\n" if self._held == "\r" else "\ufffd"
            self._held = ""
        while self._step(units, final=True, cut=cut):
            pass
        if self._block is Kind.CODE:
            self._end_code(units)
        return units

    def _clean(self, delta: str) -> str:
        """Line ends as one character, surrogate pairs joined, also where a piece ends between halves."""
        text = self._held + delta
        self._held = ""
        if text and (text[-1] == "\r" or _HIGH[0] <= text[-1] <= _HIGH[1]):
            text, self._held = text[:-1], text[-1]
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.isascii() and _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text

    def _step(self, units: list[Unit], *, final: bool, cut: bool = False) -> bool:
        """Go one decision further. False: nothing more can be decided yet."""
        if not self._tail:
            return False
        match self._block:
            case None:
                return self._start(units, final)
            case Kind.CODE:
                return self._read_code(units, final)
            case Kind.HEADING | Kind.ROW:
                return self._read_line(units, final, cut)
            case _:
                return self._read_prose(units, final, cut)

    def _start(self, units: list[Unit], final: bool) -> bool:
        found = classify(self._tail, 0, final=final)
        if found is None:
            return False
        self._indent, self._level = found.indent, found.level
        match found.start:
            case Start.BLANK | Start.RULE:
                self._quote = False
                units.append(Unit(Kind.BREAK, ""))
            case Start.HEADING:
                self._block = Kind.HEADING
            case Start.ROW:
                self._block = Kind.ROW
            case Start.FENCE:
                self._block, self._fence = Kind.CODE, self._tail[found.begin : found.begin + 3]
                self._code = []
            case Start.ITEM:
                self._block = Kind.ITEM
            case Start.PROSE:
                self._block = Kind.SENTENCE
            case Start.QUOTE:
                self._quote = True
        self._drop(found.begin)
        return True

    def _read_code(self, units: list[Unit], final: bool) -> bool:
        end = self._tail.find("\n", self._place, LONGEST_UNIT)
        if end < 0 and not final and len(self._tail) < LONGEST_UNIT:
            self._place = len(self._tail)
            return False
        line = self._tail[: LONGEST_UNIT if end < 0 else end]
        self._drop(len(line) + (end >= 0))
        if self._code and line.strip().startswith(self._fence) and not line.strip().strip(self._fence[0]):
            self._end_code(units)
        else:
            self._code.append(line)
        return True

    def _end_code(self, units: list[Unit]) -> None:
        units.append(Unit(Kind.CODE, "\n".join(self._code[1:])))
        self._block, self._code = None, []

    def _read_line(self, units: list[Unit], final: bool, cut: bool) -> bool:
        end = self._tail.find("\n", self._place, LONGEST_UNIT)
        if end >= 0:
            self._emit(units, end)
            self._drop(1)
            self._block = None
        elif len(self._tail) >= LONGEST_UNIT:
            self._emit_overlong(units)
        elif final:
            self._emit(units, len(self._tail), whole=not cut)
        else:
            self._place = len(self._tail)
            return False
        return True

    def _read_prose(self, units: list[Unit], final: bool, cut: bool) -> bool:
        """Look at the next stop, bracket or line end of a paragraph or list item."""
        stop = _INTERESTING.search(self._tail, self._place, LONGEST_UNIT)
        if stop is None:
            if len(self._tail) >= LONGEST_UNIT:
                self._emit_overlong(units)
                return True
            if final:
                self._emit(units, len(self._tail), whole=not cut)
                return True
            self._place = len(self._tail)
            return False
        place = stop.start()
        match stop[0]:
            case "(":
                self._depth += 1
            case ")":
                self._depth = max(0, self._depth - 1)
            case "\n":
                return self._line_end(units, place, final, cut)
            case _:
                return self._sentence_end(units, place, final, cut)
        self._place = place + 1
        return True

    def _sentence_end(self, units: list[Unit], place: int, final: bool, cut: bool) -> bool:
        if not self._marked:
            self._marked = citations.MARKER.search(self._tail, self._unmarked, place) is not None
            self._unmarked = max(0, place - citations.LONGEST)
        end = end_at(
            self._tail,
            place,
            final=final,
            marked=self._marked,
            enclosed=self._depth > 0,
            needs_marker=self._block is Kind.ITEM,
        )
        if end is WAIT:
            return False
        if not isinstance(end, int):
            self._place = run_end(self._tail, place)
            return True
        whole = not cut or end < len(self._tail.rstrip()) or citations.closed(self._tail[:end])
        self._emit(units, end, whole=whole)
        return True

    def _line_end(self, units: list[Unit], place: int, final: bool, cut: bool) -> bool:
        if place + 1 >= len(self._tail):
            if not final:
                return False
            self._emit(units, place, whole=not cut)
            self._drop(1)
            return True
        following = classify(self._tail, place + 1, final=final)
        if following and following.start is Start.QUOTE and self._quote:
            following = classify(self._tail, following.begin, final=final)
        if following is None:
            return False
        line = self._tail[:place].strip()
        if following.start is Start.RULE and self._block is Kind.SENTENCE and _UNDERLINED.fullmatch(line):
            self._block, self._level = Kind.HEADING, 1 if self._tail[place + 1] == "=" else 2
        indented = following.begin > place + 1
        continues = (following.start is Start.PROSE and (self._block is Kind.SENTENCE or indented)) or (
            following.start is Start.ITEM
            and following.number not in (None, 1)
            and self._block is Kind.SENTENCE
        )
        if continues and self._block is Kind.SENTENCE and _announces(line):
            self._emit(units, place)
            self._drop(1)
            self._block = None
        elif continues:
            self._place = place + 1
        else:
            self._emit(units, place)
            self._drop(1)
            self._block = None
        return True

    def _emit(self, units: list[Unit], end: int, *, whole: bool = True) -> None:
        text = self._tail[:end]
        self._drop(end)
        if self._quote:
            text = _QUOTE_SIGNS.sub("\n", text)
        if text.strip() and self._block is not None:
            units.append(Unit(self._block, text, self._indent, self._level, whole and not self._overlong))
        self._overlong = self._marked = False
        self._depth = self._unmarked = 0

    def _emit_overlong(self, units: list[Unit]) -> None:
        self._overlong = True
        self._emit(units, LONGEST_UNIT)
        self._overlong = True

    def _drop(self, count: int) -> None:
        self._tail = self._tail[count:]
        self._place = 0
