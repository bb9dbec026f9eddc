"""The words of a text as a search for names sees them: shape, and how likely each is to be part of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from guardrails.rulefile import Rules, read
from guardrails.vocabulary import clinical, english, listed

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_MOSTLY = 0.7
_HUMP = re.compile(r"[^\W\d_A-ZÀ-Þ][A-ZÀ-Þ]")
_FAMILY = re.compile(r"(?:Mc|Mac|De|Di|Da|Du|La|Le|Van|Von|Fitz|Ni|Nic|Ap|Del|Dos|El|Al|Abd|Ibn)[A-ZÀ-Þ]")


class Shape(IntEnum):
    """How a word is written."""

    LOWER = 0
    CAPITAL = 1
    UPPER = 2
    INITIAL = 3


class Strength(IntEnum):
    """How likely a capitalised word is to be part of a name, by itself."""

    WORD = 0
    """English or medicine."""
    DOUBTFUL = 1
    """A name that is a word or an eponym too."""
    UNKNOWN = 2
    """Neither a word nor a listed name; or a listed surname."""
    GIVEN = 3
    """A listed given name that is no word."""


class NameRules(Rules):
    """rules/identifiers/names.yaml."""

    titles: str
    cues: frozenset[str]
    firm_cues: frozenset[str]
    staff: str
    sign_offs: frozenset[str]
    openers: frozenset[str]
    counted: frozenset[str]
    no_names: frozenset[str]
    kin: frozenset[str]
    taken: frozenset[str]
    places: str
    treated: str
    predicate: str
    verbs: frozenset[str]
    sure_verbs: frozenset[str]
    eponym_after: frozenset[str]
    eponyms: frozenset[str]
    particles: frozenset[str]
    strict_particles: frozenset[str]
    given: str
    surnames: str
    han_surnames: str
    han_ordinary: frozenset[str]
    han_families: frozenset[str]
    han_medical: str
    hangul_families: str
    no_initials: frozenset[str]
    german: frozenset[str]
    foreign_cues: tuple[str, ...]


@cache
def rules() -> NameRules:
    """The rules, loaded once."""
    return read("identifiers/names", NameRules)


@cache
def given_names() -> frozenset[str]:
    """Listed given names, lower case."""
    return frozenset(rules().given.split()) | listed("given_names") | listed("given_names_world")


@cache
def geography() -> frozenset[str]:
    """Countries, peoples and feasts, lower case."""
    return listed("geography")


@cache
def brands() -> frozenset[str]:
    """Brand names, tests and eponyms, lower case."""
    return branded() - given_names() - frozenset(rules().surnames.split())


@cache
def branded() -> frozenset[str]:
    """Brand names, tests and eponyms, those among them that are names of persons too."""
    return listed("brands")


@cache
def surnames() -> frozenset[str]:
    """Listed surnames, lower case."""
    return frozenset(rules().surnames.split()) | listed("surnames") | listed("surnames_world")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the text."""

    start: int
    end: int
    """Without a possessive ending."""
    text: str
    low: str
    shape: Shape
    strength: Strength

    @property
    def given(self) -> bool:
        """Whether it is a listed given name."""
        return self.low in given_names() or self.low.partition("-")[0] in given_names()

    @property
    def surname(self) -> bool:
        """Whether it is a listed surname."""
        return self.low in surnames()

    @property
    def eponym(self) -> bool:
        """Whether it is a surname that medicine uses as a word."""
        return self.low in rules().eponyms


def words(text: str) -> list[Word]:
    """All words of a text in order."""
    letters = sum(map(str.isalpha, text))
    shouted = letters > 20 and sum(map(str.isupper, text)) > _MOSTLY * letters
    return [_word(m, shouted) for m in _WORD.finditer(text)]


def _word(match: re.Match[str], shouted: bool) -> Word:
    text = match.group()
    if text.endswith(_POSSESSIVE[:2]) or (text.endswith(_POSSESSIVE[2:]) and len(text) > 4):
        text = text[: -2 if text.endswith(_POSSESSIVE[:2]) else -1]
    low = text.casefold().replace("’", "'")
    shape = _shape(text, shouted)
    plain = shape in (Shape.LOWER, Shape.INITIAL) or (shape is Shape.CAPITAL and _humped(text))
    strength = Strength.WORD if plain else strength_of(low)
    return Word(match.start(), match.start() + len(text), text, low, shape, strength)


