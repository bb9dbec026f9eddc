"""Lets contestants answer, through the same pipeline as every reader's question, with a memory of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Literal

from chat_app import errors, words
from chat_app.answer import Answer, Outcome, Tokens
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Corpus
from chat_app.lab.contestants import Contestant
from chat_app.lab.plan import guardrails_version
from chat_app.lab.questions import Question
from chat_app.records.base import MemoryRecorder
from chat_app.settings import Settings
from chat_app.writers.base import Writer, WriterReport, WritingTask
from chat_app.writers.evidence import EvidenceWriter
from prompts import OnePrompt, PromptError, read_draft

_BROKE_OFF = "model_broke_off"
_FELL_BACK = "model_unavailable"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one question: an answer, or why there is none that counts."""

    answer: Answer | None
    fault: str | None


class Silent:
    """Stands where the evidence writer would step in, and writes nothing: only a model's own words count."""

    name: Literal["evidence"] = "evidence"

    async def write(self, task: WritingTask, report: WriterReport) -> AsyncGenerator[str]:
        return
        yield ""  # what makes this a stream


class Arena:
    """Consultations of contestants, made as they are needed."""

    def __init__(self, base: Consultation, settings: Settings) -> None:
        self._base = base
        self._settings = settings
        self._models: dict[str, Any] = {}
        self._made: dict[str, Consultation] = {}
        self.corpus = base.corpus.version
        """Version of the statements that everybody answers from."""
        self.guardrails = guardrails_version()

    @classmethod
    def build(cls, settings: Settings, corpus: Corpus | None = None) -> Arena:
        """The arena that the settings describe, on the corpus given or that on board."""
        return cls(Consultation(corpus or default_corpus(), settings=settings), settings)

    async def ask(self, contestant: Contestant, question: Question) -> Came:
        """Let a contestant answer one question. A model that fails is a result too.

        Raises PromptError for a prompt that is broken.
        """
        made = self._consultation(contestant)
        # A memory for each question: a long run would keep every answer until its end.
        consultation = made.beside(
            settings=made.settings, recorder=MemoryRecorder(), writers=made.writers, judge=made.judge
        )
        request = Request(question.question, contestant.audience, writer=contestant.writer)
        answer = await consultation.answer(request)
        if answer.outcome is Outcome.ERROR:
            return Came(None, answer.message or "No answer could be made.")
        return judged(answer) if contestant.writer == "openai" else Came(answer, None)

    def _consultation(self, contestant: Contestant) -> Consultation:
        if contestant.key not in self._made:
            self._made[contestant.key] = self._make(contestant)
        return self._made[contestant.key]

    def _make(self, contestant: Contestant) -> Consultation:
        if contestant.writer == "evidence":
            return self._base.beside(
                settings=self._settings,
                recorder=MemoryRecorder(),
                writers={"evidence": EvidenceWriter(self._base.lexicon)},
            )
        # The client library is slow to load, and not needed for the evidence writer.
        from chat_app.writers.judge import Judge
        from chat_app.writers.model import LanguageModel
        from chat_app.writers.openai import OpenAIWriter

        name = contestant.model or self._settings.model
        settings = self._settings.model_copy(update={"model": name})
        model = self._models.setdefault(name, LanguageModel(settings))
        try:
            prompt = OnePrompt(read_draft(contestant.prompt_text or "", contestant.prompt or "draft"))
        except PromptError as error:
            raise errors.PromptError(str(error)) from error
        writers: dict[str, Writer] = {
            "openai": OpenAIWriter(settings, prompt, model=model),
            "evidence": Silent(),
        }
        judge = Judge(settings, model=model) if settings.second_reader else None
        return self._base.beside(settings=settings, recorder=MemoryRecorder(), writers=writers, judge=judge)


def judged(answer: Answer) -> Came:
    """A model's answer as the lab counts it: its own, or a fault with what there was of one.

    Where no sentence of the model passed, that is what its prompt achieved, and no fault.
    """
    failure = answer.provenance.details.get("model_failure")
    if failure is None:
        broken = next((n.text for n in answer.notices if n.kind == _BROKE_OFF), None)
        return Came(answer, _plain(broken) if broken else None)
    told = next((n.text for n in answer.notices if n.kind == _FELL_BACK), "The language model failed.")
    fault = _plain(told) if failure["error"] else None
    provenance = answer.provenance.model_copy(
        update={
            "writer": "openai",
            "model": failure["model"],
            "prompt": failure["prompt"],
            "prompt_hash": failure["prompt_hash"],
            "tokens": Tokens(**failure["tokens"]),
            "details": {
                k: v for k, v in failure.items() if k not in ("model", "prompt", "prompt_hash", "tokens")
            },
        }
    )
    notices = tuple(n for n in answer.notices if n.kind != _FELL_BACK)
    return Came(answer.model_copy(update={"provenance": provenance, "notices": notices}), fault)


def _plain(notice: str) -> str:
    """Why the model failed, without what is said to a reader of the answer."""
    return notice.removesuffix(words.COMPOSED).removesuffix(words.INCOMPLETE).strip()
