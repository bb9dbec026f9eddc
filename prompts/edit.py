"""Changes a folder of prompts as a person would: a draft becomes a version, a version becomes active."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prompts.draft import read_draft
from prompts.errors import PromptError
from prompts.journal import change, finish
from prompts.library import BUILT_IN, PromptLibrary, problems, released
from prompts.prompt import Prompt, Status

_ONE_AT_A_TIME: Final = threading.Lock()
_RELEASED: Final = "released.yaml"


@dataclass(frozen=True, slots=True)
class Promoted:
    """A version that was made active, and the one that was before."""

    prompt: Prompt
    before: Prompt


def next_version(folder: Path, name: str) -> int:
    """The number that a new version of a prompt will have."""
    return max((p.about.version for p in PromptLibrary(folder) if p.about.name == name), default=0) + 1


def save_draft(text: str, folder: Path = BUILT_IN) -> Prompt:
    """Save a draft as the next version of its prompt, with status `draft`; version and status are set here.

    Raises PromptError for a draft that is broken, says the same as a version that is there, or says nothing
    new under `changed`.
    """
    with _ONE_AT_A_TIME:
        finish(folder)
        draft = read_draft(text)
        name = draft.about.name
        versions = [p for p in PromptLibrary(folder) if p.about.name == name]
        for other in versions:
            if _said(other.source) == _said(text):
                raise PromptError("draft", f"says the same as {other.label}; there is nothing to save")
            if other.about.changed == draft.about.changed:
                line = _line_of(text, "changed")
                message = f"say under `changed` what is new; this is what {other.label} says"
                raise PromptError("draft", message, line)
        version = max((p.about.version for p in versions), default=0) + 1
        saved = _with(_with(text, "version", str(version)), "status", Status.DRAFT.value)
        file = f"{name}/v{version}.md"
        prompt = read_draft(saved, file)
        change(folder, {file: saved if saved.endswith("\n") else saved + "\n"})
        return prompt


def promote(label: str, folder: Path = BUILT_IN) -> Promoted:
    """Make a version active, the one before it retired, and put it on the list of released versions: at once.

    Raises PromptError where there is no such version, it is active already, or the folder would not be sound
    after it; nothing has changed then.
    """
    with _ONE_AT_A_TIME:
        finish(folder)
        library = PromptLibrary(folder)
        if "@" not in label:
            raise PromptError(folder.name, f"name the version to promote, such as {label}@2")
        prompt = library.get(label)
        before = library.active(prompt.about.name)
        if before.label == prompt.label:
            raise PromptError(prompt.file, f"{label} is active already")
        texts = {
            prompt.file: _with(prompt.source, "status", Status.ACTIVE.value),
            before.file: _with(before.source, "status", Status.RETIRED.value),
        }
        if prompt.label not in released(folder):
            texts[_RELEASED] = _listed(folder, prompt)
        _must_be_sound(folder, texts)
        change(folder, texts)
        return Promoted(PromptLibrary(folder).get(label), before)


def _must_be_sound(folder: Path, texts: Mapping[str, str]) -> None:
    """Try the change on a copy. Raises PromptError with the first problem that the folder would have."""
    with tempfile.TemporaryDirectory(prefix="ln-consult-prompts-") as place:
        copy = Path(place) / folder.name
        for path in sorted(folder.glob("*/*.md")):
            (copy / path.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy / path.parent.name / path.name)
        if (folder / _RELEASED).exists():
            shutil.copyfile(folder / _RELEASED, copy / _RELEASED)
        for name, text in texts.items():
            (copy / name).write_text(text, encoding="utf-8")
        found = problems(copy)
    if found:
        raise PromptError(folder.name, f"would not be sound after this change: {found[0]}")


def _listed(folder: Path, prompt: Prompt) -> str:
    path = folder / _RELEASED
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if text and not text.endswith("\n"):
        text += "\n"
    return f"{text}{prompt.label}: {prompt.hash}\n"


def _with(text: str, field: str, value: str) -> str:
    """The text with a field of its front matter set. Raises PromptError where it has no line of its own."""
    head, matter, body = _cut(text)
    changed, count = re.subn(rf"^{field}:.*$", f"{field}: {value}", matter, count=1, flags=re.MULTILINE)
    if not count:
        raise PromptError("draft", f"the front matter must hold a line that begins with `{field}:`")
    return head + changed + body


def _cut(text: str) -> tuple[str, str, str]:
    """The first line, the front matter, and everything from its closing line on."""
    lines = text.splitlines(keepends=True)
    end = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
    return lines[0], "".join(lines[1:end]), "".join(lines[end:])


def _said(text: str) -> str:
    """What a prompt tells a model and asks of it, whatever it is called and however far it has come."""
    _, matter, body = _cut(text)
    kept = [x for x in matter.splitlines() if not re.match(r"(?:version|status|changed):", x)]
    return "\n".join([*kept, body.strip()])


def _line_of(text: str, field: str) -> int:
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{field}:")), 1)
