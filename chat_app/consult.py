"""The one way of a question: screen, resolve, retrieve, write, verify, answer.

`Consultation.ask()` yields typed events; the page, the command line, the API and the prompt lab read the
same ones. What is shown has been stored first.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import itertools
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from chat_app import words
from chat_app.answer import (
    Answer,
    Audience,
    Notice,
    Outcome,
)
from chat_app.clinic.codes import drugs_of
from chat_app.drafting import Drafting
from chat_app.errors import LNConsultError, QuestionError, RecordError
from chat_app.events import (
    Completed,
    Event,
    EvidenceFound,
    Failed,
    Resolved,
    Screened,
    SentenceReleased,
    SentenceWithheld,
)
from chat_app.guidelines.limits import Limits
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Corpus
from chat_app.guidelines.search import Searcher, with_parts
from chat_app.question.patient import PatientFacts
from chat_app.question.resolve import resolve
from chat_app.question.suggest import suggest
from chat_app.question.understand import understand
from chat_app.question.wording import worded
from chat_app.records.base import MemoryRecorder, Recorder, Turn
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.offer import ApprovedAnswers
from chat_app.review.watch import recheck
from chat_app.settings import Settings
from chat_app.work import Request as Request
from chat_app.work import Work, finished, no_answer
from chat_app.worksheets import settled, work_out
from chat_app.writers.base import Writer
from chat_app.writers.evidence import EvidenceWriter
from chat_app.writers.positions import Positions
from guardrails.lexicon import Lexicon, load_lexicon
from guardrails.screen import screen
from guardrails.support import Verifier
from guardrails.types import Scope, Screening
from guardrails.version import version as guardrails_version

if TYPE_CHECKING:
    from chat_app.readings import SecondReader

log = logging.getLogger(__name__)

EVIDENCE_LIMIT = 40
"""Statements that a writer may see. Writers choose among them; a model's prompt packs them by rank."""


class Approved(Protocol):
    """Answers that a reviewer stands behind."""

    def offered(self, question: str, audience: Audience, patient: PatientFacts) -> Notice | None:
        """A notice of the approved answer to this question, where there is one."""
        ...


