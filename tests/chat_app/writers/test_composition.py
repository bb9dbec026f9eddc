"""How the evidence writer composes: what answers first, what stays out, and what it says is missing."""

from __future__ import annotations

import asyncio

import pytest

from chat_app.answer import Answer, Outcome
from chat_app.consult import Consultation, Request
from chat_app.guidelines.load import default_corpus


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    return Consultation(default_corpus())


def ask(consultation: Consultation, question: str, conversation: str | None = None) -> Answer:
    return asyncio.run(consultation.answer(Request(question, conversation=conversation, writer="evidence")))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How is lupus nephritis treated?", "kdigo-ln-2024.r10.2.3.1.1"),
        ("Is there a cure for lupus nephritis?", "nice-ta882.no-cure"),
        ("ANC 1.0 on MMF 3 g/day in LN, hold it?", "label-cellcept.anc"),
        ("Risk of bleeding at repeat kidney biopsy in LN?", "poggio-2020.rates"),
        ("ACEi in LN: stop before conception?", "label-raas.fetal"),
        ("Can mycophenolate be taken with antacids?", "label-cellcept.antacids"),
        ("which vaccines are avoided on rituximab in LN?", "acr-vaccine-2022.live-hold-biologics"),
        ("BP checks in the first month of voclosporin", "label-lupkynis.bp-monitoring"),
        ("voclosporin in LN, eGFR 80 -> 52, what do I do with the dose?", "label-lupkynis.adjust-30"),
        ("tacrolimus in LN, creatinine rose 40% from baseline", "kdigo-ln-2024.fig8.cni-creatinine"),
        ("mesna with cyc 500 mg?", "cyc-practice-pages.mesna"),
        ("when to start dialysis in LN", "rrt-timing-review-2013.symptoms"),
        ("belimumab missed SC dose", "label-benlysta.missed-sc"),
    ],
)
def test_the_statement_that_settles_the_question_comes_first(
    consultation: Consultation, question: str, first: str
) -> None:
    answer = ask(consultation, question)
    assert first in answer.bottom_line[0].citations


def test_a_second_statement_answers_what_the_first_leaves(consultation: Consultation) -> None:
    answer = ask(consultation, "how often do I check K and Cr after starting voclosporin")
    cited = [c for sentence in answer.bottom_line for c in sentence.citations]
    assert cited == ["label-lupkynis.egfr-monitoring", "label-lupkynis.potassium"]


def test_drugs_that_failed_are_not_what_is_asked_for(consultation: Consultation) -> None:
    answer = ask(consultation, "class IV LN, failed MMF and cyc, what next?")
    cited = {c for sentence in answer.sentences() for c in sentence.citations}
    assert {"acr-ln-2024.refractory", "kdigo-ln-2024.pp10.2.4.2.1"} <= cited


@pytest.mark.parametrize(
    ("question", "gap"),
    [
        ("methotrexate dose for LN", "No curated statement gives a dose of methotrexate for this."),
        ("leflunomide dose in LN", "No curated statement gives a dose of leflunomide for this."),
        (
            "how often is potassium checked on tacrolimus in LN",
            "No curated statement says how often this is checked with tacrolimus.",
        ),
    ],
)
def test_a_dose_or_an_interval_that_no_statement_gives_is_said(
    consultation: Consultation, question: str, gap: str
) -> None:
    answer = ask(consultation, question)
    assert answer.outcome is Outcome.PARTLY_ANSWERED
    assert gap in [notice.text for notice in answer.notices]


@pytest.mark.parametrize(
    "drug", ["belimumab", "voclosporin", "obinutuzumab", "rituximab", "cyclophosphamide"]
)
def test_an_answer_keeps_to_thirty_sentences(consultation: Consultation, drug: str) -> None:
    answer = ask(consultation, f"Is {drug} medically necessary in class IV LN on MMF, M32.14?")
    assert len(answer.sentences()) <= 30


def test_what_speaks_of_other_drugs_stays_out(consultation: Consultation) -> None:
    answer = ask(consultation, "Does telitacicept work in lupus nephritis?")
    cited = [consultation.corpus.statements[c] for s in answer.sentences() for c in s.citations]
    assert cited
    assert all("telitacicept" in s.drugs or "telitacicept" in s.text.lower() for s in cited)


def test_codes_and_children_stand_aside_where_nobody_asked(consultation: Consultation) -> None:
    titles = [s.title for s in ask(consultation, "Voclosporin or tacrolimus in LN?").sections]
    assert "Codes and billing" not in titles
    assert "Children and adolescents" not in titles


@pytest.mark.parametrize(
    ("question", "gap"),
    [
        ("Is mycophenolate safe with ibrutinib in lupus nephritis?", None),
        ("Is ravulizumab or metformin better in lupus nephritis?", "metformin"),
        ("Can azathioprine be used on dialysis in lupus nephritis?", "azathioprine on dialysis"),
        ("Codes J0490 and J9999 for belimumab in lupus nephritis?", "J9999"),
    ],
)
def test_what_no_statement_speaks_of_is_said(
    consultation: Consultation, question: str, gap: str | None
) -> None:
    answer = ask(consultation, question)
    said = [n.text for n in answer.notices if n.kind == "partly_covered"]
    if gap is None:
        assert not said
    else:
        assert any(gap in text for text in said)
        assert answer.outcome is not Outcome.ANSWERED


def test_a_reduced_kidney_function_told_before_decides(consultation: Consultation) -> None:
    first = ask(consultation, "Class IV LN, her eGFR is 38. First-line therapy?")
    second = ask(consultation, "voclosporin?", first.conversation)
    assert "45" in " ".join(s.text for s in second.bottom_line)


@pytest.mark.parametrize(
    ("opening", "turn", "part"),
    [
        ("belimumab dose in LN", "J code?", "J0490"),
        ("Cyclophosphamide in LN: regimen?", "mesna needed?", "esna"),
        ("Azathioprine dose in LN?", "gout, takes allopurinol", "allopurinol"),
        ("PJP prophylaxis in LN on prednisone?", "sulfa allergic", "pentamidine"),
        ("How long is maintenance continued in LN?", "and after 2 years of remission?", "3-5 years"),
    ],
)
def test_a_fragment_is_answered_on_its_thread(
    consultation: Consultation, opening: str, turn: str, part: str
) -> None:
    first = ask(consultation, opening)
    answer = ask(consultation, turn, first.conversation)
    assert answer.outcome in {Outcome.ANSWERED, Outcome.PARTLY_ANSWERED}
    assert part in " ".join(s.text for s in answer.sentences())


@pytest.mark.parametrize(
    "turn", ["rituximab dose in rheumatoid arthritis", "best pizza in town", "who wrote Hamlet"]
)
def test_another_subject_is_refused_in_a_conversation(consultation: Consultation, turn: str) -> None:
    first = ask(consultation, "rituximab in refractory LN?")
    assert ask(consultation, turn, first.conversation).outcome is Outcome.OUT_OF_SCOPE
