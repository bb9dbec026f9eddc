"""Misspelt medical words are read as what they mean; everything else stays as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.spelling import mended


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mycofenolate dose", "mycophenolate dose"),
        ("lupus neprhitis", "lupus nephritis"),
        ("proteinurea", "proteinuria"),
        ("belimumb infusion", "belimumab infusion"),
        ("hydroxycloroquine", "hydroxychloroquine"),
        ("in remision", "in remission"),
        ("total duration of immunosuppresion", "total duration of immunosuppression"),
    ],
)
def test_a_slip_in_a_medical_word_is_mended(written: str, meant: str) -> None:
    assert mended(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "What is the treatment of class IV lupus nephritis?",
        "HCQ 5 mg/kg in SLE, UPCR 0.5 g/g",
        "ibrutinib in lymphoma",
        "see https://example.org/mycofenolate",
        "Yilmaz",
        "",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    assert mended(text) == text


@given(st.text(max_size=60))
def test_mending_is_done_once(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
