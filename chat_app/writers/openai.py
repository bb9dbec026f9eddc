"""The OpenAI writer: a language model words the answer out of the statements of a task."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Literal

from openai import AsyncOpenAI

from chat_app import errors
from chat_app.answer import Tokens
from chat_app.errors import ModelAnswerError, ModelUnavailable
from chat_app.settings import Settings
from chat_app.writers.asides import Asides
from chat_app.writers.base import WriterReport, WritingTask
from chat_app.writers.model import LanguageModel
from chat_app.writers.prompt import Assembled, assemble
from chat_app.writers.reading import Use
from chat_app.writers.tokens import Tokenizer, tokenizer_for
from prompts import Prompt, PromptError, PromptLibrary, Prompts

log = logging.getLogger(__name__)


class OpenAIWriter:
    """Writes with the model that the settings name. Obeys the `Writer` protocol."""

    name: Literal["openai"] = "openai"

    def __init__(
        self,
        settings: Settings,
        prompts: Prompts | None = None,
        client: AsyncOpenAI | None = None,
        *,
        model: LanguageModel | None = None,
        prompt: str | None = None,
    ) -> None:
        """`model`: shared with a second reader, so that both have one circuit breaker. `prompt`: a name or
        `name@version`, in place of the setting. Raises PromptError where there is no such prompt.
        """
        self._settings = settings
        self._prompts: Prompts = prompts or library(settings)
        self._choice = prompt or settings.answer_prompt
        self._model = model or LanguageModel(settings, client=client)
        self._prompts.get(self._choice)

    def instructions(self, task: WritingTask) -> str:
        """What the model is told for this reader, beside the material: it may not come out again."""
        try:
            messages = self._prompt().render(
                question="", audience=task.audience.value, facts=(), statements=(), history=()
            )
        except (PromptError, ModelUnavailable):
            return ""
        return "\n\n".join(m.text for m in messages if m.role == "system")

    async def write(self, task: WritingTask, report: WriterReport) -> AsyncGenerator[str]:
        """Yield the model's text, without what it says aside. Raises ModelError."""
        prompt = self._prompt()
        report.model, report.prompt, report.prompt_hash = self._settings.model, prompt.label, prompt.hash
        # The first call reads the encoding from disk, which takes some tenths of a second.
        tokenizer = await asyncio.to_thread(tokenizer_for, self._settings.model)
        try:
            assembled = assemble(prompt, task, tokenizer, self._settings.max_prompt_tokens)
        except PromptError as error:
            raise _broken(error) from error
        use, asides, written = Use(), Asides(), 0
        stream = self._model.stream(assembled.messages, prompt.about.parameters, use)
        try:
            async with aclosing(stream):
                async for piece in stream:
                    if text := asides.feed(piece):
                        written += len(text)
                        yield text
            if text := asides.close():
                written += len(text)
                yield text
            if not written:
                raise ModelAnswerError("The language model found no statement that settles the question.")
        finally:
            _record(report, assembled, use, asides, tokenizer, written, self._settings)

    def _prompt(self) -> Prompt:
        try:
            return self._prompts.get(self._choice)
        except PromptError as error:
            raise _broken(error) from error


def library(settings: Settings) -> PromptLibrary:
    """The prompts that the settings name. Raises our PromptError for a broken file or a wrong name."""
    try:
        prompts = PromptLibrary(settings.prompt_folder) if settings.prompt_folder else PromptLibrary()
        for choice in (settings.answer_prompt, settings.judge_prompt):
            prompts.get(choice)
    except PromptError as error:
        raise errors.PromptError(str(error)) from error
    return prompts


def _broken(error: PromptError) -> ModelUnavailable:
    log.error("A prompt cannot be used. %s", error)
    return ModelUnavailable("The language model was not asked: its prompt file is broken.")


def _record(
    report: WriterReport,
    assembled: Assembled,
    use: Use,
    asides: Asides,
    tokenizer: Tokenizer,
    written: int,
    settings: Settings,
) -> None:
    """Put on record what the answer took, and what the model was not shown."""
    details: dict[str, Any] = {"api": use.api, "retries": use.retries, "encoding": tokenizer.name}
    if use.tokens:
        report.tokens = use.tokens
    elif written:
        # Four characters a token: near enough for text that is gone by now.
        report.tokens = Tokens(prompt=assembled.tokens, completion=written // 4)
        details["tokens_estimated"] = True
    report.model = use.model or report.model
    if use.finish:
        details["finish"] = use.finish
    if (cost := price(report.tokens, settings)) is not None:
        details["cost"] = cost
    if assembled.evidence_left_out:
        details["evidence_left_out"] = list(assembled.evidence_left_out)
    if assembled.turns_left_out:
        details["turns_left_out"] = assembled.turns_left_out
    if asides.not_covered:
        # How many, not which: the model's words were checked by nobody.
        details["not_covered"] = len(asides.not_covered)
    report.details.update(details)


def price(tokens: Tokens, settings: Settings) -> float | None:
    """Cost in the currency of the settings; None where they name no price."""
    if settings.prompt_price is None and settings.completion_price is None:
        return None
    prompt = tokens.prompt * (settings.prompt_price or 0)
    return round((prompt + tokens.completion * (settings.completion_price or 0)) / 1_000_000, 6)
