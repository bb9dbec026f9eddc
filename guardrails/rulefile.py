"""Reads a rule file of this package, strictly: a broken file names itself, the field and the fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

RULES = Path(__file__).parent / "rules"


class _WordsAreWords(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """`no`, `on`, `yes` and `off` are words in these files, not truth values."""


_WordsAreWords.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool" or sign in "tTfF"]
    for sign, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class RuleError(ValueError):
    """A rule file breaks its format; the message names file and field, one problem a line."""


class Rules(BaseModel):
    """Base of every rule file's format: frozen, no unknown field, no quiet conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


R = TypeVar("R", bound=Rules)


def read(name: str, shape: type[R], folder: Path = RULES) -> R:
    """The rules of `NAME.yaml`. Raises RuleError where the file is missing or breaks its format."""
    return _read(
        folder / f"{name}.yaml", shape, lambda text: yaml.load(text, Loader=_WordsAreWords), yaml.YAMLError
    )


def read_json(name: str, shape: type[R], folder: Path = RULES) -> R:
    """The same of `NAME.json`, for what a program wrote: a long file is read in a fiftieth of the time."""
    return _read(folder / f"{name}.json", shape, json.loads, json.JSONDecodeError)


def _read(path: Path, shape: type[R], parse: Callable[[str], Any], fault: type[Exception]) -> R:
    try:
        return shape.model_validate(parse(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        lines = [f"{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise RuleError("\n".join(lines)) from error
    except (OSError, fault) as error:
        raise RuleError(f"{path.name}: {error}") from error
