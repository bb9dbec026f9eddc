"""Which statements an answer holds and in which order: bottom line, then sections by what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat_app.answer import Audience
from chat_app.guidelines.applicability import applies, asks_nephrotic
from chat_app.guidelines.model import Kind, Statement
from chat_app.question.query import Intent, Query
from chat_app.writers.arrangement import BottomRule, SectionRule, arrangement
from chat_app.writers.base import POSITIONS_TITLE, WritingTask
from chat_app.writers.scores import Scores
from chat_app.writers.settling import bottom_line
from chat_app.writers.traits import expected, of_others, speaks_of_nephritis

_FITS_AS_THE_BEST = 0.9
"""Share of the best three statements' score from which one comes in first."""

_PARTS_ANSWERED = 3
"""Of several things asked, how many are answered first."""


@dataclass(frozen=True, slots=True)
class Plan:
    bottom_line: tuple[Statement, ...]
    sections: tuple[tuple[str, tuple[Statement, ...]], ...]


def plan_answer(task: WritingTask) -> Plan:
    """Choose the bottom line and fill the sections, best statements first."""
    rules = arrangement()
    intent = task.query.intents[0] if task.query.intents else Intent.GENERAL
    reading = rules.audiences[task.audience]
    usable = _usable(task)
    asked = rules.order.get(intent, ())
    without = [name for name in reading.without if name not in asked[:2]]
    bottom = _bottom(task, usable)
    left = [s for s in usable if s not in bottom]
    rows = () if task.audience is Audience.PATIENT else task.positions.rows(left)
    rest = [
        s for s in usable if s not in bottom and s not in rows and _section_of(s, task).name not in without
    ]
    length = rules.length[task.audience]
    room = length.narrow if _is_narrow(task.query) else length.broad
    if task.query.drugs and Intent.INDICATION in task.query.intents:
        room -= rules.worked_out
    limits = [
        s for s in task.limits.travelling_with(usable[:room], task.query.drugs) if s not in usable[:room]
    ]
    room -= max(0, len(limits) - rules.limits_beside)
    filled = _fill(task, rest, room - len(bottom) - len(rows))
    chosen = [*bottom, *rows, *(s for statements in filled.values() for s in statements)]
    if "dosing" not in without:
        for limit in task.limits.travelling_with(chosen, task.query.drugs):
            if limit in task.evidence:
                filled.setdefault(_section_of(limit, task).name, []).append(limit)
    titles = {r.name: r.title for r in rules.sections}
    order = dict.fromkeys([*asked[:2], *reading.first, *asked, *titles])
    sections = [(titles[n], tuple(filled[n])) for n in order if filled.get(n)]
    if rows:
        sections.insert(0, (POSITIONS_TITLE, rows))
    return Plan(bottom, tuple(sections))


def _bottom(task: WritingTask, usable: Sequence[Statement]) -> tuple[Statement, ...]:
    """What answers first; of several things that are asked, what answers each of them."""
    found: dict[str, Statement] = {}
    for part, hits in zip(task.query.parts, task.part_hits, strict=True):
        of_part = replace(
            task, query=part, evidence=tuple(h.statement for h in hits), hits=hits, part_hits=()
        )
        known = {s.id for s in task.evidence}
        candidates = [s for s in _usable(of_part) if s.id in known and not task.positions.compares(s)]
        for statement in bottom_line(of_part, candidates, _rule(part))[:1]:
            found.setdefault(statement.id, statement)
    if found:
        return tuple(found.values())[:_PARTS_ANSWERED]
    return bottom_line(
        task, [s for s in usable if not task.positions.compares(s)] or usable, _rule(task.query)
    )


def _rule(query: Query) -> BottomRule:
    """What settles the question."""
    rules = arrangement()
    rule = rules.bottom[query.intents[0] if query.intents else Intent.GENERAL]
    if rule.otherwise and not expected(query, rule):
        return rules.bottom[rule.otherwise]
    beside = (*query.matters, *query.population, *query.classes, *query.sources, *query.codes, *query.told)
    if (
        query.intents == (Intent.GENERAL,)
        and len(query.drugs) == 1
        and not beside
        and not query.patient.known()
    ):
        return rules.bare_drug
    return rule


