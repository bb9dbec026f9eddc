"""Loading is strict: whatever is wrong is named by file, record and field, and nothing is dropped."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from chat_app.errors import CorpusError
from chat_app.guidelines.load import CORPUS_FOLDER, load_corpus
from tests.chat_app.guidelines.conftest import Write, a_source, a_statement


def test_a_sound_folder_loads_whole(write: Write) -> None:
    corpus = load_corpus(write([a_source()], [a_statement(), a_statement("alpha-2024.two", grade=2)]))
    assert list(corpus.statements) == ["alpha-2024.one", "alpha-2024.two"]
    assert corpus.statements["alpha-2024.two"].grade == "2"
    assert corpus.updated == "2026-01-31"
    assert corpus.files["alpha-2024.one"] == "alpha.yaml"
    assert corpus.evidence("alpha-2024.one").organisation == "Alpha"


def test_the_corpus_on_board_is_sound_and_every_statement_has_its_source() -> None:
    corpus = load_corpus()
    assert len(corpus) >= 1092
    assert all(statement.source in corpus.sources for statement in corpus)


def test_the_version_is_the_hash_of_the_content(tmp_path: Path) -> None:
    copy = tmp_path / "corpus"
    shutil.copytree(CORPUS_FOLDER, copy)
    version = load_corpus(copy).version
    assert version == load_corpus().version
    path = next(p for p in copy.glob("*.yaml") if p.name != "corpus.yaml")
    path.write_bytes(path.read_bytes() + b"\n# a remark\n")
    assert load_corpus(copy).version != version


@pytest.mark.parametrize(
    ("sources", "statements", "complaint"),
    [
        ([a_source()], [a_statement(text="")], "alpha.yaml, statement alpha-2024.one, field text"),
        ([a_source()], [a_statement(kind="rumour")], "field kind"),
        ([a_source()], [a_statement(topics=["dosage"])], "field topics.0"),
        ([a_source()], [a_statement(classes=["VII"])], "field classes.0"),
        ([a_source()], [a_statement(population=["elderly"])], "field population.0"),
        ([a_source()], [a_statement(status="sure")], "field status"),
        ([a_source()], [a_statement(note="x")], "field note"),
        ([a_source()], [a_statement(), a_statement()], "field id: this id is already taken"),
        ([a_source()], [a_statement(source="beta")], "field source: no source beta"),
        ([a_source(), a_source("beta")], [a_statement(source="beta")], "must begin with its source"),
        ([a_source()], ["words"], "statement number 1"),
        ([a_source(year="soon")], [], "alpha.yaml, source alpha-2024, field year"),
        ([a_source(superseded_by="beta")], [], "field superseded_by: no source beta"),
        ([a_source(superseded_by="alpha-2024")], [], "supersedes itself in a circle"),
    ],
)
def test_a_fault_is_named(write: Write, sources: list[Any], statements: list[Any], complaint: str) -> None:
    with pytest.raises(CorpusError) as caught:
        load_corpus(write(sources, statements))
    assert complaint in str(caught.value)


def test_every_fault_is_named_and_not_only_the_first(write: Write) -> None:
    folder = write([a_source()], [a_statement(text=""), a_statement("alpha-2024.two", kind="rumour")])
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"sources: [", "alpha.yaml, line"),
        (b"- a\n- b\n", "a corpus file holds"),
        (b"facts: []\n", "unknown key `facts`"),
        (b"sources: {}\n", "`sources` must be a list"),
        (b"sources: []\nsources: []\n", "stands twice"),
        (b"sources: \xff", "not valid YAML"),
    ],
)
def test_a_broken_file_is_named(write: Write, content: bytes, complaint: str) -> None:
    folder = write([a_source()], [])
    (folder / "alpha.yaml").write_bytes(content)
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert complaint in str(caught.value)


def test_a_folder_without_files_or_date_is_an_error(tmp_path: Path, write: Write) -> None:
    with pytest.raises(CorpusError, match="no corpus files"):
        load_corpus(tmp_path / "nowhere")
    folder = write([a_source()], [a_statement()])
    (folder / "corpus.yaml").write_text("updated: soon\n")
    with pytest.raises(CorpusError, match="is not a date"):
        load_corpus(folder)