class Consultation:
    """Answers questions. One object serves many conversations at once; an answer's state is its own."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        settings: Settings | None = None,
        recorder: Recorder | None = None,
        writers: Mapping[str, Writer] | None = None,
        judge: SecondReader | None = None,
        approved: Approved | None = None,
        lexicon: Lexicon | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.corpus = corpus
        self.settings = settings or Settings()
        self.recorder: Recorder = recorder or MemoryRecorder()
        self.lexicon = lexicon or load_lexicon()
        self.searcher = Searcher(corpus, self.lexicon)
        self.limits = Limits(corpus, self.lexicon)
        self.positions = Positions(corpus)
        self.verifier = Verifier(self.lexicon)
        self.writers: Mapping[str, Writer] = writers or {"evidence": EvidenceWriter(self.lexicon)}
        self.judge = judge
        self.approved = approved
        self._now = now
        self._guardrails = guardrails_version()

    @classmethod
    def build(cls, settings: Settings, recorder: Recorder | None = None) -> Consultation:
        """The consultation that the settings describe: default corpus, store, and a model if configured."""
        lexicon = load_lexicon()
        writers: dict[str, Writer] = {"evidence": EvidenceWriter(lexicon)}
        judge = None
        if settings.model_configured:
            # The client library is slow to load, and not needed where no model is configured.
            from chat_app.writers.judge import Judge
            from chat_app.writers.model import LanguageModel
            from chat_app.writers.openai import OpenAIWriter, library

            prompts, model = library(settings), LanguageModel(settings)
            writers["openai"] = OpenAIWriter(settings, prompts, model=model)
            judge = Judge(settings, prompts, model) if settings.second_reader else None
        corpus = default_corpus()
        recorder = recorder or Store.open(settings.resolved_database_url)
        approved = None
        if isinstance(recorder, Store):
            reviews = ReviewStore.beside(recorder)
            recheck(reviews, corpus)  # an answer whose statements changed since must not be offered
            approved = ApprovedAnswers(reviews, corpus, lexicon)
        return cls(
            corpus,
            settings=settings,
            recorder=recorder,
            writers=writers,
            judge=judge,
            approved=approved,
            lexicon=lexicon,
        )

    def beside(
        self,
        *,
        settings: Settings,
        recorder: Recorder,
        writers: Mapping[str, Writer],
        judge: SecondReader | None = None,
    ) -> Consultation:
        """Another consultation on the same corpus and its indexes, with writers and a memory of its own."""
        other = copy.copy(self)
        other.settings, other.recorder = settings, recorder
        other.writers, other.judge, other.approved = writers, judge, None
        return other

    async def answer(self, request: Request) -> Answer:
        """The finished answer, in one piece; where there is none, its outcome is `error`."""
        message = "The consultation ended without an answer. Ask again."
        try:
            async for event in self.ask(request):
                if isinstance(event, Completed):
                    return event.answer
                if isinstance(event, Failed):
                    message = event.message
        except LNConsultError as error:
            message = str(error)
        return self._error(request, message)

    async def ask(self, request: Request) -> AsyncIterator[Event]:
        """Work on a question; its last event is Completed or Failed.

        Raises QuestionError for a question that cannot be worked on (nothing is stored then), RecordError
        where the store fails or the conversation is not there.
        """
        started = perf_counter()
        text = self._checked(request.question)
        history = self.recorder.turns(request.conversation) if request.conversation else ()
        if request.resume:
            history = tuple(itertools.takewhile(lambda t: t.id != request.resume, history))
        try:
            screening = screen(text, in_conversation=bool(history))
        except Exception:
            # The trace may hold the text, and the text may hold identifiers: it is not logged.
            log.error("A question could not be screened, so it was neither stored nor sent on.")
            yield Failed(words.NOT_SCREENED)
            return
        if request.resume:
            turn = self.recorder.reopen(request.resume)
        else:
            turn = self.recorder.begin(
                request.conversation, screening.redacted, request.audience, request.patient, request.turn
            )
        yield Screened(screening, turn.id, turn.conversation)
        message = "The question was cancelled before it was answered."
        answered = False
        try:
            async for event in self._work(request, turn, screening, history, started):
                answered = isinstance(event, Completed)
                yield event
        except LNConsultError as error:
            message = str(error)
            self._give_up(turn, message)
            yield Failed(message)
        except (asyncio.CancelledError, GeneratorExit):
            if not answered:  # a reader may leave with its answer in hand
                self._give_up(turn, message)
            raise
        except Exception:
            log.exception("A question could not be answered (turn %s).", turn.id)
            message = "Something in the program failed. The question is kept; ask again."
            self._give_up(turn, message)
            yield Failed(message)

    def _give_up(self, turn: Turn, message: str) -> None:
        """Store why there is no answer; a store that fails here too has said so already."""
        with contextlib.suppress(RecordError):
            self.recorder.fail(turn, message)

    def _error(self, request: Request, message: str) -> Answer:
        """What readers get who want an answer of some kind in any case."""
        return no_answer(request, message, self.corpus, self._guardrails, self._now())

    def _checked(self, question: str) -> str:
        text = question.strip()
        if not any(c.isalnum() for c in text):
            raise QuestionError("The question is empty. Type a question about managing lupus nephritis.")
        if len(text) > self.settings.max_question:
            raise QuestionError(
                f"The question has {len(text):,} characters; at most {self.settings.max_question:,} can "
                "be read. "
                "Shorten it to the question and the facts that bear on it."
            )
        return text

    async def _work(
        self, request: Request, turn: Turn, screening: Screening, history: tuple[Turn, ...], started: float
    ) -> AsyncIterator[Event]:
        if request.resolved is None:
            resolution = resolve(screening.text, history, request.patient, self.lexicon, self.corpus)
        else:  # the reader's own correction stands by itself, but goes through the same rails
            corrected = screen(self._checked(request.resolved), in_conversation=True)
            resolution = resolve(corrected.text, (), request.patient, self.lexicon)
        resolved = resolution.question
        query = understand(resolved, resolution.patient, self.lexicon)
        if not query.drugs:  # a question may name its drug by a billing code alone
            query = replace(query, drugs=drugs_of(query.codes))
        query = replace(query, own=worded(resolution.own))
        turn = self.recorder.resolved(turn, resolved, resolution.patient)
        work = Work(request, turn, screening, resolved, query, started)
        work.notices += words.screening_notices(screening)
        work.notices += [Notice(kind="patient_facts", text=t) for t in resolution.doubts]
        if self.approved and (offer := self.approved.offered(resolved, request.audience, turn.patient)):
            work.notices.append(offer)
        yield Resolved(resolved, resolved != screening.redacted, tuple(work.notices))

        if screening.refuse:
            yield Completed(self._finish(work, Outcome.BLOCKED, message=words.refusal(screening)))
            return
        if screening.scope is Scope.OUT and request.resolved is None:
            yield Completed(self._finish(work, Outcome.OUT_OF_SCOPE, message=words.OUT_OF_SCOPE))
            return

        with work.timed("retrieve"):
            hits = self.searcher.search(query, EVIDENCE_LIMIT)
            parts = self.searcher.search_parts(query)
            hits = with_parts(hits, parts, EVIDENCE_LIMIT)
            covered = self.searcher.covers(query, hits)
        if not covered:
            yield Completed(self._finish(work, Outcome.NOT_COVERED, message=words.NOT_COVERED))
            return
        evidence = tuple(hit.statement for hit in hits)
        evidence += self.positions.beside(evidence)
        evidence += self.limits.travelling_with(evidence, query.drugs)
        yield EvidenceFound(len(self.corpus), tuple(s.id for s in evidence))

        for event in self._work_out(work):
            yield event
        async for event in self._drafting().write(work, evidence, history, hits, parts):
            yield event
        outcome = self._outcome(work)
        message = None if work.draft.released else words.NOTHING_VERIFIED
        with work.timed("follow_ups"):
            follow_ups = suggest(query, work.cited(), evidence, history, self.searcher, request.audience)
        yield Completed(self._finish(work, outcome, message=message, follow_ups=follow_ups))

    def _work_out(self, work: Work) -> list[Event]:
        """Put what code works out (a determination, a dose) before what a writer writes."""
        if work.request.audience is Audience.PATIENT:
            return []
        with work.timed("worksheet"):
            worked = work_out(work.query, self.corpus, self.lexicon)
        if worked is None:
            return []
        work.worksheet = worked.card
        work.discarded += worked.withheld
        events: list[Event] = [SentenceWithheld(w) for w in worked.withheld]
        for index, section, sentence in settled(worked.released):
            self.recorder.progress(work.turn, section, sentence)
            work.draft.release(index, section, sentence)
            events.append(SentenceReleased(section, sentence, index))
        return events

    def _outcome(self, work: Work) -> Outcome:
        if not work.draft.released:
            return Outcome.NOT_COVERED
        if work.partial or work.screening.scope is Scope.NEAR:
            return Outcome.PARTLY_ANSWERED
        return Outcome.ANSWERED

    def _drafting(self) -> Drafting:
        return Drafting(
            self.corpus,
            self.limits,
            self.positions,
            self.writers,
            self.verifier,
            self.judge,
            self.recorder,
            self.lexicon,
        )

    def _finish(
        self, work: Work, outcome: Outcome, *, message: str | None = None, follow_ups: tuple[str, ...] = ()
    ) -> Answer:
        """Make the answer and store it: only then may it be shown."""
        answer = finished(work, outcome, self.corpus, self._guardrails, self._now(), message, follow_ups)
        self.recorder.complete(work.turn, answer)
        return answer
