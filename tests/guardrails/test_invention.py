from __future__ import annotations

import pytest

from guardrails import invention
from guardrails.types import Evidence

CITED = [
    Evidence(
        "made-up.one",
        "Alphabeta and colleagues followed 12 people; the register is NCT00000001. Results stood in NEJM.",
        organisation="Board of Made-up Medicine",
        year=1999,
    )
]
INVENTED = [
    ("doi", "It holds (doi:10.1234/made.up)."),
    ("doi", "It holds, 10.1234/made-up.5."),
    ("pmid", "It holds (PMID: 12345678)."),
    ("pmid", "It holds (PMC1234567)."),
    ("registration", "The trial NCT00000002 says so."),
    ("registration", "See ISRCTN12345678."),
    ("isbn", "See ISBN 978-0-00-000000-2."),
    ("author-year", "Zetamann et al. showed it."),
    ("author-year", "Zetamann et al. (2021) showed it."),
    ("author-year", "It holds (Zetamann, 2021)."),
    ("author-year", "It holds (Zetamann and Etason 2021)."),
    ("author-year", "Zetamann (2021) showed it."),
    ("author-year", "It holds [Zetamann 2021; Alphabeta 1999]."),
    ("author-year", "Zetamann and colleagues showed it."),
    ("volume", "It holds, 2021;384(5):1234."),
    ("journal", "It was published in The Lancet."),
    ("journal", "According to UpToDate it holds."),
    ("journal", "N Engl J Med reported it."),
]


@pytest.mark.parametrize(("rule", "text"), INVENTED)
def test_a_reference_that_no_statement_names_is_found(rule: str, text: str) -> None:
    assert rule in [f.rule for f in invention.findings(text, CITED)]


@pytest.mark.parametrize(
    "text",
    [
        "Alphabeta et al. followed 12 people.",
        "Alphabeta and colleagues (1999) followed 12 people.",
        "The register is NCT00000001.",
        "Results stood in NEJM.",
        "The Board (1999) says so.",
        "KDIGO 2024 and the label (2025) say so.",
        "It holds (Revised 2024) and (May 2021).",
        "Recommendation 10.2.3.1.1 and code M32.14 hold.",
        "The lancet was sterile.",
        "In 2021 it fell to 10.5/1000.",
    ],
)
def test_what_a_statement_names_and_what_is_no_reference_passes(text: str) -> None:
    assert invention.findings(text, CITED) == []
