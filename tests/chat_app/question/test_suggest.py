"""Suggestions lead on, and every one of them is answered when it is asked."""

from __future__ import annotations

import asyncio

import pytest

from chat_app.answer import Answer, Audience, Outcome
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus
from chat_app.question.understand import understand


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return Consultation(default_corpus())


def _ask(consultation: Consultation, question: str, audience: Audience, conversation: str | None) -> Answer:
    request = Request(question, audience, conversation=conversation, writer="evidence")
    return asyncio.run(consultation.answer(request))


@pytest.mark.parametrize(
    ("question", "audience"),
    [
        ("How is voclosporin dosed in lupus nephritis?", Audience.SPECIALIST),
        (
            "Is belimumab infusion preparation different from the injection in lupus nephritis?",
            Audience.NURSE_PHARMACIST,
        ),
        ("What is class V lupus nephritis?", Audience.TRAINEE),
        ("How is a flare of lupus nephritis recognised?", Audience.GENERALIST),
        ("Can I get pregnant with lupus nephritis?", Audience.PATIENT),
        ("Which HCPCS code is used for belimumab in lupus nephritis?", Audience.SPECIALIST),
    ],
)
def test_every_suggestion_is_answered(consultation: Consultation, question: str, audience: Audience) -> None:
    answer = _ask(consultation, question, audience, None)
    assert 3 <= len(answer.follow_ups) <= 5
    assert len(set(answer.follow_ups)) == len(answer.follow_ups)
    held = {c for s in answer.sentences() for c in s.citations}
    for text in answer.follow_ups:
        after = _ask(consultation, text, audience, answer.conversation)
        assert after.outcome is Outcome.ANSWERED, text
        assert {c for s in after.sentences() for c in s.citations} - held, text


def test_a_suggestion_is_not_made_again_once_it_was_asked(consultation: Consultation) -> None:
    answer = _ask(consultation, "How is tacrolimus dosed in lupus nephritis?", Audience.SPECIALIST, None)
    asked = [answer.question]
    for _ in range(4):
        assert not set(answer.follow_ups) & set(asked)
        text = answer.follow_ups[0]
        asked.append(text)
        answer = _ask(consultation, text, Audience.SPECIALIST, answer.conversation)


def test_suggestions_keep_to_the_drug_in_question(consultation: Consultation) -> None:
    answer = _ask(consultation, "How is azathioprine dosed in lupus nephritis?", Audience.SPECIALIST, None)
    about = [text for text in answer.follow_ups if "azathioprine" in understand(text).drugs]
    assert len(about) >= 2


def test_coding_is_suggested_only_where_coding_was_asked(consultation: Consultation) -> None:
    clinical = _ask(consultation, "What does belimumab do in lupus nephritis?", Audience.SPECIALIST, None)
    assert not any("code" in text for text in clinical.follow_ups)


def test_readers_are_offered_different_questions(consultation: Consultation) -> None:
    question = "How is mycophenolate dosed in lupus nephritis?"
    offered = {a: _ask(consultation, question, a, None).follow_ups for a in Audience}
    assert offered[Audience.PATIENT] != offered[Audience.SPECIALIST]
    assert offered[Audience.NURSE_PHARMACIST] != offered[Audience.SPECIALIST]
