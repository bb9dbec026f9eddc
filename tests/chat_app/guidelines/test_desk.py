"""The corpus desk narrows the list of statements by words in any spelling, and by what statements are."""

from __future__ import annotations

import pytest

from chat_app.guidelines.desk import Filters, StatementList
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Kind, SourceType, Statement, Status
from guardrails.lexicon import load_lexicon

CORPUS = default_corpus()


@pytest.fixture(scope="module")
def statements() -> StatementList:
    return StatementList(CORPUS, load_lexicon())


def test_no_filter_shows_all(statements: StatementList) -> None:
    assert len(statements.find(Filters())) == len(CORPUS)


def test_an_id_finds_its_statement(statements: StatementList) -> None:
    for statement in list(CORPUS)[::97]:
        assert statement in statements.find(Filters(words=statement.id))


def test_an_abbreviation_finds_what_is_written_out(statements: StatementList) -> None:
    found = statements.find(Filters(words="MMF"))
    assert found
    assert any("MMF" not in s.text and "mycophenolate" in s.text.lower() for s in found)


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (Filters(status=Status.UNCONFIRMED), lambda s: s.status is Status.UNCONFIRMED),
        (Filters(kind=Kind.SAFETY), lambda s: s.kind is Kind.SAFETY),
        (Filters(topic="pregnancy"), lambda s: "pregnancy" in s.topics),
        (Filters(drug="belimumab"), lambda s: "belimumab" in s.drugs),
        (Filters(population="paediatric"), lambda s: "paediatric" in s.population),
        (Filters(source_type=SourceType.LABEL), lambda s: CORPUS.source_of(s).type is SourceType.LABEL),
        (
            Filters(drug="belimumab", kind=Kind.SAFETY),
            lambda s: "belimumab" in s.drugs and s.kind is Kind.SAFETY,
        ),
    ],
)
def test_a_filter_keeps_exactly_what_it_names(
    statements: StatementList, filters: Filters, holds: object
) -> None:
    expected: list[Statement] = [s for s in CORPUS if holds(s)]  # type: ignore[operator]
    assert expected
    assert list(statements.find(filters)) == expected


def test_words_that_nothing_holds_find_nothing(statements: StatementList) -> None:
    assert statements.find(Filters(words="xylophone")) == ()
