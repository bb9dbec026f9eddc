"""Which statements an answer holds and in which order: bottom line, then sections by what was asked."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.answer import Audience
from chat_app.guidelines.applicability import applies, asks_nephrotic
from chat_app.guidelines.model import Kind, SourceType, Statement
from chat_app.guidelines.rulebook import load_rules
from chat_app.question.query import Intent, Query
from chat_app.writers.base import POSITIONS_TITLE, WritingTask

_RULES = Path(__file__).parent / "rules" / "sections.yaml"
_NEPHRITIS = re.compile(r"nephritis|\b(?:LN|renal|kidney)\b|-LN\b", re.IGNORECASE)
_LONG_WORD = re.compile(r"[a-z]{6,}")
_STAGES = frozenset({"initial-therapy", "maintenance-therapy"})
_CANDIDATES = 16
"""How far down the hits the bottom line is looked for: below, a statement no longer settles the question."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SectionRule(_Strict):
    """Where a statement belongs."""

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


class BottomRule(_Strict):
    """What settles a question of an intent."""

    kinds: tuple[Kind, ...]
    topics: tuple[str, ...]
    source_types: tuple[SourceType, ...]
    cues: tuple[re.Pattern[str], ...]
    most: int


class Length(_Strict):
    """Statements an answer holds at most: to a broad question, and to a narrow one about one drug."""

    broad: int
    narrow: int


class Reading(_Strict):
    """How an audience reads."""

    first: tuple[str, ...]
    without: tuple[str, ...]


class Rules(_Strict):
    """The whole rule file."""

    sections: tuple[SectionRule, ...]
    order: dict[Intent, tuple[str, ...]]
    bottom: dict[Intent, BottomRule]
    leading: tuple[str, ...]
    narrow: tuple[Intent, ...]
    length: dict[Audience, Length]
    audiences: dict[Audience, Reading]


@dataclass(frozen=True, slots=True)
class Plan:
    bottom_line: tuple[Statement, ...]
    sections: tuple[tuple[str, tuple[Statement, ...]], ...]


@functools.cache
def rules() -> Rules:
    """The arrangement rules, read once in a process."""
    return load_rules(_RULES, Rules)


def plan_answer(task: WritingTask) -> Plan:
    """Choose the bottom line and fill the sections, best statements first."""
    arrangement = rules()
    intent = task.query.intents[0] if task.query.intents else Intent.GENERAL
    reading = arrangement.audiences[task.audience]
    usable = _usable(task)
    asked = arrangement.order.get(intent, ())
    without = [name for name in reading.without if name not in asked[:2]]
    rows = () if task.audience is Audience.PATIENT else task.positions.rows(usable)
    bottom = _bottom_line(task, [s for s in usable if s not in rows], arrangement.bottom[intent])
    rest = [
        s for s in usable if s not in bottom and s not in rows and _section_of(s, task).name not in without
    ]
    length = arrangement.length[task.audience]
    room = length.narrow if _is_narrow(task.query) else length.broad
    filled = _fill(task, rest, room - len(bottom) - len(rows))
    chosen = [*bottom, *rows, *(s for statements in filled.values() for s in statements)]
    if "dosing" not in without:
        for limit in task.limits.travelling_with(chosen, task.query.drugs):
            if limit in task.evidence:
                filled.setdefault(_section_of(limit, task).name, []).append(limit)
    titles = {r.name: r.title for r in arrangement.sections}
    order = dict.fromkeys([*asked[:2], *reading.first, *asked, *titles])
    sections = [(titles[n], tuple(filled[n])) for n in order if filled.get(n)]
    if rows:
        sections.insert(0, (POSITIONS_TITLE, rows))
    return Plan(bottom, tuple(sections))


def _is_narrow(query: Query) -> bool:
    """Whether a question asks one thing or two of one drug."""
    narrow = rules().narrow
    return len(query.drugs) == 1 and len(query.intents) <= 2 and query.intents[0] in narrow


