"""`ln-consult indicate` and `ln-consult dose`: the promised JSON, exit codes, one line of error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chat_app.cli import main

Captured = pytest.CaptureFixture[str]

BODY = ("organisation", "position", "grade", "citations")
PATIENT = {
    "age_years": 34,
    "weight_kg": 72,
    "egfr": 58,
    "upcr_g_per_g": 2.1,
    "classes": ["IV"],
    "biopsy_proven": True,
    "pregnant": False,
    "dialysis": False,
    "therapies": ["mycophenolate", "hydroxychloroquine", "prednisone"],
    "severe_cns_lupus": False,
    "sbp": 128,
    "dbp": 78,
}


def run(capsys: Captured, *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1
    return json.loads(out)


def test_indicate_prints_the_promised_object(tmp_path: Path, capsys: Captured) -> None:
    patient = tmp_path / "patient.json"
    patient.write_text(json.dumps(PATIENT))
    row = run(
        capsys,
        "indicate",
        "--drug",
        "belimumab",
        "--icd10",
        "M32.14",
        "--hcpcs",
        "J0490",
        "--patient",
        str(patient),
    )
    assert list(row) == ["determination", "summary", "criteria", "missing", "bodies", "codes"]
    assert row["determination"] == "supported"
    assert {frozenset(c) for c in row["criteria"]} == {frozenset({"text", "status", "citations"})}
    assert {c["status"] for c in row["criteria"]} <= {"met", "not_met", "unknown"}
    assert {frozenset(b) for b in row["bodies"]} == {
        frozenset({"organisation", "position", "grade", "citations"})
    }
    assert {b["organisation"] for b in row["bodies"]} >= {"KDIGO", "ACR", "EULAR"}
    assert row["codes"][0] == {**row["codes"][0], "code": "M32.14", "system": "ICD-10-CM"}


def test_dose_prints_the_promised_object(capsys: Captured) -> None:
    row = run(
        capsys,
        *("dose", "belimumab", "--route", "iv", "--weight-kg", "72", "--age", "34"),
        *("--start", "2026-12-01", "--count", "6"),
    )
    assert set(row) == {"drug", "doses", "working", "citations", "cautions"}
    assert len(row["doses"]) == 6
    first = row["doses"][0]
    assert (first["date"], first["amount"], first["unit"], first["route"]) == ("2026-12-01", 720, "mg", "iv")
    assert first["billing"]["code"] == "J0490"
    assert first["billing"]["units"] == 72


def test_pounds_and_kilograms_agree(capsys: Captured) -> None:
    pounds = run(capsys, "dose", "hydroxychloroquine", "--weight-lb", "158.7328")
    kilograms = run(capsys, "dose", "hydroxychloroquine", "--weight-kg", "72")
    assert pounds["doses"] == kilograms["doses"]


CALCULATORS = [
    ("dose belimumab --route switch --iv-doses 3 --age 30 --last-iv 2026-12-01", "doses"),
    ("dose obinutuzumab --age 30 --start 2026-12-01", "doses"),
    ("dose voclosporin --egfr 60 --age 30 --sbp 120 --dbp 70", "doses"),
    ("dose voclosporin --egfr 70 --current-egfr 50 --current-dose-mg 23.7", "doses"),
    ("dose mycophenolate --phase maintenance --form sodium --age 30", "doses"),
    ("dose cyclophosphamide --age 30", "doses"),
    ("dose cyclophosphamide --regimen nih --bsa-m2 1.7", "doses"),
    ("dose cyclophosphamide --regimen oral --weight-kg 60", "doses"),
    ("dose azathioprine --weight-kg 60", "doses"),
    ("dose hydroxychloroquine --weight-kg 60", "doses"),
    ("dose prednisone --scheme kdigo-high --weight-kg 70", "chart"),
    ("dose egfr --creatinine 106 --unit umol/L --age 55 --sex male", "value"),
    ("dose egfr --creatinine 0.5 --age 8 --height-cm 100", "value"),
    ("dose upcr --value 50 --unit mg/mmol", "values"),
    ("dose response --value 2026-01-01,3.2,62 --value 2026-07-05,1.4,58", "definitions"),
    ("dose response --unit mg/g --value 2026-01-01,3200,62 --value 2026-07-05,1400", "chart"),
]


@pytest.mark.parametrize(("line", "field"), CALCULATORS)
def test_every_calculator_prints_json_and_text(line: str, field: str, capsys: Captured) -> None:
    assert field in run(capsys, *line.split())
    assert main(line.split()) == 0
    assert capsys.readouterr().out.strip()


REFUSED = [
    "dose belimumab --weight-kg 0",
    "dose belimumab --weight-kg -5",
    "dose belimumab --weight-kg 500",
    "dose belimumab --weight-kg nan",
    "dose belimumab",
    "dose belimumab --weight-kg 16 --age 4",
    "dose belimumab --route sc --age 12 --weight-kg 30",
    "dose belimumab --route switch --age 30",
    "dose belimumab --route switch --iv-doses 1 --age 30",
    "dose belimumab --weight-kg 72 --count 0",
    "dose voclosporin",
    "dose voclosporin --egfr 60 --with ketoconazole",
    "dose prednisone",
    "dose egfr --creatinine 1 --age 40",
    "dose upcr --value -1",
    "dose response --value 2026-01-01,2",
    "dose response --file /nowhere.csv",
    "dose belimumab --weight-kg 72 --ics /nowhere/x.ics --start 2026-12-01",
    "indicate --drug aspirin",
    "indicate --drug belimumab --icd10 lupus",
    "indicate --drug belimumab --patient /nowhere.json",
]


@pytest.mark.parametrize("line", REFUSED)
def test_refused_with_one_line(line: str, capsys: Captured) -> None:
    assert main(line.split()) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1


WRONG = [
    "dose",
    "dose aspirin",
    "dose belimumab --weight-kg seventy",
    "dose belimumab --weight-kg 72 --start tomorrow",
    "dose belimumab --weight-kg 72 --weight-lb 158",
    "dose response --value today,2",
    "indicate",
]


@pytest.mark.parametrize("line", WRONG)
def test_wrong_usage_ends_with_2(line: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as caught:
        main(line.split())
    assert caught.value.code == 2


def test_a_patient_file_with_an_impossible_value_is_named(tmp_path: Path, capsys: Captured) -> None:
    patient = tmp_path / "patient.json"
    patient.write_text('{"weight_kg": 500}')
    assert main(["indicate", "--drug", "belimumab", "--patient", str(patient)]) == 1
    assert "weight_kg" in capsys.readouterr().err


def test_a_series_from_a_file(tmp_path: Path, capsys: Captured) -> None:
    series = tmp_path / "series.csv"
    series.write_text("date,upcr,egfr\n2026-01-01,3.2,62\n2026-07-05,0.4,60\n")
    row = run(capsys, "dose", "response", "--file", str(series))
    assert row["definitions"][0]["category"] == "complete"
    series.write_text("date,upcr\n2026-01-01,much\n")
    assert main(["dose", "response", "--file", str(series)]) == 1
    assert "line 2" in capsys.readouterr().err


def test_a_calendar_file(tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "course.ics"
    line = f"dose belimumab --weight-kg 72 --start 2026-12-01 --count 3 --ics {target}"
    run(capsys, *line.split())
    assert target.read_text().count("BEGIN:VEVENT") == 3
