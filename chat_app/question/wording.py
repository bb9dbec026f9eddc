"""A question as retrieval reads it: slips of spelling mended, shorthand written out."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.rulebook import load_rules
from guardrails.spelling import mended

_RULES = Path(__file__).parent / "rules" / "shorthand.yaml"


class _Shorthand(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    any: dict[str, str]
    exact: dict[str, str]
    patterns: dict[re.Pattern[str], str]


@functools.cache
def _rules() -> _Shorthand:
    return load_rules(_RULES, _Shorthand)


def _patterns() -> Mapping[re.Pattern[str], str]:
    return _rules().patterns


@functools.cache
def _shorthand() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    rules = _rules()
    return (
        (_pattern(rules.exact, re.NOFLAG), rules.exact),
        (_pattern(rules.any, re.IGNORECASE), rules.any),
    )


def _pattern(names: Mapping[str, str], flags: re.RegexFlag) -> re.Pattern[str]:
    # The longest first: a phrase is read before a word in it.
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w/-])(?:{listed})(?![\w-])", flags)


def worded(text: str) -> str:
    """The text with misspelt medical words put right and shorthand written out."""
    text = mended(text)
    for pattern, names in _shorthand():
        text = pattern.sub(lambda match, names=names: _meaning(match.group(), names), text)  # type: ignore[misc]
    for pattern, meaning in _patterns().items():
        text = pattern.sub(meaning, text)
    return text


def _meaning(short: str, names: Mapping[str, str]) -> str:
    return names.get(short) or names[short.lower()]
