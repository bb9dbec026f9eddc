"""Which statements an answer holds, and in which order: bottom line, then sections chosen by what was asked."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from chat_app.answer import Audience
from chat_app.guidelines.model import Kind, SourceType, Statement
from chat_app.question.query import Intent
from chat_app.writers.base import WritingTask

_RULES = Path(__file__).parent / "rules" / "sections.yaml"


class SectionRule(BaseModel):
    """Where a statement belongs: all conditions that are not empty must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    kinds: tuple[Kind, ...]
    topics: tuple[str, ...]
    source_types: tuple[SourceType, ...]
    limit: int

    def takes(self, statement: Statement, source_type: SourceType) -> bool:
        kind_or_topic = (not self.kinds and not self.topics) or (
            statement.kind in self.kinds or any(t in self.topics for t in statement.topics)
        )
        return kind_or_topic and (not self.source_types or source_type in self.source_types)


class Rules(BaseModel):
    """The whole rule file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sections: tuple[SectionRule, ...]
    order: dict[Intent, tuple[str, ...]]
    length: dict[Audience, int]


@dataclass(frozen=True, slots=True)
class Plan:
    bottom_line: tuple[Statement, ...]
    sections: tuple[tuple[str, tuple[Statement, ...]], ...]
    lead: str = ""
    """Verdict word before the bottom line ("Yes: "), where the question asks for one."""


@functools.cache
def rules() -> Rules:
    """The arrangement rules, read once in a process."""
    return Rules.model_validate(yaml.safe_load(_RULES.read_text(encoding="utf-8")))


def plan_answer(task: WritingTask) -> Plan:
    """Choose the bottom line and fill the sections, best statements first."""
    arrangement = rules()
    intent = task.query.intents[0] if task.query.intents else Intent.GENERAL
    order = arrangement.order.get(intent, ())
    chosen = task.evidence[: arrangement.length[task.audience]]
    chosen += task.limits.travelling_with(chosen, task.query.drugs)
    bottom = chosen[:1]
    filled: dict[str, list[Statement]] = {}
    for statement in chosen[1:]:
        source_type = task.corpus.source_of(statement).type
        rule = next(r for r in arrangement.sections if r.takes(statement, source_type))
        if len(filled.setdefault(rule.name, [])) < rule.limit:
            filled[rule.name].append(statement)
    titles = {r.name: r.title for r in arrangement.sections}
    ranked = [*order, *(n for n in titles if n not in order)]
    sections = tuple((titles[n], tuple(filled[n])) for n in ranked if filled.get(n))
    return Plan(bottom, sections)
