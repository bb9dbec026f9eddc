"""Places smaller than a state: towns where somebody lives, with `identifier_addresses.py` and
`identifier_institutions.py`.

rules/identifiers/places.yaml. Countries and states alone stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guardrails import identifier_addresses, identifier_institutions
from guardrails.identifier_gazetteer import KIND, PROPER, TOWN, listed, proper, region, rules
from guardrails.identifier_words import Strength, geography, given_names, known, strength_of
from guardrails.types import Identifier
from guardrails.vocabulary import clinical

_BEFORE = 40
_ABBREVIATED = 4
"""Letters of a shortened word of a town with its full stop: "Mtn.".
"""
_PERSON_FROM = re.compile(
    r"(?<![\w'’-])(?P<who>[A-Z][\w'’-]{1,30}),?\sfrom\s(?P<place>[A-Z][\w'’-]{1,30})\b"
    r"(?!\s(?:19|20)\d\d|\set\b|['’]s)"
)
_IN_TOWN = re.compile(
    r"\b(?:in|at|near|from|to|outside|(?P<of>r/o))\s(?P<place>[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20})?)\b"
)
_CAPITAL_AFTER = re.compile(
    rf"(?:\b(?i:from|in|at|a|à|en|em|near|outside|of|on|to|is|visiting|hometown|address|addr|residence|location"
    rf"|village|vill|tehsil|taluka?|mandal|district|dist|dt|barangay|brgy|kampung|kg)\b[.:]{{0,2}})\s{{1,2}}(?:the\s)?(?P<place>{TOWN})"
)
"""A word in capitals after a word that may end a cue."""
_LIVES = re.compile(
    r"\b(?:liv(?:es?|ed|ing)|resid\w+|born|raised|grew up|travel\w*|flying|flies|flew|visiting|moved|moving"
    r"|relocated|returning)\b",
    re.IGNORECASE,
)
_TIED = re.compile(
    r"(?<![\w'’-])(?P<place>[A-ZÀ-Þ][\w'’]{2,25}(?:\s[A-ZÀ-Þ][\w'’]{2,25})?)"
    r"(?:-(?:born|based|raised)\b|\s(?:resident|native)\b|\s(?:clinic|hospital|pharmacy|office|campus|branch)\b)"
)
"""A town tied to a person or to a place of work: "Hargeisa-born", "Rancho Cordova clinic"."""
_ALONE = re.compile(
    rf"(?:[,;(]\s?|\b\d{{1,3}}\s?[MFmf],?\s)(?P<place>{PROPER}(?:\s{PROPER})?)(?=[,;)]|\s[-–|]\s|\.(?:\s|$))"
)
_CLINIC = re.compile(
    rf"\b(?:clinic|hospital|ward|unit|cent(?:re|er)|office|surgery|pharmacy|campus|branch),?\s(?P<place>{PROPER})(?=[:;,.]|\s?$)"
)
_ENDS = re.compile(
    r"\s?(?:[.;:)!?](?:\s|$)|$|,\s(?!(?:19|20)\d\d|[A-Z][a-z]+ (?:19|20)\d\d))"
    r"|\s(?:with|and|for|since|on|after|who)\b"
)
"""What ends a phrase after a town."""


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    found = rules()
    return (
        re.compile(
            rf"(?<![\w-])(?P<city>{TOWN}),?\s(?P<region>{region().pattern})\b(?!-\w)"
            r"(?P<zip>,?\s\d{5}(?:-\d{4})?\b)?"
        ),
        re.compile(rf"(?:(?<=\W)|^){found.cues}\s{{1,2}}(?:the\s)?$", re.IGNORECASE),
        re.compile(found.studied),
        re.compile(rf"\b{found.congress}\s(?:\w+\s){{0,3}}$", re.IGNORECASE),
    )


def find(text: str) -> Iterator[Identifier]:
    """Places in a text; they may overlap."""
    yield from identifier_addresses.find(text)
    yield from _city_and_state(text)
    yield from _whereabouts(text)
    yield from _in_town(text)
    yield from identifier_institutions.find(text)


def _city_and_state(text: str) -> Iterator[Identifier]:
    found = rules()
    for match in _patterns()[0].finditer(text):
        # The words before the town may be others: the town is what no list of words holds.
        words = list(re.finditer(r"\S+", match["city"]))
        start = len(words)
        while start and (
            proper(words[start - 1].group())
            or (0 < start < len(words) and words[start - 1].group() in found.parts)
        ):
            start -= 1
        city = listed(match["city"])
        if match["city"].endswith(".") and len(words[-1].group()) > _ABBREVIATED:
            continue  # "Leeds. SC methotrexate": the town ends its sentence
        if match["zip"] is None and match["region"] in found.ambiguous_states:
            if not city and "," not in text[match.end("city") : match.start("region")]:
                continue
            if match["region"] in found.titles_like_states and not city:
                continue
        if match["region"] in found.titles_like_states and not city and start == len(words):
            continue  # "Interpreter ID 77123"
        plain = not city and start == len(words) and match["zip"] is None
        if plain and _one_word(text, match):
            yield Identifier(match.start("city") + words[-1].start(), match.end(), KIND)
        if plain and _two_words(text, match):
            yield Identifier(match.start("city") + words[-2].start(), match.end(), KIND)
        if start < len(words) or city or match["zip"]:
            offset = words[start].start() if start < len(words) else 0 if city else words[-1].start()
            yield Identifier(match.start("city") + offset, match.end(), KIND)


def _one_word(text: str, match: re.Match[str]) -> bool:
    """Whether a town that is an English word stands before a comma and a state: "from Butte, MT"."""
    word = match["city"].split()[-1]
    before = text[max(0, match.start("city") - 6) : match.start("city") + len(match["city"]) - len(word)]
    return (
        bool(re.search(r"\b(?:from|in|near|of|to) $", before))
        and word.isalpha()
        and word.casefold() not in clinical()
        and text[match.end("city") :].startswith(", ")
        and re.fullmatch(rules().states, match["region"]) is not None
    )


def _two_words(text: str, match: re.Match[str]) -> bool:
    """Whether a town of two English words stands before a comma and a state: "Window Rock, AZ"."""
    words = match["city"].split()[-2:]
    return (
        len(words) == 2
        and all(w[0].isupper() and w.isalpha() and w.casefold() not in clinical() for w in words)
        and text[match.end("city") :].startswith(", ")
        and re.fullmatch(rules().states, match["region"]) is not None
        and match["region"] not in rules().ambiguous_states
    )


def _whereabouts(text: str) -> Iterator[Identifier]:
    """Where somebody lives, works, was born or comes from."""
    for match in _CAPITAL_AFTER.finditer(text):
        cue = _patterns()[1].search(text, max(0, match.start("place") - _BEFORE), match.start("place"))
        if cue is None:
            continue
        words = list(re.finditer(r"[^\s,;.]+(?:\.(?=\s[A-Z]))?", match["place"]))
        length = 0
        while length < len(words) and (
            proper(words[length].group()) or words[length].group() in rules().parts
        ):
            length += 1
        place = match["place"][: words[length - 1].end()] if length else ""
        if not place and _LIVES.search(cue.group()):
            first = words[0].group() if words else ""
            low = first.casefold()
            if len(low) > 3 and low.isalpha() and not (low in clinical() or low in geography()):
                yield Identifier(match.start("place"), match.start("place") + len(first), KIND)
            continue
        if place and not region().fullmatch(place) and proper(place.split()[-1]):
            yield Identifier(match.start("place"), match.start("place") + len(place), KIND)
    for match in _ALONE.finditer(text):
        if listed(match["place"]) and not known(match["place"].casefold()):
            yield Identifier(match.start("place"), match.end("place"), KIND)
    for match in (*_TIED.finditer(text), *_CLINIC.finditer(text)):
        if proper(match["place"]) and not region().fullmatch(match["place"]):
            yield Identifier(match.start("place"), match.end("place"), KIND)
    for match in _PERSON_FROM.finditer(text):
        named = strength_of(match["who"].casefold()) >= Strength.UNKNOWN and proper(match["place"])
        if named and not region().fullmatch(match["place"]):
            yield Identifier(match.start("place"), match.end("place"), KIND)


def _in_town(text: str) -> Iterator[Identifier]:
    """A town after "in" or "at" that neither a study nor a congress is named by."""
    studied, congress = _patterns()[2:]
    for match in _IN_TOWN.finditer(text):
        place = match["place"] if listed(match["place"]) else match["place"].split()[0]
        end = match.start("place") + len(place)
        after = re.match(r"\W{0,3}(\w+)", text[end : end + 30])
        if (after and after.group(1).casefold() in rules().after_city) or studied.match(text, end):
            continue
        if congress.search(text, max(0, match.start() - _BEFORE), match.start()):
            continue
        low = place.casefold()
        second = match["place"].split()[1:]
        saint = match["place"].split()[0] in rules().sure_parts and bool(second)
        if saint and second[0].casefold() not in clinical() and _ENDS.match(text, match.end("place")):
            yield Identifier(match.start("place"), match.end("place"), KIND)
            continue
        # A town that no list holds is a word of no kind, and the phrase ends with it.
        # "r/o" is "resident of" or "rule out".
        unlisted = (
            not match["of"]
            and strength_of(low) is Strength.UNKNOWN
            and low not in given_names()
            and not region().fullmatch(place)
            and bool(_ENDS.match(text, end))
        )
        if unlisted or (listed(place) and not known(low)):
            yield Identifier(match.start("place"), end, KIND)
