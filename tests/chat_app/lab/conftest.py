"""An arena on the corpus, a store of the lab, and a folder of prompts that may be changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chat_app.consult import Consultation
from chat_app.guidelines.load import default_corpus
from chat_app.lab.arena import Arena
from chat_app.lab.contestants import Contestant
from chat_app.lab.plan import make_plan
from chat_app.lab.questions import ON_BOARD, QuestionSet, load_questions
from chat_app.lab.run import Progress, begin, carry_out
from chat_app.lab.yardstick import Yardstick
from chat_app.records.lab import LabStore
from chat_app.settings import Settings
from guardrails.lexicon import load_lexicon
from tests.prompts.folder import first_versions

Play = Callable[..., str]


@pytest.fixture(scope="session")
def base() -> Consultation:
    return Consultation(default_corpus(), settings=Settings(), lexicon=load_lexicon())


@pytest.fixture(scope="session")
def yardstick(base: Consultation) -> Yardstick:
    return Yardstick(base.lexicon, base.verifier)


@pytest.fixture(scope="session")
def forty() -> QuestionSet:
    return load_questions(ON_BOARD / "first.yaml")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[LabStore]:
    opened = LabStore.open(f"sqlite:///{tmp_path / 'lab.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def prompt_folder(tmp_path: Path) -> Path:
    return first_versions(tmp_path / "prompts")


@pytest.fixture
def play(base: Consultation, lab: LabStore) -> Play:
    """Carry a run of some contestants out; its id."""

    def run(
        contestants: tuple[Contestant, ...], questions: QuestionSet, settings: Settings, **options: Any
    ) -> str:
        arena = Arena(base, settings)
        repeat = options.pop("repeat", 1)
        name = options.pop("run", None)
        if name is None:
            plan = make_plan(contestants, questions, repeat, arena.corpus, arena.guardrails)
            name = begin(lab, plan)
        progress: Progress = asyncio.run(carry_out(name, lab, arena, at_once=4, **options))
        assert progress.complete
        return str(name)

    return run
