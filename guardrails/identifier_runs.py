"""Words in a row that could be one name, by their shape and by what each is alone.

Whether such a run is a name is decided in `identifier_names.py`.
"""

from __future__ import annotations

import re

from guardrails import identifier_cues as cues
from guardrails.identifier_initials import IDENTITY
from guardrails.identifier_words import Shape, Strength, Word, geography, rules
from guardrails.vocabulary import clinical, english

_GAP = re.compile(r"[ \u00a0]{1,2}[\"“'‘(]?|[\"”'’)][ \u00a0]|\.[ \u00a0]?")
_LONGEST = 6
_AFTER_CUED = re.compile(
    r"['’]s\b|,\s(?!and\b|or\b)|\s\((?:she|he|\d)|\s(?:is|has|was|asks|needs|wants|says)\b"
)
_AFTER_SELF = re.compile(r"[,.]|\s(?:and|here|from|\()|$")
_LONE = re.compile(r"\s?(?:[,;:(|)\n]|(?:is|has|was|on|asks)\b|\d{1,3}\s?[yFM]|$)|['’]s\b")
_ROMAN = frozenset("IVX")
_BEFORE_ROMAN = frozenset(
    {"class", "to", "or", "and", "type", "grade", "stage", "from", "v", "than", "iv", "iii"}
)
_FULL = 4
"""Letters from which a word in capitals is written out and not an abbreviation."""
_SUFFIXES = frozenset({"jr", "sr", "st", "mr", "mrs", "ms", "dr", "prof"})


def run(text: str, seen: list[Word], place: int, titled: bool) -> int:
    """How many words from here on could be one name."""
    entitled = cues.title(text, seen[place].start) is not None
    if not _begins(text, seen, place, entitled):
        return 0
    first = seen[place]
    strong = first.strength >= Strength.UNKNOWN or first.given or entitled
    length = 1
    while place + length < len(seen) and length < _LONGEST:
        before, word = seen[place + length - 1], seen[place + length]
        gap = text[before.end : word.start]
        if gap in {"'s ", "’s "} or not _GAP.fullmatch(gap):
            break
        if gap.startswith(".") and before.shape is not Shape.INITIAL and before.low not in _SUFFIXES:
            break
        if word.shape is Shape.INITIAL:
            if text[word.end : word.end + 1].isdigit():
                break  # "G6PD"
            if text[word.end : word.end + 1] == "." and text[word.end + 1 : word.end + 2].isalpha():
                break
            if word.text in "IVX" and not text.startswith(".", word.end):
                break
            if word.text in "FM" and re.match(r"\s?[,(|/]?\s?\d", text[word.end : word.end + 4]):
                break
            length += 1
            continue
        if word.shape is Shape.LOWER:
            joined = _particles(seen, place + length, strong)
            if not joined:
                break
            length += joined
            continue
        if word.shape is Shape.UPPER and not _loud(word, first):
            break
        if (
            word.strength is Strength.WORD
            and before.shape is not Shape.LOWER
            and not (
                _joins(word, strong, titled)
                or _capital_particle(seen, place + length, strong)
                or _closes(text, before, word, titled)
                or (entitled and word.low not in rules().verbs and len(word.text) > 1)
            )
        ):
            break
        if (
            word.low in rules().eponym_after
            and word.strength < Strength.GIVEN
            and not _asks(seen, place + length)
        ):
            break
        strong = strong or word.strength >= Strength.UNKNOWN or word.given
        length += 1
    while (
        length > 1
        and seen[place + length - 1].shape is not Shape.INITIAL
        and seen[place + length - 1].low in rules().particles
        and not seen[place + length - 1].surname
    ):
        length -= 1
    return length


def title_case(seen: list[Word]) -> bool:
    """Whether a text writes most words with a capital, so that a capital tells nothing."""
    long = [
        w for w in seen if len(w.text) > 3 and w.strength < Strength.UNKNOWN and w.shape is not Shape.UPPER
    ]
    return len(long) > 4 and sum(w.shape is not Shape.LOWER for w in long) > 0.75 * len(long)


