"""Grounds: for each unit of a sentence, the places in the statements that can stand for it.

Why: support is read word by word. A paraphrase changes the words, not what they stand for; an invention has
words that nothing in the statements stands for.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from guardrails import quantities
from guardrails.checks.case import Case, Cited
from guardrails.checks.memo import remembered
from guardrails.checks.number_words import SPELT
from guardrails.checks.shorthand import stands_for
from guardrails.meanings import covers, kin
from guardrails.units import ROOT, Row, Unit, Units, row_of, units

NEXT = 10_000
"""Places of the second statement begin here, those of the third at twice this, so that places never mix."""
FIRM = 0.9
"""Strength from which a ground is the same word, name or number."""
_PREFIX = 6
_CLASSES = ("drug", "brand", "drug_class")


@dataclass(frozen=True, slots=True)
class Grounds:
    """The units of a sentence with their grounds in the statements."""

    claim: Row
    texts: tuple[Units, ...]
    hits: tuple[tuple[int, ...], ...]
    """For each unit of the sentence: places that can stand for it (number of a statement x NEXT + place)."""
    strength: tuple[float, ...]
    """For each unit: 1 the same word, less for a word that may stand for it, 0 for nothing."""

    def unit(self, place: int) -> Unit:
        """The unit of a statement at a place."""
        return self.texts[place // NEXT].row[place % NEXT]

    def part(self, place: int) -> tuple[int, int]:
        """The statement and its part in which a place lies."""
        return place // NEXT, self.unit(place).part


@remembered
def grounds(case: Case) -> Grounds:
    """Ground every unit of the sentence. Takes time in proportion to the length of both sides."""
    texts = tuple(units(c.reading) for c in case.cited)
    known = _known(case)
    claim = row_of(case.claim)
    found = [_ground(unit, texts, known, case) for unit in claim.row]
    return Grounds(claim, texts, tuple(hits for hits, _ in found), tuple(strength for _, strength in found))


def _known(case: Case) -> frozenset[str]:
    """What is known of the sources besides their texts: body, trial, grade, kind, population, year."""
    if len(case.cited) == 1:
        return _known_of(case.cited[0])
    return frozenset().union(*(_known_of(one) for one in case.cited))


def _known_of(one: Cited) -> frozenset[str]:
    known: frozenset[str] | None = one.reading.memo.get("known")
    if known is None:
        evidence = one.evidence
        words = f"{evidence.organisation or ''} {evidence.source or ''} {evidence.grade or ''} "
        words += f"{evidence.kind or ''} {evidence.source_type or ''} {evidence.year or ''} {evidence.id}"
        parts = words.lower().replace("-", " ").replace(".", " ").replace("/", " ").split()
        ungraded = () if evidence.grade else ("ungraded",)
        known = one.reading.memo["known"] = one.bodies.union(evidence.population, parts, ungraded)
    return known


_Ground = tuple[tuple[int, ...], float]


def _ground(unit: Unit, texts: tuple[Units, ...], known: frozenset[str], case: Case) -> _Ground:
    if unit.quantity is not None:
        found, strength = _number(unit, texts)
        year = not found and not unit.quantity.dimension and unit.surface in known
        return (found, 1.0) if year else (found, strength)
    found = _places(texts, unit.key) or (_places(texts, unit.close) if unit.close else ())
    if found:
        return found, 1.0
    if unit.kind in _CLASSES:
        for concept in (*case.lexicon.members(unit.key), *case.lexicon.classes_of(unit.key)):
            found += _places(texts, concept)
        if found:
            return found, FIRM
    if unit.key in known or unit.surface in known:
        return (), 1.0
    spelt = SPELT.get(unit.surface)
    if spelt or unit.kind == "frequency":
        found = _counted(spelt, texts) if spelt else _by_day(unit, texts)
        if found:
            return found, FIRM
    found = _sensed(texts, unit.meaning.senses)
    if found:
        return found, 0.8
    stem = unit.meaning.stem
    for number, text in enumerate(texts):
        for key in text.by_root.get(stem[:ROOT], ()):
            if kin(stem, key):
                found += tuple(number * NEXT + p for p in text.by_key[key])
    if found:
        return found, 0.8
    found = _sensed(texts, covers(unit.surface))
    if found:
        return found, 0.6
    where, strength = stands_for(unit, case)
    if strength:
        return (_place_at(texts, *where),) if where else (), strength
    return (), 0.5 if len(unit.surface) >= _PREFIX - 1 and unit.surface[:_PREFIX] in case.text else 0.0


def _place_at(texts: tuple[Units, ...], number: int, at: int) -> int:
    """The place of the unit that stands at a place in the text of a statement, or is the next behind it."""
    row = texts[number].row
    found = next((place for place, unit in enumerate(row) if unit.end > at), len(row) - 1)
    return number * NEXT + found


def _number(unit: Unit, texts: tuple[Units, ...]) -> _Ground:
    quantity = unit.quantity
    found: list[int] = []
    for number, text in enumerate(texts):
        for sort, places in text.by_sort.items():
            if quantity is None or sort[:6] != "number":
                continue
            first = text.row[places[0]].quantity
            if first is None or not quantities.may_meet(quantity, first):
                continue
            for place in places:
                other = text.row[place].quantity
                if other is not None and (
                    quantities.same(quantity, other) or quantities.within(quantity, other)
                ):
                    found.append(number * NEXT + place)
    return tuple(found), 1.0 if found else 0.0


def _counted(number: float, texts: tuple[Units, ...]) -> tuple[int, ...]:
    """Places of 2 for "two"."""
    return tuple(
        base + place
        for base, text in zip(itertools.count(0, NEXT), texts, strict=False)
        for sort, places in text.by_sort.items()
        if sort.startswith("number")
        for place in places
        if (other := text.row[place].quantity) is not None and number in (other.low, other.raw)
    )


def _by_day(unit: Unit, texts: tuple[Units, ...]) -> tuple[int, ...]:
    """Places of a dose per day for "daily"."""
    if unit.key not in ("daily", "once daily"):
        return ()
    return tuple(
        base + place
        for base, text in zip(itertools.count(0, NEXT), texts, strict=False)
        for sort, places in text.by_sort.items()
        if sort.startswith("number") and "day" in sort
        for place in places
    )


def _places(texts: tuple[Units, ...], key: str) -> tuple[int, ...]:
    if len(texts) == 1:
        return texts[0].by_key.get(key, ())
    found: list[int] = []
    for number, text in enumerate(texts):
        places = text.by_key.get(key)
        if places:
            base = number * NEXT
            found += [base + place for place in places]
    return tuple(found)


def _sensed(texts: tuple[Units, ...], senses: frozenset[int]) -> tuple[int, ...]:
    if not senses:
        return ()
    found: list[int] = []
    for number, text in enumerate(texts):
        places = {p for sense in senses if sense in text.by_sense for p in text.by_sense[sense]}
        if places:
            base = number * NEXT
            found += [base + place for place in sorted(places)]
    return tuple(found)
