"""The second reader: a model reads again, against the statements cited, what the checks could not decide.

It fails closed. Anything but a well-formed "supported", with words of the statements to show for it, counts
as not supported: a wrong shape, a quote that stands in no statement, silence.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat_app.answer import Tokens
from chat_app.errors import ModelError
from chat_app.settings import Settings
from chat_app.writers.asides import Asides
from chat_app.writers.model import LanguageModel
from chat_app.writers.openai import library
from chat_app.writers.prompt import material
from chat_app.writers.reading import Use
from guardrails.normal import normal
from guardrails.types import Evidence, Finding, Severity
from prompts import PromptError, PromptLibrary

log = logging.getLogger(__name__)

CHECK: Final = "second-reader"
_FENCE: Final = re.compile(r"\A\s*```(?:json)?\s*\n(.*)\n\s*```\s*\Z", re.DOTALL)
_SHORTEST_QUOTE: Final = 3
"""Words: fewer stand in too many statements to carry a sentence."""


class _Reply(BaseModel):
    """What the prompt asks for, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    supported: bool
    quotes: list[str] = Field(max_length=20)
    reason: str = Field(min_length=1, max_length=1000)


@dataclass(frozen=True, slots=True)
class JudgeVerdict:
    """What the second reader said of one sentence."""

    supported: bool
    finding: Finding
    prompt: str
    """`name@version`."""
    tokens: Tokens = field(default_factory=Tokens)


class Judge:
    """Reads sentences again. One object serves many answers at once."""

    def __init__(
        self, settings: Settings, prompts: PromptLibrary | None = None, model: LanguageModel | None = None
    ) -> None:
        """`model`: that of the writer, so that both have one circuit breaker. Raises PromptError."""
        self._settings = settings
        self._prompts = prompts or library(settings)
        self._model = model or LanguageModel(settings)
        self._prompts.get(settings.judge_prompt)

    async def read(self, claim: str, cited: Sequence[Evidence]) -> JudgeVerdict:
        """Whether the cited statements say what the sentence says. Never raises for a model that fails."""
        label = self._settings.judge_prompt
        use = Use()
        try:
            prompt = self._prompts.get(label)
            label = prompt.label
            messages = prompt.render(
                claim=material(claim), statements=[_record(*e) for e in enumerate(cited, 1)]
            )
            text = await self._model.complete(
                messages, prompt.about.parameters, use, longest=self._settings.judge_timeout
            )
        except (ModelError, PromptError) as error:
            log.warning("The second reader failed: %s", type(error).__name__)
            message = "The second reader did not answer, so this sentence counts as not supported."
            return JudgeVerdict(False, Finding(CHECK, message, Severity.CRASHED), label)
        asides = Asides()
        supported, finding = _decide(asides.feed(text) + asides.close(), cited)
        return JudgeVerdict(supported, finding, label, use.tokens or Tokens())


def _decide(text: str, cited: Sequence[Evidence]) -> tuple[bool, Finding]:
    fenced = _FENCE.match(text)
    try:
        reply = _Reply.model_validate_json(fenced.group(1) if fenced else text)
    except ValidationError:
        message = "The second reader's reply could not be read, so this sentence counts as not supported."
        return False, Finding(CHECK, message, Severity.CRASHED, rule="malformed")
    if not reply.supported:
        # Its own words are a model's words: they are not shown.
        message = "A second reading found that the cited statements do not say this."
        return False, Finding(CHECK, message, Severity.UNDECIDED, rule="unsupported")
    shown = [normal(t) for e in cited for t in (e.text, e.plain) if t]
    for quote in map(normal, reply.quotes):
        if not any(f" {quote} " in f" {t} " for t in shown):
            message = "The second reader quoted what no cited statement says, so this sentence is not shown."
            return False, Finding(CHECK, message, Severity.UNDECIDED, rule="invented-quote")
    if not any(len(normal(q).split()) >= _SHORTEST_QUOTE for q in reply.quotes):
        message = "The second reader showed no words of the statements that carry this sentence."
        return False, Finding(CHECK, message, Severity.UNDECIDED, rule="no-quote")
    return True, Finding(CHECK, "A second reading found this supported.", Severity.NOTE, rule="supported")


def _record(number: int, evidence: Evidence) -> dict[str, object]:
    year = f" {evidence.year}" if evidence.year else ""
    return {
        "number": number,
        "source": f"{evidence.organisation or evidence.source or 'source not named'}{year}",
        "grade": evidence.grade,
        "kind": (evidence.kind or "statement").replace("-", " "),
        "population": ", ".join(evidence.population) or "any",
        "text": evidence.text,
        "plain": evidence.plain or "",
    }
