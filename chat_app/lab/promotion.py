"""Saving a draft as a version and making a version active, with who did it and why on record."""

from __future__ import annotations

from pathlib import Path

import prompts
from chat_app import errors
from chat_app.errors import LabError
from chat_app.records.lab import LabStore, Promotion
from guardrails.screen import screen
from prompts import Prompt, PromptError, PromptLibrary

_SHORTEST = 10
"""Characters of a reason. Fewer say nothing."""


def save(draft: str, folder: Path) -> Prompt:
    """Save a draft as the next version of its prompt, with status `draft`. Raises PromptError."""
    try:
        return prompts.save_draft(draft, folder)
    except PromptError as error:
        raise errors.PromptError(str(error)) from error


def promote(
    label: str, folder: Path, store: LabStore, *, reason: str, who: str, run: str | None = None
) -> Promotion:
    """Make a saved version active and put on record who did it, why, and on which run it rests.

    Raises LabError where reason or name are missing, PromptError where the version is not there, is active
    already or would leave the folder unsound, RecordError where the record cannot be kept; nothing has
    changed then.
    """
    reason, who = screen(" ".join(reason.split())).redacted, " ".join(who.split())
    if len(reason) < _SHORTEST:
        raise LabError("Say why this version is to be active, in a sentence.")
    if not who:
        raise LabError("Say who you are: a promotion carries a name.")
    try:
        library = PromptLibrary(folder)
        chosen = library.get(label)
        before = library.active(chosen.about.name).label
        return store.promote(
            label,
            before=before,
            hash_=chosen.hash,
            reason=reason,
            who=who,
            run=run,
            act=lambda: prompts.promote(label, folder),
        )
    except PromptError as error:
        raise errors.PromptError(str(error)) from error
