"""What a question says of vials: "two 120 mg vials and one 400 mg vial"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
}
_COUNT = r"(?P<count>\d{1,2}|" + "|".join(_WORDS) + r")\s*(?:\(\d{1,2}\)\s*)?"
_VIALS = re.compile(
    rf"\b{_COUNT}(?:[x×]\s*|vials?\s+of\s+|of\s+)?(?:\w+\s+)?(?P<size>\d{{2,4}})\s?-?\s?mg\b(?!\s*/)",
    re.IGNORECASE,
)


def vials_in(text: str, sizes: tuple[int, ...]) -> Mapping[int, int] | None:
    """Vials that a text asks for, by size in mg; None where it names none, or a size that does not exist."""
    if not re.search(r"\bvials?\b", text, re.IGNORECASE):
        return None
    found: dict[int, int] = {}
    for match in _VIALS.finditer(text):
        count, size = match["count"].lower(), int(match["size"])
        if size not in sizes:
            return None
        found[size] = found.get(size, 0) + (_WORDS[count] if count in _WORDS else int(count))
    return found or None
