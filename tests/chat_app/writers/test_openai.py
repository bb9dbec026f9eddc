"""The OpenAI writer: text out, and a report of what it took."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from chat_app import errors
from chat_app.answer import Audience, Tokens
from chat_app.errors import ModelAnswerError, ModelUnavailable
from chat_app.settings import Settings
from chat_app.writers.base import Instructed, WriterReport, WritingTask
from chat_app.writers.openai import OpenAIWriter, library, price
from chat_app.writers.scripted import ScriptedWriter
from guardrails import leak
from tests.chat_app.writers.conftest import collect, take
from tests.model_server import ModelServer, Reply
from tests.model_server.compose import question_of, statements_of
from tests.prompts.folder import first_versions

MakeSettings = Callable[..., Settings]
MakeTask = Callable[..., WritingTask]


def write(writer: OpenAIWriter, task: WritingTask, report: WriterReport | None = None) -> str:
    return asyncio.run(collect(writer.write(task, report or WriterReport())))


def test_it_writes_from_the_statements_and_reports_what_it_took(
    server: ModelServer, settings_for: MakeSettings, task: WritingTask
) -> None:
    report = WriterReport()
    settings = settings_for(server, prompt_price=2.0, completion_price=10.0)
    text = write(OpenAIWriter(settings), task, report)
    assert text.startswith(task.evidence[0].text[:20])
    [request] = server.requests
    assert [s for _, s in statements_of(request.prompt())] == [s.text for s in task.evidence]
    assert question_of(request.prompt()) == task.query.text
    assert report.model == "served-model"
    active = library(settings).active("answer")
    assert (report.prompt, report.prompt_hash) == (active.label, active.hash)
    assert report.tokens == Tokens(prompt=1000, completion=len(text) // 4)
    assert report.details["cost"] == pytest.approx((2000 + 10 * report.tokens.completion) / 1e6)
    assert (report.details["api"], report.details["retries"]) == ("chat", 0)
    assert "evidence_left_out" not in report.details


def test_what_did_not_fit_is_on_record(
    server: ModelServer, settings_for: MakeSettings, make_task: MakeTask
) -> None:
    history = tuple((f"Q{n}?", "An answer. " * 100) for n in range(12))
    task, report = make_task(history=history), WriterReport()
    write(OpenAIWriter(settings_for(server, max_prompt_tokens=3000)), task, report)
    sent = {s for _, s in statements_of(server.requests[0].prompt())}
    assert report.details["evidence_left_out"] == [s.id for s in task.evidence if s.text not in sent]
    assert 0 < report.details["turns_left_out"] <= 12


def test_usage_is_estimated_where_the_server_does_not_say(
    settings_for: MakeSettings, task: WritingTask
) -> None:
    with ModelServer([Reply(usage=False)]) as server:
        report = WriterReport()
        write(OpenAIWriter(settings_for(server)), task, report)
    assert report.details["tokens_estimated"] is True
    assert report.tokens.prompt > 1000
    assert report.tokens.completion > 100


def test_an_answer_that_breaks_off_is_reported_too(settings_for: MakeSettings, task: WritingTask) -> None:
    with ModelServer([Reply(status=500), Reply(cut_at=40)]) as server:
        report = WriterReport()
        with pytest.raises(ModelUnavailable):
            write(OpenAIWriter(settings_for(server)), task, report)
    assert report.details["retries"] == 1
    assert report.tokens.completion > 0


def test_what_the_model_says_aside_is_on_record_and_not_in_the_text(
    settings_for: MakeSettings, task: WritingTask
) -> None:
    answer = "Yes.[1]\n\n## Not covered\n\n- the price\n\n## Follow-up questions\n\n- Why?"
    text = f"<think>Let me see.</think>\n\n{answer}"
    with ModelServer([Reply(text=text)]) as server:
        report = WriterReport()
        written = write(OpenAIWriter(settings_for(server)), task, report)
    assert written.strip() == "Yes.[1]\n\n## Follow-up questions\n\n- Why?"
    assert report.details["not_covered"] == 1


def test_a_model_that_finds_nothing_has_not_answered(settings_for: MakeSettings, task: WritingTask) -> None:
    with (
        ModelServer([Reply(text="## Not covered\n\n- all of it")]) as server,
        pytest.raises(ModelAnswerError),
    ):
        write(OpenAIWriter(settings_for(server)), task)


def test_closing_it_stops_the_server(settings_for: MakeSettings, task: WritingTask) -> None:
    with ModelServer([Reply(speed=50)]) as server:

        async def leave() -> None:
            stream = OpenAIWriter(settings_for(server)).write(task, WriterReport())
            await take(stream, 2)
            await stream.aclose()

        asyncio.run(leave())
        assert server.wait_until(lambda: server.requests[0].left)


@pytest.mark.parametrize("audience", list(Audience))
def test_its_instructions_hold_neither_question_nor_statements(
    server: ModelServer, settings_for: MakeSettings, make_task: MakeTask, audience: Audience
) -> None:
    task = make_task(audience=audience)
    writer = OpenAIWriter(settings_for(server))
    assert isinstance(writer, Instructed)
    instructions = writer.instructions(task)
    write(writer, task)
    assert instructions in server.requests[0].prompt()
    assert task.query.text not in instructions
    assert not any(s.text in instructions for s in task.evidence)


def test_no_statement_reads_like_a_leak_of_the_instructions(
    server: ModelServer, settings_for: MakeSettings, make_task: MakeTask
) -> None:
    writer = OpenAIWriter(settings_for(server))
    told = leak.Prompt("\n".join(writer.instructions(make_task(audience=a)) for a in Audience))
    corpus = make_task().corpus
    assert [s.id for s in corpus if leak.findings(s.text, told) or leak.findings(s.plain, told)] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return first_versions(tmp_path / "prompts")


def test_a_reviewer_edits_a_prompt_and_the_next_answer_is_written_with_it(
    server: ModelServer, settings_for: MakeSettings, task: WritingTask, folder: Path
) -> None:
    writer = OpenAIWriter(settings_for(server, prompt_folder=folder))
    before, after = WriterReport(), WriterReport()
    write(writer, task, before)
    path = folder / "answer" / "v1.md"
    path.write_text(path.read_text().replace("# System\n", "# System\n\nWrite as a pirate would.\n"))
    write(writer, task, after)
    assert "pirate" not in server.requests[0].prompt()
    assert "pirate" in server.requests[1].prompt()
    assert before.prompt_hash != after.prompt_hash


def test_a_draft_is_used_where_it_is_asked_for(
    server: ModelServer, settings_for: MakeSettings, task: WritingTask, folder: Path
) -> None:
    text = (folder / "answer" / "v1.md").read_text()
    draft = text.replace("version: 1", "version: 2").replace("status: active", "status: draft")
    (folder / "answer" / "v2.md").write_text(draft.replace("temperature: 0", "temperature: 1"))
    reports = []
    for settings, prompt in (
        (settings_for(server, prompt_folder=folder), None),
        (settings_for(server, prompt_folder=folder, answer_prompt="answer@2"), None),
        (settings_for(server, prompt_folder=folder), "answer@2"),
    ):
        reports.append(WriterReport())
        write(OpenAIWriter(settings, prompt=prompt), task, reports[-1])
    assert [r.prompt for r in reports] == ["answer@1", "answer@2", "answer@2"]
    assert [r.body["temperature"] for r in server.requests] == [0, 1, 1]


def test_a_broken_prompt_stops_the_start_and_later_only_the_model(
    server: ModelServer, settings_for: MakeSettings, task: WritingTask, folder: Path
) -> None:
    settings = settings_for(server, prompt_folder=folder)
    writer = OpenAIWriter(settings)
    path = folder / "answer" / "v1.md"
    path.write_text(path.read_text() + "{{ doze }}\n")
    with pytest.raises(errors.PromptError, match=r"answer/v1\.md, line \d+: unknown variable 'doze'"):
        OpenAIWriter(settings)
    with pytest.raises(ModelUnavailable, match="prompt"):
        write(writer, task)
    assert server.requests == []


def test_a_prompt_that_is_not_there_stops_the_start(server: ModelServer, settings_for: MakeSettings) -> None:
    with pytest.raises(errors.PromptError, match="answer@99"):
        OpenAIWriter(settings_for(server, answer_prompt="answer@99"))


@pytest.mark.parametrize(
    ("prompt", "completion", "cost"),
    [(None, None, None), (1.0, None, 0.001), (None, 4.0, 0.002), (0.0, 0.0, 0.0)],
)
def test_cost_is_known_where_prices_are(
    prompt: float | None, completion: float | None, cost: float | None
) -> None:
    settings = Settings(prompt_price=prompt, completion_price=completion)
    assert price(Tokens(prompt=1000, completion=500), settings) == cost


def test_a_recording_plays_like_a_writer(task: WritingTask) -> None:
    writer = ScriptedWriter(["One.", "[1] Tw"], fault=ModelUnavailable("Gone."))

    async def play() -> list[str]:
        pieces: list[str] = []
        try:
            async for piece in writer.write(task, WriterReport()):
                pieces.append(piece)
        except ModelUnavailable:
            pieces.append("!")
        return pieces

    assert asyncio.run(play()) == ["One.", "[1] Tw", "!"]
    assert writer.cancelled == 0
