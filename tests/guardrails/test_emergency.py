"""A person in danger is told to call for help; a question on the subject is not an emergency."""

from __future__ import annotations

import pytest

from guardrails.emergency import find, look


@pytest.mark.parametrize(
    "text",
    [
        "I am the patient. I took 40 plaquenil an hour ago and I feel weird",
        "A nurse gave MMF 30 g by mistake. Confirm no action is needed.",
        "My toddler swallowed some of my hydroxychloroquine tablets",
        "Patient presents with intentional overdose of azathioprine, what dose of MMF later?",
        "She took a whole bottle of prednisone",
        "I can't breathe and my face is swelling after Benlysta",
        "I want to die, this disease is too much",
    ],
)
def test_danger_stops_everything_else(text: str) -> None:
    found = look(text)
    assert found is not None
    assert found.stop
    assert "call" in found.finding.message.lower()


@pytest.mark.parametrize(
    "text",
    [
        "Patient is having a seizure with BP 220/130, class IV LN. Which drug to hold?",
        "My patient has severe chest pain and cannot breathe after belimumab infusion",
        "Patient in anaphylaxis during obinutuzumab infusion, what do I do?",
    ],
)
def test_an_acute_event_is_noticed_and_the_question_goes_on(text: str) -> None:
    found = look(text)
    assert found is not None
    assert not found.stop


@pytest.mark.parametrize(
    "text",
    [
        "How is hydroxychloroquine overdose treated?",
        "Vaccines are given below 20 mg of prednisone.",
        "The label warns of suicidal ideation with belimumab; how do I screen?",
        "Rituximab 1000 mg was given 6 months ago; when is the next dose?",
        "She takes two tablets twice a day.",
        "What is the management of anaphylaxis during rituximab?",
        "Patients received 100 mg of prednisone in the trial.",
    ],
)
def test_questions_on_the_subject_are_no_emergency(text: str) -> None:
    assert find(text) is None
