"""Reckoning: numbers that no statement has, but that a reader may have worked out from one. Left open.

Why: "3 g in six doses of 500 mg", "60 units for 600 mg", "90 to 120 mg a day at 60 kg" and "80% of baseline"
for "20% below it" follow from the statement; that they do is for the model or a second reader to weigh. What
is right beyond doubt stands in `arithmetic.py`; a number that fits none of these is a wrong one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from guardrails import quantities
from guardrails.checks.case import Case
from guardrails.checks.number_words import SPELT, SPELT_NUMBER
from guardrails.quantities import Quantity

_MOST = 24
"""Numbers of the statements that are tried."""
_NEAR = 0.02
"""Share by which a rounded result may differ."""
_OF_BASE = re.compile(
    r"\s(?:of|from)\s(?:the\s|its\s|their\s|his\s|her\s)?(?:pre-?\w+|base\w*|initial|start\w*|former|earlier)\b"
)
_SUM = re.compile(
    r"\b(?:at least partial|complete or partial|partial or complete|any (?:remission|response)|plus"
    r"|combined|sum\w*|total\w*|together|altogether|in all|either|overall|came to|adds? up"
    r"|difference|apart|gap|points|about \d[\d.]* ?\S* (?:higher|lower|more|less))\b"
)
_DOSE = ("mass", "volume", "rate", "concentration", "exposure", "weight", "ratio", "pressure")
_LIMIT = re.compile(
    r"\b(?:cap|ceiling|maximum|max|limit|target|dose|threshold|cut-?off|start|trough|level)s?\s(?:of|at)\s(?:about\s)?$"
)
"""What a statement sets, where an instance only has it."""
_COUNT = re.compile(
    r"\b([a-z]+|\d{1,2})\s(?:\S+\s){0,3}?(?:times|doses?|infusions?|capsules?|tablets?|vials?|pulses?|injections?)\b|\bx\s?(\d{1,2})\b|\b(\d{1,2})\s?x\b"
)
_WEIGHT = re.compile(r"\b(\d{2,3}(?:\.\d)?)[\s-]?kg\b(?!\s?/)")
_CASE = re.compile(
    r"\b(?:an?|this|one)\s(?:[\w-]+\s){0,4}?(?:of|at|with)\s(?:about\s|around\s)?$"
    r"|\b(?:with|at|having|has|of|from)\s(?:[\w/:-]+\s){0,4}?(?:of|at)\s(?:about\s|around\s)?$"
    r"|^(?:[\w/:-]+\s){1,3}(?:of|at)\s(?:about\s)?$|\bat age\s$"
)
"""What gives a value that somebody may have: "a UPCR of 0.4", "with proteinuria of 1.5 g/day"."""


def reckoned(quantity: Quantity, sources: Sequence[Quantity], case: Case) -> bool:
    """Whether a reader may have worked out the number from those of the statements."""
    known = sources[:_MOST]
    return (
        _counterpart(quantity, known, case)
        or _summed(quantity, known, case)
        or _rest(quantity, known, case)
        or _share(quantity, known, case)
        or _outset(quantity, case)
        or _multiplied(quantity, known, case)
        or _in_proportion(quantity, known, case)
        or _by_weight(quantity, known, case)
        or _instance(quantity, known, case)
        or _beyond_range(quantity, known)
        or _unit_supplied(quantity, known)
        or _rounded_ends(quantity, known)
    )


def _about(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * abs(other) + 1e-9


def _counterpart(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    """80% of baseline for 20% below it, 130% for 30% above."""
    if quantity.dimension != "percent" or not _OF_BASE.match(case.claim.lowered, quantity.end):
        return False
    return any(
        s.dimension == "percent" and (_about(100 - s.low, quantity.low) or _about(100 + s.low, quantity.low))
        for s in known
    )


def _summed(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    if quantity.low != quantity.high or quantity.dimension.startswith(_DOSE):
        return False
    if not _SUM.search(case.claim.lowered):
        return False
    alike = [s.low for s in known if s.dimension == quantity.dimension and s.low == s.high]
    return any(
        abs(a + b - quantity.low) <= quantity.slack + 1e-6
        or abs(abs(a - b) - quantity.low) <= quantity.slack + 1e-6
        for a, b in itertools.combinations(dict.fromkeys(alike), 2)
    )


_REST = re.compile(
    r"\b(?:rest|other\w*|remain\w*|stay\w*|kept|continu\w*|complet\w*|without|free|not|no|never|surviv\w*|alive|missed|lost)\b"
)


def _rest(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    """67 who stayed for 33 of 100 who stopped; 62% without for 38% with."""
    if quantity.low != quantity.high or quantity.dimension not in ("", "people", "percent"):
        return False
    if quantity.low < _FEW or not _REST.search(case.claim.lowered):
        return False
    if quantity.dimension == "percent":
        return any(
            s.dimension == "percent" and abs(100 - s.low - quantity.low) <= quantity.slack for s in known
        )
    counts = dict.fromkeys(s.low for s in known if s.dimension in ("", "people") and s.low == s.high)
    return any(abs(a - b) == quantity.low for a, b in itertools.combinations(counts, 2))


_FEW = 5
"""Smaller counts are the difference of too many others."""


def _share(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    """What share two counts make, one of which the sentence has too: 6% for 5 of 90."""
    if quantity.dimension != "percent" or quantity.low != quantity.high:
        return False
    counts = dict.fromkeys(s.low for s in known if s.dimension in ("", "people") and s.low == s.high >= 1)
    here = {q.low for q in case.claim.quantities if q.dimension in ("", "people")}
    here |= {float(SPELT[m[1]]) for m in SPELT_NUMBER.finditer(case.claim.lowered)}
    return any(
        whole >= _MANY
        and part < whole
        and (part in here or whole in here)
        and abs(100 * part / whole - quantity.low) <= max(quantity.slack, 0.02 * quantity.low)
        for part, whole in itertools.permutations(counts, 2)
    )


_MANY = 20
"""People of whom a share is told at least."""


def _outset(quantity: Quantity, case: Case) -> bool:
    """Week 0 for day 1."""
    timed = any(q.dimension in ("weeks", "days", "months") for q in case.claim.quantities)
    return quantity.low == quantity.high == 0 and timed and bool(_FIRST.search(case.text))


_FIRST = re.compile(r"\b(?:day 1\b|first (?:dose|infusion|day)|baseline|at the start)")


def _multiplied(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    """Six times 500 mg, where the sentence has the single dose too, how many times beside it, and says that
    it adds them up."""
    text = case.claim.lowered
    if not quantity.dimension or quantity.low != quantity.high or not _ADDED.search(text):
        return False
    if _DOSED.match(text, quantity.end):
        return False
    for single in case.claim.quantities:
        if single.dimension != quantity.dimension or not any(quantities.same(single, s) for s in known):
            continue
        for match in _COUNT.finditer(text, max(0, single.start - _BESIDE), single.end + _BESIDE):
            word = next(w for w in match.groups() if w)
            times = float(word) if word.isdigit() else SPELT.get(word, 0)
            if times > 1 and _about(times * single.low, quantity.low):
                return True
    return False


_ADDED = re.compile(
    r"\b(?:in all|in total|total\w*|altogether|cumulative\w*|sum\w*|makes?|made|making|amount\w*"
    r"|comes? to|came to|adds? up)\b"
)
_DOSED = re.compile(
    r"\s?(?:/|per\b|a day|\w+ (?:a day|daily)|daily|bid\b|b\.i\.d|q\d|every|to\b|iv\b|sc\b|by mouth|orally)"
)
"""How a single dose goes on: it is none that somebody has added up."""


def _in_proportion(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    """600 mg and 60 units, where a statement equates 10 mg and 1 unit."""
    partners = [
        q
        for q in case.claim.quantities
        if q is not quantity
        and q.dimension
        and q.dimension != quantity.dimension
        and not q.derived
        and not (q.dimension.startswith(_DOSE) and quantity.dimension.startswith(_DOSE))
        and not any(quantities.same(q, s) for s in known)
    ]
    daily = _DOSED.match(case.claim.lowered, quantity.end)
    if not quantity.dimension or not partners or daily or "per day" in quantity.dimension:
        return False
    mine = [s for s in known if s.dimension == quantity.dimension and s.low > 0]
    for partner in partners:
        theirs = [s for s in known if s.dimension == partner.dimension and s.low > 0]
        for one, other in itertools.product(mine, theirs):
            factor = quantity.low / one.low
            if (
                factor != 1
                and _about(partner.low / other.low, factor)
                and abs(one.start - other.start) < _BESIDE
            ):
                return True
    return False


_BESIDE = 60
"""Characters within which a statement equates two amounts."""


def _by_weight(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    """What a dose per kilogram makes at a weight that the sentence names."""
    if not quantity.dimension.startswith("mass") and quantity.dimension:
        return False
    for match in _WEIGHT.finditer(case.claim.lowered):
        weight = float(match[1])
        if f"{match[1]} kg" in case.text:
            continue
        if quantity.start == match.start() and any("kg" in case.text[s.start : s.end] for s in known):
            return True
        for s in known:
            per_weight = any(part in s.dimension for part in ("weight", "exposure", "kg"))
            if per_weight and all(
                _about(weight * a, b) for a, b in ((s.low, quantity.low), (s.high, quantity.high))
            ):
                return True
    return False


def _instance(quantity: Quantity, known: Sequence[Quantity], case: Case) -> bool:
    """A plain value of somebody's that a bound or range of the statements covers."""
    if quantity.upward is not None or quantity.low != quantity.high or not quantity.dimension:
        return False
    low = max(0, quantity.start - 48)
    text = case.claim.lowered[low : quantity.start]
    if not _CASE.search(text) or _LIMIT.search(text):
        return False
    return any(
        s.dimension == quantity.dimension
        and (
            (s.low < s.high and s.low <= quantity.low <= s.high)
            or (s.upward is not None and (quantity.low >= s.low if s.upward else quantity.low <= s.high))
        )
        for s in known
    )