def _fill(task: WritingTask, statements: Sequence[Statement], room: int) -> dict[str, list[Statement]]:
    """Sections with their statements, the best ones first, until there is no more room."""
    filled: dict[str, list[Statement]] = {}
    for statement in statements:
        if room <= 0:
            break
        rule = _section_of(statement, task)
        if len(filled.get(rule.name, ())) < rule.limit:
            filled.setdefault(rule.name, []).append(statement)
            room -= 1
    return filled


def _usable(task: WritingTask) -> list[Statement]:
    """Hits that speak of what was asked and of a patient like this one, best first."""
    patient = task.query.patient
    nephrotic = asks_nephrotic(task.query.text)
    marks = {s.id: applies(s, patient, nephrotic) for s in task.evidence}
    settled = [s for s in task.evidence if marks[s.id] > -1]
    return sorted(settled, key=lambda s: (-marks[s.id], _of_lupus_alone(s, task), _too_late(s, task.query)))


def _too_late(statement: Statement, query: Query) -> bool:
    """Whether a statement speaks of refractory disease, in a question about a drug that does not."""
    return bool(query.drugs) and "refractory" in statement.topics and "refractory" not in query.topics


def _of_lupus_alone(statement: Statement, task: WritingTask) -> bool:
    """Whether a trial was in lupus without nephritis: it comes after those in nephritis."""
    if statement.kind is not Kind.TRIAL_RESULT:
        return False
    return not _NEPHRITIS.search(f"{statement.text} {task.corpus.source_of(statement).title}")


def _bottom_line(task: WritingTask, usable: Sequence[Statement], rule: BottomRule) -> tuple[Statement, ...]:
    """The statements that settle the question; a second one only from another type of source."""
    scored = sorted(
        enumerate(usable[:_CANDIDATES]),
        key=lambda item: -_marks(item[1], task, rule) + item[0] * 0.25,
    )
    chosen: list[Statement] = []
    for _, statement in scored:
        if len(chosen) >= rule.most:
            break
        kind = task.corpus.source_of(statement).type
        if all(kind is not task.corpus.source_of(other).type for other in chosen):
            chosen.append(statement)
    return tuple(chosen)


def _marks(statement: Statement, task: WritingTask, rule: BottomRule) -> float:
    query = task.query
    marks = 2.0 * (statement.kind in rule.kinds) + 1.0 * bool(set(rule.topics) & set(statement.topics))
    marks += 1.0 * (task.corpus.source_of(statement).type in rule.source_types)
    lowered = statement.text.lower()
    marks += min(2.0, 1.0 * sum(bool(cue.search(lowered)) for cue in rule.cues))
    if query.drugs:
        named = len(set(query.drugs) & set(statement.drugs))
        marks += 2.0 * named / len(query.drugs) - (1.5 if not named else 0.0)
        # A statement about the one drug that was asked settles more than a regimen that also holds it.
        marks += 0.5 if len(statement.drugs) == len(query.drugs) else 0.0
    if query.classes and statement.classes:
        marks += 1.0 if set(query.classes) & set(statement.classes) else -2.0
        marks += 1.0 if set(query.classes) == set(statement.classes) else 0.0
    marks += 1.5 * applies(statement, query.patient, asks_nephrotic(query.text))
    marks += 2.5 * _said(query.text, lowered)
    marks += 1.0 if task.corpus.source_of(statement).organisation in rules().leading else 0.0
    stages = _STAGES.intersection(query.topics)
    if stages and _STAGES.intersection(statement.topics):
        marks += 1.5 if stages.intersection(statement.topics) else -2.0
    marks += 0.5 if statement.grade else 0.0
    marks -= 2.0 if task.corpus.source_of(statement).superseded_by else 0.0
    return marks


def _said(question: str, statement: str) -> float:
    """Share of the question's longer words (by their first letters) that stand in a statement."""
    words = {w[:7] for w in _LONG_WORD.findall(question.lower())}
    return sum(w in statement for w in words) / len(words) if words else 0.0


def _section_of(statement: Statement, task: WritingTask) -> SectionRule:
    source_type = task.corpus.source_of(statement).type
    return next(r for r in rules().sections if r.takes(statement, source_type))
