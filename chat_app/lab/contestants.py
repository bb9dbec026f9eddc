"""Who competes: the evidence writer, or a prompt with a model, each for one kind of reader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chat_app import errors
from chat_app.answer import Audience
from chat_app.errors import LabError
from chat_app.settings import Settings
from prompts import BUILT_IN, Prompt, PromptError, PromptLibrary, read_draft

ANSWER = "answer"
"""The prompt whose versions compete."""
EVIDENCE_TITLE = "Evidence writer"


class Contestant(BaseModel):
    """One contestant. It carries the text of its prompt: an edited file never changes a run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    writer: Literal["evidence", "openai"]
    audience: Audience
    model: str | None = None
    prompt: str | None = None
    """`name@version`, as its front matter says."""
    prompt_hash: str | None = None
    prompt_text: str | None = None
    draft: bool = False
    """The text was never saved as a version."""

    @property
    def key(self) -> str:
        """The same for the same writer, prompt text, model and reader, in every run."""
        parts = (self.writer, self.audience.value, self.model or "", self.prompt_hash or "", str(self.draft))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def title(self, *, model: bool = True, audience: bool = True) -> str:
        """What people call it; model and audience are left out where they tell nobody apart."""
        name = EVIDENCE_TITLE
        if self.writer == "openai":
            name = f"{self.prompt} (draft)" if self.draft else str(self.prompt)
            if model:
                name += f", {self.model}"
        return f"{name}, {self.audience.value.replace('_', ' ')}" if audience else name


def titles(contestants: Sequence[Contestant]) -> dict[str, str]:
    """A short title for each, by key, that tells them apart."""
    models = len({c.model for c in contestants if c.writer == "openai"}) > 1
    audiences = len({c.audience for c in contestants}) > 1
    named = {c.key: c.title(model=models, audience=audiences) for c in contestants}
    for key, title in named.items():  # two drafts, or one version before and after it was edited
        if list(named.values()).count(title) > 1:
            digest = next(c.prompt_hash or "" for c in contestants if c.key == key)
            named[key] = f"{title} [{digest.removeprefix('sha256:')[:6]}]"
    return named


def evidence_writer(audience: Audience) -> Contestant:
    """The evidence writer, for one kind of reader."""
    return Contestant(writer="evidence", audience=audience)


def of_prompt(prompt: Prompt, model: str, audience: Audience, *, draft: bool = False) -> Contestant:
    """A prompt with a model, for one kind of reader."""
    return Contestant(
        writer="openai",
        audience=audience,
        model=model,
        prompt=prompt.label,
        prompt_hash=prompt.hash,
        prompt_text=prompt.source,
        draft=draft,
    )


def line_up(
    settings: Settings,
    *,
    prompts: Sequence[str] = (),
    draft: str | None = None,
    evidence: bool = False,
    models: Sequence[str] = (),
    audiences: Sequence[Audience] = (Audience.SPECIALIST,),
) -> tuple[Contestant, ...]:
    """Every prompt with every model, and the evidence writer where asked for, for every kind of reader.

    `models`: as the server names them; none means that of the settings. Raises LabError where nobody would
    compete or a model would be needed and none is configured, PromptError for a prompt that is not there or
    is broken.
    """
    if (prompts or draft) and not settings.model_configured:
        raise LabError(
            "No language model is configured: set OPENAI_BASE_URL or OPENAI_API_KEY, or let the evidence "
            "writer compete alone."
        )
    chosen: list[tuple[Prompt, bool]] = []
    try:
        if prompts:
            library = PromptLibrary(settings.prompt_folder or BUILT_IN)
            chosen += [(library.get(name), False) for name in prompts]
        if draft:
            chosen.append((read_draft(draft), True))
    except PromptError as error:
        raise errors.PromptError(str(error)) from error
    for prompt, _ in chosen:
        if prompt.about.name != ANSWER:
            raise LabError(f"{prompt.label} writes no answers; choose versions of {ANSWER!r}.")
    named = tuple(dict.fromkeys(models)) or (settings.model,)
    found = [
        of_prompt(prompt, model, audience, draft=is_draft)
        for audience in audiences
        for prompt, is_draft in chosen
        for model in named
    ]
    if evidence:
        found += [evidence_writer(audience) for audience in audiences]
    by_key = {c.key: c for c in found}
    if not by_key:
        raise LabError("Nobody would compete: choose a prompt version or the evidence writer.")
    return tuple(by_key.values())