def _beyond_range(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Under 50 for 18-49, over 64 for 65-80: whole years."""
    if quantity.upward is None or quantity.dimension not in ("", "months", "people"):
        return False
    return any(
        s.low < s.high
        and s.raw
        and (
            (s.high / (s.low / s.raw) + 1 == quantity.raw)
            if not quantity.upward
            else s.raw - 1 == quantity.raw
        )
        for s in known
        if s.low
    )


def _unit_supplied(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """48.6 mg/day for "mean 48.6": three figures are seldom another number's."""
    figures = f"{quantity.raw:g}".replace(".", "").strip("0")
    if len(figures) < 3 or not any(not s.dimension and s.raw == quantity.raw for s in known):
        return False
    last = quantity.raw * quantity.high / quantity.low if quantity.low else quantity.high
    return quantity.low == quantity.high or any(abs(x - last) < 1e-6 for s in known for x in (s.raw, s.high))


def _rounded_ends(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """2200 to 2900 for 2185 and 2917."""
    if quantity.low >= quantity.high or quantity.low < 100 or 1900 <= quantity.low <= quantity.high <= 2100:
        return False
    alike = [s.low for s in known if s.dimension in ("", quantity.dimension)]
    return all(any(_about(end, x) for x in alike) for end in (quantity.low, quantity.high))
