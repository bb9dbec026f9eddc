"""No check names a fault in a statement's own words, nor where they are only written in another way.

A sentence in a statement's own words is passed as a quotation before any check reads it; here the checks read
it all the same, for every statement of the corpus. What they find there is a misreading of their own.
"""

from __future__ import annotations

import re

import pytest

from chat_app.guidelines.load import default_corpus
from guardrails.support import Verifier
from guardrails.types import Severity

CORPUS = default_corpus()
VERIFIER = Verifier()
WAYS = (
    (r"\A", ""),
    (r"\A", "Per the guideline: "),
    (r" v ", " versus "),
    (r"\b(\d[\d.]*)-(\d[\d.]*)\b(?=\s(?:mg|g|weeks|months|years)\b)", r"\1 to \2"),
    (r"\bat least (\d)", r"no less than \1"),
    (r"\bevery 2 weeks\b", "every 14 days"),
    (r"\blowered\b", "reduced"),
)


@pytest.mark.parametrize(("written", "other"), WAYS)
def test_own_words_written_in_another_way_are_not_contradicted(written: str, other: str) -> None:
    found = []
    tried = 0
    for statement in CORPUS:
        sentence = re.sub(written, other, statement.text)
        if sentence == statement.text and other:
            continue
        tried += 1
        case = VERIFIER.case(sentence, [CORPUS.evidence(statement.id)])
        found += [
            (sentence, f.check, f.rule) for f in VERIFIER.findings(case) if f.severity is Severity.CONFLICT
        ]
    assert tried
    assert found == []
