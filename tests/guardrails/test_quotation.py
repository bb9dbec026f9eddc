from __future__ import annotations

import pytest

from chat_app.guidelines.load import default_corpus
from chat_app.writers.attribution import attributed
from guardrails import sentences
from guardrails.support import Verifier
from guardrails.types import Decision, Evidence

LEADS = ("Yes, if its conditions are met: ", "Not settled: ")


def test_every_statement_may_be_quoted_whole_and_by_the_sentence() -> None:
    corpus, verifier = default_corpus(), Verifier()
    for statement in corpus:
        evidence = corpus.evidence(statement.id)
        for text in filter(None, (statement.text, statement.plain)):
            forms = [text, attributed(statement, corpus.source_of(statement), text)]
            forms += [lead + text for lead in LEADS]
            forms += [text[part.start : part.end] for part in sentences.split(text)]
            for form in forms:
                verdict = verifier.verify(form, [evidence])
                assert verdict.supported, (statement.id, form, verdict.findings)
                assert verdict.quoted, (statement.id, form)


DENIED = Evidence(
    "d", "Drug levels are not recommended in children.", organisation="KDIGO", source="kdigo", year=2024
)


@pytest.mark.parametrize("lead", ["Yes: ", "ACR 2024: ", "KDIGO 2012: ", "KDIGO 2024 (1A): "])
def test_a_wrong_lead_is_a_conflict(lead: str) -> None:
    assert Verifier().verify(lead + DENIED.text, [DENIED]).decision is Decision.CONFLICT


@pytest.mark.parametrize("lead", ["No: ", "KDIGO 2024: ", ""])
def test_a_right_lead_is_a_quotation(lead: str) -> None:
    verdict = Verifier().verify(lead + DENIED.text, [DENIED])
    assert verdict.supported
    assert verdict.quoted
