"""Terms that a trainee may tap for their definition: always a corpus statement, shown with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.answer import Reference, Sentence
from chat_app.draft import references
from chat_app.errors import CorpusError
from chat_app.guidelines.model import Corpus
from chat_app.guidelines.rulebook import load_rules

GLOSSARY = Path(__file__).with_name("glossary.yaml")


class Entry(BaseModel):
    """Ways to write a term, and the statement that explains it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: tuple[str, ...]
    statement: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: tuple[Entry, ...]


@cache
def entries() -> tuple[Entry, ...]:
    """The entries as the file has them. Raises CorpusError for a broken file or a term that stands twice."""
    found = load_rules(GLOSSARY, _File).terms
    seen: set[str] = set()
    for entry in found:
        for term in entry.terms:
            if term in seen:
                raise CorpusError(f"{GLOSSARY.name}: the term {term!r} stands twice.")
            seen.add(term)
    return found


def used_in(text: str, corpus: Corpus) -> tuple[tuple[str, Reference], ...]:
    """Terms of the glossary that occur in a text, longest first, each with its definition.

    Only terms whose statement this corpus holds: a definition is shown with its source or not at all.
    """
    folded = text.casefold()
    found = [
        (term, entry.statement)
        for entry in entries()
        for term in entry.terms
        if term.casefold() in folded and entry.statement in corpus.statements
    ]
    found.sort(key=lambda pair: -len(pair[0]))
    return tuple((term, _definition(corpus, statement)) for term, statement in found)


def _definition(corpus: Corpus, statement: str) -> Reference:
    quoted = Sentence(text="", citations=(statement,), verdict="quoted")
    return references(corpus, [quoted])[0]
