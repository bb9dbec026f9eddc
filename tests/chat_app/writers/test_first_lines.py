"""The first line answers the very question, and says where no statement does."""

from __future__ import annotations

import asyncio

import pytest

from chat_app.answer import Answer
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return Consultation(default_corpus())


def ask(consultation: Consultation, question: str) -> Answer:
    return asyncio.run(consultation.answer(Request(question, writer="evidence")))


def firsts(answer: Answer) -> list[str]:
    return [c for sentence in answer.bottom_line for c in sentence.citations]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        # a limit at its very bound is shown, and a dose that is told is not worked out anew
        ("GFR 25 - is MMF 1.5 g bid still ok?", "label-cellcept.renal"),
        # a relapse is treated, not biopsied, where its treatment is asked for
        ("LN flared a year after azathioprine was stopped. What do I restart?", "kdigo-ln-2024.pp10.2.4.3.1"),
        # the father takes the medicine
        ("Male LN patient on mycophenolate hopes to father a child, stop it?", "acr-repro-2020.men"),
        ("ACR: partial response on dual therapy at one year, now what?", "acr-ln-2024.prr-after-dual"),
        # what a drug is good for at all
        ("plasmapheresis in lupus nephritis?", "lewis-pex-1992.no-benefit"),
        ("convert methylprednisolone 16 mg to prednisone", "meikle-tyler-1977.equivalence"),
        # the last sentence asks, those before it tell the case
        (
            "Dipstick 3+, ratio 0.9 g/g, normal creatinine, SLE. Is a biopsy needed?",
            "kdigo-ln-2024.fig1.biopsy-threshold",
        ),
        # a value that has a name
        ("Pathologist: 95% of glomeruli globally sclerosed. Treat?", "isn-rps-2003.class-vi"),
        # what is safe to treat a flare with in pregnancy
        ("LN flare at 18 weeks of pregnancy. Which drugs are safe?", "kdigo-ln-2024.pp10.3.2.3"),
        # what a payer requires is no determination
        ("What does prior auth for obinutuzumab require?", "payer-westernhealth-gazyva.initial"),
        (
            "Forgets his tablets, keeps skipping doses. Other way to treat class III?",
            "kdigo-ln-2024.pp10.2.3.1.2",
        ),
        # shorthand asked alone
        ("latent TB screening", "eular-infection-2022.tb"),
    ],
)
def test_the_first_line(consultation: Consultation, question: str, first: str) -> None:
    assert first in firsts(ask(consultation, question))[:1]


def test_each_of_several_questions_has_its_line(consultation: Consultation) -> None:
    answer = ask(consultation, "SC belimumab dose in adult LN, and how do I switch from IV?")
    assert firsts(answer)[0] == "label-benlysta.sc-dose-ln-adult"
    assert any("switch" in c or "sc" in c for c in firsts(answer)[1:])


@pytest.mark.parametrize(
    ("question", "gap"),
    [
        ("Can belimumab be resumed after pregnancy in LN?", "restarting belimumab in pregnancy"),
        ("What does obinutuzumab cost in LN?", "the cost of obinutuzumab"),
        ("rituximab trough to aim for in LN?", "blood level of rituximab"),
        ("How is an overdose of azathioprine handled in LN?", "overdose of azathioprine"),
    ],
)
def test_a_thing_that_no_statement_speaks_of_is_said(
    consultation: Consultation, question: str, gap: str
) -> None:
    notices = [n.text for n in ask(consultation, question).notices if n.kind == "partly_covered"]
    assert any(gap in text for text in notices)


@pytest.mark.parametrize(
    "question",
    ["What tacrolimus trough is aimed for in LN?", "Can voclosporin be restarted after a 30% fall of eGFR?"],
)
def test_what_statements_speak_of_is_no_gap(consultation: Consultation, question: str) -> None:
    assert not [n for n in ask(consultation, question).notices if n.kind == "partly_covered"]


def test_background_therapy_is_not_what_is_requested(consultation: Consultation) -> None:
    answer = ask(
        consultation,
        "Class IV LN, eGFR 80, on MMF 2 g and prednisone 15 mg. Is voclosporin medically necessary?",
    )
    cited = {c for sentence in answer.sentences() for c in sentence.citations}
    assert "kdigo-ln-2024.tacrolimus.trough" not in cited
    assert "label-lupkynis.indication" in cited
