"""Runs apart from the page, and promotions with their reason on record."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from chat_app.answer import Audience
from chat_app.cli import main
from chat_app.consult import Consultation
from chat_app.errors import LabError, PromptError, RecordError
from chat_app.lab.arena import Arena
from chat_app.lab.contestants import evidence_writer
from chat_app.lab.desk import LabDesk
from chat_app.lab.plan import make_plan
from chat_app.lab.promotion import promote, save
from chat_app.lab.questions import QuestionSet
from chat_app.lab.run import begin
from chat_app.records.lab import LabStore
from chat_app.settings import Settings
from prompts import PromptLibrary, problems
from tests.prompts.folder import steering


@pytest.fixture
def begun(base: Consultation, lab: LabStore, forty: QuestionSet) -> Callable[[], str]:
    arena = Arena(base, Settings())

    def make() -> str:
        writer = evidence_writer(Audience.SPECIALIST)
        return begin(lab, make_plan((writer,), forty.first(8), 1, arena.corpus, arena.guardrails))

    return make


def test_a_run_goes_on_apart_from_the_page_is_stopped_and_gone_on_with(
    base: Consultation, lab: LabStore, begun: Callable[[], str]
) -> None:
    gate = threading.Semaphore(3)

    class Gated(Arena):
        async def ask(self, *args: object) -> object:  # type: ignore[override]
            while not gate.acquire(blocking=False):  # noqa: ASYNC110 - the gate is another thread's
                await asyncio.sleep(0.005)
            return await super().ask(*args)  # type: ignore[arg-type]

    desk = LabDesk(lab, lambda: Gated(base, Settings()), at_once=1)
    run = begun()
    job = desk.start(run)
    assert desk.start(run) is job, "a run is worked on once"
    while job.progress.done < 3:
        assert not job.wait(0.005)
    assert desk.at_work() == (job,)
    job.stop()
    assert job.wait(10)
    assert (job.state, lab.run(run).done) == ("stopped", 3)
    for _ in range(20):
        gate.release()
    again = desk.start(run)
    assert again.wait(20)
    assert (again.state, again.progress.done, lab.run(run).done) == ("finished", 8, 8)
    assert desk.at_work() == ()
    assert {r.attempts for r in lab.results(run)} == {1}


def test_why_a_run_could_not_go_on_is_told(
    base: Consultation, lab: LabStore, begun: Callable[[], str]
) -> None:
    def broken() -> Arena:
        raise RecordError("The database cannot be used: it is full.")

    desk = LabDesk(lab, broken, at_once=1)
    job = desk.start(begun())
    assert job.wait(10)
    assert (job.state, job.message) == ("failed", "The database cannot be used: it is full.")
    with pytest.raises(RecordError):
        desk.start("nothing")


def test_a_promotion_needs_a_saved_version_a_reason_and_a_name(lab: LabStore, prompt_folder: Path) -> None:
    label = steering(prompt_folder, 2, "omitted=0")
    good = {"reason": "More key points on forty questions.", "who": "Test Reviewer, MD"}
    for change, error in (
        ({"reason": " "}, LabError),
        ({"reason": "better"}, LabError),
        ({"who": "  "}, LabError),
    ):
        with pytest.raises(error):
            promote(label, prompt_folder, lab, **{**good, **change})
    for wrong in ("answer@7", "answer@1"):
        with pytest.raises(PromptError):
            promote(wrong, prompt_folder, lab, **good)
    assert lab.promotions() == ()
    assert PromptLibrary(prompt_folder).active("answer").label == "answer@1"
    kept = promote(label, prompt_folder, lab, run="0" * 32, **good)
    assert (kept.prompt, kept.before, kept.who) == (label, "answer@1", "Test Reviewer, MD")
    assert kept.hash == PromptLibrary(prompt_folder).active("answer").hash
    assert lab.promotions() == (kept,)
    assert problems(prompt_folder) == []


def test_an_unsound_folder_keeps_its_active_version_and_no_record(lab: LabStore, prompt_folder: Path) -> None:
    label = steering(prompt_folder, 2, "omitted=0")
    judge = prompt_folder / "judge" / "v1.md"
    judge.write_text(judge.read_text() + "\nChanged.\n")
    with pytest.raises(PromptError, match="would not be sound"):
        promote(label, prompt_folder, lab, reason="It is so much better.", who="Test Reviewer")
    assert lab.promotions() == ()
    assert PromptLibrary(prompt_folder).active("answer").label == "answer@1"


def test_a_patient_named_in_a_reason_is_not_kept(lab: LabStore, prompt_folder: Path) -> None:
    label = steering(prompt_folder, 2, "omitted=0")
    reason = "The answer for patient John Smithson, MRN 12345678, was wrong before."
    kept = promote(label, prompt_folder, lab, reason=reason, who="Test Reviewer")
    assert "12345678" not in kept.reason
    assert "Smithson" not in kept.reason


def test_a_version_is_promoted_from_the_command_line_too(
    prompt_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    label = steering(prompt_folder, 2, "omitted=0")
    monkeypatch.setenv("LN_CONSULT_PROMPT_FOLDER", str(prompt_folder))
    command = ["prompts", "promote", label, "--who", "Test Reviewer", "--reason"]
    assert main([*command, "better"]) == 1
    assert "Say why" in capsys.readouterr().err
    assert main([*command, "More key points on forty questions."]) == 0
    assert "answer@2 is active now; answer@1 is retired." in capsys.readouterr().out
    assert main(["prompts", "check"]) == 0
    assert PromptLibrary(prompt_folder).active("answer").label == label


def test_a_broken_draft_is_not_saved(prompt_folder: Path) -> None:
    text = PromptLibrary(prompt_folder).active("answer").source
    with pytest.raises(PromptError, match=r"draft, line \d+: unknown variable"):
        save(text.replace("{{ question }}", "{{ qestion }}"), prompt_folder)
