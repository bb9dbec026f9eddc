"""A computed sentence is supported where each number and drug of it is accounted for."""

from __future__ import annotations

import pytest

from guardrails.computed import verify
from guardrails.lexicon import load_lexicon
from guardrails.types import Evidence

LEXICON = load_lexicon()
DOSE = Evidence(
    "x.dose", "Intravenous belimumab is 10 mg/kg at weeks 0, 2 and 4 and every 4 weeks thereafter."
)


@pytest.mark.parametrize(
    ("text", "values", "supported"),
    [
        ("At 72 kg the belimumab dose is 720 mg.", [72, 720], True),
        ("At 72 kg the belimumab dose is 720 mg at weeks 0, 2 and 4.", [72, 720], True),
        ("At 144 kg the belimumab dose is 1,440 mg.", [144, 1440], True),
        ("At 72 kg the belimumab dose is 702 mg.", [72, 720], False),
        ("At 72 kg the belimumab dose is 720 mg every 3 weeks.", [72, 720], False),
        ("At 72 kg the voclosporin dose is 720 mg.", [72, 720], False),
        ("At 72.5 kg the belimumab dose is 725 mg.", [72.5, 725], True),
    ],
)
def test_numbers_and_drugs_are_accounted_for(text: str, values: list[float], supported: bool) -> None:
    assert verify(text, [DOSE], values, LEXICON).supported is supported


def test_without_a_statement_nothing_is_supported() -> None:
    assert not verify("The dose is 720 mg.", [], [720], LEXICON).supported
