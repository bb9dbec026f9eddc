"""`ln-consult corpus`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chat_app.cli import main


def test_check_of_the_corpus_on_board(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "check"]) == 0
    assert "no problems" in capsys.readouterr().out


def test_check_names_the_file_the_statement_and_the_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus.yaml").write_text("updated: 2026-01-31\n")
    (tmp_path / "alpha.yaml").write_text("sources: []\nstatements:\n  - id: alpha.one\n    source: alpha\n")
    assert main(["corpus", "check", "--folder", str(tmp_path)]) == 1
    complaints = capsys.readouterr().err
    assert "alpha.yaml, statement alpha.one, field text" in complaints


def test_stats_count_every_statement(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "stats", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    for name in ("by_file", "by_source_type", "by_kind", "by_status"):
        assert sum(counts[name].values()) == counts["statements"]
    assert counts["version"].startswith("sha256:")
    assert counts["superseded"]


def test_search_prints_the_format_that_other_programs_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "search", "belimumab dose", "--json", "--limit", "3"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 3
    assert all(row.keys() == {"id", "score", "text"} for row in rows)
    assert "belimumab" in rows[0]["text"]


def test_search_for_people_tells_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "search", "How is lupus nephritis treated?"]) == 0
    assert "foundation of every treatment" in capsys.readouterr().out


def test_an_empty_query_is_refused_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "search", " ? "]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["search", "x", "--limit", "0"], ["search"], ["count"], []])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["corpus", *arguments])
    assert ended.value.code == 2
    assert capsys.readouterr().err
