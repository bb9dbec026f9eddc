"""All prompts of a folder: several versions side by side, exactly one active for each name."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

from prompts import journal
from prompts.errors import PromptError
from prompts.prompt import Offered, Prompt, Status, parse

BUILT_IN: Final = Path(__file__).parent
"""The prompts that come with the product."""
_TRIES: Final = 5
"""Times that a folder is read anew because it changed meanwhile."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    stamp: tuple[tuple[str, int, int], ...]
    prompts: Mapping[str, Prompt]


class PromptLibrary:
    """Prompts by name and version. An edited file takes effect at the next look-up, with no restart."""

    def __init__(self, folder: Path = BUILT_IN) -> None:
        """Load every prompt of `folder`. Raises PromptError, which names file and line, for a broken one."""
        self._folder = folder
        self._offered = offered_variables()
        self._lock = threading.Lock()
        self._loaded = self._load()

    def __iter__(self) -> Iterator[Prompt]:
        """All prompts, by name and version."""
        return iter(self._current().prompts.values())

    def active(self, name: str) -> Prompt:
        """The active version. Raises PromptError where there is no such prompt or a file is broken."""
        for prompt in self:
            if prompt.about.name == name and prompt.about.status is Status.ACTIVE:
                return prompt
        raise PromptError(str(self._folder.name), f"there is no active prompt {name!r}")

    def get(self, choice: str) -> Prompt:
        """The prompt called `name` (its active version) or `name@version` (of any status).

        Raises PromptError where there is none or a file is broken.
        """
        if "@" not in choice:
            return self.active(choice)
        loaded = self._current().prompts
        if choice not in loaded:
            raise PromptError(
                str(self._folder.name), f"there is no prompt {choice!r}; see: {', '.join(loaded)}"
            )
        return loaded[choice]

    def _current(self) -> _Loaded:
        with self._lock:
            if self._stamp() != self._loaded.stamp:
                self._loaded = self._load()
            return self._loaded

    def _stamp(self) -> tuple[tuple[str, int, int], ...]:
        stamps = []
        for path in [*_files(self._folder), self._folder / journal.NAME]:
            with contextlib.suppress(FileNotFoundError):
                info = os.stat(path)
                stamps.append((str(path), info.st_mtime_ns, info.st_size))
        return tuple(stamps)

    def _load(self) -> _Loaded:
        for _ in range(_TRIES):
            stamp = self._stamp()
            # Where the folder changed while it was read, what was seen may never have stood there at once.
            try:
                loaded = self._read_all(stamp)
            except PromptError:
                if self._stamp() == stamp:
                    raise
            else:
                if self._stamp() == stamp:
                    return loaded
        return self._read_all(self._stamp())

    def _read_all(self, stamp: tuple[tuple[str, int, int], ...]) -> _Loaded:
        changed = journal.pending(self._folder)
        prompts: dict[str, Prompt] = {}
        active: dict[str, Prompt] = {}
        for path in _files(self._folder):
            prompt = _read(path, self._offered, changed)
            prompts[prompt.label] = prompt
            if prompt.about.status is not Status.ACTIVE:
                continue
            if rival := active.get(prompt.about.name):
                raise PromptError(prompt.file, f"{rival.file} is active too; only one version may be")
            active[prompt.about.name] = prompt
        if not prompts:
            raise PromptError(str(self._folder), "holds no prompt (NAME/vVERSION.md)")
        in_order = sorted(prompts.values(), key=lambda p: (p.about.name, p.about.version))
        return _Loaded(stamp, {p.label: p for p in in_order})


def problems(folder: Path = BUILT_IN) -> list[str]:
    """All that is wrong with a folder of prompts, a line each; also a released version that has changed."""
    found, prompts = [], {}
    offered, changed = offered_variables(), journal.pending(folder)
    for path in _files(folder):
        try:
            prompt = _read(path, offered, changed)
        except PromptError as error:
            found.append(str(error))
        else:
            prompts[prompt.label] = prompt
    active = [p for p in prompts.values() if p.about.status is Status.ACTIVE]
    for name in offered:
        files = [p.file for p in active if p.about.name == name]
        if len(files) != 1:
            found.append(f"{name}: exactly one version must be active; now: {', '.join(files) or 'none'}")
    listed = released(folder)
    for label, digest in listed.items():
        if label not in prompts:
            found.append(f"{label}: was released and is gone or broken")
        elif prompts[label].hash != digest:
            found.append(f"{prompts[label].file}: was released and may not change; save it as a new version")
    found += [
        f"{p.file}: is active and not on the list of released versions; add there: {p.label}: {p.hash}"
        for p in active
        if p.label not in listed
    ]
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.md"))


def _read(path: Path, offered: Mapping[str, Offered], changed: Mapping[str, str]) -> Prompt:
    file = f"{path.parent.name}/{path.name}"
    try:
        text = journal.text_of(path.parent.parent, file, changed)
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(file, f"cannot be read ({error})") from error
    prompt = parse(text, file, offered)
    if (path.parent.name, path.stem) != (prompt.about.name, f"v{prompt.about.version}"):
        raise PromptError(
            file, f"holds {prompt.label}, so it must be {prompt.about.name}/v{prompt.about.version}.md"
        )
    return prompt


def offered_variables() -> Mapping[str, Offered]:
    """What each prompt may use, by prompt and variable. Raises PromptError for a broken `variables.yaml`."""
    data = _yaml(BUILT_IN / "variables.yaml")
    offered: dict[str, dict[str, tuple[str, ...]]] = {}
    for prompt, variables in data.items():
        if not isinstance(variables, dict):
            raise PromptError("variables.yaml", f"{prompt}: must map variables to what they are")
        offered[str(prompt)] = {
            str(name): tuple(what) if isinstance(what, dict) else () for name, what in variables.items()
        }
    return offered


def released(folder: Path = BUILT_IN) -> Mapping[str, str]:
    """Hash of each released version, by `name@version`; empty where the folder keeps no list."""
    path, changed = folder / "released.yaml", journal.pending(folder)
    if not path.exists() and path.name not in changed:
        return {}
    return {str(k): str(v) for k, v in _yaml(path, changed).items()}


def _yaml(path: Path, changed: Mapping[str, str] = MappingProxyType({})) -> dict[object, object]:
    try:
        data = yaml.safe_load(journal.text_of(path.parent, path.name, changed))
    except (OSError, yaml.YAMLError) as error:
        raise PromptError(path.name, f"cannot be read as YAML ({error})") from error
    if not isinstance(data, dict):
        raise PromptError(path.name, "must hold a mapping")
    return data
