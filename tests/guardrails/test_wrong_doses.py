"""A wrong dose never passes: every dose of the corpus, changed by a factor, in its statement's own sentence.

The worst fault there is, tried on every statement: nothing else of the sentence is touched, so whatever lets
the changed number through (a product, a total, a rounding, a number of another kind) shows here. Values that
the statement itself gives elsewhere are left out; taking a number from the wrong place is another fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from chat_app.guidelines.load import default_corpus
from guardrails import quantities
from guardrails.lexicon import load_lexicon
from guardrails.support import Verifier
from guardrails.types import Decision

CORPUS = default_corpus()
FACTORS = (0.1, 0.5, 2, 3, 7, 10)
DOSE = re.compile(r"(?<![\d.,/-])(\d+(?:\.\d+)?)(?=\s(?:mg|g|mcg|mL|units?)\b)")


def tampered(text: str) -> Iterator[str]:
    lexicon = load_lexicon()
    stands = quantities.find(text, lexicon.mentions(text))
    for match in DOSE.finditer(text):
        for factor in FACTORS:
            number = f"{float(match[1]) * factor:g}"
            changed = text[: match.start(1)] + number + text[match.end(1) :]
            new = [
                q for q in quantities.find(changed, lexicon.mentions(changed)) if q.start == match.start(1)
            ]
            if new and not any(quantities.same(n, s) or quantities.within(n, s) for n in new for s in stands):
                yield changed


@pytest.mark.slow
def test_no_dose_changed_by_a_factor_is_supported() -> None:
    verifier = Verifier()
    tried = 0
    passed = []
    for statement in CORPUS:
        evidence = CORPUS.evidence(statement.id)
        for sentence in tampered(statement.text):
            tried += 1
            if verifier.verify(sentence, [evidence]).decision is Decision.SUPPORTED:
                passed.append((statement.id, sentence))
    assert tried > 1500
    assert passed == []
