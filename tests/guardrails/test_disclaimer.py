from __future__ import annotations

import pytest

from guardrails import disclaimer


@pytest.mark.parametrize("audience", ["specialist", "generalist", "trainee", "unknown", ""])
def test_professionals_share_one_disclaimer(audience: str) -> None:
    assert disclaimer.text(audience) == disclaimer.text("specialist")


def test_a_patient_is_sent_to_the_care_team() -> None:
    assert "care team" in disclaimer.text("patient")
    assert disclaimer.text("patient") != disclaimer.text("specialist")


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("This does not replace clinical judgement.", True),
        ("For educational purposes only.", True),
        ("This answer is for healthcare professionals.", True),
        ("It is not a substitute for professional medical advice.", True),
        ("Belimumab does not replace hydroxychloroquine.", False),
        ("Monitoring is for all patients.", False),
    ],
)
def test_a_writers_own_disclaimer_is_told_from_a_claim(text: str, own: bool) -> None:
    assert disclaimer.writers_own(text) is own


@pytest.mark.parametrize("answer", ["It holds.", "", "It holds.\n\n"])
@pytest.mark.parametrize("audience", ["patient", "specialist"])
def test_every_answer_carries_it_once(answer: str, audience: str) -> None:
    once = disclaimer.ensure(answer, audience)
    assert once.endswith(disclaimer.text(audience))
    assert disclaimer.ensure(once, audience) == once
    assert once.startswith(answer.strip())
