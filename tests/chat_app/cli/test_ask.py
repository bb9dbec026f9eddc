"""`ln-consult ask` and `chat`: one JSON object an answer, plain errors, the exit codes of DESIGN."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chat_app.cli import main

KEYS = {
    "question",
    "resolved_question",
    "conversation",
    "outcome",
    "bottom_line",
    "sections",
    "references",
    "withheld",
    "notices",
    "follow_ups",
    "disclaimer",
    "review",
    "provenance",
}


def test_ask_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "HCQ dose in LN?", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer.keys() >= KEYS
    assert answer["outcome"] == "answered"
    assert answer["provenance"]["writer"] == "evidence"


def test_a_conversation_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "HCQ dose in LN?", "--json"])
    first = json.loads(capsys.readouterr().out)
    assert main(["ask", "with an eGFR of 22?", "--json", "--conversation", first["conversation"]]) == 0
    second = json.loads(capsys.readouterr().out)
    assert second["conversation"] == first["conversation"]
    assert "25%" in json.dumps(second["bottom_line"] + second["sections"])


def test_text_for_a_terminal_has_numbers_references_and_disclaimer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", "HCQ dose in LN?"]) == 0
    out = capsys.readouterr().out
    for part in (
        "[1]",
        "References",
        "Follow-up questions",
        "no language model used",
        "For healthcare professionals",
    ):
        assert part in out


def test_facts_of_a_patient_file_bear_on_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "patient.json"
    path.write_text('{"egfr": 22, "weight_kg": 60}')
    assert main(["ask", "HCQ dose in LN?", "--json", "--patient", str(path)]) == 0
    assert "300 mg" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "question is empty"),
        (["ask", "x" * 20_000], "20,000 characters"),
        (["ask", "HCQ dose in LN?", "--audience", "wizard"], "Unknown audience"),
        (["ask", "HCQ dose in LN?", "--conversation", "nowhere"], "no conversation"),
        (["ask", "HCQ dose in LN?", "--patient", "/nonexistent.json"], "cannot be read"),
        (["chat", "/nonexistent.jsonl"], "cannot be read"),
    ],
)
def test_what_fails_says_why_in_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    error = capsys.readouterr().err.strip()
    assert message in error
    assert "\n" not in error


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["ask"], ["ask", "x", "--writer", "nobody"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_script_is_one_conversation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "script.jsonl"
    path.write_text('{"text": "MMF dose for induction in LN?"}\n\n{"text": "and in pregnancy?"}\n')
    assert main(["chat", str(path)]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["conversation"] == second["conversation"]
    assert "ycophenolate" in second["resolved_question"]


def test_a_broken_line_of_a_script_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "script.jsonl"
    path.write_text('{"text": "HCQ dose in LN?"}\nnot json\n')
    assert main(["chat", str(path)]) == 1
    assert "line 2" in capsys.readouterr().err
