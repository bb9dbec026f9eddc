"""Understanding a turn in its conversation: from "and in pregnancy?" to a self-contained question.

An elliptical question gets what it leans on in front of it, in words that the reader can check and correct:
"Hydroxychloroquine dose in lupus nephritis: with an eGFR of 22?".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.rulebook import load_rules
from chat_app.question.facts import merge_facts, read_facts
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent, Query
from chat_app.question.understand import understand
from chat_app.records.base import Turn
from guardrails.lexicon import Lexicon

_RULES = Path(__file__).parent / "rules" / "carry.yaml"
_DISEASE = re.compile(r"\b(?:lupus nephritis|ln|lupus kidney|lupus glomerul\w+)\b", re.IGNORECASE)


class CarryRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: tuple[re.Pattern[str], ...]
    anaphora: tuple[re.Pattern[str], ...]
    adds: tuple[re.Pattern[str], ...]
    other_one: re.Pattern[str]
    why: re.Pattern[str]
    afterwards: re.Pattern[str]
    lets_go: tuple[re.Pattern[str], ...]
    short_words: int
    nouns: dict[Intent, str]
    population: dict[str, str]


@functools.cache
def carry_rules() -> CarryRules:
    """The rules, read once in a process."""
    return load_rules(_RULES, CarryRules)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A question that stands by itself, and the patient as known after it."""

    question: str
    patient: PatientFacts
    doubts: tuple[str, ...] = ()
    """Facts that contradict what was told before, or that cannot be: for the reader to check."""


def resolve(question: str, history: Sequence[Turn], patient: PatientFacts, lexicon: Lexicon) -> Resolution:
    """The question as it stands by itself, and the patient's facts after it.

    `patient` holds what the reader entered in fields; it wins over what earlier turns told, and what this
    question tells wins over both.
    """
    told = read_facts(question, lexicon)
    before = history[-1].patient if history else PatientFacts()
    known, doubts = merge_facts(before, patient)
    facts, more = merge_facts(known, told.facts)
    text = question
    answered = [t for t in history if t.resolved]
    if answered and leans_on_before(question):
        previous = understand(answered[-1].resolved or "", PatientFacts(), lexicon)
        text = _in_context(question, previous, answered, lexicon)
    return Resolution(text, facts, (*told.doubts, *doubts, *more))


def leans_on_before(question: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    rules = carry_rules()
    lowered = question.lower().strip()
    if any(p.search(lowered) for p in rules.lets_go):
        return False
    opens = any(p.search(lowered) for p in rules.opens)
    words = len(lowered.split())
    if _DISEASE.search(question):
        return opens and words <= rules.short_words + 2
    return opens or words <= rules.short_words or any(p.search(lowered) for p in rules.anaphora)


def _in_context(question: str, previous: Query, history: Sequence[Turn], lexicon: Lexicon) -> str:
    rules = carry_rules()
    lowered = question.lower().strip()
    now = understand(question, PatientFacts(), lexicon)
    drugs = _drugs(now, previous, lowered, history, lexicon)
    asks = [i for i in now.intents if i is not Intent.GENERAL]
    noun = ""
    if rules.why.search(lowered):
        noun = rules.nouns[Intent.EVIDENCE]
    elif rules.afterwards.search(lowered):
        noun = "maintenance therapy" if _was_initial(previous) else "afterwards"
    elif not asks and previous.intents[0] is not Intent.GENERAL:
        noun = rules.nouns.get(previous.intents[0], "")
    classes = () if now.classes else previous.classes
    population = [p for p in previous.population if p in rules.population and p not in now.population]
    sources = () if now.sources else _sources(previous, asks)
    subject = " or ".join(drugs) if Intent.COMPARISON in previous.intents else " and ".join(drugs)
    lead = " ".join(part for part in (", ".join(sources), subject, noun) if part)
    place = f"class {'+'.join(classes)} lupus nephritis" if classes else "lupus nephritis"
    where = " ".join(rules.population[p] for p in population)
    context = " ".join(part for part in (lead, f"in {place}" if lead else place, where) if part)
    return f"{context[0].upper()}{context[1:]}: {question.strip()}"


def _drugs(
    now: Query, previous: Query, lowered: str, history: Sequence[Turn], lexicon: Lexicon
) -> tuple[str, ...]:
    """Drugs to put in front of the question; those it names itself need no repeating."""
    rules = carry_rules()
    if rules.other_one.search(lowered):
        return _other(previous, history, lexicon)
    if not now.drugs:
        return previous.drugs
    if any(p.search(lowered) for p in rules.adds):
        return tuple(d for d in previous.drugs if d not in now.drugs)
    return ()


def _other(previous: Query, history: Sequence[Turn], lexicon: Lexicon) -> tuple[str, ...]:
    """Of two drugs that were compared, the one that was not asked about first."""
    for turn in reversed(history):
        drugs = understand(turn.resolved or turn.question, PatientFacts(), lexicon).drugs
        if len(drugs) >= 2:
            preferred = turn.answer.bottom_line[0].text if turn.answer and turn.answer.bottom_line else ""
            named = [m.concept for m in lexicon.mentions(preferred) if m.concept in drugs]
            first = named[0] if named else drugs[0]
            return tuple(d for d in drugs if d != first)[:1]
    return previous.drugs


def _was_initial(previous: Query) -> bool:
    return "maintenance-therapy" not in previous.topics and bool(
        {"initial-therapy", "dosing", "duration-withdrawal"}.intersection(previous.topics)
    )


def _sources(previous: Query, asks: Sequence[Intent]) -> tuple[str, ...]:
    """A trial or body stays in question while the reader asks on about results, definitions or schedules."""
    leaves = {Intent.TREATMENT, Intent.INDICATION, Intent.DOSE, Intent.COMPARISON, Intent.REFRACTORY}
    return () if leaves.intersection(asks) else previous.sources