def _is_narrow(query: Query) -> bool:
    """Whether a question asks one thing or two of one drug."""
    narrow = arrangement().narrow
    return len(query.drugs) == 1 and len(query.intents) <= 2 and query.intents[0] in narrow


def _fill(task: WritingTask, statements: Sequence[Statement], room: int) -> dict[str, list[Statement]]:
    """Sections with their statements, the best ones first, until there is no more room.

    What the question's situation calls for comes in before what only shares its words. What the question is
    not about stands aside: a few statements, and others only where they fit it well.
    """
    rules = arrangement()
    scores = Scores(task)
    chosen: dict[str, SectionRule] = {}
    held: Counter[str] = Counter()
    of_other_matter = 0
    narrow = _is_narrow(task.query)

    def later(statement: Statement) -> bool:
        if any(code in statement.text for code in task.query.codes):
            return False
        called_for = scores.called_for(statement) and not (narrow and _of_another(statement, task.query))
        return not called_for and scores.share(statement) < _FITS_AS_THE_BEST

    for statement in sorted(statements, key=later):
        if len(chosen) >= room:
            break
        rule = _section_of(statement, task)
        share = scores.share(statement)
        sure = share >= rules.sure or scores.called_for(statement)
        if narrow and _of_another(statement, task.query):
            continue
        if not sure and (
            of_others(statement, task.query.population)
            or (len(chosen) >= rules.enough and share < rules.more_from)
        ):
            continue
        elsewhere = bool(task.query.drugs) and _elsewhere(statement, task.query)
        if elsewhere and of_other_matter >= rules.beside_drugs:
            continue
        if held[rule.name] < _limit(rule, task.query, sure):
            chosen[statement.id] = rule
            held[rule.name] += 1
            of_other_matter += elsewhere
    filled: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.id in chosen:
            filled.setdefault(chosen[statement.id].name, []).append(statement)
    return filled


def _elsewhere(statement: Statement, query: Query) -> bool:
    """Whether a statement names none of the drugs that were asked about."""
    return not any(d in statement.drugs or d in statement.text.casefold() for d in query.drugs)


def _of_another(statement: Statement, query: Query) -> bool:
    """Whether a statement is about drugs, and about none that was asked about."""
    return bool(statement.drugs) and _elsewhere(statement, query)


def _limit(rule: SectionRule, query: Query, sure: bool) -> int:
    """How many statements a section may hold, by how much the question is about it."""
    orders = [arrangement().order.get(intent, ()) for intent in query.intents[:2]]
    if orders and rule.name in orders[0][:2]:
        return rule.limit
    touched = any(rule.name in order for order in orders)
    touched = touched or not set(rule.topics).isdisjoint((*query.topics, *query.population))
    return rule.some if touched or sure else rule.aside


def _usable(task: WritingTask) -> list[Statement]:
    """Hits that speak of what was asked and of a patient like this one, best first."""
    patient = task.query.patient
    nephrotic = asks_nephrotic(task.query.text)
    marks = {s.id: applies(s, patient, nephrotic) for s in task.evidence}
    settled = [s for s in task.evidence if marks[s.id] > -1]
    scores = Scores(task)
    sure = arrangement().sure

    def behind(statement: Statement) -> bool:
        return _too_late(statement, task.query) and scores.share(statement) < sure

    return sorted(settled, key=lambda s: (-marks[s.id], _of_lupus_alone(s, task), behind(s)))


def _too_late(statement: Statement, query: Query) -> bool:
    """Whether a statement speaks of refractory disease, in a question about a drug that does not."""
    return bool(query.drugs) and "refractory" in statement.topics and "refractory" not in query.topics


def _of_lupus_alone(statement: Statement, task: WritingTask) -> bool:
    """Whether a trial was in lupus without nephritis: it comes after those in nephritis."""
    if statement.kind is not Kind.TRIAL_RESULT:
        return False
    return not speaks_of_nephritis(f"{statement.text} {task.corpus.source_of(statement).title}")


def _section_of(statement: Statement, task: WritingTask) -> SectionRule:
    source_type = task.corpus.source_of(statement).type
    return next(r for r in arrangement().sections if r.takes(statement, source_type))
