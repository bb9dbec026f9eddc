"""A draft letter marks every blank, cites every criterion and says when it must not be sent."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from chat_app.cli import main
from chat_app.clinic.belimumab import intravenous
from chat_app.clinic.determine import determine
from chat_app.export.letter import Letter, as_markdown, letter_of
from chat_app.export.letter_docx import as_docx
from chat_app.export.letter_pdf import as_pdf
from chat_app.guidelines.load import default_corpus
from chat_app.question.patient import PatientFacts

KNOWN: dict[str, Any] = {"age_years": 34, "weight_kg": 72, "classes": ("IV",), "upcr_g_per_g": 2.1}


def draft(drug: str = "belimumab", **facts: Any) -> Letter:
    patient = PatientFacts.model_validate(facts)
    dose = intravenous(patient.weight_kg) if patient.weight_kg else None
    return letter_of(drug, determine(drug, "M32.14", "J0490", patient), patient, default_corpus(), dose)


def test_what_is_known_stands_and_what_is_not_is_a_marked_blank() -> None:
    text = as_markdown(draft(**KNOWN))
    assert "| Age | 34 years |" in text
    assert "| eGFR | [BLANK: eGFR] |" in text
    assert "10 mg/kg × 72 kg = 720 mg" in text
    for blank in ("patient name", "member number", "signature", "duration of treatment"):
        assert f"[BLANK: {blank}]" in text


def test_every_missing_fact_is_a_blank() -> None:
    missing = determine("belimumab", "M32.14", "J0490").missing
    text = as_markdown(draft())
    assert missing
    assert all(f"[BLANK: {item}]" in text for item in missing)


def test_references_are_numbered_and_every_mark_has_one() -> None:
    letter = draft(**KNOWN)
    references = next(p for p in letter.parts if p.title == "References").paragraphs
    criteria = next(p for p in letter.parts if p.title == "Criteria").table
    assert criteria is not None
    assert [r.split("]")[0] for r in references] == [f"[{n}" for n in range(1, len(references) + 1)]
    assert all(row[2].startswith("[") for row in criteria.rows)


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"age_years": 4}, "Do not send"), ({}, "Conditions are open"), ({"pregnant": True}, "Do not send")],
)
def test_the_notice_says_whether_it_may_go_out(facts: dict[str, Any], words: str) -> None:
    assert words in draft(**facts).notice


def test_word_holds_the_same_text() -> None:
    letter = draft(**KNOWN)
    document = Document(io.BytesIO(as_docx(letter)))
    paragraphs = [p.text for p in document.paragraphs]
    assert letter.notice in paragraphs
    assert all(part.title in paragraphs for part in letter.parts)
    assert len(document.tables) == 3


def test_pdf_holds_every_character() -> None:
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(as_pdf(draft(**KNOWN, egfr=58))))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "1.73 m²" in text
    assert "72 kg = 720 mg" in " ".join(text.split())


@pytest.mark.parametrize("ending", ["md", "docx", "pdf"])
def test_the_command_writes_it(tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / f"letter.{ending}"
    assert main(["indicate", "--drug", "belimumab", "--icd10", "M32.14", "--letter", str(target)]) == 0
    assert target.stat().st_size > 1000
    assert "supported if" in capsys.readouterr().out


def test_another_ending_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicate", "--drug", "belimumab", "--letter", str(tmp_path / "letter.txt")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
