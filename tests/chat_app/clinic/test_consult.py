"""Questions that ask for a determination or a dose get a worksheet; its every number is accounted for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chat_app.clinic.consult import Worksheet, worksheet_for
from chat_app.clinic.criteria import drug_rules
from chat_app.clinic.request import vials_in
from chat_app.guidelines.load import default_corpus
from chat_app.question.facts import read_facts
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent, Query
from guardrails.computed import verify
from guardrails.lexicon import load_lexicon

LEXICON = load_lexicon()


def ask(text: str, *intents: Intent, drugs: tuple[str, ...] = (), **facts: Any) -> Worksheet | None:
    codes = tuple(m.concept for m in LEXICON.mentions(text) if m.kind == "code")
    named = drugs or tuple(
        dict.fromkeys(m.concept for m in LEXICON.mentions(text) if m.kind in ("drug", "brand"))
    )
    population = facts.pop("population", ())
    query = Query(text, intents, named, population=population, codes=codes, patient=PatientFacts(**facts))
    return worksheet_for(query, default_corpus())


DETERMINATIONS: list[tuple[str, dict[str, Any], str, str]] = [
    ("Is Benlysta (J0490) medically indicated for M32.14?", {}, "belimumab", "supported_if"),
    ("Is belimumab indicated for M32.10?", {}, "belimumab", "cannot_determine"),
    ("Is belimumab necessary in asymptomatic lupus nephritis?", {}, "belimumab", "supported_if"),
    (
        "Is belimumab indicated in LN on dialysis?",
        {"population": ("dialysis",)},
        "belimumab",
        "cannot_determine",
    ),
    (
        "Is voclosporin indicated in a child with LN?",
        {"population": ("paediatric",)},
        "voclosporin",
        "not_supported",
    ),
    (
        "Is mycophenolate indicated in LN in pregnancy?",
        {"population": ("pregnancy",)},
        "mycophenolate",
        "not_supported",
    ),
    ("Is rituximab indicated first-line in lupus nephritis?", {}, "rituximab", "not_supported"),
    ("Is rituximab indicated in refractory lupus nephritis?", {}, "rituximab", "supported_if"),
    ("Is rituximab indicated in lupus nephritis with kidney failure?", {}, "rituximab", "supported_if"),
    (
        "Is belimumab approved for M32.14 after hydroxychloroquine and mycophenolate?",
        {},
        "belimumab",
        "supported_if",
    ),
    ("Is voclosporin covered for M32.14?", {"egfr": 38}, "voclosporin", "not_supported"),
    ("Is voclosporin with ketoconazole indicated in lupus nephritis?", {}, "voclosporin", "not_supported"),
    (
        "Is voclosporin after cyclophosphamide indicated in lupus nephritis?",
        {},
        "voclosporin",
        "supported_if",
    ),
    (
        "Is voclosporin with cyclophosphamide indicated in lupus nephritis?",
        {},
        "voclosporin",
        "not_supported",
    ),
    (
        "Is rituximab indicated in refractory active class IV LN?",
        {"hbv_status": "negative", "pregnant": False, "classes": ("IV",)},
        "rituximab",
        "supported",
    ),
    ("Is continuation of belimumab necessary in lupus nephritis?", {}, "belimumab", "supported_if"),
]


@pytest.mark.parametrize(("text", "facts", "drug", "outcome"), DETERMINATIONS)
def test_a_determination(text: str, facts: dict[str, Any], drug: str, outcome: str) -> None:
    worksheet = ask(text, Intent.INDICATION, **facts)
    assert worksheet is not None
    assert (worksheet.kind, worksheet.card["drug"], worksheet.card["determination"]) == (
        "determination",
        drug,
        outcome,
    )
    assert json.dumps(worksheet.card)
    assert worksheet.sentences[0].computed


DOSES: list[tuple[str, dict[str, Any], str, list[float]]] = [
    ("Belimumab dose?", {"weight_kg": 72}, "belimumab", [720]),
    ("Dose of subcutaneous belimumab?", {"age_years": 34}, "belimumab", [400, 400, 400, 400, 200, 200]),
    ("Hydroxychloroquine dose?", {"weight_kg": 72, "egfr": 25}, "hydroxychloroquine", [270]),
    ("Dose of voclosporin?", {"egfr": 60}, "voclosporin", [23.7]),
    ("Dose of voclosporin?", {"egfr": 60, "therapies": ("diltiazem",)}, "voclosporin", [15.8, 7.9]),
    ("Dose of mycophenolate?", {"egfr": 20}, "mycophenolate", [1000]),
    ("Dose of azathioprine?", {"weight_kg": 60}, "azathioprine", [90]),
    ("Prednisone dose by the moderate KDIGO scheme?", {"weight_kg": 70}, "prednisone", [42]),
    ("Belimumab dose?", {"weight_kg": 16, "age_years": 4}, "belimumab", []),
    ("Dose of voclosporin with clarithromycin?", {"egfr": 60}, "voclosporin", []),
    ("Dose of voclosporin with verapamil?", {"egfr": 60}, "voclosporin", [15.8, 7.9]),
    ("Subcutaneous belimumab dose for a child of 30 kg?", {"population": ("paediatric",)}, "belimumab", []),
    ("Euro-Lupus cyclophosphamide dose?", {}, "cyclophosphamide", [500] * 6),
    ("Obinutuzumab dose?", {"age_years": 30}, "obinutuzumab", [1000] * 6),
    ("Obinutuzumab dose?", {"age_years": 12}, "obinutuzumab", []),
    ("Dose of azathioprine with allopurinol?", {"weight_kg": 60}, "azathioprine", [22.5]),
]


@pytest.mark.parametrize(("text", "facts", "drug", "first"), DOSES)
def test_a_dose(text: str, facts: dict[str, Any], drug: str, first: list[float]) -> None:
    worksheet = ask(text, Intent.DOSE, **facts)
    assert worksheet is not None
    assert (worksheet.kind, worksheet.card["drug"]) == ("dose", drug)
    assert [d["amount"] for d in worksheet.card["doses"]][: max(len(first), 1)] == first
    for sentence in worksheet.sentences:
        assert set(sentence.citations) <= set(default_corpus().statements)


def test_a_question_of_coverage_is_a_determination_and_one_of_codes_is_not() -> None:
    assert ask("Is belimumab covered for lupus nephritis?", Intent.CODING) is not None
    assert ask("Which code bills belimumab?", Intent.CODING) is None


@pytest.mark.parametrize(
    ("text", "intents", "facts"),
    [
        ("What is belimumab?", (Intent.DEFINITION,), {}),
        ("What is the belimumab dose?", (Intent.DOSE,), {}),
        ("Is treatment indicated in class II?", (Intent.INDICATION,), {}),
        ("Is belimumab or voclosporin indicated?", (Intent.INDICATION,), {}),
        ("Dose of voclosporin?", (Intent.DOSE,), {}),
        ("What do payers require for belimumab coverage?", (Intent.CODING,), {}),
        ("Which criteria does the belimumab policy of an insurer ask for?", (Intent.INDICATION,), {}),
        ("Can mycophenolate 1.5 g twice daily still be given?", (Intent.DOSE,), {"egfr": 20}),
        ("NIH or low-dose cyclophosphamide dose?", (Intent.DOSE,), {}),
        ("eGFR fell from 82 to 58: dose of voclosporin?", (Intent.DOSE,), {"egfr": 58}),
        ("Dose of voclosporin on dialysis?", (Intent.DOSE,), {"egfr": 8, "dialysis": True}),
        ("Mycophenolate dose?", (Intent.DOSE,), {"egfr": 60, "pregnant": True}),
    ],
)
def test_no_worksheet(text: str, intents: tuple[Intent, ...], facts: dict[str, Any]) -> None:
    assert ask(text, *intents, **facts) is None


CASES: list[dict[str, Any]] = [
    {},
    {
        "pregnant": True,
        "age_years": 4,
        "dialysis": True,
        "egfr": 20,
        "classes": ("II",),
        "severe_cns_lupus": True,
    },
    {
        "classes": ("V",),
        "upcr_g_per_g": 0.4,
        "egfr": 45,
        "sbp": 170,
        "dbp": 110,
        "therapies": ("anifrolumab",),
    },
    {
        "therapies": ("allopurinol", "mycophenolate", "azathioprine", "cyclosporine", "voclosporin"),
        "planning_pregnancy": True,
    },
    {"therapies": (), "active_disease": False, "inadequate_response": False, "hbv_status": "positive"},
]


@pytest.mark.parametrize("drug", sorted(drug_rules()))
@pytest.mark.parametrize("facts", CASES)
def test_every_number_and_drug_of_a_sentence_is_accounted_for(drug: str, facts: dict[str, Any]) -> None:
    worksheet = ask(f"Is {drug} indicated in lupus nephritis?", Intent.INDICATION, drugs=(drug,), **facts)
    assert worksheet is not None
    _accounted_for(worksheet)


@pytest.mark.parametrize(("text", "facts", "drug", "first"), DOSES)
def test_every_number_of_a_dose_is_accounted_for(
    text: str, facts: dict[str, Any], drug: str, first: list[float]
) -> None:
    worksheet = ask(text, Intent.DOSE, **facts)
    assert worksheet is not None
    _accounted_for(worksheet)


def _accounted_for(worksheet: Worksheet) -> None:
    corpus = default_corpus()
    for sentence in worksheet.sentences:
        if sentence.computed:
            evidence = [corpus.evidence(c) for c in sentence.citations]
            verdict = verify(sentence.text, evidence, sentence.values, LEXICON)
            assert verdict.supported, (sentence.text, [f.message for f in verdict.findings])


@pytest.mark.parametrize(
    ("text", "weight"),
    [("weighs 154 lb", 69.9), ("weight 154 pounds", 69.9), ("weighs 72 kg", 72), ("weighs 154", None)],
)
def test_a_weight_is_read_in_its_unit_or_not_at_all(text: str, weight: float | None) -> None:
    assert read_facts(f"My patient {text}. Benlysta dose?", LEXICON).facts.weight_kg == weight


VIALS = [
    ("two 120 mg vials and one 400 mg vial", {120: 2, 400: 1}),
    ("Two (2) 120mg vials and one (1) 400mg vial", {120: 2, 400: 1}),
    ("3 x 120 mg vials", {120: 3}),
    ("six vials of 120 mg", {120: 6}),
    ("two 200 mg vials", None),
    ("belimumab 10 mg/kg", None),
]


@pytest.mark.parametrize(("text", "expected"), VIALS)
def test_vials_in_words(text: str, expected: dict[int, int] | None) -> None:
    assert vials_in(text, (120, 400)) == expected


def test_the_vials_of_the_request_are_weighed_against_the_label() -> None:
    text = "Is belimumab, two 120 mg vials and one 400 mg vial at weeks 0, 2 and 4, indicated for M32.14?"
    unknown, known = ask(text, Intent.INDICATION), ask(text, Intent.INDICATION, weight_kg=72)
    assert unknown is not None
    assert known is not None
    assert "640 mg, which is 10 mg/kg at a body weight of 64 kg" in unknown.sentences[-1].text
    assert "falls short of the 720 mg" in known.sentences[-1].text
    _accounted_for(unknown)
    _accounted_for(known)
