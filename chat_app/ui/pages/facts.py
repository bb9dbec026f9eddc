"""The form of patient facts of the worksheet: every field may stay empty, and empty means not told."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from chat_app.question.patient import PatientFacts

_YES_NO = ("Not told", "Yes", "No")
_NUMBERS = (
    ("age_years", "Age (years)"),
    ("weight_kg", "Body weight (kg)"),
    ("egfr", "eGFR (mL/min/1.73 m²)"),
    ("upcr_g_per_g", "Urine protein-creatinine ratio (g/g)"),
    ("sbp", "Systolic blood pressure (mmHg)"),
    ("dbp", "Diastolic blood pressure (mmHg)"),
)
_QUESTIONS = (
    ("biopsy_proven", "Biopsy-proven nephritis"),
    ("active_disease", "Active nephritis"),
    ("inadequate_response", "Inadequate response to standard therapy"),
    ("pregnant", "Pregnant"),
    ("planning_pregnancy", "Planning a pregnancy"),
    ("dialysis", "On dialysis"),
    ("severe_cns_lupus", "Severe active central nervous system lupus"),
)
_RESPONSES = ("Not told", "complete", "partial", "none")


def ask_facts(key: str) -> tuple[PatientFacts, str | None]:
    """Draw the fields; the facts told, and a problem in words where a value cannot be."""
    told: dict[str, Any] = {}
    columns = st.columns(3)
    for index, (field, label) in enumerate(_NUMBERS):
        told[field] = columns[index % 3].number_input(label, value=None, min_value=0.0, key=f"{key}-{field}")
    for index, (field, label) in enumerate(_QUESTIONS):
        answer = columns[index % 3].selectbox(label, _YES_NO, key=f"{key}-{field}")
        told[field] = {"Yes": True, "No": False}.get(answer or "")
    response = columns[1].selectbox("Response so far", _RESPONSES, key=f"{key}-response")
    told["response"] = None if response == "Not told" else response
    classes = st.multiselect(
        "ISN/RPS class on biopsy", ("I", "II", "III", "IV", "V", "VI"), key=f"{key}-classes"
    )
    told["classes"] = tuple(classes) or None
    therapies = st.text_input("Present therapy, parted by commas (empty: not told)", key=f"{key}-therapies")
    told["therapies"] = tuple(part.strip() for part in (therapies or "").split(",") if part.strip()) or None
    hepatitis = st.text_input("Hepatitis B status (for example: negative)", key=f"{key}-hbv")
    told["hbv_status"] = hepatitis or None
    try:
        return PatientFacts.model_validate(told), None
    except ValidationError as error:
        labels = dict(_NUMBERS)
        wrong = ", ".join(labels.get(str(e["loc"][0]), str(e["loc"][0])) for e in error.errors())
        return PatientFacts(), f"This value cannot be: {wrong}."
