"""Turns of phrase that the checks listen for (`rules/support/cues.yaml`), each list as one regular
expression.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from guardrails.rulefile import RULES, Rules, read

_FOLDER: Path = RULES / "support"


class _Cue(Rules):
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    not_before: str | None = None


class _Cues(Rules):
    cues: dict[str, _Cue]


@cache
def _cues() -> dict[str, _Cue]:
    return read("cues", _Cues, _FOLDER).cues


def load() -> None:
    """Compile every list, so that no sentence waits for it."""
    for name in _cues():
        cue(name)


@cache
def cue(*names: str) -> re.Pattern[str]:
    """The lists of these names as one pattern. Raises KeyError for a name that the file does not hold."""
    parts: list[str] = []
    for name in names:
        one = _cues()[name]
        if one.words:
            after = f"(?!{one.not_before})" if one.not_before else ""
            parts.append(rf"\b(?:{'|'.join(one.words)})\b{after}")
        parts.extend(one.patterns)
    return re.compile("|".join(parts))
