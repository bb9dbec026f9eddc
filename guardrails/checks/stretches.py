"""Stretches: the parts of a text that say one thing each, and what is denied in them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass

from guardrails.checks.memo import remembered
from guardrails.cues import cue
from guardrails.reading import Reading, Word

_CLOSE = re.compile(r"[)\]]")
_ASIDE = re.compile(r"[()\[\]]")
_OTHERWISE = re.compile(
    r"[^,;.()]{0,50}\sand\s(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s(?:in|on|with|of|at)\b"
)
"""None with one and some with the other: the denial is half of what is said."""
_BARE = re.compile(r"\s?(?:[(),;:.]|\Z|other\b)")
"""A denial of nothing that is named: "higher than in those without"."""
_EMPTY = frozenset(
    {"not", "no", "but", "nor", "without", "never", "against", "avoid", "contraindicated", "exclude"}
)
"""Words that deny: they are no content of what is denied."""
_NAMES = ("body", "trial", "code")
_REACH = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text between two of the cuts of `rules/support/cues.yaml`."""

    start: int
    end: int
    keys: frozenset[str]
    """Its content words."""
    denied: tuple[tuple[str, ...], ...]
    """For each denial the content words behind it, nearest first."""
    limits: bool
    """Whether anything in it denies or limits."""


@remembered
def stretches(reading: Reading) -> list[Stretch]:
    """The stretches of a text that hold content words, in order."""
    text = reading.lowered
    bounds = [0, *(m.start() for m in cue("parts").finditer(text)), len(text)]
    starts = [w.start for w in reading.words]
    found = []
    for low, high in itertools.pairwise(bounds):
        words = reading.words[bisect_left(starts, low) : bisect_left(starts, high)]
        if words:
            keys = frozenset(w.key for w in words) - _EMPTY
            limits = bool(cue("denial").search(text, low, high))
            found.append(Stretch(low, high, keys, _denied(text, low, high, words) if limits else (), limits))
    return found


def _denied(text: str, low: int, high: int, words: tuple[Word, ...]) -> tuple[tuple[str, ...], ...]:
    if "unlike" in text[max(0, low - 40) : high]:
        return ()
    found = []
    for match in cue("denial core").finditer(text, low, high):
        none = match[0] == "no"
        if _BARE.match(text, match.end()) or (none and _half(text, match.start(), match.end())):
            continue
        stop = (_ASIDE if none else _CLOSE).search(text, match.end(), high)
        end = stop.start() if stop else high
        behind = (
            w.key
            for w in words
            if match.start() <= w.start < end and w.surface.lower() not in match[0] and w.kind not in _NAMES
        )
        found.append(tuple(itertools.islice(behind, _REACH)))
    return tuple(found)


def _half(text: str, start: int, end: int) -> bool:
    """Whether a "no" is no denial of what follows: "little or no", "no deaths with one and four with …"."""
    return text.endswith("little or ", 0, start) or bool(_OTHERWISE.match(text, end))
