"""Second readings of one answer: undecided sentences go to a judge side by side; none waits for another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from chat_app.guidelines.model import Corpus
from chat_app.writers.base import WriterReport
from chat_app.writers.judge import CHECK, JudgeVerdict
from guardrails.stream import Undecided
from guardrails.types import Evidence, Finding, Severity

log = logging.getLogger(__name__)

AT_ONCE: Final = 6
"""Readings of one answer that are under way at the same time."""
MOST: Final = 40
"""Readings of one answer. A text that leaves more in doubt is not one to be saved sentence by sentence."""


class SecondReader(Protocol):
    """What the pipeline needs of a judge: does the evidence say this? See `chat_app/writers/judge.py`."""

    async def read(self, claim: str, cited: tuple[Evidence, ...]) -> JudgeVerdict: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What the second reader said of a sentence, as the gate takes it."""

    index: int
    supported: bool
    finding: Finding


class Readings:
    """All second readings of one answer. Thrown away with it."""

    def __init__(self, judge: SecondReader, corpus: Corpus, report: WriterReport) -> None:
        """`report`: what the readings took is put down in its details."""
        self._judge = judge
        self._corpus = corpus
        self._report = report
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._begun = 0
        self._tasks: set[asyncio.Task[Reading]] = set()

    def begin(self, item: Undecided) -> None:
        """Have a sentence read; returns at once."""
        self._begun += 1
        self._tasks.add(asyncio.create_task(self._read(item, within=self._begun <= MOST)))

    def finished(self) -> list[Reading]:
        """Readings that have come in and were not given before."""
        done = [task for task in self._tasks if task.done()]
        self._tasks.difference_update(done)
        return [task.result() for task in done]

    async def rest(self) -> AsyncIterator[Reading]:
        """All that are still under way, as they come in."""
        while self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for reading in self.finished():
                yield reading

    def cancel(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()

    async def _read(self, item: Undecided, *, within: bool) -> Reading:
        if not within:
            message = "Too much of this text was in doubt to be read again, so this sentence is not shown."
            return Reading(item.index, False, Finding(CHECK, message, Severity.UNDECIDED, rule="too-many"))
        cited = tuple(self._corpus.evidence(i) for i in item.citations)
        async with self._slots:
            try:
                verdict = await self._judge.read(item.text, cited)
            except Exception as error:
                log.warning("The second reader failed: %s", type(error).__name__)
                message = "The second reader did not answer, so this sentence counts as not supported."
                return Reading(item.index, False, Finding(CHECK, message, Severity.CRASHED))
        self._note(verdict)
        return Reading(item.index, verdict.supported, verdict.finding)

    def _note(self, verdict: JudgeVerdict) -> None:
        empty: dict[str, Any] = {"read": 0, "supported": 0, "prompt_tokens": 0, "completion_tokens": 0}
        record = self._report.details.setdefault("second_reader", {"prompt": verdict.prompt, **empty})
        record["read"] += 1
        record["supported"] += verdict.supported
        record["prompt_tokens"] += verdict.tokens.prompt
        record["completion_tokens"] += verdict.tokens.completion
