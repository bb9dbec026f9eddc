"""Determinations: vignettes, boundaries on both sides, and what is never concluded from silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.clinic.criteria import drug_rules
from chat_app.clinic.determine import determine
from chat_app.errors import UnknownChoice
from chat_app.guidelines.load import default_corpus
from chat_app.question.patient import PatientFacts

COMPLETE: dict[str, Any] = {
    "age_years": 34,
    "weight_kg": 72,
    "egfr": 58,
    "upcr_g_per_g": 2.1,
    "classes": ("IV",),
    "biopsy_proven": True,
    "pregnant": False,
    "dialysis": False,
    "therapies": ("mycophenolate", "hydroxychloroquine", "prednisone"),
    "severe_cns_lupus": False,
    "sbp": 128,
    "dbp": 78,
}


def outcome(drug: str, icd10: str | None = "M32.14", hcpcs: str | None = None, **changes: Any) -> str:
    facts = PatientFacts.model_validate({**COMPLETE, **changes})
    return determine(drug, icd10, hcpcs, facts).determination


VIGNETTES = [
    ("belimumab", {}, "supported"),
    ("belimumab", {"age_years": 4}, "not_supported"),
    ("belimumab", {"age_years": 5}, "supported"),
    ("belimumab", {"age_years": 12}, "supported"),
    ("belimumab", {"age_years": None}, "supported_if"),
    ("belimumab", {"severe_cns_lupus": True}, "not_supported"),
    ("belimumab", {"severe_cns_lupus": None}, "supported_if"),
    ("belimumab", {"pregnant": True}, "not_supported"),
    ("belimumab", {"therapies": ()}, "not_supported"),
    ("belimumab", {"therapies": ("hydroxychloroquine", "prednisone")}, "supported_if"),
    ("belimumab", {"therapies": ("hydroxychloroquine",)}, "not_supported"),
    ("belimumab", {"therapies": ("MMF 2 g/day", "HCQ 400 mg")}, "supported"),
    ("belimumab", {"therapies": None}, "supported_if"),
    ("belimumab", {"therapies": ("CellCept", "Plaquenil")}, "supported"),
    ("belimumab", {"therapies": ("mycophenolate", "rituximab")}, "supported_if"),
    ("belimumab", {"therapies": ("mycophenolate", "anifrolumab")}, "not_supported"),
    ("belimumab", {"classes": ("II",)}, "not_supported"),
    ("belimumab", {"classes": ("VI",)}, "not_supported"),
    ("belimumab", {"classes": ("V",)}, "supported"),
    ("belimumab", {"classes": ("III", "V")}, "supported"),
    ("belimumab", {"dialysis": True}, "supported_if"),
    ("belimumab", {"dialysis": True, "classes": None, "upcr_g_per_g": None}, "cannot_determine"),
    ("belimumab", {"egfr": 20}, "supported"),
    ("belimumab", {"active_disease": False}, "not_supported"),
    ("belimumab", {"classes": ("class iv",)}, "supported"),
    ("belimumab", {"classes": ("III+V",)}, "supported"),
    ("belimumab", {"classes": ("IV-S (A/C)",)}, "supported"),
    ("belimumab", {"classes": ("2",)}, "not_supported"),
    ("belimumab", {"transplant": True}, "supported"),
    ("belimumab", {"transplant": True, "upcr_g_per_g": None}, "supported_if"),
    ("belimumab", {"planning_pregnancy": True}, "supported"),
    ("belimumab", {"sex": "male", "pregnant": None}, "supported"),
    ("belimumab", {"pregnant": None}, "supported_if"),
    ("voclosporin", {"dialysis": None}, "supported"),
    ("voclosporin", {"planning_pregnancy": True}, "supported_if"),
    ("voclosporin", {"transplant": True}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "negative", "transplant": True}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "HBsAg negative, anti-HBc positive"}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "not tested"}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "HBsAg neg, anti-HBc non-reactive"}, "supported"),
    ("obinutuzumab", {"hbv_status": "HBsAg neg, anti-HBc pos"}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "HBsAg reactive"}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "negative", "dialysis": None}, "supported"),
    ("belimumab", {"therapies": ("belimumab", "mycophenolate"), "response": "partial"}, "supported"),
    ("belimumab", {"therapies": ("belimumab", "mycophenolate")}, "supported_if"),
    ("voclosporin", {}, "supported"),
    ("voclosporin", {"egfr": 38}, "not_supported"),
    ("voclosporin", {"egfr": 45}, "not_supported"),
    ("voclosporin", {"egfr": 46}, "supported"),
    ("voclosporin", {"egfr": None}, "supported_if"),
    ("voclosporin", {"dialysis": True, "egfr": None}, "not_supported"),
    ("voclosporin", {"sbp": 170, "dbp": 100}, "not_supported"),
    ("voclosporin", {"sbp": 165, "dbp": 105}, "supported"),
    ("voclosporin", {"sbp": 150, "dbp": 106}, "not_supported"),
    ("voclosporin", {"age_years": 12}, "not_supported"),
    ("voclosporin", {"age_years": 17.9}, "not_supported"),
    ("voclosporin", {"age_years": 18}, "supported"),
    ("voclosporin", {"pregnant": True}, "not_supported"),
    ("voclosporin", {"therapies": ("cyclophosphamide", "mycophenolate", "prednisone")}, "not_supported"),
    ("voclosporin", {"therapies": ("mycophenolate", "prednisone", "ketoconazole")}, "not_supported"),
    ("voclosporin", {"therapies": ("mycophenolate", "prednisone", "diltiazem")}, "supported"),
    ("voclosporin", {"classes": ("V",), "upcr_g_per_g": 0.8}, "supported_if"),
    ("obinutuzumab", {}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "negative"}, "supported"),
    ("obinutuzumab", {"hbv_status": "HBsAg positive"}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "negative", "classes": ("V",)}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "negative", "egfr": 29}, "supported_if"),
    ("obinutuzumab", {"hbv_status": "negative", "egfr": 30}, "supported"),
    ("obinutuzumab", {"age_years": 12}, "not_supported"),
    ("mycophenolate", {}, "supported"),
    ("mycophenolate", {"pregnant": True}, "not_supported"),
    ("mycophenolate", {"planning_pregnancy": True}, "not_supported"),
    ("mycophenolate", {"classes": ("II",), "upcr_g_per_g": 0.4}, "not_supported"),
    ("mycophenolate", {"age_years": 12}, "supported"),
    ("cyclophosphamide", {"pregnant": True}, "not_supported"),
    ("cyclophosphamide", {}, "supported"),
    ("azathioprine", {"pregnant": True, "therapies": ("prednisone",)}, "supported"),
    ("azathioprine", {"therapies": ("prednisone",)}, "supported_if"),
    ("azathioprine", {"pregnant": True, "therapies": ("allopurinol",)}, "supported_if"),
    ("tacrolimus", {}, "supported"),
    ("tacrolimus", {"egfr": 45}, "supported_if"),
    ("tacrolimus", {"dialysis": True}, "not_supported"),
    ("rituximab", {"hbv_status": "negative", "inadequate_response": True}, "supported"),
    ("rituximab", {"hbv_status": "negative", "inadequate_response": False}, "not_supported"),
    ("rituximab", {"hbv_status": "negative"}, "supported_if"),
    ("rituximab", {"inadequate_response": True}, "supported_if"),
    ("hydroxychloroquine", {}, "supported"),
    ("hydroxychloroquine", {"pregnant": True}, "supported"),
    ("hydroxychloroquine", {"dialysis": True, "egfr": 8}, "supported"),
    ("anifrolumab", {}, "not_supported"),
]


@pytest.mark.parametrize(("drug", "changes", "expected"), VIGNETTES, ids=lambda v: str(v))
def test_vignette(drug: str, changes: dict[str, Any], expected: str) -> None:
    assert outcome(drug, **changes) == expected


CODES = [
    ("belimumab", "M32.14", "J0490", "supported"),
    ("Benlysta", "m3214", "j0490", "supported"),
    ("belimumab", "M32.10", None, "supported"),  # the biopsy shows what the code does not say
    ("voclosporin", "M32.14", "J0490", "cannot_determine"),
    ("hydroxychloroquine", "M32.14", "J0490", "cannot_determine"),
    ("belimumab", "M32.14", "96365", "supported"),
    ("belimumab", "M32.14", "J9999", "supported_if"),
]


@pytest.mark.parametrize(("drug", "icd10", "hcpcs", "expected"), CODES)
def test_codes_with_a_complete_patient(drug: str, icd10: str, hcpcs: str | None, expected: str) -> None:
    assert outcome(drug, icd10, hcpcs) == expected


BARE = [
    ("belimumab", "M32.14", "J0490", "supported_if"),
    ("belimumab", None, None, "cannot_determine"),
    ("belimumab", "M32.10", "J0490", "cannot_determine"),
    ("belimumab", "M32.9", None, "cannot_determine"),
    ("belimumab", "N04.9", None, "cannot_determine"),
    ("belimumab", "E11.9", None, "not_supported"),
    ("rituximab", "M05.79", None, "cannot_determine"),
    ("belimumab", "M32.14,N18.6,Z99.2", None, "cannot_determine"),
    ("hydroxychloroquine", "M32.10", None, "supported"),
    ("hydroxychloroquine", None, None, "cannot_determine"),
    ("voclosporin", "M32.14", "J0490", "cannot_determine"),
]


@pytest.mark.parametrize(("drug", "icd10", "hcpcs", "expected"), BARE)
def test_codes_alone(drug: str, icd10: str | None, hcpcs: str | None, expected: str) -> None:
    result = determine(drug, icd10, hcpcs)
    assert result.determination == expected
    if expected in ("supported_if", "cannot_determine"):
        assert result.missing


def test_the_unspecific_code_is_named_with_the_specific_one() -> None:
    (code,) = determine("belimumab", "M32.10").codes
    assert any("M32.14" in note for note in code.notes)
    assert code.title.startswith("Systemic lupus erythematosus")


def test_the_basis_fits_the_class() -> None:
    assert "class V" in determine("mycophenolate", None, None, PatientFacts(classes=("V",))).summary
    assert "grade 1B" in determine("mycophenolate", None, None, PatientFacts(classes=("III", "V"))).summary


def test_the_procedure_code_carries_the_units_of_the_patient() -> None:
    (code,) = determine("belimumab", None, "J0490", PatientFacts(weight_kg=72)).codes
    assert any("720 mg" in note and "72 units" in note for note in code.notes)


def test_an_excludes1_pair_is_noted() -> None:
    codes = determine("belimumab", "M32.14,L93.0").codes
    assert any("M32.14 and L93.0" in note for note in codes[0].notes)


@pytest.mark.parametrize(
    ("drug", "icd10", "hcpcs"),
    [("aspirin", None, None), ("belimumab", "lupus", None), ("belimumab", None, "J04")],
)
def test_what_is_no_drug_or_code_is_refused(drug: str, icd10: str | None, hcpcs: str | None) -> None:
    with pytest.raises(UnknownChoice):
        determine(drug, icd10, hcpcs)


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.sampled_from([3, 5, 17, 18, 70]),
        "egfr": st.sampled_from([5.0, 29, 30, 45, 46, 60, 90]),
        "upcr_g_per_g": st.sampled_from([0.1, 0.5, 1, 3, 6]),
        "classes": st.lists(st.sampled_from(["I", "II", "III", "IV", "V", "VI"]), max_size=2).map(tuple),
        "pregnant": st.booleans(),
        "dialysis": st.booleans(),
        "severe_cns_lupus": st.booleans(),
        "therapies": st.lists(st.sampled_from(["mycophenolate", "prednisone", "rituximab"]), max_size=3).map(
            tuple
        ),
        "active_disease": st.booleans(),
        "inadequate_response": st.booleans(),
        "hbv_status": st.sampled_from(["negative", "positive"]),
    },
)


@given(drug=st.sampled_from(sorted(drug_rules())), facts=FACTS, forget=st.randoms(use_true_random=False))
def test_forgetting_a_fact_never_makes_a_case_stronger(drug: str, facts: dict[str, Any], forget: Any) -> None:
    """Silence adds no support: with fewer facts a supported case stays so or becomes conditional. On dialysis
    everything hangs on whether there is active disease: without that fact nothing can be determined."""
    before = determine(drug, "M32.14", None, PatientFacts.model_validate(facts)).determination
    fewer = {k: v for k, v in facts.items() if forget.random() < 0.5}
    after = determine(drug, "M32.14", None, PatientFacts.model_validate(fewer)).determination
    if after == "supported":
        assert before in ("supported", "supported_if", "not_supported")
    if before == "supported" and drug != "hydroxychloroquine":
        open_on_dialysis = fewer.get("dialysis") and "active_disease" not in fewer
        assert after in ("supported", "supported_if") or (open_on_dialysis and after == "cannot_determine")


@given(drug=st.sampled_from(sorted(drug_rules())), facts=FACTS)
def test_every_criterion_and_position_cites_the_corpus(drug: str, facts: dict[str, Any]) -> None:
    result = determine(drug, "M32.14", None, PatientFacts.model_validate(facts))
    known = default_corpus().statements
    assert all(c.citations and set(c.citations) <= set(known) for c in (*result.criteria, *result.bodies))
    if result.determination == "supported":
        assert not [c for c in result.criteria if c.status == "not_met" and "not pregnant" in c.text]
