"""Understanding a turn in its conversation: from "and in pregnancy?" to a self-contained question.

An elliptical question gets what it leans on in front of it, in words that the reader can check and correct:
"Hydroxychloroquine dose in lupus nephritis: with an eGFR of 22?".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chat_app.answer import Outcome
from chat_app.guidelines.model import Corpus
from chat_app.question.carry import carry_rules
from chat_app.question.context import Context
from chat_app.question.facts import merge_facts, read_facts
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent
from chat_app.question.turn import names_disease
from chat_app.question.understand import understand
from chat_app.records.base import Turn
from guardrails.lexicon import Lexicon

_ADULT_AGE = 18
_WITHIN = frozenset({Outcome.ANSWERED, Outcome.PARTLY_ANSWERED, Outcome.NOT_COVERED})
_DRUGS_ALONE = frozenset({Intent.SAFETY, Intent.DOSE, Intent.ADMINISTRATION})
_WHOLE = re.compile(r"(?:what|how|which|who|when|where|why|is|are|does|do|can|could|should|will|would)\b")


@dataclass(frozen=True, slots=True)
class Resolution:
    """A question that stands by itself, and the patient as known after it."""

    question: str
    patient: PatientFacts
    own: str = ""
    """What the question says itself, where its context was put in front of it."""
    doubts: tuple[str, ...] = ()
    """Facts that contradict what was told before, or that cannot be: for the reader to check."""


def resolve(
    question: str,
    history: Sequence[Turn],
    patient: PatientFacts,
    lexicon: Lexicon,
    corpus: Corpus | None = None,
) -> Resolution:
    """The question as it stands by itself, and the patient's facts after it.

    `patient` holds what the reader entered in fields; it wins over what earlier turns told, and what this
    question tells wins over both. The thread goes on from the last turn that was within scope. `corpus` tells
    which drugs a trial was about.
    """
    thread = [t for t in history if t.resolved and t.answer and t.answer.outcome in _WITHIN]
    leans = bool(thread) and leans_on_before(question, lexicon)
    context = Context(question, thread, lexicon, corpus) if leans else None
    told = read_facts((context.restated() if context else "") or question, lexicon)
    before = history[-1].patient if history else PatientFacts()
    if carry_rules().other_patient.search(question.lower()):
        before = PatientFacts()
    known, doubts = merge_facts(before, patient)
    facts, more = merge_facts(_set_aside(question, known), told.facts)
    text = context.sentence() if context else question
    own = context.own() if context else ""
    return Resolution(text, facts, own, (*told.doubts, *doubts, *more))


def _set_aside(question: str, known: PatientFacts) -> PatientFacts:
    """Facts without those in whose place the question puts others.

    It may suppose another value ("what if nephrotic?") or take a state back ("she has delivered").
    """
    rules, lowered = carry_rules(), question.lower()
    gone = [field for field, cue in rules.supposes.items() if cue.search(lowered)]
    for people, cue in rules.undoes.items():
        if cue.search(lowered):
            gone += rules.facts_of[people]
    if known.age_years is not None and known.age_years >= _ADULT_AGE:
        gone = [field for field in gone if field != "age_years"]
    return known.model_copy(update=dict.fromkeys(gone))


def leans_on_before(question: str, lexicon: Lexicon) -> bool:
    """Whether a question cannot be understood without the one before it."""
    rules = carry_rules()
    lowered = question.lower().strip()
    if any(p.search(lowered) for p in rules.lets_go):
        return False
    if rules.other_patient.search(lowered) and _tells_its_own(question, lexicon):
        return False
    opens = any(p.search(lowered) for p in rules.opens)
    words = len(lowered.split())
    if names_disease(question):
        needs_drug = not _WHOLE.match(lowered) and _of_a_drug(question, lexicon)
        return (opens or needs_drug) and words <= rules.short_words + 2
    if opens or words <= rules.short_words or any(p.search(lowered) for p in rules.anaphora):
        return True
    return words <= rules.long_words and not _names_its_own(question, lexicon)


def _tells_its_own(question: str, lexicon: Lexicon) -> bool:
    """Whether a question tells a case by itself: a drug, a class or an age."""
    now = understand(question, PatientFacts(), lexicon)
    return bool(now.drugs or now.classes or now.codes or read_facts(question, lexicon).facts.age_years)


def _of_a_drug(question: str, lexicon: Lexicon) -> bool:
    """Whether a question can only be asked of a drug, and names none: "most frequent side effects in LN"."""
    now = understand(question, PatientFacts(), lexicon)
    return now.intents[0] in _DRUGS_ALONE and not (now.drugs or now.sources or now.classes)


def _names_its_own(question: str, lexicon: Lexicon) -> bool:
    """Whether a question says itself what it is about."""
    now = understand(question, PatientFacts(), lexicon)
    subjects = {m.concept for m in lexicon.mentions(question)} & carry_rules().subjects
    trials = set(now.sources) & set(lexicon.concepts("trial"))
    return bool(now.drugs or now.classes or now.codes or trials or now.population or subjects)
