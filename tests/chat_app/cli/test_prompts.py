from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from chat_app.cli import main
from prompts import BUILT_IN, PromptLibrary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "prompts"
    shutil.copytree(BUILT_IN, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def test_every_version_is_listed_with_its_hash(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prompts", "list", "--json"]) == 0
    rows = {(r["name"], r["version"]): r["hash"] for r in json.loads(capsys.readouterr().out)}
    assert rows == {(p.about.name, p.about.version): p.hash for p in PromptLibrary()}


def test_a_prompt_is_shown_as_its_file_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prompts", "show", "judge"]) == 0
    assert capsys.readouterr().out == PromptLibrary().active("judge").source


def test_a_prompt_is_shown_as_a_model_would_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    question = "How is hydroxychloroquine dosed?"
    assert main(["prompts", "show", "answer", "--question", question, "--audience", "trainee"]) == 0
    shown = capsys.readouterr().out
    assert question in shown
    assert "[1] (" in shown
    assert "{{" not in shown
    assert "{%" not in shown


def test_the_prompts_on_board_pass_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prompts", "check"]) == 0
    assert "no problems" in capsys.readouterr().out


def test_the_check_names_every_problem_by_file_and_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("answer", "judge"):
        path = folder / name / "v1.md"
        path.write_text(path.read_text() + "{{ dose }}\n")
    assert main(["prompts", "check", "--folder", str(folder)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in lines if "unknown variable 'dose'" in line] == [
        "answer/v1.md",
        "judge/v1.md",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "answer@99"], "answer@99"),
        (["show", "poem"], "poem"),
        (["show", "judge", "--question", "Why?"], "judge@1 is not filled in"),
        (["show", "answer", "--question", "Why?", "--audience", "king"], "Unknown audience"),
        (["list", "--folder", "no-such-folder"], "no-such-folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prompts", *arguments]) == 1
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
