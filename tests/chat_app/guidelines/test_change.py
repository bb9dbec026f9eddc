"""Proposed changes of the corpus: minimal, checked against what stands, applied whole or not at all."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chat_app.cli import main
from chat_app.errors import CorpusError
from chat_app.guidelines.change import (
    Action,
    Author,
    Change,
    ChangeFolder,
    apply_change,
    as_patch,
    changed_text,
    mark_checked,
    propose,
    read_change,
    yaml_of,
)
from chat_app.guidelines.load import CORPUS_FOLDER, default_corpus, load_corpus
from chat_app.guidelines.model import Status
from chat_app.guidelines.proposal import examine
from chat_app.guidelines.yamledit import FAST_LOADER
from guardrails.lexicon import load_lexicon

TODAY = date(2026, 11, 24)
AUTHOR = Author(name="A. Reviewer", credential="MD")
CORPUS = default_corpus()
IDS = sorted(CORPUS.statements)


def fields_of(statement_id: str) -> dict[str, Any]:
    return CORPUS.statements[statement_id].model_dump(mode="json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "corpus"
    shutil.copytree(CORPUS_FOLDER, target)
    return target


def edit(statement_id: str, **fields: object) -> Change:
    return propose(CORPUS, fields_of(statement_id) | fields, AUTHOR, "The label was revised.", TODAY)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(IDS), st.text(alphabet="abc 1:#'\"-–é%[]{}>&*!|", min_size=1, max_size=240))
def test_an_edit_changes_its_own_fields_and_not_a_line_of_anything_else(statement_id: str, text: str) -> None:
    text = " ".join(text.split())
    if not text or text == CORPUS.statements[statement_id].text:
        return
    change = edit(statement_id, text=text, grade="2C")
    before, after = changed_text(change)
    old, new = (yaml.load(x, Loader=FAST_LOADER) for x in (before, after))
    row = next(r for r in new["statements"] if r["id"] == statement_id)
    was = next(r for r in old["statements"] if r["id"] == statement_id)
    assert (row["text"], row["grade"]) == (text, "2C")
    row["text"], row["grade"] = was["text"], was["grade"]
    assert new == old
    changed = [line for line in as_patch(change).splitlines() if line.startswith(("+ ", "- "))]
    longest = len(was["text"]) + len(text)
    assert len(changed) <= 6 + longest // 60, "lines of other fields were folded anew"


def test_an_applied_edit_is_the_statement_that_was_proposed(folder: Path) -> None:
    statement_id = IDS[40]
    apply_change(edit(statement_id, plain="Said in other words.", topics=["dosing"]), folder)
    changed = load_corpus(folder).statements[statement_id]
    assert changed.plain == "Said in other words."
    assert changed.topics == ("dosing",)
    assert changed.model_copy(update={"plain": "", "topics": ()}) == CORPUS.statements[
        statement_id
    ].model_copy(update={"plain": "", "topics": ()})


def test_a_new_statement_stands_behind_those_of_its_source(folder: Path) -> None:
    model = IDS[100]
    source = CORPUS.statements[model].source
    fields = fields_of(model) | {"id": f"{source}.a-new-one", "text": "A claim that nobody has made before."}
    change = propose(CORPUS, fields, AUTHOR, "It was missing.", TODAY)
    assert change.action is Action.NEW
    path = apply_change(change, folder)
    rows = [row["source"] for row in yaml.safe_load(path.read_text())["statements"]]
    assert load_corpus(folder).statements[f"{source}.a-new-one"].text == fields["text"]
    assert rows.count(source) == sum(s.source == source for s in CORPUS) + 1
    with pytest.raises(CorpusError, match="already"):
        apply_change(change, folder)


def test_a_statement_marked_as_checked_says_by_whom_when_and_in_what(folder: Path) -> None:
    unchecked = next(s.id for s in CORPUS if s.status is Status.UNCONFIRMED)
    change = mark_checked(CORPUS, unchecked, Status.ONE_SOURCE, "Label of 2025, section 2.1", AUTHOR, TODAY)
    apply_change(change, folder)
    corpus = load_corpus(folder)
    after = corpus.statements[unchecked]
    assert after.status is Status.ONE_SOURCE
    assert after.checked is not None
    assert (after.checked.by, after.checked.on) == ("A. Reviewer", TODAY)
    later = propose(corpus, after.model_dump(mode="json") | {"text": "Another."}, AUTHOR, "Why not.", TODAY)
    assert later.after["checked"] is None, "a text that nobody read against its source counts as checked"


@pytest.mark.parametrize(
    ("status", "read_in", "message"),
    [(Status.UNCONFIRMED, "Label", "one source or in two"), (Status.ONE_SOURCE, " ", "where it was read")],
)
def test_a_check_without_substance_is_refused(status: Status, read_in: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        mark_checked(CORPUS, IDS[0], status, read_in, AUTHOR, TODAY)


def test_a_change_of_something_that_has_moved_on_is_refused(folder: Path) -> None:
    first, second = edit(IDS[7], text="One wording."), edit(IDS[7], text="Another wording.")
    apply_change(first, folder)
    with pytest.raises(CorpusError, match="has changed since this was proposed"):
        apply_change(second, folder)


def test_a_change_that_would_break_the_corpus_writes_nothing(folder: Path) -> None:
    change = edit(IDS[7], text="One wording.")
    broken = change.model_copy(update={"after": {"source": "no-such-source"}, "before": {}})
    before = (folder / change.file).read_bytes()
    with pytest.raises(CorpusError, match="no source no-such-source"):
        apply_change(broken, folder)
    assert (folder / change.file).read_bytes() == before
    assert not list(folder.glob(".*"))


def test_nothing_changed_and_no_reason_are_refused() -> None:
    with pytest.raises(CorpusError, match="Nothing is changed"):
        edit(IDS[3])
    with pytest.raises(CorpusError, match="Say why"):
        propose(CORPUS, fields_of(IDS[3]) | {"text": "x"}, AUTHOR, " ", TODAY)


def test_saved_changes_keep_apart_and_come_back_as_they_were(tmp_path: Path) -> None:
    waiting = ChangeFolder(tmp_path / "changes")
    change = edit(IDS[9], text="It's 3 g/day: “quoted”, 50% — and more.")
    paths = [waiting.save(change) for _ in range(3)]
    assert len(set(paths)) == 3
    assert [c for _, c in waiting.all()] == [change] * 3
    waiting.withdraw(paths[0])
    assert len(waiting.all()) == 2


def test_a_broken_change_file_names_file_and_field(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(yaml_of(edit(IDS[9], text="x")).replace("file: ", "file: ../"))
    with pytest.raises(CorpusError, match=r"x\.yaml, field file"):
        read_change(path)


def test_the_patch_is_one_that_git_applies(folder: Path, tmp_path: Path) -> None:
    change = edit(IDS[12], text="A shorter text.")
    place = tmp_path / "chat_app" / "guidelines"
    place.mkdir(parents=True)
    shutil.copytree(folder, place / "corpus")
    subprocess.run(
        ["git", "apply", "-"],
        input=as_patch(change),
        text=True,
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert load_corpus(place / "corpus").statements[IDS[12]].text == "A shorter text."


def test_the_command_applies_and_shows(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ChangeFolder(tmp_path / "changes").save(edit(IDS[12], text="A shorter text."))
    assert main(["corpus", "apply", str(path), "--folder", str(folder), "--patch"]) == 0
    assert "+  text: A shorter text." in capsys.readouterr().out
    assert main(["corpus", "apply", str(path), "--folder", str(folder)]) == 0
    assert load_corpus(folder).statements[IDS[12]].text == "A shorter text."
    capsys.readouterr()
    assert main(["corpus", "apply", str(path), "--folder", str(folder)]) == 1
    assert "has changed since" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("fields", "new", "field", "stops"),
    [
        ({"text": ""}, False, "text", True),
        ({"kind": "rumour"}, False, "kind", True),
        ({"source": "nowhere"}, False, "source", True),
        ({"id": "elsewhere.x"}, True, "id", True),
        ({}, True, "id", True),
        ({"plain": "It takes 987 days."}, False, "plain", False),
        ({"answers": ["Tell me"]}, False, "answers", False),
        ({"answers": []}, False, "answers", False),
        ({"text": "One. Two is. Three is. Four is."}, False, "text", False),
        ({"text": "Belimumab and tacrolimus are named.", "drugs": ["belimumab"]}, False, "drugs", False),
    ],
)
def test_a_form_is_told_what_is_wrong(fields: dict[str, Any], new: bool, field: str, stops: bool) -> None:
    found = examine(CORPUS, fields_of(IDS[5]) | fields, load_lexicon(), new=new)
    assert (field, stops) in {(p.field, p.stops) for p in found}


def test_what_stands_in_the_corpus_may_stand() -> None:
    lexicon = load_lexicon()
    stopped = [
        s.id for s in CORPUS if any(p.stops for p in examine(CORPUS, fields_of(s.id), lexicon, new=False))
    ]
    assert stopped == []


def test_a_copy_of_another_statement_is_refused() -> None:
    other = CORPUS.statements[IDS[6]]
    found = examine(CORPUS, fields_of(IDS[5]) | {"text": other.text}, load_lexicon(), new=False)
    assert any(other.id in p.message for p in found if p.stops)
