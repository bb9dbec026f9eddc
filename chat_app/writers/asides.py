"""Lifts out of a model's text what is not part of the answer: its thinking, and its list of open parts."""

from __future__ import annotations

import re
from typing import Final

_THINK: Final = "<think>"
_UNTHINK: Final = "</think>"
_NOT_COVERED: Final = "not covered"
_HEADING: Final = re.compile(r"\s*(?:#|\*\*)")


class Asides:
    """One answer's text on its way. Holds text back only where it may be the beginning of an aside."""

    def __init__(self) -> None:
        self.not_covered: list[str] = []
        """Parts of the question that the model says the statements leave open."""
        self._rest = ""
        self._started = False
        self._thinking = False
        self._collecting = False
        self._at_line_start = True

    def feed(self, delta: str) -> str:
        """What of the text so far belongs to the answer and was not given before."""
        self._rest += delta
        if not self._started and not self._start():
            return ""
        return self._lines(end=False)

    def close(self) -> str:
        """What is left at the end of the text."""
        if self._thinking:
            return ""
        self._started = True
        return self._lines(end=True)

    def _start(self) -> bool:
        """Whether the answer proper has begun: a model that thinks aloud does so first."""
        if not self._thinking:
            self._rest = self._rest.lstrip()
            if len(self._rest) < len(_THINK) and _THINK.startswith(self._rest):
                return False
            self._thinking = self._rest.startswith(_THINK)
        if self._thinking:
            end = self._rest.find(_UNTHINK)
            if end < 0:
                self._rest = self._rest[-len(_UNTHINK) :] if len(self._rest) > 100 else self._rest
                return False
            self._rest = self._rest[end + len(_UNTHINK) :]
            self._thinking = False
        self._started = True
        return True

    def _lines(self, *, end: bool) -> str:
        out: list[str] = []
        while self._rest:
            line, newline, after = self._rest.partition("\n")
            whole = bool(newline) or end
            if not whole and (self._collecting or (self._at_line_start and _may_be_heading(line))):
                break
            self._rest = after
            if self._at_line_start and whole and _HEADING.match(line):
                self._collecting = _bare(line) == _NOT_COVERED
                if self._collecting:
                    continue
            if self._collecting:
                self._collect(line)
                continue
            out.append(line + newline)
            self._at_line_start = bool(newline)
        return "".join(out)

    def _collect(self, line: str) -> None:
        if item := line.strip().lstrip("-*•0123456789. ").strip():
            self.not_covered.append(item)


def _bare(line: str) -> str:
    return line.strip().strip("#*: ").casefold()


def _may_be_heading(line: str) -> bool:
    if not line.strip():
        return False
    return "#*".find(line.lstrip()[0]) >= 0 and _NOT_COVERED.startswith(
        line.lstrip().lstrip("#*: ").casefold()
    )
