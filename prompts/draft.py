"""A prompt that is no file yet: read and checked like one, and used as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from prompts.library import offered_variables
from prompts.prompt import Prompt, parse

DRAFT: Final = "draft"
"""What stands for the file in what is said of a draft's faults."""


class Prompts(Protocol):
    """What a writer needs of the prompts: one by its name."""

    def get(self, choice: str) -> Prompt:
        """The prompt called `name` or `name@version`. Raises PromptError."""
        ...


@dataclass(frozen=True, slots=True)
class OnePrompt:
    """A single prompt, whatever is asked for: of a draft, or of a version as it read at a certain time."""

    prompt: Prompt

    def get(self, choice: str) -> Prompt:
        return self.prompt


def read_draft(text: str, file: str = DRAFT) -> Prompt:
    """The prompt in a text. Raises PromptError, which names the line, for anything that is wrong with it."""
    return parse(text, file, offered_variables())
