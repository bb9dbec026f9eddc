"""Places smaller than a state: addresses, postal codes, towns where somebody lives, named institutions.

rules/identifiers/places.yaml. Countries and states alone stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from guardrails.identifier_words import Strength, given_names, known, strength_of
from guardrails.rulefile import Rules, read
from guardrails.types import Identifier

KIND = "geo"
_PROPER = r"[A-ZÀ-Þ][\w'’.-]{0,25}"
_TOWN = rf"{_PROPER}(?:[ -](?:{_PROPER}|on|upon|de|del|la|le|of|the)){{0,3}}"
_UNIT = (
    r"(?:,?\s(?:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|Fl|Rm|Room|Bldg|Building|Lot|Box"
    r"|#)\.?\s?#?[\w-]{1,8})?"
)
_ZIP = r"\d{5}(?:-\d{4})?"
_POSTCODES = re.compile(
    r"(?<![\w-])(?:[A-PR-UWYZ][A-HJ-Y]?\d[A-HJKPSTUW\d]?\s\d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d)(?![\w-])"
)
_CUED_CODE = re.compile(
    r"\b(?:zip(?:\s?code)?|post\s?code|postal code|PLZ|CEP|pin\s?code|c[oó]digo postal"
    r"|code postal)s?\b(?:\s?(?:is|:|=|#))?\s{0,2}(?P<value>\d{3,6}(?:-\d{3,4})?\*{0,2}"
    r"|[A-Z]\d[A-Z\d]?\s?\d?[A-Z]{0,2}\d?)",
    re.IGNORECASE,
)
_CONTINENTAL = re.compile(
    r"(?<![\wäöüß.-])[A-ZÄÖÜ][\wäöüß.-]{2,30}(?:straße|strasse|str\.|weg|platz|gasse|allee|laan|straat|gatan|vej|gade|katu)\s\d{1,4}\s?[a-z]?(?:,?\s(?:D-)?\d{4,5}\s[A-ZÄÖÜ][\wäöüß-]{1,30})?"
    r"|\b\d{1,4}(?:\s?bis|\s?ter)?,?\s(?:rue|avenue|boulevard|chemin|impasse|quai|allée|route|place|via|viale|piazza)\s(?:(?:de|du|des|la|le|l'|d'|del|della)\s?){0,3}[A-ZÀ-Þ][\wà-ÿ'’-]{1,30}(?:\s[A-ZÀ-Þ][\wà-ÿ'’-]{1,30}){0,3}(?:,?\s\d{5}\s[A-ZÀ-Þ][\wà-ÿ-]{1,30})?"
    r"|\b(?:Calle|C/|Avenida|Avda\.?|Carrera|Cra\.?|Plaza|Paseo|Rua|Av\.|Via|Viale|Piazza|Rue|Jalan|Jl\.)\s(?:(?:de|del|la|las|los|da|do|dos|des)\s){0,2}[A-ZÀ-Þ][\wà-ÿ'’-]{1,30}(?:\s(?:de\s|del\s)?[A-ZÀ-Þ][\wà-ÿ'’-]{1,30}){0,3},?\s(?:n[º°o.]\s?)?#?\d{1,5}(?:-\d{1,4})?(?:,?\s\d{5}(?:-\d{3})?(?:\s[A-ZÀ-Þ][\wà-ÿ-]{1,30})?)?"
)
_PERSON_FROM = re.compile(
    r"(?<![\w'’-])(?P<who>[A-Z][\w'’-]{1,30}),?\sfrom\s(?P<place>[A-Z][\w'’-]{1,30})\b(?!\s(?:19|20)\d\d|\set\b|['’]s)"
)
_IN_TOWN = re.compile(
    r"\b(?:in|at|near|from|to|outside)\s(?P<place>[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20})?)\b"
)
_STUDIED = re.compile(
    r"(?:,?\s(?:and|or|&|v|vs\.?|versus)\s[A-Z]\w+)?\s(?:\w+\s)?(?:cohorts?|stud(?:y|ies)|series|trials?|registr(?:y|ies))\b"
)
_UNNUMBERED = re.compile(
    r"(?:(?:The|Old|New|Upper|Lower)\s)?(?:[A-Z][\w'’-]{2,20}\s){0,2}[A-Z][\w'’-]{2,20},\s(?:[A-Z][\w'’-]{2,20}\s){1,2}"
    r"(?:Lane|Road|Street|Avenue|Drive|Close|Terrace|Gardens|Crescent|Mews|Grove)(?:,\s[A-Z][\w'’-]{2,25}(?:\s[A-Z][\w'’-]{2,25})?)?\b"
)
"""A house with a name in a street without a number."""
_ENDS = re.compile(
    r"\s?(?:[.;:)!?](?:\s|$)|$|,\s(?!(?:19|20)\d\d|[A-Z][a-z]+ (?:19|20)\d\d))"
    r"|\s(?:with|and|for|since|on|after|who)\b"
)
_BOX = re.compile(
    r"\bP\.?\s?O\.?\s?Box\s\d{1,6}(?:,\s[A-Z][\w .'-]{1,30},?\s[A-Z]{2}(?:\s\d{5})?)?", re.IGNORECASE
)
_COUNTY = re.compile(
    r"(?<![\w'’-])(?P<place>[A-Z][\w'’-]{1,30}(?:\s[A-Z][\w'’-]{1,30})?)\s(?:County|Parish|Borough|Township|Twp|Province|District|Prefecture|Village)\b"
)

_AFTER_FACILITY = re.compile(
    r"(?:,\s|,?\sin\s|\s-\s|\s\()(?P<place>[A-ZÀ-Þ][\w'’-]{2,25}(?:\s[A-ZÀ-Þ][\w'’-]{2,25})?)(?=[\s,.;:)]|$)"
)
_SAINTS = frozenset({"St", "Saint", "Mt", "Ft", "Our", "Lady", "Sacred", "Holy", "Sint", "San", "Santa"})
_SMALL = frozenset({"of", "the", "and", "de", "del", "la", "for", "s"})


class _Places(Rules):
    streets: str
    states: str
    state_names: str
    cues: str
    facilities: str
    public_facilities: frozenset[str]
    cities: str
    after_city: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Compiled:
    address: re.Pattern[str]
    plain_address: re.Pattern[str]
    city_state: re.Pattern[str]
    cued: re.Pattern[str]
    facility: re.Pattern[str]
    cities: frozenset[str]
    regions: re.Pattern[str]
    public: frozenset[str]
    after: frozenset[str]


@cache
def _compiled() -> _Compiled:
    rules = read("identifiers/places", _Places)
    region = rf"(?:{rules.states}|{rules.state_names})"
    tail = (
        rf"(?:,?\s{{1,2}}{_TOWN}?,?\s{region}(?:,?\s{_ZIP})?\b|,?\s{_TOWN},?\s{_ZIP}\b"
        rf"|,\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?(?=[\s,.;)]|$)(?:,?\s[A-Z]{{1,2}}\d[A-Z\d]?\s\d[A-Z]{{2}}\b|,?\s[A-Z]{{2,3}}\s\d{{4}}\b)?|,?\s{_ZIP}\b)?"
    )
    return _Compiled(
        re.compile(
            rf"(?:\b(?:Flat|Apt\.?|Apartment|Unit|Suite|Ste\.?|Room|Rm|Floor|Block|Blk|Lot|House|Villa|Plot|Door)\s?(?:No\.?\s?)?#?[\dA-Z][\dA-Z/-]{{0,5}},?\s)?(?<![\w/.-])\d{{1,6}}(?:-\d{{1,4}}|[A-Za-z]|/\d{{1,4}})?,?\s(?:[NSEW]{{1,2}}\.?\s|North\s|South\s|East\s|West\s|Old\s)?"
            rf"(?:[A-Z\d][\w'’.-]{{0,25}}\s){{1,4}}?{rules.streets}\b\.?(?:\s[NSEW]{{1,2}}\b)?{_UNIT}{tail}"
        ),
        re.compile(
            r"(?<![\w/.-])\d{2,6}\s(?:[a-z]{3,20}\s){1,2}(?:street|avenue|ave|road|rd|lane|blvd|boulevard|drive|court)\b(?:,?\s(?:apt|unit)\s?\w{1,5})?"
        ),
        re.compile(rf"(?<![\w-])(?P<city>{_TOWN}),?\s(?P<region>{region})\b(?!-\w)(?P<zip>,?\s{_ZIP}\b)?"),
        re.compile(rf"(?i:(?:(?<=\W)|^){rules.cues})\s{{1,2}}(?:the\s)?(?P<place>{_TOWN})"),
        re.compile(
            rf"\b(?P<name>(?:(?:St|Mt|Ft)\.\s)?(?:{_PROPER}\s){{1,4}}?){rules.facilities}\b(?:\s(?:of|for)\s{_PROPER})?"
        ),
        frozenset(rules.cities.split()),
        re.compile(rf"(?:{rules.states}|{rules.state_names})"),
        rules.public_facilities,
        rules.after_city,
    )


def find(text: str) -> Iterator[Identifier]:
    """Places in a text; they may overlap."""
    compiled = _compiled()
    for pattern in (compiled.address, compiled.plain_address, _CONTINENTAL, _BOX, _UNNUMBERED):
        for match in pattern.finditer(text):
            yield Identifier(match.start(), _trimmed(match.group(), match.start()), KIND)
    for match in _POSTCODES.finditer(text):
        yield Identifier(match.start(), match.end(), KIND)
    for match in _CUED_CODE.finditer(text):
        yield Identifier(match.start("value"), match.end("value"), KIND)
    for match in _COUNTY.finditer(text):
        if _proper(match["place"]):
            yield Identifier(match.start(), match.end(), KIND)
    yield from _city_and_state(text)
    yield from _whereabouts(text)
    for match in compiled.facility.finditer(text):
        yield from _facility(text, match)


def _city_and_state(text: str) -> Iterator[Identifier]:
    compiled = _compiled()
    for match in compiled.city_state.finditer(text):
        # The words before the town may be others: the town is what no list of words holds.
        words = list(re.finditer(r"\S+", match["city"]))
        start = len(words)
        while start and (
            _proper(words[start - 1].group())
            or (
                0 < start < len(words)
                and words[start - 1].group() in {"St.", "Fort", "New", "Los", "San", "El", "Las", "Santa"}
            )
        ):
            start -= 1
        listed = match["city"].casefold().replace(" ", "-") in compiled.cities
        if match["zip"] is None and match["region"] in {
            "MD",
            "DO",
            "PA",
            "MS",
            "IN",
            "OR",
            "ME",
            "OK",
            "HI",
            "ID",
            "CO",
            "LA",
            "MA",
        }:
            if not listed and "," not in text[match.end("city") : match.start("region")]:
                continue
            if match["region"] in {"MD", "DO", "PA", "ID"} and not listed:
                continue
        if start < len(words) or listed or match["zip"]:
            offset = words[start].start() if start < len(words) else 0 if listed else words[-1].start()
            yield Identifier(match.start("city") + offset, match.end(), KIND)


def _whereabouts(text: str) -> Iterator[Identifier]:
    compiled = _compiled()
    for match in compiled.cued.finditer(text):
        words = list(re.finditer(r"[^\s,;.]+(?:\.(?=\s[A-Z]))?", match["place"]))
        length = 0
        while length < len(words) and (
            _proper(words[length].group())
            or words[length].group()
            in {
                "New",
                "St.",
                "Fort",
                "North",
                "South",
                "East",
                "West",
                "San",
                "Los",
                "Las",
                "El",
                "Santa",
                "of",
                "de",
                "la",
                "Port",
                "Cape",
                "Lake",
                "Mount",
            }
        ):
            length += 1
        place = match["place"][: words[length - 1].end()] if length else ""
        if place and not compiled.regions.fullmatch(place) and _proper(place.split()[-1]):
            yield Identifier(match.start("place"), match.start("place") + len(place), KIND)
    for match in _PERSON_FROM.finditer(text):
        named = strength_of(match["who"].casefold()) >= Strength.UNKNOWN and _proper(match["place"])
        if named and not compiled.regions.fullmatch(match["place"]):
            yield Identifier(match.start("place"), match.end("place"), KIND)
    for match in _IN_TOWN.finditer(text):
        place = match["place"]
        if place.casefold().replace(" ", "-") not in compiled.cities:
            place = place.split()[0]
        low = place.casefold().replace(" ", "-")
        end = match.start("place") + len(place)
        after = re.match(r"\W{0,3}(\w+)", text[end : end + 30])
        if (after and after.group(1).casefold() in compiled.after) or _STUDIED.match(text, end):
            continue
        # A town that no list holds is a word of no kind, and the phrase ends with it.
        unlisted = (
            strength_of(low) is Strength.UNKNOWN
            and low not in given_names()
            and not compiled.regions.fullmatch(place)
            and bool(_ENDS.match(text, end))
        )
        if unlisted or (low in compiled.cities and not known(low)):
            yield Identifier(match.start("place"), end, KIND)


def _facility(text: str, match: re.Match[str]) -> Iterator[Identifier]:
    """An institution whose name is none of English or of medicine, and the town after it."""
    compiled = _compiled()
    words = list(re.finditer(r"[\w'’-]+", match["name"]))
    start = next(
        (
            i
            for i, w in enumerate(words)
            if w.group()[0].isupper() and w.group().casefold() not in compiled.public and _proper(w.group())
        ),
        len(words),
    )
    if start == len(words) or not all(w.group()[0].isupper() or w.group() in _SMALL for w in words[start:]):
        return
    while start and words[start - 1].group() in _SAINTS:
        start -= 1
    begin = match.start("name") + words[start].start()
    yield Identifier(begin, match.end(), KIND)
    town = _AFTER_FACILITY.match(text, match.end())
    if town and _proper(town["place"]) and not compiled.regions.fullmatch(town["place"]):
        yield Identifier(town.start("place"), town.end("place"), KIND)


def _proper(words: str) -> bool:
    """Whether the last word of a place is none of English or of medicine."""
    last = words.split()[-1].strip(".,'’").casefold() if words.split() else ""
    last = last.removesuffix("'s").removesuffix("’s")
    if last.replace(" ", "-") in _compiled().cities and not known(last):
        return True
    return len(last) > 2 and strength_of(last) >= Strength.UNKNOWN and not known(last)


def _trimmed(found: str, start: int) -> int:
    return start + len(found.rstrip(" ,"))
