"""One form for two texts that differ only in case, blanks and punctuation."""

from __future__ import annotations


def normal(text: str) -> str:
    """Letters and digits in lower case, one blank between words."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
