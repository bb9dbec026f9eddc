"""Through a real client and server: versions that differ are told from versions that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat_app.answer import Audience
from chat_app.lab.contestants import line_up
from chat_app.lab.questions import QuestionSet
from chat_app.lab.report import report_of
from chat_app.lab.yardstick import Yardstick
from chat_app.records.lab import LabStore
from chat_app.settings import Settings
from tests.chat_app.lab.conftest import Play
from tests.model_server import ModelServer
from tests.prompts.folder import steering


def settings_for(server: ModelServer, folder: Path, model: str = "steered") -> Settings:
    return Settings(
        openai_base_url=server.url,
        openai_api_key="sk-test-obviously-invented",
        model=model,
        prompt_folder=folder,
        second_reader=False,
        retries=0,
    )


@pytest.mark.slow
def test_two_versions_that_differ_and_two_that_do_not_on_forty_questions(
    prompt_folder: Path, forty: QuestionSet, play: Play, lab: LabStore, yardstick: Yardstick
) -> None:
    usual = steering(prompt_folder, 2, "omitted=0.2 uncited=0.05", "Write plainly.")
    reworded = steering(prompt_folder, 3, "omitted=0.2 uncited=0.05", "Use plain words.")
    careless = steering(prompt_folder, 4, "omitted=0.7 uncited=0.35", "Be quick.")
    with ModelServer() as server:
        settings = settings_for(server, prompt_folder)
        contestants = line_up(settings, prompts=(usual, reworded, careless))
        run = play(contestants, forty, settings)
        asked = len(server.requests)
    report = report_of(run, lab, yardstick)
    title = {c.key: c.title for c in report.contestants}
    verdicts = {(title[c.first], title[c.second]): c for c in report.comparisons}
    assert asked == 3 * 36, "four questions are out of scope: no model is asked"
    same = verdicts["answer@2", "answer@3"]
    assert same.overall == "no_difference_shown"
    assert "No difference in quality shown" in same.summary
    assert "would not be seen" in same.summary
    for better in ("answer@2", "answer@3"):
        other = verdicts[better, "answer@4"]
        assert other.overall == "worse"
        assert other.figures["withheld"].verdict == "worse"
        assert other.figures["key_points"].verdict == "worse"
        assert other.summary.startswith(f"answer@4 is worse than {better}: ")


def test_a_difference_that_repeats_of_one_question_cannot_fake(
    prompt_folder: Path, forty: QuestionSet, play: Play, lab: LabStore, yardstick: Yardstick
) -> None:
    labels = [
        steering(prompt_folder, 2, "omitted=0.4"),
        steering(prompt_folder, 3, "omitted=0.4", "Be calm."),
    ]
    with ModelServer() as server:
        settings = settings_for(server, prompt_folder)
        run = play(line_up(settings, prompts=labels), forty.first(3), settings, repeat=4)
    report = report_of(run, lab, yardstick)
    assert len(report.results) == 2 * 3 * 4
    assert {c.figures["key_points"].n for c in report.contestants} == {3}, "a question is one unit"
    assert report.comparisons[0].overall == "no_difference_shown"
    answers = {(r.contestant, r.question): set() for r in lab.results(run)}
    for result in lab.results(run):
        assert result.answer
        answers[result.contestant, result.question].add(" ".join(s.text for s in result.answer.sentences()))
    assert max(map(len, answers.values())) > 1, "the model does not answer twice alike"


def test_a_model_that_fails_is_on_record_and_asked_again_only_where_wished(
    prompt_folder: Path, forty: QuestionSet, play: Play, lab: LabStore, yardstick: Yardstick
) -> None:
    with ModelServer() as server:
        settings = settings_for(server, prompt_folder, model="status-500").model_copy(
            update={"breaker_failures": 100}
        )
        contestants = line_up(settings, prompts=("answer@1",), evidence=True)
        run = play(contestants, forty.first(4), settings)
        assert len(server.requests) == 4
        report = report_of(run, lab, yardstick)
        model, evidence = report.contestants
        assert (model.faults, evidence.faults) == (4, 0)
        assert model.figures["completed"].mean == 0.0
        assert model.figures["key_points"].n == 0, "a fault is no zero"
        assert all("500" in str(r.fault) for r in report.results if r.contestant == model.key)
        play(contestants, forty, settings, run=run)
        assert len(server.requests) == 4, "resuming does not ask again what is there, faults among it"
        play(contestants, forty, settings, run=run, again=True)
        assert len(server.requests) == 8
    assert {r.attempts for r in lab.results(run) if r.fault} == {2}
    assert len(lab.results(run)) == 8


def test_an_answer_with_nothing_verified_counts_as_what_the_prompt_achieved(
    prompt_folder: Path, forty: QuestionSet, play: Play, lab: LabStore, yardstick: Yardstick
) -> None:
    with ModelServer() as server:
        settings = settings_for(server, prompt_folder, model="uncited")
        contestants = line_up(settings, prompts=("answer@1",), audiences=(Audience.PATIENT,))
        run = play(contestants, forty.first(2), settings)
    for result in lab.results(run):
        assert result.fault is None
        assert result.answer
        provenance = result.answer.provenance
        assert (provenance.writer, provenance.prompt) == ("openai", "answer@1")
        assert provenance.tokens.completion > 0
        assert result.answer.withheld
        assert not any(n.kind == "model_unavailable" for n in result.answer.notices)
    report = report_of(run, lab, yardstick)
    assert report.contestants[0].figures["key_points"].mean == 0.0
    assert report.contestants[0].figures["withheld"].mean == 1.0
