"""Names of persons: by the words around them, by their shape, and by being no word of English or of medicine.

`identifier_words.py` weighs single words, `identifier_runs.py` finds words in a row, `identifier_cues.py`
reads the words around, `identifier_lower.py` finds names in lower case. Here is decided what is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails import identifier_cues as cues
from guardrails import identifier_initials, identifier_lower
from guardrails.identifier_gazetteer import listed as city
from guardrails.identifier_initials import IDENTITY
from guardrails.identifier_persons import Nearness, person
from guardrails.identifier_runs import foreign, odd, title_case
from guardrails.identifier_runs import run as run_from
from guardrails.identifier_words import ENDINGS, Shape, Strength, Word, branded, rules, words
from guardrails.types import Identifier
from guardrails.vocabulary import clinical

KIND = "name"
_COMMA = re.compile(r",[ \u00a0]{0,2}")
_SEGMENT = re.compile(r"(?:^|[.:;!?\n>|*•(\[#/-])\s{0,3}$")
_SUBJECT = re.compile(r" (?:I|you|he|she|it|we|they)\b")
_REAL = re.compile(
    r",?\s\(?(?:real|legal|full|actual|birth|given|preferred|chosen|pet) name\b"
    r"|,?\s\(?(?:preferred|goes by|nickname|her nickname|his nickname|known as|to friends|at home)\b"
)
_NUMBERED = re.compile(
    r"[\s,;(|-]{1,3}(?:\d{1,2}[/.-]|DOB|MRN|b\.|born|\d{1,3}\s?(?:[yFM]|J\.|Jahre|ans|años|anni|anos|lat|let|år|yaş))"
)
_AUTHORS = re.compile(r"\s(?:and|&)\s[A-Z]")
_STOPS = re.compile(r"\s?[,;()]|\s?\n|\s-\s|\s?$|(?<=[^\W\d_]{5})\.(?:\s|$)")
_AFTER_VERB = re.compile(
    r"\b(?:with|reach|reached|call|called|told|saw|met|see|asked|for|its|it's|from|by|of|remind|text) $",
    re.IGNORECASE,
)
_ROUND = re.compile(
    r"(?:^|[:,;]\s)(?P<name>[^\W\d_a-z][^\W\d_]{1,20}) (?:\([^()]{1,30}\)|- [^;,:\n]{2,40})(?=[,;.]|\s?$)"
)
_CLOSING = re.compile(r"\s?(?:[;:|/(\n]|-\s|[,.]?\s?\d|[.?!]?\s*$)")
_MARKER = re.compile(r"-\d")
_AUTHOR_BEFORE = re.compile(r"[A-Z][\w'’-]+ [A-Z]{1,3}, $")
_DAY = re.compile(r"\.?\s\d")
_MONTHS = frozenset(
    {"jan", "april", "may", "june", "august", "jun", "mai", "juli", "julia", "avril", "janvier"}
)
_SEXED = re.compile(r"[,\s(]{1,3}\d{1,3}\s?(?:-?y(?:/?o|r|ears?)?\b|[FMfm]\b)")
_PLACEHOLDERS = frozenset({"X", "Y"})
_JOURNALS = frozenset({"nat", "ann", "rheum", "clin"})
_LETTERED = re.compile(
    r" (?!LN|IV|VI|II|PD|HD|DM|BP|GN|TB|ED|CR|PR|SC)[A-Z]{2}"
    r"(?=,? (?:textbook|et\b|and\b|(?:19|20)\d\d)|[.,:;] )"
)
_AUTHOR_AFTER = re.compile(
    r",\s[A-Z][\w'’-]{1,25}\s[A-Z]{1,3}\b|\s[a-z]{4,}|[.,]\s[A-Z][a-z]+ [^.\n]{0,40}(?:19|20)\d\d"
    r"|\s(?:19|20)\d\d"
)
_PAIR_BEFORE = re.compile(r"\b(?:for|re|to|from|with|by|of)[\s:]{1,2}$", re.IGNORECASE)


def find(text: str, note: bool = False) -> Iterator[Identifier]:
    """Names in a text; they may overlap. In a note about one person less is enough."""
    seen = words(text)
    titled = title_case(seen) or sum(w.low in rules().german for w in seen) > 1
    strange = foreign(seen)
    titled = titled or strange
    near = Nearness.NOTE if note else Nearness.PERSON if person(text) else Nearness.NOBODY
    rounds = _rounds(text)
    taken = -1
    for place, word in enumerate(seen):
        if place <= taken:
            continue
        run = run_from(text, seen, place, titled)
        if not run:
            found = identifier_lower.find(text, seen, place, strange)
            title = cues.title(text, word.start) if found is not None else None
            if found is None and _quoted(text, seen, place):
                found = place
            elif found is None and not titled and _plain_pair(text, seen, place):
                found = place + 1
            if found is not None:
                yield Identifier(word.start if title is None else title, cues.end_of(text, seen[found]), KIND)
                taken = found
            continue
        last = place + run - 1
        span = _surname_first(text, seen, place, last, titled)
        if span:
            yield Identifier(span[0], span[1], KIND)
            taken = span[2]
            continue
        start = _accepted(text, seen, place, last, titled, near)
        if (
            start is None
            and word.start in rounds
            and run == 1
            and (word.surname or word.given or word.strength >= Strength.UNKNOWN)
        ):
            start = word.start
        if start is None and taken >= 0 and taken == place - 2 and _beside(text, seen, place, last):
            start = word.start
        if start is not None:
            end = cues.end_of(text, seen[last])
            yield Identifier(start, end, KIND)
            taken = last
            town = _town_beside(text, seen, last + 1, end)
            if town:
                yield Identifier(town.start, town.end, "geo")
                taken = last + 1
    yield from identifier_initials.find(text)


def _accepted(text: str, seen: list[Word], place: int, last: int, titled: bool, near: Nearness) -> int | None:
    """Where the name begins, its title included; None where the run is not a name."""
    run = seen[place : last + 1]
    bodies = [
        w
        for w in run
        if w.shape in (Shape.CAPITAL, Shape.UPPER)
        and (w.low not in rules().particles or (w is run[0] and w.given))  # "Ben" opens a name too
    ]
    if not bodies:
        lone = all(w.shape is Shape.INITIAL for w in run) and run[0].text not in _PLACEHOLDERS
        return cues.title(text, run[0].start) if lone else None
    strongest = max(w.strength for w in bodies)
    follower = seen[last + 1] if last + 1 < len(seen) else None
    after = seen[last].end
    adjacent = follower is not None and text[after : follower.start].strip(" ,-'’s\"”)") == ""
    eponym = cues.eponym(text, after, follower, adjacent)
    start = run[0].start
    title = cues.title(text, start)
    if title is not None:
        sure = strongest >= Strength.UNKNOWN
        if eponym and (not sure or cues.grand(text, title)):
            return None
        listed = any(w.eponym or w.surname or w.given for w in bodies)
        plain = cues.plain_title(text, title)
        if bodies[0].low in rules().no_names and not plain:
            return None
        return None if bodies[0].low in clinical() and not (sure or listed or plain) else title
    if eponym and not (strongest is Strength.GIVEN and len(bodies) > 1):
        return None
    if strongest is Strength.WORD:
        return start if len(bodies) == 1 and odd(text, seen, place) else None
    if _announced(text, seen, place, bodies, strongest):
        return start
    asks = len(run) == 1 and run[0].low in rules().openers and _SUBJECT.match(text, after)
    if asks:  # "Will she need dialysis?"
        return None
    told = cues.told(text, after, follower, adjacent)
    identity = bool(IDENTITY.match(text, after)) or (
        strongest is Strength.UNKNOWN
        and text[start - 1 : start] in {'"', "“", "'", "‘"}
        and text[after : after + 1] in set("\"”'’")
    )
    if run[0].low in _JOURNALS and len(run) > 1:
        return None
    if not (told or identity) and (_author(text, run, near) or _LETTERED.match(text, after)):
        return None
    if _MARKER.match(text, after) and len(run) == 1:
        return None  # "Jo-1"
    if _bracketed(text, start, after):
        return None
    if len(bodies) > 1 or (len(run) > 1 and strongest >= Strength.UNKNOWN):
        return start if _two(bodies, run, strongest, titled, told or identity) else None
    if bodies[0].strength is Strength.UNKNOWN and bodies[0].shape is Shape.CAPITAL:
        told = told or _listed_beside(text, seen, place)
        told = told or (not titled and _spoken_of(text, bodies[0], follower if adjacent else None, near))
    return start if _alone(text, bodies[0], told, identity, titled) else None


def _announced(text: str, seen: list[Word], place: int, bodies: list[Word], strongest: Strength) -> bool:
    """Whether the words before say that a name comes."""
    cue = cues.cue(text, seen, place)
    if cue == "firm":
        return True
    if cue and (strongest >= Strength.UNKNOWN or bodies[0].given or len(bodies) > 1):
        return True
    start = seen[place].start
    if (
        cue
        and seen[place - 1].low in rules().kin
        and seen[place].shape is Shape.CAPITAL
        and bodies[0].surname
    ):
        return True
    return strongest >= Strength.UNKNOWN and (cues.staff(text, start) or cues.placed(text, start))


def _alone(text: str, word: Word, told: bool, identity: bool, titled: bool) -> bool:
    """Whether one word in capitals is a name."""
    if word.text.isupper() and word.low in clinical() and not told:
        return False  # "AURORA 2" in a text all in capitals
    if _DAY.match(text, word.end) and word.low in _MONTHS:
        return False
    if _LETTERED.match(text, word.end) and not (told or identity):
        return False  # "Wallace DJ textbook": an author
    if word.shape is Shape.UPPER:
        return identity and word.strength is Strength.GIVEN
    if word.low in branded() and not (told or identity) and _taken(text, word):
        return False
    if word.strength is Strength.GIVEN:
        return not (word.surname and _AUTHORS.match(text, word.end) and text.endswith(", ", 0, word.start))
    if word.strength is Strength.UNKNOWN:
        return identity or told or (_opens(text, word.start) and not titled and cues.treated(text, word.end))
    if word.surname and word.shape is Shape.CAPITAL and _SEXED.match(text, word.end):
        return True
    return word.given and (told or (identity and not titled))


def _author(text: str, run: list[Word], near: Nearness) -> bool:
    """Whether a family name and a letter with no full stop is an author's: "Moroni G, Ponticelli C." """
    if len(run) != 2 or run[1].shape is not Shape.INITIAL or run[0].shape is Shape.INITIAL:
        return False
    if run[0].given and not run[0].surname:
        return False
    if _AUTHOR_BEFORE.search(text, max(0, run[0].start - 30), run[0].start):
        return True
    end = run[1].end
    return not text.startswith(".", end) and (
        near is not Nearness.NOTE or bool(_AUTHOR_AFTER.match(text, end))
    )


