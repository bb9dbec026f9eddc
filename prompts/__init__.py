"""Prompts as files: Markdown with front matter, several versions side by side, one active.

Edit or add a file under `prompts/NAME/`; no Python needs to change. `variables.yaml` says what each prompt
may use; `released.yaml` holds the versions that may never change again.
"""

from prompts.draft import OnePrompt, Prompts, read_draft
from prompts.edit import Promoted, next_version, promote, save_draft
from prompts.errors import PromptError
from prompts.library import BUILT_IN, PromptLibrary, problems
from prompts.prompt import FrontMatter, Message, Parameters, Prompt, Status

__all__ = [
    "BUILT_IN",
    "FrontMatter",
    "Message",
    "OnePrompt",
    "Parameters",
    "Promoted",
    "Prompt",
    "PromptError",
    "PromptLibrary",
    "Prompts",
    "Status",
    "next_version",
    "problems",
    "promote",
    "read_draft",
    "save_draft",
]
