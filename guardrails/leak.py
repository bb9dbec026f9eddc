"""A sentence that gives away the writer's instructions: by speaking of them, or by repeating them."""

from __future__ import annotations

import re
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Finding

CHECK = "leak"
_WORD = re.compile(r"[^\W_]+")


class _Leak(Rules):
    phrases: tuple[str, ...]
    internals: tuple[str, ...]
    longest_code: int
    longest_overlap: int


@cache
def _rules() -> _Leak:
    return read("leak", _Leak)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = _rules()
    return (
        ("phrase", re.compile("|".join(f"(?:{p})" for p in rules.phrases), re.IGNORECASE)),
        ("internals", re.compile("|".join(f"(?:{p})" for p in rules.internals), re.IGNORECASE)),
        ("encoded", re.compile(rf"[A-Za-z0-9+/_=]{{{rules.longest_code},}}")),
    )


class Prompt:
    """The instructions of one answer, prepared for comparison. Leave out the statements quoted in them."""

    def __init__(self, text: str) -> None:
        self._runs = frozenset(_runs(text))

    def repeated_in(self, text: str) -> bool:
        """Whether a text repeats a stretch of the instructions longer than chance explains."""
        return any(run in self._runs for run in _runs(text))


def _runs(text: str) -> list[str]:
    words = [w.casefold() for w in _WORD.findall(text)]
    length = _rules().longest_overlap + 1
    return [" ".join(words[i : i + length]) for i in range(len(words) - length + 1)]


def findings(text: str, prompt: Prompt) -> list[Finding]:
    """Where a sentence speaks of the writer's instructions or repeats them."""
    found: list[Finding] = []
    for rule, pattern in _patterns():
        if match := pattern.search(text):
            message = "The sentence speaks of the writer's instructions, not of lupus nephritis."
            found.append(Finding(CHECK, message, start=match.start(), end=match.end(), rule=rule))
            break
    if prompt.repeated_in(text):
        found.append(Finding(CHECK, "The sentence repeats the writer's instructions.", rule="overlap"))
    return found