def foreign(seen: list[Word]) -> bool:
    """Whether most small words are none of English or of medicine, so that a strange word tells nothing."""
    small = [w for w in seen if w.shape is Shape.LOWER and len(w.text) > 2]
    if len(small) < 4:
        return False
    strange = sum(w.low not in english() and w.low not in clinical() for w in small)
    return strange > 0.5 * len(small)


def _begins(text: str, seen: list[Word], place: int, entitled: bool) -> bool:
    """Whether a name may begin with this word."""
    first = seen[place]
    ordinary = first.strength is Strength.WORD
    if first.shape is Shape.UPPER and ordinary:
        return False
    if first.shape is Shape.LOWER and not (first.low in rules().particles and entitled):
        return False
    if first.shape is Shape.CAPITAL and ordinary:
        return "'" not in first.low and (
            entitled
            or _leads(text, seen, place)
            or _before_particles(text, seen, place)
            or _heads(text, seen, place)
            or odd(text, seen, place)
        )
    if first.shape is Shape.INITIAL and text[first.start - 1 : first.start] == "/":
        return False  # "umol/L. "
    if first.shape is Shape.INITIAL and not text.startswith(".", first.end):
        return entitled and bool(_LONE.match(text, first.end))
    if (
        first.text in _ROMAN
        and place
        and (seen[place - 1].low in _BEFORE_ROMAN or text[first.start - 1] in "/+-")
    ):
        return False
    if first.shape is Shape.UPPER and first.strength is Strength.UNKNOWN:
        # An unknown word in capitals is an abbreviation, unless another name stands beside it.
        listed = first.surname or first.given
        follower = seen[place + 1] if place + 1 < len(seen) and len(first.text) >= _FULL else None
        return listed or (
            follower is not None
            and follower.shape in (Shape.UPPER, Shape.CAPITAL)
            and follower.strength is Strength.GIVEN
        )
    return True


def _asks(seen: list[Word], place: int) -> bool:
    """Whether a word in capitals is who does something: "Ruby Stone asks"."""
    follows = place + 1 < len(seen) and seen[place + 1].low in rules().sure_verbs
    return follows and seen[place].shape is Shape.CAPITAL and seen[place - 1].given


def _loud(word: Word, first: Word) -> bool:
    """Whether a word in capitals goes on with a name: "Bożena KOWALCZYK", not "Bożena SLE"."""
    if word.low in clinical() or word.strength is Strength.WORD:
        return False
    if first.shape is Shape.UPPER:
        return True
    return len(word.text) >= _FULL and (word.surname or word.given)


def _particles(seen: list[Word], place: int, strong: bool = False) -> int:
    """How many particles stand from here on before a word in capitals that may end a name.

    After a strong beginning that word may be ordinary: "Marjolein de Wit".
    """
    many = 0
    while place + many < len(seen) and many < 3 and seen[place + many].low in rules().particles:
        if seen[place + many].shape is not Shape.LOWER:
            break
        many += 1
    after = seen[place + many] if place + many < len(seen) else None
    if not many or after is None or after.shape is not Shape.CAPITAL:
        return 0
    strict = strong and after.low not in clinical()
    strict = strict and all(w.low in rules().strict_particles for w in seen[place : place + many])
    return many if after.strength >= Strength.DOUBTFUL or strict else 0


def _capital_particle(seen: list[Word], place: int, strong: bool) -> bool:
    """Whether a particle is written with a capital within a name: "Concetta Lo Presti"."""
    after = seen[place + 1] if place + 1 < len(seen) else None
    return (
        strong
        and seen[place].shape is Shape.CAPITAL
        and seen[place].low in rules().particles
        and after is not None
        and after.shape is Shape.CAPITAL
        and (after.strength >= Strength.UNKNOWN or after.given or after.surname)
    )


def _before_particles(text: str, seen: list[Word], place: int) -> bool:
    """Whether an ordinary word in capitals begins a name with particles: "Jan van der Heijden"."""
    many = _particles(seen, place + 1) if place + 1 < len(seen) else 0
    if not many or seen[place].low in clinical() or text[seen[place].end : seen[place + 1].start] != " ":
        return False
    strict = all(w.low in rules().strict_particles for w in seen[place + 1 : place + 1 + many])
    return strict and seen[place + 1 + many].strength >= Strength.UNKNOWN


