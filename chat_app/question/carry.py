"""The rules of what one question carries over from those before it, as `carry.yaml` lists them."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.rulebook import load_rules
from chat_app.question.query import Intent

_RULES = Path(__file__).parent / "rules" / "carry.yaml"


class TurnRule(BaseModel):
    """How a question of one intent reads after a question of another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Intent
    asks: Intent
    noun: str


class MatterRule(BaseModel):
    """A topic that says better than the intent what was in question; `cue` where it does only then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str
    noun: str
    cue: re.Pattern[str] | None = None


class CarryRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: tuple[re.Pattern[str], ...]
    anaphora: tuple[re.Pattern[str], ...]
    adds: tuple[re.Pattern[str], ...]
    joins: tuple[re.Pattern[str], ...]
    number_alone: re.Pattern[str]
    other_one: re.Pattern[str]
    ordinals: dict[int, re.Pattern[str]]
    for_all: frozenset[str]
    the_others: re.Pattern[str]
    the_two: re.Pattern[str]
    ruled_out: re.Pattern[str]
    instead_of: tuple[re.Pattern[str], ...]
    of_answer: re.Pattern[str]
    stage_of: frozenset[Intent]
    why: re.Pattern[str]
    why_not: re.Pattern[str]
    later_on: re.Pattern[str]
    in_trial: re.Pattern[str]
    undoes: dict[str, re.Pattern[str]]
    subjects: frozenset[str]
    subject_words: tuple[re.Pattern[str], ...]
    apart: frozenset[str]
    apart_words: tuple[re.Pattern[str], ...]
    by_mouth: re.Pattern[str]
    oral_of: dict[str, str]
    differs: re.Pattern[str]
    condition: re.Pattern[str]
    conditional: frozenset[Intent]
    in_state: re.Pattern[str]
    states_of: frozenset[Intent]
    spared: re.Pattern[str]
    payers: frozenset[str]
    feared: re.Pattern[str]
    hoped: re.Pattern[str]
    of_disease: re.Pattern[str]
    in_place: re.Pattern[str]
    history: re.Pattern[str]
    corrects: re.Pattern[str]
    asks_set: re.Pattern[str]
    set_of: frozenset[Intent]
    of_body: re.Pattern[str]
    editions: re.Pattern[str]
    moved: re.Pattern[str]
    covers: re.Pattern[str]
    measures: frozenset[str]
    coverage: str
    asked_of_aside: frozenset[Intent]
    drug_pronoun: re.Pattern[str]
    ends_with_finding: frozenset[Intent]
    goes_on: frozenset[Intent]
    leaves_refractory: frozenset[Intent]
    examined_for: frozenset[Intent]
    treatments: frozenset[str]
    becomes: re.Pattern[str]
    puts_to_use: re.Pattern[str]
    afterwards: re.Pattern[str]
    lets_go: tuple[re.Pattern[str], ...]
    short_words: int
    nouns: dict[Intent, str]
    matters: tuple[MatterRule, ...]
    finding: re.Pattern[str]
    result: re.Pattern[str]
    value_alone: re.Pattern[str]
    takes: re.Pattern[str]
    interaction: str
    whole: re.Pattern[str]
    points_back: re.Pattern[str]
    names: dict[str, str]
    excludes: dict[str, str]
    leaves_source: frozenset[Intent]
    supposes: dict[str, re.Pattern[str]]
    facts_of: dict[str, tuple[str, ...]]
    other_patient: re.Pattern[str]
    turns: tuple[TurnRule, ...]
    population: dict[str, str]
    kidney_replacement: str
    long_words: int


@functools.cache
def carry_rules() -> CarryRules:
    """The rules, read once in a process."""
    return load_rules(_RULES, CarryRules)
