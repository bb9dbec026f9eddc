"""`ln-consult indicate`: is this drug indicated for this diagnosis, procedure code and patient?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from chat_app.cli.patient import read_patient
from chat_app.clinic.determine import Determination, determine

NAME = "indicate"
HELP = "Is this drug indicated for this diagnosis, procedure code and patient?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--drug", required=True, help="generic or brand name")
    parser.add_argument("--icd10", action="append", metavar="CODE", help="ICD-10-CM code; may be given again")
    parser.add_argument(
        "--hcpcs", action="append", metavar="CODE", help="HCPCS or CPT code; may be given again"
    )
    parser.add_argument("--patient", type=Path, metavar="FILE", help="JSON file with facts of the patient")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    facts = read_patient(args.patient)
    result = determine(args.drug, args.icd10, args.hcpcs, facts)
    print(json.dumps(result.model_dump(mode="json"), ensure_ascii=False) if args.json else as_text(result))
    return 0


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
