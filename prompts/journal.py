"""Several files of a prompt folder change as one: a journal holds them until all are written.

The journal comes into being whole, in one step of the file system. From that moment on the folder reads as
the journal says, whether or not the files themselves are written yet; a process that dies in between loses
nothing and leaves nothing half done.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from prompts.errors import PromptError

NAME: Final = "change.journal"


def pending(folder: Path) -> Mapping[str, str]:
    """Texts that stand for files of the folder, by their path in it; empty where no change is under way."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise PromptError(NAME, f"cannot be read ({error})") from error
    try:
        data = json.loads(text)
    except ValueError as error:
        raise PromptError(NAME, "is not what this program wrote; remove it") from error
    return {str(name): str(words) for name, words in data.items()}


def text_of(folder: Path, name: str, changed: Mapping[str, str]) -> str:
    """The text of a file as the folder reads. Raises OSError and UnicodeDecodeError."""
    return changed[name] if name in changed else (folder / name).read_text(encoding="utf-8")


def change(folder: Path, texts: Mapping[str, str]) -> None:
    """Write some files of the folder as one change. Raises PromptError where the folder cannot be written."""
    finish(folder)
    try:
        journal = _written(folder, json.dumps(dict(texts), ensure_ascii=False))
        try:
            os.link(journal, folder / NAME)  # fails where another process has a change under way
        finally:
            os.unlink(journal)
    except FileExistsError:
        raise PromptError(folder.name, "another change is under way; try again") from None
    except OSError as error:
        raise PromptError(folder.name, f"cannot be written to ({error})") from error
    finish(folder)


def finish(folder: Path) -> None:
    """Write out what a journal holds, if there is one, and remove it. Raises PromptError."""
    texts = pending(folder)
    if not texts:
        return
    try:
        for name, text in texts.items():
            target = folder / name
            target.parent.mkdir(exist_ok=True)
            os.replace(_written(target.parent, text), target)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(folder / NAME)
    except OSError as error:
        raise PromptError(folder.name, f"cannot be written to ({error})") from error


def _written(folder: Path, text: str) -> str:
    """A new file beside the one that it will become, on disk to the last byte."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".new")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, 0o644)
    return name
