from __future__ import annotations

from functools import cache

import pytest

from guardrails.lexicon import Lexicon, load_lexicon
from guardrails.reference import Reader
from guardrails.types import Evidence

BELIMUMAB = Evidence("made-up.one", "Belimumab is given by infusion.")
MYCOPHENOLATE = Evidence("made-up.two", "Mycophenolate is taken by mouth.")
SCREENING = Evidence("made-up.three", "Blood pressure is measured at each visit.")


@cache
def lexicon() -> Lexicon:
    return load_lexicon()


def reader(*shown: str, heading: str = "") -> Reader:
    one = Reader(lexicon())
    one.heading(heading)
    for text in shown:
        one.shown(text)
    return one


@pytest.mark.parametrize(
    "text",
    [
        "It is taken by mouth.",
        "They are taken by mouth.",
        "This drug is taken by mouth.",
        "The dose is halved.",
        "However, it is taken by mouth.",
        "Its use is limited.",
        "This is taken by mouth.",
    ],
)
def test_a_word_that_points_back_to_another_drug_is_found(text: str) -> None:
    one = reader("Belimumab is given by infusion.")
    assert one.findings(text, [MYCOPHENOLATE])
    assert one.findings(text, [BELIMUMAB]) == []
    assert one.findings(text, [BELIMUMAB, MYCOPHENOLATE]) == []
    assert one.findings(text, [SCREENING]) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is recommended that the eyes are examined.",
        "It is reasonable to examine the eyes.",
        "The eyes are examined each year.",
        "These patients need a biopsy.",
        "This recommendation is conditional.",
        "Mycophenolate is taken by mouth, and it is cheap.",
    ],
)
def test_what_points_to_no_drug_passes(text: str) -> None:
    assert reader("Belimumab is given by infusion.").findings(text, [MYCOPHENOLATE]) == []


def test_a_title_names_the_drug_for_what_stands_under_it() -> None:
    one = reader(heading="Belimumab safety")
    assert one.findings("Infections were seen.", [MYCOPHENOLATE])
    assert one.findings("Infections were seen.", [BELIMUMAB]) == []


def test_a_class_holds_its_members() -> None:
    one = reader("Calcineurin inhibitors are used.")
    assert (
        one.findings("They are taken by mouth.", [Evidence("made-up.four", "Tacrolimus is taken by mouth.")])
        == []
    )


def test_without_a_lexicon_nothing_is_judged() -> None:
    one = Reader(None)
    one.shown("Belimumab is given.")
    assert one.findings("It is taken by mouth.", [MYCOPHENOLATE]) == []
