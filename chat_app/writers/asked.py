"""Things that a question may be after and few statements speak of: a price, restarting, a target level."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.rulebook import load_rules

_RULES = Path(__file__).parent / "rules" / "asked.yaml"


class Thing(BaseModel):
    """One thing that may be asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asked: re.Pattern[str]
    """How a question asks for it, in lower case."""
    says: re.Pattern[str]
    """How a statement speaks of it, in lower case."""
    gap: str
    """What is said where none does; `{what}` stands for what it was asked of."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    things: tuple[Thing, ...]


@functools.cache
def _things() -> tuple[Thing, ...]:
    return load_rules(_RULES, _File).things


def things_asked(question: str) -> Iterator[Thing]:
    """The things that a question asks for."""
    lowered = question.casefold()
    return (thing for thing in _things() if thing.asked.search(lowered))
