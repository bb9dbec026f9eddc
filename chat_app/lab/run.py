"""Carries a run out: bounded, cancellable, and able to go on where any process left it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from chat_app.errors import LabError
from chat_app.lab.arena import Arena
from chat_app.lab.plan import Plan, Task
from chat_app.records.lab import LabStore, StoredRun


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come."""

    done: int
    planned: int
    faults: int
    last: str = ""
    """The question that was answered last."""

    @property
    def complete(self) -> bool:
        return self.done >= self.planned


def plan_of(run: StoredRun) -> Plan:
    """The plan of a stored run. Raises LabError for one of another version of the program."""
    try:
        return Plan.model_validate_json(json.dumps(run.plan))
    except ValidationError as error:
        raise LabError("This run was made by another version of LN Consult and cannot be read.") from error


def begin(store: LabStore, plan: Plan, title: str = "") -> str:
    """Put a new run on record; its id. Nothing is asked yet: `carry_out` does that."""
    name = title.strip() or f"{plan.questions.name}, {len(plan.questions)} questions"
    return store.begin(name, plan.model_dump(mode="json"), plan.planned)


async def carry_out(
    run: str,
    store: LabStore,
    arena: Arena,
    *,
    at_once: int,
    again: bool = False,
    on_progress: Callable[[Progress], object] = lambda _: None,
) -> Progress:
    """Ask what of a run has not been asked yet, `at_once` questions at a time, and keep each result at once.

    A run that was cut off goes on: what is there is never asked again, what was under way is. `again`: faults
    are tried once more. Cancelling loses nothing that was answered.

    Raises LabError where corpus or guardrails have changed since the run began, RecordError where another
    process has taken the run over or it was deleted.
    """
    stored = store.run(run)
    plan = plan_of(stored)
    if (plan.corpus, plan.guardrails) != (arena.corpus, arena.guardrails):
        raise LabError(
            "The statements or the guardrails have changed since this run began: its results could not be "
            "compared with new ones. Begin a new run."
        )
    holder = store.hold(stored.id)
    there = store.keys(stored.id, faults=not again)
    before = store.run(stored.id)
    counter = _Counter(before, again)
    on_progress(counter.progress())
    waiting = iter([task for task in plan.tasks() if task.key not in there])

    async def work() -> None:
        for task in waiting:
            fault = await _one(task, stored.id, holder, store, arena)
            counter.count(fault)
            on_progress(counter.progress(task.question.question))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, at_once)):
                group.create_task(work())
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return counter.progress()


async def _one(task: Task, run: str, holder: str, store: LabStore, arena: Arena) -> bool:
    """Ask one question and keep what came of it; whether that is a fault."""
    came = await arena.ask(task.contestant, task.question)
    store.keep(run, holder, task.key, came.answer, came.fault)
    return came.fault is not None


class _Counter:
    """Counts results as they come; a fault that is tried again is not counted twice."""

    def __init__(self, run: StoredRun, again: bool) -> None:
        self._planned = run.planned
        self._done = run.done - (run.faults if again else 0)
        self._faults = 0 if again else run.faults

    def count(self, fault: bool) -> None:
        self._done += 1
        self._faults += fault

    def progress(self, last: str = "") -> Progress:
        return Progress(self._done, self._planned, self._faults, last)
