"""Exported answers hold what the reader saw, with references, and nothing that was withheld."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from chat_app.answer import Answer, Audience, Outcome, Review, Withheld, WithheldFinding
from chat_app.consult import Consultation, Request
from chat_app.export import FORMATS, markdown, pdf, text
from chat_app.export import docx as word
from chat_app.guidelines.load import default_corpus

_WITHHELD = "Rest in bed cures lupus nephritis."


@pytest.fixture(scope="module")
def answer() -> Answer:
    request = Request(
        "How is voclosporin dosed in class V lupus nephritis?", Audience.SPECIALIST, writer="evidence"
    )
    made = asyncio.run(Consultation(default_corpus()).answer(request))
    finding = WithheldFinding(check="support", message="Not in the cited statement.")
    dropped = Withheld(text=_WITHHELD, citations=(), findings=(finding,), action="dropped")
    return made.model_copy(update={"withheld": (dropped,)})


def _as_text(name: str, answer: Answer) -> str:
    made = FORMATS[name].render(answer)
    if isinstance(made, str):
        return made.replace("\\", "") if name == "markdown" else made
    document = docx.Document(io.BytesIO(made))
    return "\n".join(
        "".join(n.text or "" for n in p._p.iter() if n.tag.endswith("}t")) for p in document.paragraphs
    )


@pytest.mark.parametrize("name", ["markdown", "text", "docx"])
def test_holds_all_that_was_seen_and_nothing_withheld(answer: Answer, name: str) -> None:
    shown = _as_text(name, answer)
    for sentence in answer.sentences():
        assert sentence.text in shown
    for reference in answer.references:
        assert reference.title.rstrip(".") in shown
        assert reference.url is None or reference.url in shown
    for section in answer.sections:
        assert section.title.casefold() in shown.casefold()
    assert answer.disclaimer in shown
    assert "Not yet reviewed by a clinician" in shown
    assert "1 withheld" in shown
    assert answer.provenance.corpus[:19] in shown
    assert _WITHHELD not in shown


@pytest.mark.parametrize("name", ["markdown", "text", "docx"])
def test_every_mark_leads_to_a_reference(answer: Answer, name: str) -> None:
    numbers = {r.number for r in answer.references}
    body = _as_text(name, answer)
    assert {int(n) for n in re.findall(r"\[(\d+)\]", body)} == numbers


def test_text_does_not_act_as_markup(answer: Answer) -> None:
    wild = answer.model_copy(update={"resolved_question": "<script>x</script> [a](http://b.example) *c* # d"})
    title = markdown.render(wild).splitlines()[0]
    assert title == r"# \<script\>x\</script\> \[a\](http://b.example) \*c\* \# d"


@pytest.mark.parametrize("name", list(FORMATS))
def test_odd_characters_and_answers_without_sentences_can_be_drawn(answer: Answer, name: str) -> None:
    odd = answer.model_copy(
        update={
            "resolved_question": "eGFR ≥45\x0b mL/min/1.73 m² – “µ”?",
            "outcome": Outcome.OUT_OF_SCOPE,
            "message": "This is about lupus nephritis alone.",
            "bottom_line": (),
            "sections": (),
            "references": (),
        }
    )
    assert FORMATS[name].render(odd)


def test_a_reviewer_is_named(answer: Answer) -> None:
    review = Review(status="approved", reviewer="Reviewer 7", updated="2026-11-20")
    assert "Approved by Reviewer 7, 20 November 2026." in text.render(
        answer.model_copy(update={"review": review})
    )


def test_word_file_has_headings_links_and_a_footer(answer: Answer) -> None:
    document = docx.Document(io.BytesIO(word.render(answer)))
    headings = [p.text for p in document.paragraphs if p.style is not None and "Heading" in str(p.style.name)]
    assert headings[0] == answer.resolved_question
    assert [s.title for s in answer.sections] == headings[1 : len(answer.sections) + 1]
    assert headings[-2:] == ["References", "About this answer"]
    targets = {r.target_ref for r in document.part.rels.values() if r.is_external}
    assert targets == {r.url for r in answer.references if r.url}
    assert document.sections[0].footer.paragraphs[0].text == answer.disclaimer


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_pdf_can_be_read_and_repeats_the_disclaimer(answer: Answer, tmp_path: Path) -> None:
    file = tmp_path / "answer.pdf"
    file.write_bytes(pdf.render(answer))
    # The options and the file are ours; nothing of them comes from outside.
    command = ["pdftotext", "-layout", str(file), "-"]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = [p for p in read.split("\f") if p.strip()]
    flat = " ".join(read.split())
    for sentence in answer.sentences():
        assert " ".join(sentence.text.split()[:4]) in flat
    assert all("does not replace clinical judgement" in " ".join(p.split()) for p in pages)
    assert _WITHHELD not in flat


def test_formats_say_what_they_are(answer: Answer) -> None:
    assert {f.extension for f in FORMATS.values()} == {"md", "txt", "docx", "pdf"}
    assert bytes(FORMATS["pdf"].render(answer))[:5] == b"%PDF-"  # type: ignore[arg-type]
