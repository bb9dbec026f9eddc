"""No personal orders: an answer tells what the statements say, never what this reader is to take tonight."""

from __future__ import annotations

import re
from functools import cache

from guardrails.rulefile import Rules, read
from guardrails.types import Finding

CHECK = "advice"


class _Advice(Rules):
    second_person: str
    orders: str
    address: str
    allowed: str


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rules = read("advice", _Advice)
    parts = (rules.second_person, rules.orders, rules.address, rules.allowed)
    return tuple(re.compile(p, re.IGNORECASE) for p in parts)


def findings(text: str) -> list[Finding]:
    """Where a sentence orders its reader to do something with a medicine."""
    second_person, orders, address, allowed = _patterns()
    addressed = address.search(text)
    order = orders.search(text)
    if addressed and order and second_person.search(text) and not allowed.search(text):
        message = "The sentence gives its reader a personal order; that is for the care team to say."
        return [Finding(CHECK, message, start=addressed.start(), end=order.end(), rule="order")]
    return []
