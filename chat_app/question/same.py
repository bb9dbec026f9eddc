"""When is a question the same as one before? Same words, same kind of reader, and no other patient."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.rulebook import load_rules
from chat_app.question.patient import PatientFacts
from chat_app.question.understand import understand
from guardrails.lexicon import Lexicon

_RULES = Path(__file__).parent / "rules" / "same.yaml"
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‑": "-"})
_CHATTER = re.compile(r"""(?<!\d)[.,](?!\d)|[?!;:"'()\[\]]|[.,](?=\s|$)""")
"""Punctuation that says nothing. Signs that say something (<, >, /, %, +, a decimal point) stay."""


class SameRules(BaseModel):
    """Which facts may come to a patient without making the question another one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    may_be_told: frozenset[str]
    may_be_denied: frozenset[str]


@functools.cache
def same_rules() -> SameRules:
    """The rules, read once in a process."""
    return load_rules(_RULES, SameRules)


def question_key(question: str) -> str:
    """The same for two questions that differ in case, blanks and idle punctuation only."""
    folded = unicodedata.normalize("NFKC", question).translate(_QUOTES).casefold()
    words = " ".join(_CHATTER.sub(" ", folded).split())
    return hashlib.sha256(words.encode("utf-8")).hexdigest()


def same_patient(before: PatientFacts, now: PatientFacts, lexicon: Lexicon) -> bool:
    """Whether an answer given for the facts `before` may be offered for the patient as known `now`.

    Every fact that the answer had must be told the same now. A fact that it did not have must be one that
    rules/same.yaml holds for harmless, and must not put the patient into another population.
    """
    had, has = before.known(), now.known()
    if any(has.get(name) != value for name, value in had.items()):
        return False
    rules = same_rules()
    for name in has.keys() - had.keys():
        denied = name in rules.may_be_denied and has[name] is False
        if name not in rules.may_be_told and not denied:
            return False
    return _special(before, lexicon) == _special(now, lexicon)


def _special(facts: PatientFacts, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(understand("", facts, lexicon).population) - {"adult"}
