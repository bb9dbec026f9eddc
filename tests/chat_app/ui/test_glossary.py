"""Definitions on tap: each is a corpus statement, and only what the text says is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat_app.errors import CorpusError
from chat_app.guidelines.load import default_corpus
from chat_app.ui import glossary
from chat_app.ui.document import glossary as drawn


def test_every_term_leads_to_a_statement_of_the_corpus() -> None:
    statements = default_corpus().statements
    assert [e.statement for e in glossary.entries() if e.statement not in statements] == []


def test_terms_of_a_text_come_longest_first_with_their_definition() -> None:
    found = glossary.used_in("Complete renal response in class III and class IV.", default_corpus())
    assert found[0][0] == "complete renal response"
    statement = dict(found)["class IV"].statements[0]
    assert statement.text == default_corpus().statements[statement.id].text
    assert "class V" not in dict(found)


def test_a_definition_is_drawn_with_text_and_source() -> None:
    data = drawn(glossary.used_in("dual therapy", default_corpus()))
    assert [t["term"] for t in data["terms"]] == ["dual therapy"]
    [card] = data["cards"]
    assert card["text"]
    assert card["name"] == "ACR 2024"


def test_a_term_that_stands_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("terms:\n  - {terms: [a], statement: x.y}\n  - {terms: [a], statement: x.z}\n")
    monkeypatch.setattr(glossary, "GLOSSARY", path)
    glossary.entries.cache_clear()
    with pytest.raises(CorpusError, match="stands twice"):
        glossary.entries()
    glossary.entries.cache_clear()
