"""Names written in lower case: after a cue, before an age, in "jessamy here", or given name and surname."""

from __future__ import annotations

import re

from guardrails import identifier_cues as cues
from guardrails.identifier_initials import IDENTITY
from guardrails.identifier_words import Shape, Strength, Word, rules, strength_of
from guardrails.vocabulary import clinical, english

_SAYS_SO = re.compile(r"\s(?:here|again)\b|\s?\((?:me|patient|pt|[a-z]+'s)\b")
"""What somebody writes after the own name."""
_HERE = re.compile(r"\shere\b(?! is| are| was)")
_SENT = re.compile(r"\s?\(|:")
"""What stands after who sent a message: "text from sunil (98201 55512)"."""
_OPENS = re.compile(r"(?:^|[,.!:;\n\"“(]\s?|\b(?:hi|hello|hey|salam|hola) )$")
_VOWEL = re.compile(r"[aeiouyà-ÿāăąēĕėęěīĭįōŏőũūŭůűųơưạ-ỹ]")


def find(text: str, seen: list[Word], place: int, foreign: bool = False) -> int | None:
    """The place of the last word of a name in lower case that begins here.

    In a text in another language than English (`foreign`) only where the words around say so.
    """
    word = seen[place]
    if word.shape is not Shape.LOWER or len(word.text) < 2 or not _strange(word):
        return None
    cue = cues.cue(text, seen, place)
    if cue is None and (cues.placed(text, word.start) or cues.staff(text, word.start)):
        cue = "cue"
    if cue == "firm" or (cue is None and cues.title(text, word.start) is not None):
        if word.low in rules().particles:
            return None
        return _last(text, seen, place)
    if cue and _outlandish(word) and _SENT.match(text, word.end) and cues.staff(text, word.start):
        return place
    if foreign and not cue:
        last = _last(text, seen, place)
        return last if _personal(text, seen[last].end) and word.given else None
    if word.given and word.low not in clinical():
        last = _last(text, seen, place)
        if word.low in english():
            # "mark", "grace": a name only beside another and before an age.
            return last if last > place and _personal(text, seen[last].end) else None
        return last if cue or last > place or _personal(text, seen[last].end) else None
    if cue and word.surname and _given_behind(text, seen, place):
        return place + 1
    if cue and word.surname and _lone_initial(text, seen, place) and _outlandish(word):
        return place + 1
    if _outlandish(word) and _HERE.match(text, word.end) and _OPENS.search(text, 0, word.start):
        return place
    follower = seen[place + 1] if place + 1 < len(seen) else None
    if cue and follower and _outlandish(word) and follower.low in rules().sure_verbs:
        return place
    if not (follower and follower.shape is Shape.LOWER and text[word.end : follower.start] == " "):
        return None
    # One strange word after "pt" may be a slip of the pen; two are a name.
    if not all(_outlandish(w) for w in (word, follower)):
        return None
    last = _last(text, seen, place)
    return last if cue or _personal(text, seen[last].end) else None


def _last(text: str, seen: list[Word], place: int) -> int:
    """The last word of a name in lower case that begins here."""
    last = place
    while last + 1 < len(seen) and last - place < 4 and text[seen[last].end : seen[last + 1].start] == " ":
        follower = seen[last + 1]
        if follower.shape is not Shape.LOWER or not (_strange(follower) or _particle(seen, last + 1)):
            break
        last += 1
    if last == place and _lone_initial(text, seen, place):
        return place + 1
    return last


def _particle(seen: list[Word], place: int) -> bool:
    """Whether a particle, or two, stands before a word that may end a name."""
    if seen[place].low not in rules().strict_particles:
        return False
    ahead = place + 1
    while ahead < len(seen) - 1 and seen[ahead].low in rules().strict_particles:
        ahead += 1
    return ahead < len(seen) and _strange(seen[ahead])


def _personal(text: str, end: int) -> bool:
    return bool(IDENTITY.match(text, end) or _SAYS_SO.match(text, end))


def _lone_initial(text: str, seen: list[Word], place: int) -> bool:
    """Whether a single letter ends the name: "patel k"."""
    if place + 1 >= len(seen):
        return False
    word, letter = seen[place : place + 2]
    return (
        len(letter.text) == 1
        and letter.shape is Shape.LOWER
        and letter.text not in {"a", "i"}
        and text[word.end : letter.start] == " "
        and not re.match(r"/|\s?\d", text[letter.end : letter.end + 2])
    )


def _given_behind(text: str, seen: list[Word], place: int) -> bool:
    """Whether a given name ends the name, before an age or a date of birth: "smith john dob"."""
    if place + 1 >= len(seen):
        return False
    word, second = seen[place : place + 2]
    beside = text[word.end : second.start] == " " and second.shape is Shape.LOWER
    return beside and second.given and second.low not in clinical() and _personal(text, second.end)


def _strange(word: Word) -> bool:
    if word.low in english() or word.low in clinical():
        return word.given or word.surname
    if word.surname or word.given:
        return True
    if "-" in word.low and strength_of(word.low) is Strength.WORD:
        return False  # "add-on"
    return len(word.text) > 2 and bool(_VOWEL.search(word.low))


def _outlandish(word: Word) -> bool:
    return (
        len(word.text) > 3
        and strength_of(word.low) >= Strength.UNKNOWN
        and bool(_VOWEL.search(word.low) or word.surname)
    )
