"""Forms: an amount of the sentence stands with the form of a drug with which the statement has it.

Why: two forms of one drug are dosed differently and are not to be interchanged; 720 mg of the one is 1 g of
the other. The forms are data (`rules/support/forms.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from guardrails import quantities
from guardrails.checks.case import Case
from guardrails.checks.memo import remembered
from guardrails.checks.tokens import tokens_of
from guardrails.phrases import Phrases
from guardrails.quantities import Quantity
from guardrails.reading import Reading
from guardrails.rulefile import RULES, Rules, read
from guardrails.types import Finding

CHECK = "forms"
_NEAR = 40
"""Characters between a form and the amount that is said of it."""

Form = tuple[int, int]
"""Number of the drug, and of its form."""


class _File(Rules):
    forms: tuple[tuple[tuple[str, ...], ...], ...]


@cache
def _book() -> Phrases[Form]:
    book: Phrases[Form] = Phrases()
    for drug, forms in enumerate(read("forms", _File, RULES / "support").forms):
        for number, form in enumerate(forms):
            for phrase in form:
                book.add(phrase, (drug, number))
    return book


def load() -> None:
    """Read the forms now. Raises RuleError for a file that is not right."""
    _book()


def check(case: Case) -> Iterator[Finding]:
    mine = _bound(case.claim)
    if not mine:
        return
    theirs = [pair for one in case.cited for pair in _bound(one.reading)]
    for (drug, form), amount in mine:
        there = {
            other
            for (of, other), value in theirs
            if of == drug and value.dimension == amount.dimension and quantities.same(amount, value)
        }
        if there and form not in there:
            named = quantities.shown(case.claim.text, amount)
            message = f"The cited statement gives {named} for another form of the drug."
            yield Finding(CHECK, message, start=amount.start, end=amount.end, rule="form")
            return


@remembered
def _bound(reading: Reading) -> list[tuple[Form, Quantity]]:
    """Each form with the amounts that follow it before the next form."""
    forms = list(_book().find(tokens_of(reading)))
    found: list[tuple[Form, Quantity]] = []
    for place, (_, end, form) in enumerate(forms):
        stop = forms[place + 1][0] if place + 1 < len(forms) else len(reading.lowered)
        found += [
            (form, q)
            for q in reading.quantities
            if not q.derived and q.dimension.startswith("mass") and end <= q.start < min(stop, end + _NEAR)
        ]
    return found
