"""A corpus of a few invented statements, and the one that ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.search import Searcher
from guardrails.lexicon import load_lexicon

Write = Callable[..., Path]


def a_source(name: str = "alpha-2024", **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "type": "guideline",
        "title": "Invented guideline on lupus nephritis",
        "organisation": "Alpha",
        "year": 2024,
        "citation": None,
        "doi": None,
        "pmid": None,
        "url": None,
    } | changes


def a_statement(name: str = "alpha-2024.one", **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "source": name.split(".")[0],
        "locator": "Section 1",
        "kind": "recommendation",
        "grade": None,
        "text": "An invented statement.",
        "plain": "An invented statement in plain words.",
        "topics": ["dosing"],
        "drugs": [],
        "classes": [],
        "population": ["any"],
        "answers": ["What is invented?"],
        "status": "two-sources",
    } | changes


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a corpus folder of one file and gives its path."""

    def writing(sources: list[Any], statements: list[Any], name: str = "alpha.yaml") -> Path:
        (tmp_path / "corpus.yaml").write_text("updated: 2026-01-31\n")
        document = {"sources": sources, "statements": statements}
        (tmp_path / name).write_text(yaml.safe_dump(document, allow_unicode=True))
        return tmp_path

    return writing


@pytest.fixture(scope="session")
def searcher() -> Searcher:
    """Over the corpus that ships."""
    return Searcher(default_corpus(), load_lexicon())
