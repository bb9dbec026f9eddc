"""Which statements answer first: those that settle the question, by what it asks and how well they fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chat_app.guidelines.model import Statement
from chat_app.writers.arrangement import BottomRule, arrangement
from chat_app.writers.base import WritingTask
from chat_app.writers.scores import Scores
from chat_app.writers.traits import traits, worth

_CANDIDATES = 20
"""How far down the hits the bottom line is looked for: below, a statement no longer settles the question."""
_SEVERAL = 2


def bottom_line(task: WritingTask, usable: Sequence[Statement], rule: BottomRule) -> tuple[Statement, ...]:
    """The statements that settle the question; a second one only from another type of source."""
    marks = arrangement().marks
    scores = Scores(task)
    candidates = usable[:_CANDIDATES]
    fitting = [s for s in candidates if scores.share(s) >= marks.second_from_share] or list(candidates[:1])
    marked = {s.id: worth(traits(s, task, rule, scores)) for s in fitting}
    for statement in fitting:
        # A recommendation stands before what explains it, unless the explanation is what was asked.
        for other in fitting:
            if (
                statement.id.startswith(f"{other.id}.")
                and marked[statement.id] < marked[other.id] + marks.explains
            ):
                marked[statement.id] = min(marked[statement.id], marked[other.id] - marks.second_within - 0.1)
    ranked = sorted(fitting, key=lambda s: -marked[s.id])
    first = next((s for s in ranked if scores.share(s) >= marks.from_share or scores.settles(s)), None)
    if first is not None:
        ranked.remove(first)
        ranked.insert(0, first)
    within = marks.second_within if rule.second_within is None else rule.second_within
    chosen: list[Statement] = []
    for statement in ranked:
        if len(chosen) >= rule.most or marked[statement.id] < marked[ranked[0].id] - within:
            break
        if chosen and statement.kind not in rule.kinds:
            continue
        kind = task.corpus.source_of(statement).type
        if all(kind is not task.corpus.source_of(other).type for other in chosen):
            chosen.append(statement)
    if len(chosen) == 1 and (beside := _of_what_is_left(chosen[0], ranked, task, scores, marked)):
        chosen.append(beside)
    return tuple(chosen)


def _of_what_is_left(
    first: Statement,
    ranked: Sequence[Statement],
    task: WritingTask,
    scores: Scores,
    marked: Mapping[str, float],
) -> Statement | None:
    """Where several matters were asked of, the best statement on one that the first does not speak of."""
    if len(scores.asked) < _SEVERAL or scores.held(first) == scores.asked:
        return None
    least = marked[first.id] - arrangement().marks.beside_within
    drugs = set(task.query.drugs)
    for statement in ranked:
        if marked[statement.id] < least:
            return None
        if drugs and drugs.isdisjoint(statement.drugs):
            continue
        if scores.held(statement) - scores.held(first) and statement is not first:
            return statement
    return None
