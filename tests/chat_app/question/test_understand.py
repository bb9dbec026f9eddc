"""What a question asks, about what, and for whom."""

from __future__ import annotations

import pytest

from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent, Query
from chat_app.question.understand import understand
from guardrails.lexicon import load_lexicon

LEXICON = load_lexicon()


def read(text: str, **facts: object) -> Query:
    return understand(text, PatientFacts.model_validate(facts), LEXICON)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Is belimumab medically necessary for this patient?", Intent.INDICATION),
        ("Which drugs are approved for lupus nephritis?", Intent.INDICATION),
        ("How is lupus nephritis treated?", Intent.TREATMENT),
        ("Is mycophenolate better than azathioprine?", Intent.COMPARISON),
        ("What is the dose of voclosporin?", Intent.DOSE),
        ("How many mg of prednisone?", Intent.DOSE),
        ("Where is Benlysta injected?", Intent.ADMINISTRATION),
        ("How long is maintenance continued?", Intent.DURATION),
        ("When can mycophenolate be stopped?", Intent.DURATION),
        ("How often should proteinuria be monitored?", Intent.MONITORING),
        ("What are the side effects of cyclophosphamide?", Intent.SAFETY),
        ("How is lupus nephritis diagnosed?", Intent.DIAGNOSIS),
        ("How is lupus nephritis staged?", Intent.CLASSIFICATION),
        ("What is the target of proteinuria?", Intent.RESPONSE),
        ("How is a flare treated?", Intent.RELAPSE),
        ("What to do in refractory nephritis?", Intent.REFRACTORY),
        ("Can she conceive on mycophenolate?", Intent.PREGNANCY),
        ("Is PJP prophylaxis needed?", Intent.PREVENTION),
        ("What did BLISS-LN show?", Intent.EVIDENCE),
        ("How dangerous is lupus nephritis?", Intent.PROGNOSIS),
        ("What is the ICD-10 code of lupus nephritis?", Intent.CODING),
        ("Define complete response", Intent.RESPONSE),
        ("lupus nephritis", Intent.GENERAL),
    ],
)
def test_the_main_wish_comes_first(question: str, intent: Intent) -> None:
    assert read(question).intents[0] is intent


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("voclosporin in class V LN", Intent.COMPARISON),
        ("Can live vaccines be given?", Intent.PROGNOSIS),
    ],
)
def test_a_look_alike_is_no_wish(question: str, intent: Intent) -> None:
    assert intent not in read(question).intents


def test_a_question_may_have_several_wishes() -> None:
    wishes = read("What is the work-up and treatment of suspected nephritis?").intents
    assert {Intent.DIAGNOSIS, Intent.TREATMENT} <= set(wishes)


@pytest.mark.parametrize(
    ("question", "drugs"),
    [
        ("Benlysta with CellCept", ("belimumab", "mycophenolate")),
        ("MMF or AZA", ("mycophenolate", "azathioprine")),
        ("calcineurin inhibitors", ("voclosporin", "tacrolimus", "cyclosporine")),
        ("an ACE inhibitor", ("raas-inhibitor",)),
        ("steroids", ("prednisone", "methylprednisolone")),
        ("immunosuppression", ()),
        ("tocilizumab", ("tocilizumab",)),
    ],
)
def test_drugs_carry_the_names_of_the_corpus(question: str, drugs: tuple[str, ...]) -> None:
    assert read(question).drugs == drugs


@pytest.mark.parametrize(
    ("question", "population"),
    [
        ("in a 12-year-old girl", {"paediatric"}),
        ("a 67-year-old man", {"adult"}),
        ("34 yo on dialysis", {"adult", "dialysis"}),
        ("she is pregnant", {"pregnancy"}),
        ("a non-pregnant woman", set()),
        ("eGFR of 22", {"ckd"}),
        ("eGFR 90", set()),
        ("after kidney transplantation", {"transplant"}),
        ("after 12 years of treatment", set()),
        ("she wants no more children", set()),
    ],
)
def test_for_whom(question: str, population: set[str]) -> None:
    assert set(read(question).population) == population


@pytest.mark.parametrize(
    ("facts", "population"),
    [
        ({"age_years": 9}, {"paediatric"}),
        ({"age_years": 40, "egfr": 25}, {"adult", "ckd"}),
        ({"pregnant": True}, {"pregnancy"}),
        ({"planning_pregnancy": True}, {"pregnancy"}),
        ({"dialysis": True}, {"dialysis"}),
        ({"transplant": True}, {"transplant"}),
        ({"pregnant": False, "dialysis": False}, set()),
    ],
)
def test_the_patients_facts_say_for_whom(facts: dict[str, object], population: set[str]) -> None:
    assert set(read("What is the dose?", **facts).population) == population


def test_classes_codes_and_sources() -> None:
    query = read("Is Benlysta (J0490) indicated for M32.14, class 3 plus 5, by KDIGO and after BLISS-LN?")
    assert query.classes == ("III", "V")
    assert query.codes == ("J0490", "M32.14")
    assert query.sources == ("kdigo", "bliss-ln")


def test_the_classes_of_the_patient_count() -> None:
    assert read("What is the treatment?", classes=("IV",)).classes == ("IV",)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("belimumab in class V", "belimumab"),
        ("belimumab in class V", "class-v"),
        ("When is a kidney biopsy repeated?", "biopsy"),
        ("Which contraception is safe?", "contraception-fertility"),
        ("aPL positive", "antiphospholipid"),
        ("TMA on biopsy", "thrombotic-microangiopathy"),
        ("shingles vaccine", "infection-vaccination"),
        ("induction", "initial-therapy"),
    ],
)
def test_topics(question: str, topic: str) -> None:
    assert topic in read(question).topics


def test_the_name_of_a_body_asks_for_nothing() -> None:
    query = read("What are the Kidney Disease: Improving Global Outcomes guidelines?")
    assert Intent.PROGNOSIS not in query.intents


@pytest.mark.parametrize("text", ["", "?!", "😀" * 50, "a" * 20_000, "class " * 3_000])
def test_any_text_is_read(text: str) -> None:
    assert read(text).text == text


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("anc 1.1 on mmf, hold it?", "neutrophil count"),
        ("creatinine checks on tacrolimus", "egfr"),
        ("which vaccines are avoided on rituximab?", "live vaccine"),
        ("belimumab dose on dialysis", "kidney impairment"),
    ],
)
def test_what_is_asked_of_a_drug(question: str, matter: str) -> None:
    assert matter in read(question).matters


def test_a_value_of_the_patient_is_no_matter() -> None:
    query = read("UPCR 4.5 in class II, treatment?")
    assert query.told == ("upcr",)
    assert "proteinuria" not in query.matters


@pytest.mark.parametrize(
    ("question", "given", "drugs"),
    [
        ("no response on MMF and prednisone", ("mycophenolate", "prednisone"), ()),
        ("failed MMF, then CYC, still nephrotic", ("cyclophosphamide", "mycophenolate"), ()),
        ("refractory on MMF, add rituximab?", ("mycophenolate",), ("rituximab",)),
        ("belimumab for refractory disease", (), ("belimumab",)),
        ("potassium 5.9 on voclosporin", (), ("voclosporin",)),
    ],
)
def test_drugs_that_were_given(question: str, given: tuple[str, ...], drugs: tuple[str, ...]) -> None:
    query = read(question)
    assert query.given == given
    assert query.drugs == drugs


def test_dialysis_that_is_not_yet_makes_no_patient_on_dialysis() -> None:
    assert read("when to start dialysis in LN").population == ("ckd",)
    assert read("HCQ for a patient on dialysis").population == ("dialysis",)
