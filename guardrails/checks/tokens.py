"""The words of a reading, cut once for all that look for phrases."""

from __future__ import annotations

from guardrails.checks.memo import remembered
from guardrails.phrases import Token, tokens
from guardrails.reading import Reading


@remembered
def tokens_of(reading: Reading) -> list[Token]:
    """The words of a text in lower case, with their places."""
    return tokens(reading.lowered)
