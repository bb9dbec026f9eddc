"""A desk over a database of the test's own, an answer on real statements, and two reviewers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

import pytest

from chat_app.answer import Answer, Audience, Outcome, Provenance, Review, Section, Sentence, Withheld
from chat_app.answer import WithheldFinding as Finding
from chat_app.draft import references
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Corpus, Statement
from chat_app.question.patient import PatientFacts
from chat_app.records.base import Turn
from chat_app.records.reviews import ReviewStore
from chat_app.records.store import Store
from chat_app.review.desk import ReviewDesk
from chat_app.review.model import Reviewer
from guardrails.support import Verifier

ONE = Reviewer("Reviewer One", "MD")
TWO = Reviewer("Reviewer Two", "PharmD")
QUESTION = "How is it dosed in lupus nephritis?"
_DOSE = re.compile(r"\b(\d+) mg\b")


class Dosed(NamedTuple):
    """A statement that gives a dose, and its words with another dose."""

    statement: Statement
    wrong: str


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return default_corpus()


@pytest.fixture(scope="session")
def verifier() -> Verifier:
    return Verifier()


@pytest.fixture(scope="session")
def dosed(corpus: Corpus) -> Dosed:
    return find_dosed(corpus)


def find_dosed(corpus: Corpus) -> Dosed:
    """The first short statement that gives one dose."""
    fits = (s for s in corpus if len(_DOSE.findall(s.text)) == 1 and len(s.text) < 200 and " g" not in s.text)
    found = next(fits)
    return Dosed(found, _DOSE.sub(lambda m: f"{int(m[1]) * 7} mg", found.text))


@pytest.fixture
def desk(store: Store, corpus: Corpus, verifier: Verifier) -> ReviewDesk:
    return ReviewDesk(ReviewStore.beside(store), corpus, verifier)


@pytest.fixture
def turn(store: Store, corpus: Corpus, dosed: Dosed) -> Turn:
    """A stored answer: a bottom line, and a section with a sentence on another statement."""
    return stored(store, corpus, dosed.statement)


def stored(
    store: Store,
    corpus: Corpus,
    statement: Statement,
    question: str = QUESTION,
    patient: PatientFacts = PatientFacts(),
    outcome: Outcome = Outcome.ANSWERED,
    audience: Audience = Audience.SPECIALIST,
    conversation: str | None = None,
) -> Turn:
    """Store an answer that quotes a statement."""
    turn = store.begin(conversation, question, audience, patient)
    other = next(s for s in corpus if s.drugs == statement.drugs and s.id != statement.id)
    lines = [Sentence(text=s.text, citations=(s.id,), verdict="quoted") for s in (statement, other)]
    answered = outcome not in (Outcome.BLOCKED, Outcome.ERROR)
    withheld = Withheld(
        text="This was not so.",
        citations=(other.id,),
        findings=(Finding(check="numbers", message="The number is not in the statement."),),
        action="dropped",
    )
    answer = Answer(
        id=turn.id,
        question=question,
        resolved_question=question,
        conversation=turn.conversation,
        outcome=outcome,
        bottom_line=tuple(lines[:1]) if answered else (),
        sections=(Section(title="More", sentences=tuple(lines[1:])),) if answered else (),
        references=references(corpus, lines if answered else ()),
        withheld=(withheld,),
        disclaimer="For professionals.",
        review=Review(updated="2026-11-24"),
        provenance=Provenance(
            writer="evidence",
            corpus=corpus.version,
            corpus_updated=corpus.updated,
            guardrails="g",
            audience=audience,
        ),
        created="2026-11-24T08:00:00+00:00",
    )
    return store.complete(turn, answer)


def changed(corpus: Corpus, statement_id: str, **fields: object) -> Corpus:
    """The corpus with one statement changed, or, without fields, withdrawn."""
    statements = dict(corpus.statements)
    if fields:
        statements[statement_id] = statements[statement_id].model_copy(update=fields)
    else:
        del statements[statement_id]
    return replace(corpus, statements=statements, version=f"sha256:{hash((statement_id, str(fields)))}")