def _bracketed(text: str, start: int, end: int) -> bool:
    """Whether a word stands in brackets after a drug, as its brand does: "telitacicept (Tai'ai)"."""
    if text[start - 2 : start] != " (" or text[end : end + 1] not in {")", ","}:
        return False
    before = text[max(0, start - 30) : start - 2].split()
    return bool(before) and before[-1].casefold().endswith(ENDINGS)


def _quoted(text: str, seen: list[Word], place: int) -> bool:
    """Whether a word stands in quotes after what says that it is a name: nickname "Pip"."""
    word = seen[place]
    return (
        word.shape is Shape.CAPITAL
        and text[word.start - 1 : word.start] in {'"', "“", "‘"}
        and text[word.end : word.end + 1] in {'"', "”", "’"}
        and (bool(cues.cue(text, seen, place)) or bool(_REAL.match(text, word.end + 1)))
    )


def _taken(text: str, word: Word) -> bool:
    """Whether somebody takes what the word names: "she takes Yasmin"."""
    before = text[max(0, word.start - 15) : word.start].split()
    return bool(before) and before[-1].casefold() in rules().taken


def _opens(text: str, start: int) -> bool:
    """Whether a sentence or a part of one begins here."""
    return bool(_SEGMENT.search(text, max(0, start - 4), start))


