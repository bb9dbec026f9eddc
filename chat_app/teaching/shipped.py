"""Makes the recordings that come with the product: `python -m chat_app.teaching.shipped`.

They are written by the evidence writer out of the statements on board, so they need no model and no key.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.answer import Audience
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.rulebook import load_rules
from chat_app.question.patient import PatientFacts
from chat_app.records.base import MemoryRecorder
from chat_app.settings import Settings
from chat_app.teaching.recording import Recording, record, written
from chat_app.teaching.shelf import SHIPPED
from guardrails.version import version as guardrails_version

QUESTIONS = SHIPPED / "questions.yaml"


class Script(BaseModel):
    """What is asked in one recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    audience: Audience
    patient: PatientFacts = PatientFacts()
    questions: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    recordings: tuple[Script, ...]


def scripts() -> tuple[Script, ...]:
    """The consultations to record. Raises CorpusError for a broken file."""
    return load_rules(QUESTIONS, _File).recordings


async def make(script: Script, now: datetime) -> Recording:
    """Hold a consultation and record it."""
    corpus = default_corpus()
    recorder = MemoryRecorder()
    consultation = Consultation(corpus, settings=Settings(), recorder=recorder, now=lambda: now)
    conversation: str | None = None
    for question in script.questions:
        answer = await consultation.answer(
            Request(question, script.audience, script.patient, conversation, writer="evidence")
        )
        conversation = answer.conversation
    turns = recorder.turns(conversation) if conversation else ()
    return record(script.title, turns, corpus, guardrails_version(), now)


def main(folder: Path = SHIPPED) -> None:
    """Write every recording to the folder."""
    now = datetime.now(UTC)
    for script in scripts():
        (folder / f"{script.name}.json").write_bytes(written(asyncio.run(make(script, now))))


if __name__ == "__main__":
    main()
