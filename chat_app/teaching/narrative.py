"""Narrative tells what happens to an invented patient: no recommendation, no evidence, no dose, no name."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.rulebook import load_rules
from guardrails import identifiers

_FILE = Path(__file__).parent / "rules" / "narrative.yaml"


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: re.Pattern[str]
    message: str


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    narrative: tuple[_Rule, ...]


@functools.cache
def _rules() -> _Rules:
    return load_rules(_FILE, _Rules)


def faults(text: str) -> list[str]:
    """What a narrative sentence must not hold: empty for one that only tells of the patient."""
    found = [
        f"“{match.group().strip()}”: {rule.message}"
        for rule in _rules().narrative
        if (match := rule.pattern.search(text))
    ]
    found += [
        f"“{text[item.start : item.end]}” reads as an identifier ({item.kind}); invented patients have none."
        for item in identifiers.find(text)
    ]
    return found
