"""What the words around a name say: a title, a cue such as "daughter", a staff phrase, what a person does.

rules/identifiers/names.yaml holds the words.
"""

from __future__ import annotations

import re
from functools import cache

from guardrails.identifier_words import Shape, Strength, Word, rules

_BEFORE = 40
_TITLE_REACH = 14
_CUE_GAP = re.compile(r"\s{0,2}[.:=#(\[,|;-]{0,2}\s{0,2}(?:is\s|was\s|name\s?:?\s?|called\s)?[\"“'‘(]?\s?")
_YEAR = re.compile(r"[,(]?\s?\(?(?:19|20)\d\d[a-z]?\b(?!-\d\d-)|\s(?:et al|and colleagues|and coworkers)\b")
_JOINED = re.compile(r"\s(?:al|el|ad|ash|an|ar|as|at|az|ibn|bin)-[A-ZÀ-Þ][\w'’-]{1,20}")
_GRAND = frozenset({"lady", "lord", "sir "})
_SMALL_TITLES = frozenset(
    {"mevr", "dhr", "sig", "pak", "ibu", "khun", "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr", "sra"}
)
_SHORTENED = frozenset({"pt", "pts", "re", "mr", "mrs", "ms", "dr", "attn", "mx"})
_SELF = frozenset({"i am", "i'm", "this is", "it's", "it is"})
_SELF_VERBS = frozenset({"is", "was", "name"})
_OPENING = "\"“'‘([*_"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    found = rules()
    title = re.compile(
        rf"(?<![\w-]){found.titles}(?:\.|\b)(?:\s(?:Dr|Prof|and Mrs)\.?)?\s{{0,2}}$", re.IGNORECASE
    )
    return (
        title,
        re.compile(rf"\b{found.staff}[\s:]{{1,2}}$", re.IGNORECASE),
        re.compile(rf"\b{found.places}[\s:,-]{{1,3}}$", re.IGNORECASE),
        re.compile(found.treated),
        re.compile(found.predicate),
    )


@cache
def _title_words() -> frozenset[str]:
    return frozenset(rules().titles.removeprefix("(?:").removesuffix(")").casefold().split("|"))


def title(text: str, start: int) -> int | None:
    """Where a title right before begins."""
    near = text[max(0, start - _TITLE_REACH) : start].split()
    if not near or near[-1].lstrip(_OPENING).rstrip(".").casefold() not in _title_words():
        return None
    match = _patterns()[0].search(text, max(0, start - _BEFORE), start)
    found = "" if match is None else match.group().strip(" .")
    if len(found) > 2 and found.isupper() and found not in {"MRS", "MISS"} and not text[start:].isupper():
        return None  # "GEO GSE200306"
    if match is None or (match.group()[0].islower() and match.group().strip(" .") not in _SMALL_TITLES):
        return None
    return match.start()


def grand(text: str, start: int) -> bool:
    """Whether a title is one of those that also begin other names ("Lady Windermere syndrome")."""
    return text[start : start + 4].casefold() in _GRAND


def plain_title(text: str, start: int) -> bool:
    """Whether a title is one that stands before nothing but a name: "Mr. Takeda"."""
    return text[start : start + 4].casefold().rstrip(". ") in {"mr", "mrs", "ms", "miss", "mx"}


def staff(text: str, start: int) -> bool:
    """Whether the words before say by whom something was done, or from whom it came."""
    return bool(_patterns()[1].search(text, max(0, start - _BEFORE), start))


def placed(text: str, start: int) -> bool:
    """Whether a bed or a room stands before: "bed 14 Marwick"."""
    if not any(c.isdigit() for c in text[max(0, start - 5) : start]):
        return False
    return bool(_patterns()[2].search(text, max(0, start - _BEFORE), start))


def cue(text: str, seen: list[Word], place: int) -> str | None:
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
    if before.shape is Shape.INITIAL and place > 1 and seen[place - 2].low in found.counted:
        return "cue" if gap == " " else None
    pair = f"{seen[place - 2].low} {before.low}" if place > 1 else before.low
    if before.low in found.firm_cues or pair in found.firm_cues:
        return "firm" if pair not in _SELF or here.strength >= Strength.UNKNOWN or here.given else None
    if before.low in found.sign_offs:
        return "cue" if _signed(text, gap, here) else None
    if before.low in found.cues or before.low.endswith("-in-law"):
        if "," in gap and not re.match(r",|\s\d|[.;)]|\s\(|$", text[here.end : here.end + 2]):
            return None
        return "cue"
    if before.low in _SELF_VERBS and place > 1 and seen[place - 2].low in found.cues:
        return "cue" if here.strength >= Strength.UNKNOWN else None
    return None


def introduced(seen: list[Word], place: int) -> bool:
    """Whether somebody tells the own name: "I'm Calliope", "my name is Inge"."""
    if place == 0:
        return False
    pair = f"{seen[place - 2].low} {seen[place - 1].low}" if place > 1 else ""
    return seen[place - 1].low in {"i'm", "name's"} or pair in {
        "i am",
        "name is",
        "this is",
        "it's",
        "go by",
        "goes by",
    }


def _signed(text: str, gap: str, here: Word) -> bool:
    """Whether a letter or a message ends with this word."""
    rest = text[here.end : here.end + 60].strip()
    last = not rest or rest.startswith((".", "-")) or "\n" in text[here.end : here.end + 2]
    return "," in gap or "\n" in gap if last else len(rest.split()) <= 1 and "," in gap


def told(text: str, end: int, follower: Word | None, adjacent: bool) -> bool:
    """Whether the words after say what only a person does or has."""
    if adjacent and follower is not None and follower.low in rules().sure_verbs:
        return True
    return bool(_patterns()[4].match(text, end))


def treated(text: str, end: int) -> bool:
    """Whether a drug that somebody is on comes right after: "Marwick on HCQ"."""
    return bool(_patterns()[3].match(text, end))


def eponym(text: str, end: int, follower: Word | None, adjacent: bool) -> bool:
    """Whether the words after make the word before an eponym, an author or an institution."""
    named = (
        adjacent
        and follower is not None
        and follower.low in rules().eponym_after
        and "," not in text[end : follower.start]
    )
    return named or bool(_YEAR.match(text, end))


def end_of(text: str, word: Word) -> int:
    """The end of a name, with the full stop of an initial or what an article joins to it: "al-Masri"."""
    if word.shape is Shape.INITIAL and text.startswith(".", word.end):
        return word.end + 1
    joined = _JOINED.match(text, word.end)
    return joined.end() if joined else word.end
