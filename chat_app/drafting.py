"""How an answer comes to be: a writer writes, the gate verifies, what is released is stored and told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from chat_app import words
from chat_app.answer import Notice, Sentence, Withheld, WithheldFinding
from chat_app.errors import ModelError, ModelUnavailable
from chat_app.events import Event, SentenceReleased, SentenceWithheld, WriterChanged
from chat_app.guidelines.limits import Limits
from chat_app.guidelines.model import Corpus, Statement
from chat_app.guidelines.search import Hit
from chat_app.records.base import Recorder, Turn
from chat_app.work import Work
from chat_app.writers.base import Instructed, Writer, WriterReport, WritingTask
from chat_app.writers.positions import Positions
from guardrails.lexicon import Lexicon
from guardrails.policy import Policy
from guardrails.stream import FollowUp, Gate, Item, Released, Undecided
from guardrails.stream import Withheld as Held
from guardrails.support import Verifier

if TYPE_CHECKING:
    from chat_app.readings import Reading, Readings, SecondReader


@dataclass(frozen=True, slots=True)
class Drafting:
    """Writes answers with the writers of one consultation; the state of an answer is in its `Work`."""

    corpus: Corpus
    limits: Limits
    positions: Positions
    writers: Mapping[str, Writer]
    verifier: Verifier
    judge: SecondReader | None
    recorder: Recorder
    lexicon: Lexicon

    async def write(
        self,
        work: Work,
        evidence: tuple[Statement, ...],
        history: tuple[Turn, ...],
        hits: tuple[Hit, ...],
        parts: tuple[tuple[Hit, ...], ...],
    ) -> AsyncIterator[Event]:
        """Let the chosen writer write; where it fails, keep what is verified or call the evidence writer.

        Yields each released or withheld sentence, stored first, and the change of the writer.
        """
        task = WritingTask(
            query=work.query,
            evidence=evidence,
            corpus=self.corpus,
            limits=self.limits,
            positions=self.positions,
            audience=work.request.audience,
            history=tuple(
                (t.resolved or t.question, words.plain_text(t.answer)) for t in history if t.answer
            ),
            hits=hits,
            part_hits=parts,
        )
        names = ["evidence"]
        wanted = work.request.writer or ("openai" if "openai" in self.writers else "evidence")
        if wanted == "openai":
            names.insert(0, "openai")
        for name in names:
            writer = self.writers.get(name)
            try:
                if writer is None:
                    raise ModelUnavailable("No language model is configured.")
                work.writer = writer.name
                async for event in self._stream(work, writer, task):
                    yield event
            except ModelError as error:
                if work.draft.written_bottom_line():
                    work.partial = True
                    work.notices.append(Notice(kind="model_broke_off", text=words.broke_off(error)))
                    return
                yield self._fall_back(work, error)
                continue
            if work.own or name == "evidence":
                for gap in work.report.details.get("gaps", ()):
                    work.partial = True
                    work.notices.append(Notice(kind="partly_covered", text=gap))
                if work.report.details.get("not_covered"):
                    work.partial = True
                    work.notices.append(Notice(kind="partly_covered", text=words.PARTLY_COVERED))
                return
            yield self._fall_back(work, None)

    def _fall_back(self, work: Work, error: ModelError | None) -> WriterChanged:
        """Make room for the next writer; what the model cost and what was withheld of it stays on record."""
        reason = words.fell_back(error)
        work.notices.append(Notice(kind="model_unavailable", text=reason))
        failed = work.report
        work.discarded += [
            w.model_copy(update={"action": "dropped"}) for _, w in sorted(work.draft.withheld.items())
        ]
        work.report, work.draft, work.own = WriterReport(), work.draft.computed_alone(), 0
        work.report.details["model_failure"] = {
            "error": type(error).__name__ if error else None,
            "model": failed.model,
            "prompt": failed.prompt,
            "prompt_hash": failed.prompt_hash,
            "tokens": failed.tokens.model_dump(),
            **failed.details,
        }
        return WriterChanged(reason)

    async def _stream(self, work: Work, writer: Writer, task: WritingTask) -> AsyncIterator[Event]:
        evidence = tuple(self.corpus.evidence(s.id) for s in task.evidence)
        gate = Gate(
            evidence,
            verifier=self.verifier,
            policy=Policy.for_audience(work.request.audience.value),
            hold_undecided=self.judge is not None and writer.name == "openai",
            lexicon=self.lexicon,
            system_prompt=writer.instructions(task) if isinstance(writer, Instructed) else None,
        )
        readings = self._readings(work)
        stream = writer.write(task, work.report)
        start = perf_counter()
        fault: ModelError | None = None
        try:
            try:
                async for delta in stream:
                    for item in gate.feed(delta):
                        for event in self._take(work, item, readings):
                            yield event
                    for reading in readings.finished() if readings else ():
                        for event in self._settle(work, gate, reading):
                            yield event
            except ModelError as error:
                fault = error
            for item in gate.close(cut=fault is not None):
                for event in self._take(work, item, readings):
                    yield event
            if readings:
                async for reading in readings.rest():
                    for event in self._settle(work, gate, reading):
                        yield event
        finally:
            await stream.aclose()  # type: ignore[attr-defined]
            if readings:
                readings.cancel()
            work.timings["write"] = round((perf_counter() - start) * 1000, 2)
        if fault:
            raise fault

    def _readings(self, work: Work) -> Readings | None:
        if self.judge is None:
            return None
        from chat_app.readings import Readings

        return Readings(self.judge, self.corpus, work.report)

    def _take(self, work: Work, item: Item, readings: Readings | None = None) -> list[Event]:
        """Store an item of the gate and turn it into events."""
        if isinstance(item, FollowUp):
            work.draft.follow_ups.append(item.text)
            return []
        if isinstance(item, Undecided):
            assert readings is not None  # noqa: S101 - the gate holds sentences back only for a judge
            readings.begin(item)
            return []
        if isinstance(item, Held):
            record = Withheld(
                text=item.text,
                citations=item.citations,
                findings=tuple(WithheldFinding(check=f.check, message=f.message) for f in item.findings),
                action="replaced" if item.replacement else "dropped",
                section=item.section,
            )
            work.draft.withheld[item.index] = record
            events: list[Event] = [SentenceWithheld(record)]
            if item.replacement:
                events += self._release(work, item.replacement)
            return events
        work.own += 1
        return self._release(work, item)

    def _release(self, work: Work, item: Released) -> list[Event]:
        sentence = Sentence(
            text=item.text, citations=item.citations, verdict="quoted" if item.quoted else "verified"
        )
        self.recorder.progress(work.turn, item.section, sentence)
        work.draft.release(item.index, item.section, sentence)
        return [SentenceReleased(item.section, sentence, item.index)]

    def _settle(self, work: Work, gate: Gate, reading: Reading) -> list[Event]:
        return self._take(work, gate.settle(reading.index, reading.supported, reading.finding))
