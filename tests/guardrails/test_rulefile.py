from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from guardrails.rulefile import RULES, RuleError, Rules, read


class Shape(Rules):
    words: tuple[str, ...]
    limit: int = 3


def write(folder: Path, text: str) -> Path:
    (folder / "made.yaml").write_text(text, encoding="utf-8")
    return folder


def test_words_that_other_readers_take_for_truth_values_stay_words(tmp_path: Path) -> None:
    assert read("made", Shape, write(tmp_path, "words: [no, on, yes, off, y]")).words == (
        "no",
        "on",
        "yes",
        "off",
        "y",
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("words: [a]\nlimti: 2", "limti"),
        ("words: 3", "words"),
        ("words: [1]", r"words\.0"),
        ("limit: 2", "words"),
        ("words: [a", "made.yaml"),
        ("", "made.yaml"),
    ],
)
def test_a_broken_file_names_itself_and_the_field(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(RuleError, match=where) as error:
        read("made", Shape, write(tmp_path, text))
    assert "made.yaml" in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"made\.yaml"):
        read("made", Shape, tmp_path)


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_rule_file_can_be_read_where_the_compiled_reader_is_missing(path: Path) -> None:
    list(yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader))
