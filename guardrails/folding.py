"""A text as a reader sees it: hidden characters gone, look-alike letters read as what they look like.

Identifiers and injected instructions are looked for in this form, and found places are mapped back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HIDDEN = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063"
    "\u2064\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u206a\u206b\u206c\u206d\u206e\u206f\u3164"
    "\ufeff\uffa0"
)
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтвнАВЕКМНОРСТХУІЈЅ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο" + "ıɡℓ",
    "aeopcyxijshdqwkmtbhABEKMHOPCTXYIJS" + "ABEZHIKMNOPTYXo" + "igl",
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile("[Ѐ-ԯΑ-Ωοıɡℓ]")
_REVERSED = re.compile("\u202e([^\u202c\u202d\u202e\u2066-\u2069]*)")


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text, and for each of its characters the place in the text as given."""

    text: str
    places: tuple[int, ...] | None
    """None where every character stands at its own place."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text in places of the text as given."""
        if self.places is None or start >= end:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def hidden(character: str) -> bool:
    """Whether a character takes no room on the page: zero width, direction marks, tags, variation
    selectors.
    """
    code = ord(character)
    return character in _HIDDEN or 0xE0000 <= code <= 0xE01EF or 0xFE00 <= code <= 0xFE0F


def fold(text: str) -> Folded:
    """Read a text as it looks. Takes time in proportion to its length."""
    if text.isascii():
        return Folded(text, None)
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isascii():
            letters.append(character)
            places.append(place)
        elif not hidden(character):
            letters.append(_plain(character))
            places.append(place)
    return Folded(_WORD.sub(_unmixed, "".join(letters)), tuple(places))


def concealed(text: str) -> str:
    """What is written where a reader cannot see it: tag characters, and stretches shown in reverse."""
    if text.isascii():
        return ""
    tags = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0020 <= ord(c) <= 0xE007E)
    backwards = " ".join(m.group(1)[::-1] for m in _REVERSED.finditer(text))
    return f"{tags}\n{backwards}".strip()


def visible(text: str) -> str:
    """The text without hidden characters; everything that can be seen stays as written."""
    return text if text.isascii() else "".join(c for c in text if c.isascii() or not hidden(c))


def _plain(character: str) -> str:
    """Full-width and mathematical letters and digits, and odd blanks and dashes, as their plain form."""
    if character in "‐‑‒–—−﹣－":
        return "-"
    if character.isspace():
        return "\n" if character in "\u2028\u2029\u0085" else " "
    name_like = unicodedata.normalize("NFKC", character)
    return name_like if len(name_like) == 1 and (name_like.isascii() or character > "\ud7ff") else character


def _unmixed(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or not (_LATIN.search(word) and _OTHER.search(word)):
        return word
    return word.translate(_LOOKALIKES)