def _spoken_of(text: str, word: Word, follower: Word | None, near: Nearness) -> bool:
    """Whether a strange word is a name: the text is about a person and it stands where one does."""
    if near is Nearness.NOBODY or word.low.endswith(ENDINGS):
        return False
    opens = _opens(text, word.start)
    if near is Nearness.NOTE:
        does = follower is not None and follower.low in rules().verbs
        if opens and (does or _STOPS.match(text, word.end)):
            return True
        return bool(_AFTER_VERB.search(text, max(0, word.start - 20), word.start))
    if opens:
        return bool(_STOPS.match(text, word.end))
    return bool(
        _AFTER_VERB.search(text, max(0, word.start - 20), word.start) and _STOPS.match(text, word.end)
    )


def _rounds(text: str) -> frozenset[int]:
    """Where words stand with a remark in brackets, two or more in a row: "Osei (RPGN), Lam (TTP?)"."""
    found = [m.start("name") for m in _ROUND.finditer(text)]
    return frozenset(found) if len(found) > 1 else frozenset()


def _town_beside(text: str, seen: list[Word], place: int, end: int) -> Word | None:
    """A strange word alone between commas after a name, which is where the person lives."""
    if place >= len(seen):
        return None
    word = seen[place]
    strange = word.shape is Shape.CAPITAL and word.strength is Strength.UNKNOWN
    alone = text[end : word.start] == ", " and text[word.end : word.end + 2] in {", ", "; ", ". "}
    return word if strange and alone and not word.low.endswith(ENDINGS) else None


