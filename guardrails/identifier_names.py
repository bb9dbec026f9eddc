"""Names of persons: by the words around them, by their shape, and by being no word of English or of medicine.

rules/identifiers/names.yaml holds the cues and the lists; `identifier_words.py` weighs single words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails import identifier_initials
from guardrails.identifier_initials import IDENTITY
from guardrails.identifier_words import Shape, Strength, Word, rules, strength_of, words
from guardrails.types import Identifier
from guardrails.vocabulary import clinical, english

KIND = "name"
_BEFORE = 40
_GAP = re.compile(r"[ \u00a0]{1,2}[\"“'‘(]?|[\"”'’)][ \u00a0]|\.[ \u00a0]?")
_CUE_GAP = re.compile(r"\s{0,2}[.:=#(\[,-]{0,2}\s{0,2}(?:is\s|was\s|name\s?:?\s?|called\s)?[\"“'‘(]?\s?")
_COMMA = re.compile(r",[ \u00a0]{0,2}")
_YEAR = re.compile(r"[,(]?\s?\(?(?:19|20)\d\d[a-z]?\b|\s(?:et al|and colleagues|and coworkers)\b")
_SEGMENT = re.compile(r"(?:^|[.:;!?\n>|*•(\[#/-])\s{0,3}$")
_LONGEST = 6
_PREDICATE = re.compile(
    r"(?:,\s(?:who|a \d{1,2}|an? (?:woman|man|girl|boy|lady))\b|\s(?:has (?:LN|lupus|SLE|class [IV]"
    r"|ESKD|CKD|been (?:on|taking|diagnosed))"
    r"|is (?:on [A-Z]|pregnant|allergic|taking|scheduled|trying|\d{1,2}\b)|was (?:seen|admitted"
    r"|started on|biopsied|born|diagnosed|switched)"
    r"|with (?:LN|lupus|SLE)\b)|,?\s\(?(?:she|he)\b)"
)
_PAIR_BEFORE = re.compile(r"\b(?:for|re|to|from|with|by|of)[\s:]{1,2}$", re.IGNORECASE)


def find(text: str) -> Iterator[Identifier]:
    """Names in a text; they may overlap."""
    seen = words(text)
    titled = _title_case(seen) or sum(w.low in rules().german for w in seen) > 1
    taken = -1
    for place, word in enumerate(seen):
        if place <= taken:
            continue
        run = _run(text, seen, place, titled)
        if not run:
            found = _lower(text, seen, place)
            if found is None and not titled and _plain_pair(text, seen, place):
                found = place + 1
            if found:
                yield Identifier(seen[place].start, seen[found].end, KIND)
                taken = found
            continue
        last = place + run - 1
        span = _surname_first(text, seen, place, last, titled)
        if span:
            yield Identifier(span[0], span[1], KIND)
            taken = span[2]
            continue
        start = _accepted(text, seen, place, last, titled)
        if start is None and taken >= 0 and taken == place - 2 and _beside(text, seen, place, last):
            start = word.start
        if start is not None:
            yield Identifier(start, _end(text, seen[last]), KIND)
            taken = last
    yield from identifier_initials.find(text)


def _run(text: str, seen: list[Word], place: int, titled: bool) -> int:
    """How many words from here on could be one name."""
    first = seen[place]
    entitled = _title(text, first.start) is not None
    ordinary = first.strength is Strength.WORD
    if first.shape is Shape.UPPER and ordinary:
        return 0
    if first.shape is Shape.LOWER and not (first.low in rules().particles and entitled):
        return 0
    if first.shape is Shape.CAPITAL and ordinary and not (entitled or _leads(text, seen, place)):
        return 0
    if first.shape is Shape.INITIAL and not text.startswith(".", first.end):
        return 0
    strange = first.strength is Strength.UNKNOWN and not (first.surname or first.given)
    followed = place + 1 < len(seen) and len(first.text) > 3 and _upper_name(seen[place + 1])
    # An unknown word in capitals is an abbreviation, unless a name in capitals follows.
    if first.shape is Shape.UPPER and strange and not followed:
        return 0
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
            if text[word.end : word.end + 1] == "." and text[word.end + 1 : word.end + 2].isalpha():
                break
            if word.text in "IVX" and not text.startswith(".", word.end):
                break
            length += 1
            continue
        if word.shape is Shape.LOWER:
            particle = word.low in rules().particles
            follower = seen[place + length + 1] if place + length + 1 < len(seen) else None
            if (
                particle
                and follower
                and follower.shape is Shape.CAPITAL
                and follower.strength >= Strength.DOUBTFUL
            ):
                length += 1
                continue
            break
        if word.shape is Shape.UPPER and first.shape is not Shape.UPPER:
            break
        if word.shape is Shape.UPPER and (word.low in clinical() or word.strength is Strength.WORD):
            break
        if word.strength is Strength.WORD and not (
            _joins(word, strong, titled)
            or (entitled and word.low not in rules().verbs and len(word.text) > 2)
        ):
            break
        if word.low in rules().eponym_after and word.strength < Strength.GIVEN:
            break
        strong = strong or word.strength >= Strength.UNKNOWN or word.given
        length += 1
    while (
        length > 1
        and seen[place + length - 1].low in rules().particles
        and not seen[place + length - 1].surname
    ):
        length -= 1
    return length


def _leads(text: str, seen: list[Word], place: int) -> bool:
    """Whether an ordinary word in capitals begins a name within a sentence: "her sister Raven Mabry"."""
    if place == 0 or place + 1 >= len(seen) or seen[place].low in clinical():
        return False
    before, word, after = seen[place - 1 : place + 2]
    return (
        (
            (before.shape is Shape.LOWER and text[before.end : word.start] == " ")
            or text[before.end : word.start] == ", "
        )
        and text[word.end : after.start] == " "
        and after.shape is Shape.CAPITAL
        and after.strength >= Strength.UNKNOWN
        and after.low not in rules().eponym_after
    )


_SUFFIXES = frozenset({"jr", "sr", "st", "mr", "mrs", "ms", "dr", "prof"})


def _upper_name(word: Word) -> bool:
    return word.shape in (Shape.UPPER, Shape.CAPITAL) and word.strength is Strength.GIVEN


def _joins(word: Word, strong: bool, titled: bool) -> bool:
    """Whether an ordinary word in capitals continues a name: "Gita Stone"."""
    return (
        strong
        and not titled
        and len(word.text) >= 3
        and word.low not in clinical()
        and word.low not in rules().verbs
        and word.low not in rules().cues
    )


def _accepted(text: str, seen: list[Word], place: int, last: int, titled: bool) -> int | None:
    """Where the name begins, its title included; None where the run is not a name."""
    run = seen[place : last + 1]
    bodies = [w for w in run if w.shape in (Shape.CAPITAL, Shape.UPPER) and w.low not in rules().particles]
    if not bodies:
        return None
    given = max(w.strength for w in bodies) is Strength.GIVEN
    follower = seen[last + 1] if last + 1 < len(seen) else None
    after = seen[last].end
    adjacent = follower is not None and text[after : follower.start].strip(" ,-'’s\"”)") == ""
    eponym = bool(
        (
            adjacent
            and follower
            and follower.low in rules().eponym_after
            and "," not in text[after : follower.start]
        )
        or _YEAR.match(text, after)
    )
    title = _title(text, run[0].start)
    if title is not None:
        sure = any(w.strength >= Strength.UNKNOWN for w in bodies)
        if eponym and (not sure or text[title : title + 4].casefold() in _GRAND):
            return None
        listed = any(w.eponym or w.surname or w.given for w in bodies)
        return None if bodies[0].low in clinical() and not sure and not listed else title
    if eponym and not (given and len(bodies) > 1):
        return None
    strongest = max(w.strength for w in bodies)
    start = run[0].start
    if strongest is Strength.WORD:
        return None
    cue = _cue(text, seen, place)
    if cue == "firm":
        return start
    if cue and (strongest >= Strength.UNKNOWN or bodies[0].given or len(bodies) > 1):
        return start
    if _staff(text, start) and strongest >= Strength.UNKNOWN:
        return start
    told = adjacent and follower is not None and follower.low in rules().sure_verbs
    told = told or bool(_PREDICATE.match(text, after))
    identity = bool(IDENTITY.match(text, after)) or (
        strongest is Strength.UNKNOWN
        and text[start - 1 : start] in {'"', "“", "'", "‘"}
        and text[after : after + 1] in set("\"”'’")
    )
    if len(bodies) > 1 or (len(run) > 1 and strongest >= Strength.UNKNOWN):
        return start if _two(bodies, run, strongest, titled, told or identity) else None
    only = bodies[0]
    if only.shape is Shape.UPPER:
        return start if identity and only.strength is Strength.GIVEN else None
    if only.strength is Strength.GIVEN:
        return start
    if only.strength is Strength.UNKNOWN and (identity or told):
        return start
    if only.given and (told or (identity and not titled)):
        return start
    return None


def _two(bodies: list[Word], run: list[Word], strongest: Strength, titled: bool, person: bool) -> bool:
    """Whether two or more words in capitals are one name."""
    if any(w.shape is Shape.UPPER for w in bodies):
        return any(w.given for w in bodies) and strongest >= Strength.UNKNOWN
    if strongest is Strength.GIVEN:
        return True
    if strongest is Strength.UNKNOWN and titled and not person:
        return False
    if strongest is Strength.UNKNOWN:
        doubtful = [w for w in bodies if w.strength is Strength.DOUBTFUL]
        return all(w.given or w.surname or not w.eponym for w in doubtful) or person
    if titled and not person:
        return False
    return bodies[0].given and len(bodies) > 1 and (bodies[1].surname or bodies[1].given or person)


def _surname_first(
    text: str, seen: list[Word], place: int, last: int, titled: bool
) -> tuple[int, int, int] | None:
    """ "Tran, Huong T.": start, end and place of the last word."""
    if last + 1 >= len(seen) or not _COMMA.fullmatch(text[seen[last].end : seen[last + 1].start]):
        return None
    family, second = seen[place : last + 1], seen[last + 1]
    if all(w.shape is Shape.INITIAL for w in family) or len(family) > 4:
        return None
    length = _run(text, seen, last + 1, titled)
    if not length or second.shape is Shape.INITIAL:
        return None
    end = last + length
    opening = bool(_SEGMENT.search(text[max(0, family[0].start - 4) : family[0].start])) or bool(
        _cue(text, seen, place)
    )
    follower = seen[end + 1] if end + 1 < len(seen) else None
    told = (
        follower is not None
        and text[seen[end].end : follower.start] == " "
        and follower.low in rules().sure_verbs
    )
    identity = bool(IDENTITY.match(text, seen[end].end)) or told
    listed = any(w.surname or w.eponym or w.strength >= Strength.UNKNOWN for w in family)
    if not listed:
        return None
    sure = second.strength is Strength.GIVEN or (second.given and opening)
    if sure or (opening and second.strength is Strength.UNKNOWN and _closed(text, seen[end].end)):
        return family[0].start, _end(text, seen[end]), end
    if opening and identity and second.strength >= Strength.DOUBTFUL:
        return family[0].start, _end(text, seen[end]), end
    return None


def _plain_pair(text: str, seen: list[Word], place: int) -> bool:
    """Two English words in capitals where a person is spoken of: "for Quill Farrow"."""
    if place + 1 >= len(seen):
        return False
    pair = seen[place : place + 2]
    return bool(
        all(w.shape is Shape.CAPITAL and w.low not in clinical() and len(w.text) > 2 for w in pair)
        and text[pair[0].end : pair[1].start] == " "
        and all(w.low not in rules().eponym_after and w.low not in rules().cues for w in pair)
        and not (place + 2 < len(seen) and seen[place + 2].shape is Shape.CAPITAL)
        and (
            _cue(text, seen, place)
            or bool(_PAIR_BEFORE.search(text, max(0, pair[0].start - 8), pair[0].start))
        )
    )


def _beside(text: str, seen: list[Word], place: int, last: int) -> bool:
    """Whether a word follows a name and "and", and may be one itself: "Amina and Yusra"."""
    joined = text[seen[place - 2].end : seen[place].start]
    return joined in {" and ", " & ", " or "} and seen[place].strength >= Strength.UNKNOWN and last == place


def _closed(text: str, end: int) -> bool:
    """Whether nothing ties the word before to what comes after as one of a list."""
    return not re.match(r"\s?(?:,\s[A-Z]|and\b|or\b|&|et al)", text[end : end + 12])


def _lower(text: str, seen: list[Word], place: int) -> int | None:
    """A name in lower case after a cue: the place of its last word."""
    word = seen[place]
    if word.shape is not Shape.LOWER or len(word.text) < 2:
        return None
    cue = _cue(text, seen, place)
    if cue == "firm" or (cue is None and _title(text, word.start) is not None):
        if not _strange(word) or word.low in rules().particles:
            return None
    elif not (word.given and word.low not in english() and word.low not in clinical()):
        follower = seen[place + 1] if place + 1 < len(seen) else None
        if not (
            cue and follower and follower.shape is Shape.LOWER and text[word.end : follower.start] == " "
        ):
            return None
        # One strange word after "pt" may be a slip of the pen; two are a name.
        return place + 1 if all(_outlandish(w) for w in (word, follower)) else None
    elif cue is None:
        follower = seen[place + 1] if place + 1 < len(seen) else None
        if not (follower and text[word.end : follower.start] == " " and _plain_surname(follower)):
            return None
    last = place
    while last + 1 < len(seen) and last - place < 3 and text[seen[last].end : seen[last + 1].start] == " ":
        follower = seen[last + 1]
        if follower.shape is not Shape.LOWER or not (
            _strange(follower) or follower.low in {"de", "van", "al", "el", "bin"}
        ):
            break
        last += 1
    return last


def _strange(word: Word) -> bool:
    ordinary = word.low in english() or word.low in clinical()
    return (word.given or word.surname) if ordinary else len(word.text) > 2 or word.surname


def _outlandish(word: Word) -> bool:
    return len(word.text) > 3 and strength_of(word.low) >= Strength.UNKNOWN


def _plain_surname(word: Word) -> bool:
    return word.low not in english() and word.low not in clinical() and (word.surname or word.given)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = rules()
    title = re.compile(
        rf"(?<![\w-]){found.titles}(?:\.|\b)(?:\s(?:Dr|Prof|and Mrs)\.?)?\s{{0,2}}$", re.IGNORECASE
    )
    return title, re.compile(rf"\b{found.staff}[\s:]{{1,2}}$", re.IGNORECASE)


@cache
def _title_words() -> frozenset[str]:
    return frozenset(rules().titles.removeprefix("(?:").removesuffix(")").casefold().split("|"))


def _title(text: str, start: int) -> int | None:
    """Where a title right before begins."""
    low = max(0, start - _BEFORE)
    near = text[max(0, start - 14) : start].split()
    if not near or near[-1].rstrip(".").casefold() not in _title_words():
        return None
    match = _patterns()[0].search(text, low, start)
    if match is None or (match.group()[0].islower() and match.group().strip(" .") not in _SMALL_TITLES):
        return None
    return match.start()


def _staff(text: str, start: int) -> bool:
    return bool(_patterns()[1].search(text, max(0, start - _BEFORE), start))


def _cue(text: str, seen: list[Word], place: int) -> str | None:
    """Whether a word before announces a name: "firm", "cue" or None."""
    if place == 0:
        return None
    before, here = seen[place - 1], seen[place]
    gap = text[before.end : here.start]
    if (
        len(gap) > 12
        or (". " in gap and before.low not in _SHORTENED)
        or not _CUE_GAP.fullmatch(gap.removeprefix("'s"))
    ):
        return None
    found = rules()
    pair = f"{seen[place - 2].low} {before.low}" if place > 1 else before.low
    if before.low in found.firm_cues or pair in found.firm_cues:
        return "firm" if pair not in _SELF or here.strength >= Strength.UNKNOWN or here.given else None
    if before.low in found.cues:
        if "," in gap and not re.match(r",|\s\d", text[here.end : here.end + 2]):
            return None
        return "cue"
    if before.low in _SELF_VERBS and place > 1 and seen[place - 2].low in found.cues:
        return "cue" if here.strength >= Strength.UNKNOWN else None
    return None


_GRAND = frozenset({"lady", "lord", "sir "})
_SMALL_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr", "sra"})
_SHORTENED = frozenset({"pt", "pts", "re", "mr", "mrs", "ms", "dr", "attn", "mx"})
_SELF = frozenset({"i am", "i'm", "this is"})
_SELF_VERBS = frozenset({"is", "was", "name"})


def _end(text: str, word: Word) -> int:
    """The end of a name, with the full stop of an initial."""
    return word.end + 1 if word.shape is Shape.INITIAL and text.startswith(".", word.end) else word.end


def _title_case(seen: list[Word]) -> bool:
    long = [
        w for w in seen if len(w.text) > 3 and w.strength < Strength.UNKNOWN and w.shape is not Shape.UPPER
    ]
    return len(long) > 4 and sum(w.shape is not Shape.LOWER for w in long) > 0.75 * len(long)
