from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chat_app.cli import main
from chat_app.guidelines.load import default_corpus

TEXT = "Drug levels are checked at week 4 and the dose is not raised before week 8."


def _run(
    rows: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[Any], str]:
    file = tmp_path / "claims.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    code = main(["verify", str(file)])
    shown = capsys.readouterr()
    return code, [json.loads(line) for line in shown.out.splitlines()], shown.err


def test_each_claim_gets_a_verdict_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[object] = [
        {"id": "wrong", "claim": TEXT.replace("week 4", "week 5"), "cited": ["t"], "source_texts": [TEXT]},
        {
            "id": "right",
            "claim": TEXT,
            "cited": ["t"],
            "source_texts": [TEXT],
            "source_meta": [{"grade": "1B"}],
        },
    ]
    code, results, _ = _run(rows, tmp_path, capsys)
    assert code == 0
    assert [(r["id"], r["verdict"]) for r in results] == [("wrong", "unsupported"), ("right", "supported")]
    assert any("week 5" in f["message"] or "5" in f["message"] for f in results[0]["findings"])


def test_without_texts_the_corpus_speaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statement = next(iter(default_corpus()))
    _, results, _ = _run([{"id": 1, "claim": statement.text, "cited": [statement.id]}], tmp_path, capsys)
    assert results == [{"id": 1, "verdict": "supported", "findings": []}]


def test_an_unknown_statement_supports_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, results, _ = _run([{"id": "x", "claim": TEXT, "cited": ["no.such"]}], tmp_path, capsys)
    assert results[0]["verdict"] == "unsupported"
    assert "no.such" in results[0]["findings"][0]["message"]


@pytest.mark.parametrize(
    "row",
    [
        {"id": "x"},
        {"claim": 3},
        {"claim": TEXT, "cited": ["a", "b"], "source_texts": [TEXT]},
        {"claim": TEXT, "cited": ["a"], "source_texts": [TEXT], "source_meta": []},
    ],
)
def test_a_line_that_is_no_claim_is_named(
    row: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = _run([row], tmp_path, capsys)
    assert code == 1
    assert "line 1" in error