def _listed_beside(text: str, seen: list[Word], place: int) -> bool:
    """Whether a given name follows in a list: "Nkechi, Chiamaka and Obinna"."""
    if place + 1 >= len(seen):
        return False
    word, after = seen[place : place + 2]
    joined = text[word.end : after.start] in {", ", " and ", " & ", "/"}
    return joined and after.strength is Strength.GIVEN and not after.surname


def _two(bodies: list[Word], run: list[Word], strongest: Strength, titled: bool, person: bool) -> bool:
    """Whether two or more words in capitals are one name."""
    if any(w.shape is Shape.UPPER for w in bodies):
        long = person or any(len(w.text) > 3 for w in bodies)
        return long and any(w.given or w.surname for w in bodies) and strongest >= Strength.UNKNOWN
    if strongest is Strength.GIVEN:
        return True
    if strongest is Strength.UNKNOWN and titled and not person:
        return False
    if strongest is Strength.UNKNOWN:
        doubtful = [w for w in bodies if w.strength is Strength.DOUBTFUL]
        return all(w.given or w.surname or not w.eponym for w in doubtful) or person
    if titled and not person:
        return False
    if len(bodies) > 2 and all(w.given or w.surname for w in bodies):
        return True
    if bodies[0].low in rules().openers and not person:
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
    listed = any(w.surname or w.eponym or w.strength >= Strength.UNKNOWN for w in family)
    if not listed or (city(second.text) and city(family[-1].text)):
        return None
    opening = bool(_SEGMENT.search(text[max(0, family[0].start - 4) : family[0].start])) or bool(
        cues.cue(text, seen, place)
    )
    if second.shape is Shape.INITIAL:
        initial = text.startswith(".", second.end) and _NUMBERED.match(text, second.end + 1)
        return (family[0].start, second.end + 1, last + 1) if opening and initial else None
    length = run_from(text, seen, last + 1, titled)
    if not length:
        return None
    end = last + length
    after = seen[end].end
    follower = seen[end + 1] if end + 1 < len(seen) else None
    told = follower is not None and text[after : follower.start] == " " and follower.low in rules().sure_verbs
    identity = bool(IDENTITY.match(text, after)) or told
    closed = identity or _closed(text, after)
    sure = closed and (second.strength is Strength.GIVEN or (second.given and opening))
    known = family[0].surname or bool(_CLOSING.match(text, after)) or bool(cues.cue(text, seen, place))
    if sure or (opening and closed and known and second.strength is Strength.UNKNOWN):
        return family[0].start, cues.end_of(text, seen[end]), end
    if opening and identity and second.strength >= Strength.DOUBTFUL:
        return family[0].start, cues.end_of(text, seen[end]), end
    return None


def _plain_pair(text: str, seen: list[Word], place: int) -> bool:
    """Two English words in capitals where a person is spoken of: "for Quill Farrow"."""
    if place + 1 >= len(seen) or seen[place].shape is not Shape.CAPITAL:
        return False
    pair = seen[place : place + 2]
    return bool(
        all(w.shape is Shape.CAPITAL and w.low not in clinical() and len(w.text) > 2 for w in pair)
        and text[pair[0].end : pair[1].start] == " "
        and all(w.low not in rules().eponym_after and w.low not in rules().cues for w in pair)
        and not (place + 2 < len(seen) and seen[place + 2].shape is Shape.CAPITAL)
        and (
            cues.cue(text, seen, place)
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
