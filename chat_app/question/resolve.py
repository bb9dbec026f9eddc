"""Understanding a turn in its conversation: from "and in pregnancy?" to a self-contained question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chat_app.question.patient import PatientFacts
from chat_app.records.base import Turn
from guardrails.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Resolution:
    """A question that stands by itself, and the patient as known after it."""

    question: str
    patient: PatientFacts
    doubts: tuple[str, ...] = ()
    """Facts that contradict what was told before, or that cannot be: for the reader to check."""


def resolve(question: str, history: Sequence[Turn], patient: PatientFacts, lexicon: Lexicon) -> Resolution:
    """The question as it stands by itself."""
    return Resolution(question, patient)