def _humped(text: str) -> bool:
    """Whether a capital stands within a word as in a brand ("UpToDate"), not as in a name ("McCabe")."""
    return bool(_HUMP.search(text)) and not _FAMILY.match(text)


def _shape(text: str, shouted: bool) -> Shape:
    if not text[0].isupper():
        return Shape.LOWER
    if len(text) == 1:
        return Shape.INITIAL
    if text.isupper() and not ("-" in text and len(text) < 4):
        return Shape.CAPITAL if shouted and len(text) > 2 else Shape.UPPER
    return Shape.CAPITAL


@lru_cache(maxsize=1 << 15)
def strength_of(low: str) -> Strength:
    """The strength of a word in lower case."""
    ordinary = known(low)
    if low in given_names():
        return Strength.DOUBTFUL if ordinary or low in rules().eponyms else Strength.GIVEN
    if low in surnames():
        return Strength.DOUBTFUL if ordinary or low in rules().eponyms else Strength.UNKNOWN
    if low in rules().eponyms:
        return Strength.DOUBTFUL
    if ordinary:
        return Strength.WORD
    parts = [p for p in re.split(r"[-']", low) if p]
    if len(parts) > 1 and parts[-1] in _CONTRACTED:
        return Strength.WORD
    if len(parts) > 1:
        if parts[0] in given_names() and not known(parts[0]):
            return Strength.GIVEN
        if any(p in given_names() and not known(p) for p in parts):
            return Strength.UNKNOWN
        if all(len(p) < 4 for p in parts):
            return Strength.WORD if all(p in clinical() for p in parts) else Strength.UNKNOWN
        if all(known(p) or p in rules().eponyms or len(p) < 3 for p in parts):
            return Strength.WORD
        if any(p in clinical() and len(p) > 3 for p in parts):
            return Strength.WORD
    return Strength.UNKNOWN


def known(low: str) -> bool:
    """Whether a word is ordinary English or ordinary medicine, also as a plural or with a prefix."""
    if low in clinical() or low in english() or low in geography() or low in brands():
        return True
    if low.endswith("s") and (low[:-1] in clinical() or low[:-1] in english()):
        return True
    if low in rules().foreign_cues:
        return True
    for prefix in (
        "anti",
        "non",
        "pre",
        "post",
        "re",
        "co",
        "hyper",
        "hypo",
        "un",
        "sub",
        "multi",
        "micro",
        "neo",
    ):
        rest = low.removeprefix(prefix)
        if rest != low and len(rest) > 3 and (rest in english() or rest in clinical()):
            return True
    return len(low) >= _LONG and low.endswith(ENDINGS)


_LONG = 8
"""Letters from which an ending tells a word of medicine from a name (Ingram, Paloma)."""
_CONTRACTED = frozenset({"m", "ve", "ll", "d", "re", "t", "s"})
ENDINGS = (
    "mab", "nib", "cept", "mide", "olol", "sartan", "pril", "statin", "mycin", "cillin", "azole",
    "vir", "gliflozin",
    "gliptin", "glutide", "parin", "xaban", "tidine", "prazole", "dipine", "thiazide", "semide",
    "olone", "asone",
    "sone", "porin", "limus", "prine", "quine", "phosphamide", "trexate", "itis", "osis", "emia",
    "aemia", "uria",
    "pathy", "ectomy", "oscopy", "ostomy", "plasty", "ology", "ologist", "ologic", "penia", "megaly",
    "algia", "oma",
    "omas", "rrhea", "rrhoea", "plegia", "trophy", "plasia", "genesis", "lysis", "gram", "graphy",
    "meter", "scope",
    "cyte", "cytes", "cytosis", "phil", "phils", "ization", "isation", "ized", "ised", "tension",
    "therapy", "ivity",
    "ation", "ability", "eutic", "eutics", "logical", "ically", "iasis", "globulin", "globulins",
    "kinase", "protein",
    "amine", "amide", "idine", "oxide", "fenac", "profen", "caine", "setron", "triptan", "dronate",
    "floxacin",
    "cycline", "zepam", "zolam", "pam", "barbital", "pine", "zine", "tropin", "rubicin", "taxel",
    "platin", "leucel",
    "tinib", "ciclib", "lukast", "terol", "tropium", "glitazone", "formin", "dopa", "stigmine",
    "curium", "nephritis",
)  # fmt: skip
"""Endings of drug names and of medicine's words, which no list holds in full."""
