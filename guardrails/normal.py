"""One form for two texts that differ only in case, blanks and punctuation."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[\W_]+")


def normal(text: str) -> str:
    """Letters and digits in lower case, one blank between words."""
    return _BETWEEN.sub(" ", text.casefold()).strip()
