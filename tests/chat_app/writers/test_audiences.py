"""The same question, read by different people: other sections first, other statements chosen."""

from __future__ import annotations

import asyncio

import pytest

from chat_app.answer import Answer, Audience
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus
from chat_app.writers.readability import grade, syllables
from guardrails.policy import Policy

_NO_DOSES = Policy("patient", dosing=False, curated_dosing=False)


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return Consultation(default_corpus())


def _ask(consultation: Consultation, question: str, audience: Audience) -> Answer:
    return asyncio.run(consultation.answer(Request(question, audience, writer="evidence")))


def _titles(answer: Answer) -> list[str]:
    return [section.title for section in answer.sections]


@pytest.fixture(scope="module")
def belimumab(consultation: Consultation) -> dict[Audience, Answer]:
    return {a: _ask(consultation, "Is belimumab used in class IV lupus nephritis?", a) for a in Audience}


def test_a_specialist_gets_trials_and_a_generalist_none(belimumab: dict[Audience, Answer]) -> None:
    assert "Trial evidence" in _titles(belimumab[Audience.SPECIALIST])
    assert "Trial evidence" not in _titles(belimumab[Audience.GENERALIST])


def test_a_nurse_or_pharmacist_reads_administration_before_labelling(
    belimumab: dict[Audience, Answer],
) -> None:
    titles = _titles(belimumab[Audience.NURSE_PHARMACIST])
    specialist = _titles(belimumab[Audience.SPECIALIST])
    place = titles.index("Dosing and administration")
    assert "Trial evidence" not in titles
    assert place <= specialist.index("Dosing and administration")


def test_readers_are_given_different_answers(belimumab: dict[Audience, Answer]) -> None:
    chosen = {
        a: tuple((s.title, tuple(x.citations for x in s.sentences)) for s in answer.sections)
        for a, answer in belimumab.items()
    }
    assert len(set(chosen.values())) >= 4


@pytest.mark.parametrize(
    "question",
    [
        "How much hydroxychloroquine should I take for lupus nephritis?",
        "What is the dose of mycophenolate in lupus nephritis?",
        "How are steroids reduced in lupus nephritis?",
        "How is lupus nephritis treated?",
    ],
)
def test_a_patient_reads_plain_words_and_no_doses(consultation: Consultation, question: str) -> None:
    answer = _ask(consultation, question, Audience.PATIENT)
    assert answer.sentences()
    plain = " ".join(s.plain for s in consultation.corpus)
    for sentence in answer.sentences():
        assert sentence.text in plain
        assert not _NO_DOSES.findings(sentence.text)
    assert "care team" in answer.disclaimer
    assert answer.provenance.details["reading_grade"] == pytest.approx(
        grade(" ".join(s.text for s in answer.sentences())), abs=0.6
    )


def test_a_patient_reads_an_easier_text(consultation: Consultation) -> None:
    question = "How is lupus nephritis treated?"
    texts = {
        a: " ".join(s.text for s in _ask(consultation, question, a).sentences())
        for a in (Audience.PATIENT, Audience.SPECIALIST)
    }
    assert grade(texts[Audience.PATIENT]) < grade(texts[Audience.SPECIALIST]) - 3


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("kidney", 2),
        ("used", 1),
        ("needed", 2),
        ("dose", 1),
        ("doses", 2),
        ("table", 2),
        ("lupus", 2),
        ("the", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_grade_of_a_known_text() -> None:
    # 6 words, 6 syllables, 1 sentence: 0.39 * 6 + 11.8 - 15.59
    assert grade("The cat sat on the mat.") == pytest.approx(-1.4, abs=0.1)
    assert grade("") == 0.0
