"""A question that asks several things, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.question.parts import parts_of
from chat_app.question.query import Intent
from chat_app.question.understand import understand


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is the dose of belimumab?", []),
        ("Class II on biopsy - treat?", []),
        ("MMF or azathioprine - any difference?", []),
        (
            "How is IV belimumab given, and what if a dose is missed?",
            ["How is IV belimumab given", "and what if a dose is missed?"],
        ),
        (
            "Takes tacrolimus. Can I give fluconazole? What about azithromycin?",
            ["Can I give fluconazole?", "What about azithromycin?"],
        ),
        (
            "When is aspirin started in lupus pregnancy & when is it stopped?",
            ["When is aspirin started in lupus pregnancy", "when is it stopped?"],
        ),
    ],
)
def test_what_is_asked(question: str, parts: list[str]) -> None:
    assert [part.text for part in parts_of(question)] == parts


@given(st.text(max_size=300))
def test_parts_stand_in_the_question_in_their_order(text: str) -> None:
    reached = 0
    for part in parts_of(text):
        assert part.text in text
        assert reached <= part.reach <= len(text)
        reached = part.reach


def test_a_later_part_is_about_what_was_named_before() -> None:
    query = understand("What is the dose of voclosporin in LN, and how is it monitored?")
    first, second = query.parts
    assert first.intents[0] is Intent.DOSE
    assert second.intents[0] is Intent.MONITORING
    assert second.drugs == ("voclosporin",)


def test_a_later_part_does_not_reach_back() -> None:
    query = understand("LN with TTP. How is it treated? Is a child treated the same way?")
    assert "paediatric" not in query.parts[0].population
    assert "paediatric" in query.parts[1].population
