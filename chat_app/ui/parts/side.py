"""The side panel: brand, new consultation, the consultations before, who reads, and the patient's facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from chat_app.answer import Audience
from chat_app.ui.names import AUDIENCES
from chat_app.ui.parts.history import draw_history
from chat_app.ui.session import Session

BRAND = '<div class="ln-brand">LN Consult<small>Lupus nephritis, from the guidelines</small></div>'
CLASSES = ("I", "II", "III", "IV", "V", "VI")
NUMBERS: tuple[tuple[str, str, str, float, float, float, str], ...] = (
    ("age_years", "Age", "years", 0, 120, 1, "%g"),
    ("weight_kg", "Weight", "kg", 1, 400, 1, "%g"),
    ("egfr", "eGFR", "mL/min/1.73 m²", 0, 250, 1, "%g"),
    ("upcr_g_per_g", "UPCR", "g/g", 0, 50, 0.1, "%g"),
    ("sbp", "Systolic BP", "mmHg", 31, 320, 1, "%g"),
    ("dbp", "Diastolic BP", "mmHg", 11, 220, 1, "%g"),
)
"""Field, label, unit, lowest, highest, step, format. Bounds are those of PatientFacts."""
YES_NO: tuple[tuple[str, str], ...] = (
    ("biopsy_proven", "Biopsy proven"),
    ("pregnant", "Pregnant"),
    ("planning_pregnancy", "Planning pregnancy"),
    ("dialysis", "On dialysis"),
    ("transplant", "Kidney transplant"),
    ("severe_cns_lupus", "Severe CNS lupus"),
)
_MAIN = 4


def draw_side(session: Session) -> None:
    """Draw the panel and take over what is set in it."""
    with st.sidebar:
        st.html(BRAND)
        st.button("New consultation", key="new", width="stretch", on_click=session.clear)
        draw_history(session)
        if session.audience_moved:
            st.session_state["audience"] = session.audience
            session.audience_moved = False
        audience = st.selectbox(
            "Which best describes you?",
            list(Audience),
            format_func=AUDIENCES.__getitem__,
            key="audience",
        )
        session.choose_audience(audience or session.audience)
        draw_patient(session)


def draw_side_of_tools(session: Session) -> None:
    """The panel beside a tool: the way back to a consultation."""
    with st.sidebar:
        st.html(BRAND)
        st.button("New consultation", key="new", width="stretch", on_click=session.clear)
        draw_history(session)


def draw_tools(pages: Mapping[str, list[tuple[str, StreamlitPage]]]) -> None:
    """Links to all pages, at the foot of the panel, by whom they are for."""
    with st.sidebar, st.container(key="tools"):
        for group, links in pages.items():
            st.html(f'<div class="ln-label">{group}</div>')
            for title, page in links:
                st.page_link(page, label=title)


def draw_patient(session: Session) -> None:
    """The facts of the patient as typed fields with units; empty where nothing was told."""
    start, version = session.patient_start, session.patient_version
    facts: dict[str, Any] = start.known()
    told: dict[str, Any] = {}
    with st.container(key="patient"):
        st.html('<div class="ln-label">Patient context</div>')
        for row in NUMBERS[:_MAIN]:
            told[row[0]] = _number(row, facts, version)
        chosen = st.segmented_control(
            "Class",
            CLASSES,
            selection_mode="multi",
            default=[c for c in start.classes or () if c in CLASSES],
            key=f"patient-classes-{version}",
            width="stretch",
            wrap=False,
        )
        told["classes"] = tuple(chosen) or None
        with st.expander("More facts"):
            for row in NUMBERS[_MAIN:]:
                told[row[0]] = _number(row, facts, version)
            therapies = st.multiselect(
                "Current therapies",
                drugs(session),
                default=[t for t in start.therapies or () if t in drugs(session)],
                placeholder="–",
                key=f"patient-therapies-{version}",
            )
            told["therapies"] = tuple(therapies) or None
            for name, label in YES_NO:
                told[name] = _yes_no(name, label, facts, version)
    session.patient = session.patient.model_copy(update=told)


def drugs(session: Session) -> list[str]:
    """The generic names that the corpus knows."""
    return sorted({drug for statement in session.worker.consultation.corpus for drug in statement.drugs})


def _number(
    row: tuple[str, str, str, float, float, float, str], facts: dict[str, Any], version: int
) -> float | None:
    name, label, unit, low, high, step, form = row
    return st.number_input(
        f"{label} :small[{unit}]",
        min_value=float(low),
        max_value=float(high),
        value=facts.get(name),
        step=float(step),
        format=form,
        placeholder="–",
        key=f"patient-{name}-{version}",
    )


def _yes_no(name: str, label: str, facts: dict[str, Any], version: int) -> bool | None:
    known = facts.get(name)
    options = ("–", "Yes", "No")
    index = 0 if known is None else 1 if known else 2
    chosen = st.selectbox(label, options, index=index, key=f"patient-{name}-{version}")
    return None if chosen == "–" else chosen == "Yes"
