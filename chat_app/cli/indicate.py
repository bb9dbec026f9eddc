"""`ln-consult indicate`: is this drug indicated for this diagnosis, procedure code and patient?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from chat_app.cli.patient import read_patient
from chat_app.clinic.belimumab import intravenous
from chat_app.clinic.determine import Determination, determine
from chat_app.clinic.drugs import generic_name
from chat_app.errors import LNConsultError, UnknownChoice
from chat_app.export.letter import Letter, as_markdown, letter_of
from chat_app.guidelines.load import default_corpus
from chat_app.question.patient import PatientFacts

NAME = "indicate"
HELP = "Is this drug indicated for this diagnosis, procedure code and patient?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--drug", required=True, help="generic or brand name")
    parser.add_argument("--icd10", action="append", metavar="CODE", help="ICD-10-CM code; may be given again")
    parser.add_argument(
        "--hcpcs", action="append", metavar="CODE", help="HCPCS or CPT code; may be given again"
    )
    parser.add_argument("--patient", type=Path, metavar="FILE", help="JSON file with facts of the patient")
    parser.add_argument("--letter", type=Path, metavar="FILE", help="write a draft letter (.md, .docx, .pdf)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    facts = read_patient(args.patient)
    result = determine(args.drug, args.icd10, args.hcpcs, facts)
    if args.letter:
        _write_letter(args.letter, args.drug, result, facts)
    print(json.dumps(result.model_dump(mode="json"), ensure_ascii=False) if args.json else as_text(result))
    return 0


def _write_letter(path: Path, drug: str, result: Determination, facts: PatientFacts) -> None:
    name = generic_name(drug)
    dose = None
    if name == "belimumab" and facts.weight_kg is not None and result.determination != "not_supported":
        dose = intravenous(facts.weight_kg, facts.age_years)
    letter = letter_of(name, result, facts, default_corpus(), dose)
    try:
        path.write_bytes(rendered(letter, path.suffix.lower()))
    except OSError as error:
        raise LNConsultError(f"{path}: cannot be written ({error.strerror}).") from error


def rendered(letter: Letter, suffix: str) -> bytes:
    """The letter in the format that a file name asks for. Raises UnknownChoice for another one."""
    if suffix == ".md":
        return as_markdown(letter).encode()
    if suffix == ".docx":
        from chat_app.export.letter_docx import as_docx  # imported late: it is slow, and few need it

        return as_docx(letter)
    if suffix == ".pdf":
        from chat_app.export.letter_pdf import as_pdf

        return as_pdf(letter)
    raise UnknownChoice(f"A letter is written as .md, .docx or .pdf, not {suffix or 'without an ending'}.")


def as_text(result: Determination) -> str:
    """A determination for a terminal."""
    marks = {"met": "met    ", "not_met": "NOT MET", "unknown": "unknown"}
    blocks = [f"Determination: {result.determination.replace('_', ' ')}", result.summary]
    rows = [f"  {marks[c.status.value]}  {c.text}  [{', '.join(c.citations)}]" for c in result.criteria]
    blocks.append("\n".join(["Criteria", *rows]))
    if result.missing:
        blocks.append("\n".join(["Missing", *(f"  {text}" for text in result.missing)]))
    if result.codes:
        codes = [
            f"  {c.code} ({c.system}) {c.title}" + "".join(f"\n    {n}" for n in c.notes)
            for c in result.codes
        ]
        blocks.append("\n".join(["Codes", *codes]))
    bodies = [
        f"  {b.organisation}{f' ({b.grade})' if b.grade else ''}: {b.position}  [{', '.join(b.citations)}]"
        for b in result.bodies
    ]
    blocks.append("\n".join(["What the bodies say", *bodies]))
    return "\n\n".join(blocks)
