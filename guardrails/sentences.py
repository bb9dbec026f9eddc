"""Where a sentence ends. One rule for whole texts and for texts that are still arriving.

A full stop is an end unless something speaks against it: a number ("0.5 g/g"), an abbreviation ("e.g.",
"Fig. 3", "et al."), an initial, an open bracket, a word in lower case after it. Markers that stand after the
stop belong to the sentence before them. Words that a clinician may dispute are data: `rules/sentences.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final, Literal

from guardrails import citations
from guardrails.rulefile import Rules, read


class _Words(Rules):
    never: frozenset[str]
    maybe: frozenset[str]
    before_number: frozenset[str]
    letter_owners: frozenset[str]


class Wait(Enum):
    """The text so far does not tell yet."""

    WAIT = "wait"


WAIT: Final = Wait.WAIT
Decision = int | None | Literal[Wait.WAIT]
"""Place just after the sentence with its markers; None: the sentence goes on; WAIT: more text decides."""

FULL_STOPS = "。！？｡"
ENDS = ".!?…" + FULL_STOPS
_RUN = re.compile(rf"[{ENDS}]{{1,100}}")
_CLOSERS = re.compile(r"[\"'”’»)\]*_`}]{1,40}")
_BLANKS_READ = 300
_BLANKS = re.compile(rf"\s{{0,{_BLANKS_READ}}}")
_MARKERS_READ = 40
_LAST_WORD = re.compile(r"[^\s(\[\"“‘'*_/–—-]{1,40}\Z")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_MIXED_CASE = re.compile(r"[a-zµα-ω]{1,5}-?[A-Z]")
"""A name that starts in lower case may start a sentence: eGFR, mTOR, dsDNA, anti-C1q."""
_MIXED_CASE_OPEN = re.compile(r"[a-zµα-ω]{1,5}-?\Z")
_OPENERS = re.compile(r"[\"“‘'(\[*_`«]*")
_OWNER = re.compile(r"([^\s(\[]+)\s+\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, blanks around it left out."""

    start: int
    end: int


@cache
def _words() -> _Words:
    return read("sentences", _Words)


def run_end(text: str, place: int) -> int:
    """Where the stops that begin at `place` end: "…", "?!"."""
    run = _RUN.match(text, place)
    return run.end() if run else place + 1


def end_at(
    text: str,
    place: int,
    *,
    final: bool,
    marked: bool = False,
    enclosed: bool = False,
    needs_marker: bool = False,
) -> Decision:
    """Whether the sentence that `text` starts with ends at the stop at `place`.

    `final`: nothing follows the text. `marked`: a marker stood in the sentence before the stop. `enclosed`: a
    bracket is open. `needs_marker`: only a stop with a marker counts (list items). No answer depends on how
    much of the text has arrived: where more could change it, the answer is WAIT.
    """
    run = _RUN.match(text, place)
    if run is None:
        return None
    after, attached, wait = _attached(text, run.end(), final, marked)
    if wait or (after >= len(text) and not final):
        return WAIT
    tied = attached or citations.ends_marked(text, place)
    if needs_marker and not (tied or marked):
        return None
    if after >= len(text) or run[0][-1] in FULL_STOPS:
        return after
    if not text[after].isspace():
        return after if tied and text[after].isalpha() else None
    if enclosed and not tied:
        return None
    blanks = _BLANKS.match(text, after)
    following = blanks.end() if blanks else after
    if text.count("\n", after, following) > 1 or following - after >= _BLANKS_READ:
        return after
    if following >= len(text):
        return after if final else WAIT
    return _before(text, place, run[0], after, following, final=final, tied=tied)


def _attached(text: str, place: int, final: bool, marked: bool) -> tuple[int, bool, bool]:
    """Walk over closing quotes, brackets, emphasis and markers after a stop: (place, any marker, wait)."""
    attached = False
    for _ in range(_MARKERS_READ):
        closers = _CLOSERS.match(text, place)
        place = closers.end() if closers else place
        blanks = _BLANKS.match(text, place)
        ahead = blanks.end() if blanks else place
        lines = text.count("\n", place, ahead)
        if lines > 1 or (lines == 1 and (attached or marked)):
            # On the next line a marker is the next sentence's, unless this one has none.
            return place, attached, False
        if ahead >= len(text):
            return place, attached, not final
        marker = citations.at(text, ahead)
        if marker is not None:
            place, attached = marker, True
            if not final and citations.may_go_on(text, place):
                return place, attached, True
            continue
        return place, attached, not final and citations.may_begin(text, ahead)
    return place, attached, False


def _before(
    text: str, place: int, stop: str, after: int, following: int, *, final: bool, tied: bool
) -> Decision:
    """Decide by the word before the stop and the first letter after the blanks."""
    opened = _OPENERS.match(text, following)
    first = opened.end() if opened else following
    if first >= len(text):
        return after if final else WAIT
    if not final and _MIXED_CASE_OPEN.match(text, first):
        return WAIT
    starts = tied or not text[first].islower() or bool(_MIXED_CASE.match(text, first))
    if stop != ".":
        return after if starts or stop[-1] in "!?" else None
    word = _LAST_WORD.search(text, max(0, place - 40), place)
    if word is None:
        return after if starts else None
    name = word[0].casefold()
    words = _words()
    if name in words.never:
        return None
    if name in words.before_number and text[first].isdigit() and not tied:
        return None
    if name in words.maybe or _DOTTED.fullmatch(word[0]):
        return after if text[first].isupper() else None
    if not tied and _initial(text, place, word[0]):
        return None
    return after if starts else None


def _initial(text: str, place: int, word: str) -> bool:
    if len(word) != 1 or not word.isupper():
        return False
    owner = _OWNER.search(text, max(0, place - 40), place - 1)
    name = owner[1].casefold().rstrip(",") if owner else ""
    return not (
        name in _words().letter_owners or name.rstrip(",").upper() in {"I", "II", "III", "IV", "V", "VI"}
    )


_STOP = re.compile(rf"[{ENDS}()]|\n[ \t]*\n")


def split(text: str) -> list[Span]:
    """The sentences of a text in plain prose. Markers belong to the sentence before them."""
    spans: list[Span] = []
    start, place, depth = 0, 0, 0
    while True:
        stop = _STOP.search(text, place)
        if stop is None:
            break
        place = stop.end()
        if stop[0] == "(":
            depth += 1
        elif stop[0] == ")":
            depth = max(0, depth - 1)
        elif stop[0].startswith("\n"):
            _add(spans, text, start, stop.start())
            start, depth = place, 0
        elif stop[0] in ENDS:
            marked = citations.MARKER.search(text, start, stop.start()) is not None
            end = end_at(text, stop.start(), final=True, marked=marked, enclosed=depth > 0)
            if isinstance(end, int):
                _add(spans, text, start, end)
                start, place, depth = end, end, 0
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append(Span(start, end))
