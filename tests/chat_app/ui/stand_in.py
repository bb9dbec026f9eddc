"""A consultation that tells prepared answers, in steps that a test can hold: for the page's own logic."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from chat_app.answer import Answer
from chat_app.consult import Request
from chat_app.errors import QuestionError
from chat_app.events import (
    Completed,
    Event,
    EvidenceFound,
    Failed,
    Resolved,
    Screened,
    SentenceReleased,
    SentenceWithheld,
)
from chat_app.guidelines.load import default_corpus
from chat_app.records.base import Recorder
from guardrails.types import Scope, Screening

ANSWERS = Path(__file__).parents[2] / "fixtures" / "answers"


def prepared(name: str) -> Answer:
    """An answer kept as a fixture."""
    return Answer.model_validate_json((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


class StandIn:
    """Answers everything with a fixture; "migraine" with a refusal, "broken" with a failure, "" not at all.

    Before each sentence it waits for `go`, which is open until a test closes it.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.corpus = default_corpus()
        self.recorder = recorder
        self.go = threading.Event()
        self.go.set()
        self.requests: list[Request] = []

    async def ask(self, request: Request) -> AsyncIterator[Event]:
        self.requests.append(request)
        if not request.question.strip():
            raise QuestionError("The question is empty.")
        turn = self.recorder.begin(
            request.conversation, request.question, request.audience, request.patient, request.turn
        )
        yield Screened(Screening(Scope.IN, request.question, request.question), turn.id, turn.conversation)
        if "broken" in request.question:
            self.recorder.fail(turn, "It broke.")
            yield Failed("It broke.")
            return
        answer = prepared("refusal" if "migraine" in request.question else "belimumab")
        changes = {
            "id": turn.id,
            "conversation": turn.conversation,
            "question": request.question,
            "resolved_question": request.resolved or f"{request.question} (in lupus nephritis)",
        }
        answer = answer.model_copy(update=changes)
        turn = self.recorder.resolved(turn, answer.resolved_question, request.patient)
        yield Resolved(answer.resolved_question, True)
        if answer.sentences():
            yield EvidenceFound(
                len(self.corpus), tuple(s.id for r in answer.references for s in r.statements)
            )
        titled = [(None, s) for s in answer.bottom_line]
        titled += [(section.title, s) for section in answer.sections for s in section.sentences]  # type: ignore[misc]
        for index, (title, sentence) in enumerate(titled):
            if index:
                await asyncio.to_thread(self.go.wait)
            self.recorder.progress(turn, title, sentence)
            yield SentenceReleased(title, sentence, index)
        for record in answer.withheld:
            yield SentenceWithheld(record)
        self.recorder.complete(turn, answer)
        yield Completed(answer)
