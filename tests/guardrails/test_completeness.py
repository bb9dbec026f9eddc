from __future__ import annotations

import pytest

from guardrails import completeness


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I cannot provide medical advice.",
        "I can’t assist with this request.",
        "As an AI language model, I do not have access to that.",
        "We must decline.",
        "I am unable to answer.",
        "This request was blocked.",
    ],
)
def test_refusals_are_found(text: str) -> None:
    assert [f.rule for f in completeness.refusal(text)] == ["refusal"]


@pytest.mark.parametrize(
    "text",
    ["Patients cannot take it in pregnancy.", "The label does not provide a dose.", "Class I needs no help."],
)
def test_clinical_language_is_no_refusal(text: str) -> None:
    assert completeness.refusal(text) == []


@pytest.mark.parametrize(
    ("answer", "released", "rules"),
    [
        ("", 0, ["empty"]),
        (" \n**\n", 0, ["empty"]),
        ("I'm sorry, I cannot help.", 0, ["refusal"]),
        ("It holds.", 0, ["nothing-released"]),
        ("It holds.[1]", 1, []),
        ("It holds.[1]\n\n- Who?", 1, []),
        ("It holds.[1] It exceeds", 1, ["cut"]),
        ("It exceeds", 0, ["nothing-released", "cut"]),
    ],
)
def test_a_text_that_is_no_answer_says_why(answer: str, released: int, rules: list[str]) -> None:
    assert [f.rule for f in completeness.findings(answer, released)] == rules
