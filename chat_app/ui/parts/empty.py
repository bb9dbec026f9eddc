"""The empty page: one line of what this is, a question from each of four kinds of reader, the disclaimer."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from chat_app.answer import Audience
from chat_app.ui.names import AUDIENCES
from chat_app.ui.parts.files import read
from chat_app.ui.parts.hearing import draw_hearing

TITLE = "LN Consult"
ABOUT = (
    "Ask about managing lupus nephritis. Every sentence of an answer is supported by a curated guideline "
    "statement, and shows which."
)
DISCLAIMER = (
    "For healthcare professionals. It supports clinical judgement and does not replace it; "
    "verify against the primary source before acting."
)
EXAMPLES: tuple[tuple[Audience, str], ...] = (
    (
        Audience.SPECIALIST,
        "Is this medication medically indicated for a patient with glomerular disease in SLE (M32.14) "
        "who received belimumab (Benlysta) (J0490) injections?",
    ),
    (Audience.GENERALIST, "When should a patient with SLE and proteinuria have a kidney biopsy?"),
    (Audience.NURSE_PHARMACIST, "How is intravenous belimumab prepared and given, and what is monitored?"),
    (Audience.PATIENT, "Which lupus nephritis medicines have to be stopped before a pregnancy?"),
)

_KEY = "empty-page"


def draw_empty(on_example: Callable[[str, Audience], None]) -> None:
    """Draw the empty page; a tap on an example asks it, as its kind of reader."""
    renderer = st.components.v2.component(
        "ln_consult_empty", css=read("empty.css"), js=read("answer/dom.js", "empty.js")
    )

    examples = [{"audience": a.value, "reader": AUDIENCES[a], "question": q} for a, q in EXAMPLES]
    data = {"title": TITLE, "about": ABOUT, "examples": examples, "disclaimer": DISCLAIMER}

    def chosen(example: dict[str, str]) -> None:
        on_example(example["question"], Audience(example["audience"]))

    draw_hearing(renderer, _KEY, data, {"example": chosen})
