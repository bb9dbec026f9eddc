"""An answer as a file holds what the page shows: sentences with numbers, references, disclaimer, review."""

from __future__ import annotations

import asyncio
import io
import re

import pytest
from docx import Document
from pypdf import PdfReader

from chat_app.answer import Answer
from chat_app.consult import Consultation, Request
from chat_app.export import FORMATS
from chat_app.guidelines.load import default_corpus


@pytest.fixture(scope="module")
def answer() -> Answer:
    question = "What is first-line therapy for class III lupus nephritis, KDIGO versus ACR?"
    return asyncio.run(Consultation(default_corpus()).answer(Request(question)))


def words_of(kind: str, data: bytes) -> str:
    if kind == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        text = re.sub(r"LN Consult · page \d+ of \d+", "", text)
    elif kind == "docx":
        document = Document(io.BytesIO(data))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        text = " ".join([*(p.text for p in document.paragraphs), *cells])
    else:
        text = data.decode().replace("\\", "")
    return "".join(text.split())


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_every_sentence_reference_and_the_disclaimer_are_there(kind: str, answer: Answer) -> None:
    found = words_of(kind, FORMATS[kind].render(answer))
    hyphens = "".join(found.split("-"))
    for text in (
        *(s.text for s in answer.sentences()),
        *(r.title for r in answer.references),
        answer.disclaimer,
        "not yet reviewed by a clinician",
        "no language model was used",
    ):
        assert "".join("".join(text.split()).split("-")) in hyphens


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_text_never_becomes_markup(kind: str, answer: Answer) -> None:
    hostile = answer.model_copy(
        update={"resolved_question": "<script>alert(1)</script> **bold** [x](http://x)"}
    )
    data = FORMATS[kind].render(hostile)
    assert "<script>alert(1)</script>**bold**" in words_of(kind, data)
    if kind == "md":
        assert b"<script>" not in data
        assert b"[x](" not in data


def test_an_answer_without_sentences_exports_its_reason(answer: Answer) -> None:
    empty = asyncio.run(Consultation(default_corpus()).answer(Request("Why is the sky blue?")))
    for kind, format_ in FORMATS.items():
        assert "notaboutlupusnephritis" in words_of(kind, format_.render(empty))
