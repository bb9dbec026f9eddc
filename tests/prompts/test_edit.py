"""A draft becomes a version, a version becomes active: as one change, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts import PromptError, PromptLibrary, journal, problems, promote, save_draft
from prompts.library import released
from tests.prompts.folder import first_versions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return first_versions(tmp_path / "prompts")


@pytest.fixture
def draft(folder: Path) -> str:
    text = PromptLibrary(folder).active("answer").source
    return text.replace("changed: First version.", "changed: Shorter answers.").replace(
        "# User", "Be brief.\n\n# User", 1
    )


def listing(folder: Path) -> dict[str, str]:
    return {p.label: p.about.status.value for p in PromptLibrary(folder) if p.about.name == "answer"}


def test_a_draft_is_saved_as_the_next_version_and_is_not_in_use(folder: Path, draft: str) -> None:
    before = PromptLibrary(folder).active("answer").label
    saved = save_draft(draft, folder)
    assert saved.about.version == max(int(label.split("@")[1]) for label in listing(folder))
    assert listing(folder)[saved.label] == "draft"
    assert PromptLibrary(folder).active("answer").label == before
    assert "Be brief." in PromptLibrary(folder).get(saved.label).source
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.replace("{{ question }}", "{{ qestion }}"), "line .*unknown variable 'qestion'"),
        (lambda t: t.replace("changed: Shorter answers.", "changed: First version."), "what is new"),
        (lambda t: t.replace("Be brief.\n\n", ""), "says the same as answer@1"),
        (lambda t: t.replace("name: answer", "name: judge"), "not offered"),
    ],
)
def test_a_draft_that_is_broken_or_says_nothing_new_is_not_saved(
    folder: Path, draft: str, change: object, says: str
) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(PromptError, match=says):
        save_draft(change(draft), folder)  # type: ignore[operator]
    assert sorted(folder.rglob("*")) == before


def test_promoting_changes_both_versions_and_the_list_and_leaves_a_sound_folder(
    folder: Path, draft: str
) -> None:
    old = PromptLibrary(folder).active("answer")
    saved = save_draft(draft, folder)
    library = PromptLibrary(folder)
    promoted = promote(saved.label, folder)
    assert (promoted.prompt.label, promoted.before.label) == (saved.label, old.label)
    assert listing(folder)[old.label] == "retired"
    assert library.active("answer").label == saved.label, "a program that runs takes it up"
    assert released(folder)[saved.label] == promoted.prompt.hash == saved.hash
    assert problems(folder) == []
    assert promote(old.label, folder).before.label == saved.label, "and back again"
    assert problems(folder) == []


@pytest.mark.parametrize("label", ["answer", "answer@99", "answer@1"])
def test_what_is_no_saved_version_or_is_active_cannot_be_promoted(folder: Path, label: str) -> None:
    with pytest.raises(PromptError):
        promote(label, folder)


def test_a_promotion_that_would_leave_an_unsound_folder_is_refused_and_changes_nothing(
    folder: Path, draft: str
) -> None:
    saved = save_draft(draft, folder)
    broken = folder / "judge" / "v1.md"
    broken.write_text(broken.read_text() + "\nAnd be quick.\n")  # a released version has changed
    before = {p: p.read_text() for p in folder.rglob("*.*") if p.is_file()}
    with pytest.raises(PromptError, match="would not be sound"):
        promote(saved.label, folder)
    assert {p: p.read_text() for p in folder.rglob("*.*") if p.is_file()} == before


def test_a_process_that_dies_while_it_writes_leaves_the_change_whole(
    folder: Path, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save_draft(draft, folder)
    old = PromptLibrary(folder).active("answer")

    class Died(BaseException):
        pass

    replace, calls = journal.os.replace, []

    def dies_at_the_second(source: str, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise Died
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(journal.os, "replace", dies_at_the_second)
        with pytest.raises(Died):
            promote(saved.label, folder)
    # One file is written, the others are not; the folder reads as if all were.
    assert PromptLibrary(folder).active("answer").label == saved.label
    assert problems(folder) == []
    assert released(folder)[saved.label] == saved.hash
    promote(old.label, folder)  # the next change finishes that one first
    assert not (folder / journal.NAME).exists()
    assert listing(folder)[old.label] == "active"
    assert problems(folder) == []


def test_a_change_under_way_in_another_process_is_not_overtaken(folder: Path, draft: str) -> None:
    def another_began(*_: object) -> None:
        (folder / journal.NAME).write_text('{"answer/note.txt": "of another"}')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "finish", another_began)
        with pytest.raises(PromptError, match="another change is under way"):
            journal.change(folder, {"answer/v9.md": "mine"})
    assert not (folder / "answer" / "v9.md").exists()