def _leads(text: str, seen: list[Word], place: int) -> bool:
    """Whether an ordinary word in capitals begins a name within a sentence: "her sister Raven Mabry"."""
    if place == 0 or place + 1 >= len(seen) or seen[place].low in clinical() or "'" in seen[place].low:
        return False
    before, word, after = seen[place - 1 : place + 2]
    return (
        (
            (
                text[before.end : word.start] == " "
                and (before.shape is Shape.LOWER or (before.shape is Shape.CAPITAL and place == 1))
            )
            or text[before.end : word.start] == ", "
        )
        and text[word.end : after.start] == " "
        and after.shape is Shape.CAPITAL
        and after.strength >= Strength.UNKNOWN
        and after.low not in rules().eponym_after
    )


def odd(text: str, seen: list[Word], place: int) -> bool:
    """Whether an ordinary word stands where a name does, with a capital within a sentence: before an age or
    after a cue ("biopsy of Wren, 9 y", "recipient Saga, LN ESKD").
    """
    word = seen[place]
    if word.shape is not Shape.CAPITAL or len(word.text) < 3 or place == 0:
        return False
    if word.low in clinical():
        related = seen[place - 1].low in rules().kin and seen[place - 1].low.endswith(("son", "er"))
        return (
            related
            and text[seen[place - 1].end : word.start] == " "
            and text[word.end : word.end + 1] in set(";,.)")
        )
    if "-" in word.low or text[word.start - 1] != " ":
        return False
    if word.low in geography() or word.low in rules().no_names:
        return False
    within = seen[place - 1].shape is Shape.LOWER and text[seen[place - 1].end : word.start] == " "
    if within and (IDENTITY.match(text, word.end) or cues.told(text, word.end, None, False)):
        return True
    if cues.introduced(seen, place) and _AFTER_SELF.match(text, word.end):
        return True
    if seen[place - 1].low in rules().kin and text[seen[place - 1].end : word.start] == " ":
        return True
    cued = cues.cue(text, seen, place) is not None and seen[place - 1].low not in rules().verbs
    return cued and bool(_AFTER_CUED.match(text, word.end))


def _heads(text: str, seen: list[Word], place: int) -> bool:
    """Whether an ordinary word and a surname stand before an age or a number: "Long Tran, 44"."""
    if place + 1 >= len(seen) or seen[place].low in rules().cues:
        return False
    word, after = seen[place : place + 2]
    return (
        text[word.end : after.start] == " "
        and after.shape is Shape.CAPITAL
        and (after.surname or after.strength >= Strength.UNKNOWN)
        and not after.eponym
        and (bool(IDENTITY.match(text, after.end)) or _set_off(text, word, after))
    )


def _set_off(text: str, word: Word, after: Word) -> bool:
    """Whether two words stand alone between a colon or a full stop and a comma: ": Bilge Karataş, "."""
    before = text[max(0, word.start - 2) : word.start]
    return (
        (not word.start or before in {": ", ". ", "; ", "| ", "- "})
        and word.low not in clinical()
        and after.strength >= Strength.UNKNOWN
        and text[after.end : after.end + 2] in {", ", "; ", " (", " |"}
    )


def _closes(text: str, before: Word, word: Word, titled: bool) -> bool:
    """Whether an ordinary word ends a name and the sentence after a given name: "Torbjørn Lie." """
    return (
        before.strength >= Strength.UNKNOWN
        and before.shape is Shape.CAPITAL
        and word.shape is Shape.CAPITAL
        and not titled
        and word.low not in rules().no_names
        and word.low not in rules().eponym_after
        and text[word.end : word.end + 1] in set(".,;)")
    )


def _joins(word: Word, strong: bool, titled: bool) -> bool:
    """Whether an ordinary word in capitals continues a name: "Gita Stone"."""
    return (
        strong
        and not titled
        and len(word.text) >= 3
        and word.low not in clinical()
        and word.low not in rules().verbs
        and word.low not in rules().cues
        and not word.low.endswith(("ed", "ing"))
        and "'" not in word.low
    )
