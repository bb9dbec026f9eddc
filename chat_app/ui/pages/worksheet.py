"""The medical-necessity worksheet: drug, codes and facts in; criteria, open points and a letter draft out."""

from __future__ import annotations

import streamlit as st

from chat_app.clinic.criteria import drug_rules
from chat_app.clinic.determine import Determination, determine
from chat_app.errors import LNConsultError
from chat_app.export.letter import as_markdown, letter_of
from chat_app.export.letter_docx import as_docx
from chat_app.export.letter_pdf import as_pdf
from chat_app.guidelines.load import default_corpus
from chat_app.question.patient import PatientFacts
from chat_app.ui.pages.facts import ask_facts
from chat_app.ui.session import Session
from chat_app.ui.worksheet import DETERMINATIONS, STATUS

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(_: Session) -> None:
    st.title("Medical-necessity worksheet")
    st.caption("Enter nothing that identifies a patient. Empty fields count as not told.")
    left, middle, right = st.columns(3)
    drug = left.selectbox("Drug", sorted(drug_rules()), key="worksheet-drug")
    icd10 = middle.text_input("ICD-10-CM codes", "M32.14", key="worksheet-icd10")
    hcpcs = right.text_input("HCPCS codes", key="worksheet-hcpcs")
    with st.expander("Patient facts", expanded=True):
        facts, problem = ask_facts("worksheet")
    if problem:
        st.error(problem)
        return
    if not drug:
        return
    try:
        result = determine(drug, icd10, hcpcs, facts)
    except LNConsultError as error:
        st.error(str(error))
        return
    _draw(result)
    _letters(drug, result, facts)


def _draw(result: Determination) -> None:
    st.subheader(DETERMINATIONS[result.determination])
    st.write(result.summary)
    rows = [
        {"Criterion": c.text, "Status": STATUS[c.status.value], "Statements": ", ".join(c.citations)}
        for c in result.criteria
    ]
    st.table(rows)
    if result.missing:
        st.markdown("**Missing**")
        st.markdown("\n".join(f"- {text}" for text in result.missing))
    if result.codes:
        st.markdown("**Codes**")
        st.table(
            [
                {"Code": c.code, "System": c.system, "Title": c.title, "Notes": " ".join(c.notes)}
                for c in result.codes
            ]
        )
    st.markdown("**What the bodies say**")
    st.table(
        [
            {
                "Body": b.organisation,
                "Position": b.position,
                "Grade": b.grade or "",
                "Statement": b.citations[0],
            }
            for b in result.bodies
        ]
    )


def _letters(drug: str, result: Determination, facts: PatientFacts) -> None:
    letter = letter_of(drug, result, facts, default_corpus())
    st.markdown("**Letter of medical necessity (draft)**")
    st.caption(letter.notice)
    word, pdf, text = st.columns(3)
    name = f"letter-{drug}"
    word.download_button("Word", as_docx(letter), f"{name}.docx", _DOCX, key="letter-docx")
    pdf.download_button("PDF", as_pdf(letter), f"{name}.pdf", "application/pdf", key="letter-pdf")
    text.download_button("Markdown", as_markdown(letter), f"{name}.md", "text/markdown", key="letter-md")
