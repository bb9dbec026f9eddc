"""Letters that begin the words of a statement stand for them; others stand for nothing."""

from __future__ import annotations

import pytest

from guardrails.checks.grounds import grounds
from guardrails.support import Verifier
from guardrails.types import Evidence

VERIFIER = Verifier()
STATEMENT = Evidence(
    "x.one",
    "From November 2025 a vitamin K antagonist or plasma exchange was given for extra-renal lupus in two"
    " doses of 500 mg, with isolated tubular acidosis in 20% (P=0.21), and it is not repeated.",
)


def _strength(sentence: str, word: str) -> float:
    found = grounds(VERIFIER.case(sentence, [STATEMENT]))
    return next(s for u, s in zip(found.claim.row, found.strength, strict=True) if u.surface == word)


@pytest.mark.parametrize(
    ("sentence", "word", "stands"),
    [
        ("A VKA was given.", "vka", True),
        ("An ITA was seen.", "ita", True),
        ("A XKA was given.", "xka", False),
        ("KVA was given.", "kva", False),
        ("It began in Nov 2025.", "nov", True),
        ("It began in Zug 2025.", "zug", False),
        ("In extrarenal lupus it was given.", "extrarenal", True),
        ("The difference was NS.", "ns", True),
        ("It isn't repeated.", "isn't", True),
        ("One in five had acidosis.", "one in five", True),
    ],
)
def test_what_shorthand_stands_for(sentence: str, word: str, stands: bool) -> None:
    assert (_strength(sentence, word) > 0) is stands
