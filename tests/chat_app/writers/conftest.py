"""One corpus, one task, and settings that point at a model server on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from typing import Any

import pytest

from chat_app.answer import Answer, Audience
from chat_app.consult import Consultation, Request
from chat_app.events import Completed, Event
from chat_app.guidelines.limits import Limits
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Corpus
from chat_app.guidelines.search import Searcher
from chat_app.question.query import Query
from chat_app.question.understand import understand
from chat_app.records.base import MemoryRecorder
from chat_app.settings import Settings
from chat_app.writers.base import WritingTask
from chat_app.writers.evidence import EvidenceWriter
from chat_app.writers.judge import Judge
from chat_app.writers.openai import OpenAIWriter
from chat_app.writers.positions import Positions
from guardrails.lexicon import Lexicon, load_lexicon
from tests.model_server import ModelServer

Ask = Callable[..., tuple[Answer, list[Event]]]
Configure = Callable[..., Consultation]

QUESTION = "What is the dose of intravenous belimumab in lupus nephritis?"


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return default_corpus()


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def make_task(corpus: Corpus, lexicon: Lexicon) -> Callable[..., WritingTask]:
    searcher = Searcher(corpus, lexicon)
    limits, positions = Limits(corpus, lexicon), Positions(corpus)

    def make(
        question: str = QUESTION,
        audience: Audience = Audience.SPECIALIST,
        history: tuple[tuple[str, str], ...] = (),
        query: Query | None = None,
    ) -> WritingTask:
        query = query or understand(question, lexicon=lexicon)
        evidence = tuple(hit.statement for hit in searcher.search(query, 40))
        return WritingTask(query, evidence, corpus, limits, positions, audience, history)

    return make


@pytest.fixture(scope="session")
def task(make_task: Callable[..., WritingTask]) -> WritingTask:
    return make_task()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def settings_for() -> Callable[..., Settings]:
    def make(server: ModelServer, **values: Any) -> Settings:
        defaults: dict[str, Any] = {
            "openai_base_url": server.url,
            "openai_api_key": "sk-test-obviously-invented",
            "model": "gpt-5-mini",
            "first_token_timeout": 0.6,
            "token_timeout": 0.4,
            "answer_timeout": 20.0,
            "retry_wait": 0.05,
        }
        return Settings(**defaults | values)

    return make


@pytest.fixture(scope="session")
def consultation(corpus: Corpus, lexicon: Lexicon) -> Consultation:
    """One for all tests: its index is the same, and each test gives it a model and a memory of its own."""
    return Consultation(corpus, settings=Settings(), lexicon=lexicon)


@pytest.fixture
def configure(
    consultation: Consultation, lexicon: Lexicon, settings_for: Callable[..., Settings]
) -> Iterator[Configure]:
    verifier = consultation.verifier

    def make(server: ModelServer, **values: Any) -> Consultation:
        settings = settings_for(server, **{"retry_wait": 0.02, "second_reader": False} | values)
        consultation.settings, consultation.recorder = settings, MemoryRecorder()
        consultation.writers = {"evidence": EvidenceWriter(lexicon), "openai": OpenAIWriter(settings)}
        consultation.judge = Judge(settings) if settings.second_reader else None
        return consultation

    yield make
    consultation.verifier = verifier


@pytest.fixture
def ask(configure: Configure) -> Ask:
    """Ask one question of a consultation whose model is this server; the answer and all events."""

    def run(
        server: ModelServer, question: str = QUESTION, audience: Audience = Audience.SPECIALIST, **values: Any
    ) -> tuple[Answer, list[Event]]:
        made = configure(server, **values)

        async def events() -> list[Event]:
            return [event async for event in made.ask(Request(question, audience))]

        told = asyncio.run(events())
        last = told[-1]
        assert isinstance(last, Completed), last
        stored = made.recorder.turns(last.answer.conversation)
        assert [t.answer for t in stored] == [last.answer], "the question and its answer are kept"
        return last.answer, told

    return run


async def collect(stream: Any) -> str:
    """All of a stream, closed at its end."""
    async with aclosing(stream):
        return "".join([piece async for piece in stream])


async def take(stream: AsyncIterator[str], pieces: int) -> list[str]:
    """The first pieces of a stream, which stays open."""
    return [await anext(stream) for _ in range(pieces)]
