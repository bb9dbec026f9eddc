"""Reports that leave the program are escaped and the same in every format, and so is the command."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chat_app.answer import Audience
from chat_app.cli import main
from chat_app.lab.contestants import evidence_writer, line_up, titles
from chat_app.lab.difference import differences
from chat_app.lab.figures import FIGURES
from chat_app.lab.paper import as_html
from chat_app.lab.questions import Question, QuestionSet, as_yaml
from chat_app.lab.report import SCHEMA, report_of
from chat_app.lab.sheet import as_csv
from chat_app.lab.yardstick import Yardstick
from chat_app.records.lab import LabStore
from chat_app.settings import Settings
from tests.chat_app.lab.conftest import Play
from tests.model_server import ModelServer, Reply
from tests.prompts.folder import steering

EVIL = "<script>alert(1)</script> What is the dose of hydroxychloroquine?"


class Tags(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_html_report_escapes_what_people_and_models_wrote_and_needs_nothing_else(
    play: Play, lab: LabStore, yardstick: Yardstick, prompt_folder: Path
) -> None:
    text = "<img src=x onerror=alert(1)> uncited. [Click](javascript:alert(1)) too."
    evil = QuestionSet(
        name="<b>set</b>",
        questions=(
            Question(id="<i>", question=EVIL, scope="in", key_points=("<u>point</u>",)),
            Question(id="q2", question="What is the dose of mycophenolate?", scope="in"),
        ),
    )
    with ModelServer(lambda _: Reply(text=text)) as server:
        settings = Settings(
            openai_base_url=server.url,
            model="<em>model</em>",
            second_reader=False,
            prompt_folder=prompt_folder,
        )
        contestants = line_up(settings, prompts=("answer@1",), evidence=True, models=["<em>m</em>", "n"])
        run = play(contestants, evil, settings)
    report = report_of(run, lab, yardstick)
    page = as_html(report, lab.results(run), {q.id: q.question for q in evil.questions})
    seen = Tags()
    seen.feed(page)
    assert not {"script", "img", "iframe", "link", "em", "b", "i", "u", "a"} & set(seen.tags)
    assert not {"src", "href", "onerror", "onclick"} & seen.attributes
    assert "&lt;em&gt;m&lt;/em&gt;" in page
    assert "&lt;u&gt;point&lt;/u&gt;" in page
    assert "http" not in page.replace("http-equiv", "").split("</head>")[0]


def test_the_formats_hold_the_same_results(
    play: Play, lab: LabStore, yardstick: Yardstick, forty: QuestionSet
) -> None:
    contestants = (evidence_writer(Audience.SPECIALIST), evidence_writer(Audience.PATIENT))
    run = play(contestants, forty.first(3), Settings())
    report = report_of(run, lab, yardstick)
    data = json.loads(report.as_json())
    assert data["schema"] == SCHEMA
    assert set(data) == {"schema", "run", "figures", "contestants", "comparisons", "results"}
    assert [f["name"] for f in data["figures"]] == [f.name for f in FIGURES]
    rows = list(csv.DictReader(io.StringIO(as_csv(report))))
    assert len(rows) == len(data["results"]) == 6
    for row, result in zip(rows, data["results"], strict=True):
        assert row["question"] == result["question"]
        number = result["figures"]["key_points"]
        assert row["key_points"] == ("" if number is None else str(round(number, 6)))
    assert {c["title"] for c in data["contestants"]} == {
        "Evidence writer, specialist",
        "Evidence writer, patient",
    }


def test_a_cell_that_looks_like_a_formula_is_text(play: Play, lab: LabStore, yardstick: Yardstick) -> None:
    questions = QuestionSet(
        name="s",
        questions=(
            Question(id="=cmd|'/C'!A0", question="HCQ dose in LN?", scope="in", key_points=("=1+1",)),
        ),
    )
    run = play((evidence_writer(Audience.SPECIALIST),), questions, Settings())
    row = next(csv.DictReader(io.StringIO(as_csv(report_of(run, lab, yardstick)))))
    assert row["question"].startswith("'=")
    assert row["key_points_missed"].startswith("'=")


def test_history_is_compared_on_the_questions_that_are_the_same(
    play: Play, lab: LabStore, yardstick: Yardstick, forty: QuestionSet
) -> None:
    writer = evidence_writer(Audience.SPECIALIST)
    earlier = play((writer,), forty.first(4), Settings())
    changed = forty.first(5).model_copy(
        update={
            "questions": (
                forty.questions[0].model_copy(update={"question": "Is a biopsy needed in LN?"}),
                *forty.questions[1:5],
            )
        }
    )
    run = play((writer,), changed, Settings())
    report = report_of(run, lab, yardstick, [(earlier, writer.key)])
    before, now = report.contestants
    assert before.run == earlier
    assert before.key != now.key
    assert (now.results, before.results) == (5, 3)
    (pair,) = report.comparisons
    assert pair.figures["key_points"].verdict == "same"
    assert pair.figures["key_points"].n == 3


@pytest.mark.parametrize(
    ("first", "second", "only_first", "only_second"),
    [
        (["The dose is 5 mg."], ["The dose is 7 mg."], ["5"], ["7"]),
        (["One. "], ["One."], [], []),
        (["A b c.", "D e."], ["D e.", "A b c."], ["D e."], ["D e."]),
        ([], ["All new."], [], ["All new."]),
        (["Same"], ["same"], ["Same"], ["same"]),
    ],
)
def test_words_that_only_one_text_has(
    first: list[str], second: list[str], only_first: list[str], only_second: list[str]
) -> None:
    one, other = differences(first, second)
    assert [r.text.strip() for line in one for r in line if r.only_here] == only_first
    assert [r.text.strip() for line in other for r in line if r.only_here] == only_second
    assert ["".join(r.text for r in line) for line in one] == first, "no word and no blank is lost"
    assert ["".join(r.text for r in line) for line in other] == second


def test_titles_tell_contestants_apart(prompt_folder: Path) -> None:
    settings = Settings(openai_base_url="http://127.0.0.1:9/v1", prompt_folder=prompt_folder)
    draft = (prompt_folder / "answer" / "v1.md").read_text().replace("# User", "More.\n\n# User", 1)
    found = line_up(settings, prompts=("answer@1",), draft=draft, evidence=True)
    assert list(titles(found).values()) == ["answer@1", "answer@1 (draft)", "Evidence writer"]
    found = line_up(settings, prompts=("answer@1",), models=("a", "b"), audiences=tuple(Audience)[:2])
    assert len(set(titles(found).values())) == 4


def test_eval_measures_reports_and_fails_where_a_limit_is_not_kept(
    tmp_path: Path, forty: QuestionSet, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(as_yaml(forty.first(3)))
    out = {kind: tmp_path / f"r.{kind}" for kind in ("json", "html", "csv")}
    command = ["eval", "--evidence", "--questions", str(file), "--json", str(out["json"])]
    command += ["--html", str(out["html"]), "--csv", str(out["csv"])]
    assert main([*command, "--fail-under", "key_points=0.5", "citation_recall=0.1"]) == 0
    captured = capsys.readouterr()
    assert "Key points covered" in captured.out
    assert "3 of 3" in captured.err, "the progress goes to standard error"
    assert json.loads(out["json"].read_text())["run"]["complete"] is True
    assert out["html"].read_text().startswith("<!doctype html>")
    run = json.loads(out["json"].read_text())["run"]["id"]
    assert main(["eval", "--resume", run[:8], "--fail-under", "key_points=1.01"]) == 1
    captured = capsys.readouterr()
    assert "key points covered 100%, under 101%" in captured.err
    assert captured.err.strip().splitlines()[-1] == "ln-consult: 1 limit not kept by 1 contestant."
    assert main(["eval", "--resume", run[:8], "--fail-over", "sentences=1", "--json", "-"]) == 1
    assert json.loads(capsys.readouterr().out)["schema"] == SCHEMA


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--prompt", "answer@1"], "No language model is configured"),
        ([], "Nobody would compete"),
        (["--evidence", "--fail-under", "keypoints=1"], "Unknown figure 'keypoints'"),
        (["--evidence", "--fail-under", "key_points=much"], "write a figure and a number"),
        (["--evidence", "--audience", "aunt"], "Unknown audience"),
        (["--evidence", "--questions", "nowhere.yaml"], "cannot be read"),
        (["--evidence", "--limit", "0"], "is empty"),
        (["--evidence", "--repeat", "0"], "repeat"),
        (["--resume", "nothing"], "There is no run"),
    ],
)
def test_eval_says_on_one_line_what_is_wrong(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", *arguments]) == 1
    error = capsys.readouterr().err.strip()
    assert says in error
    assert error.startswith("ln-consult: ")


def test_eval_fails_where_nothing_was_answered_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with ModelServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("LN_CONSULT_MODEL", "status-401")
        assert main(["eval", "--prompt", "answer@1", "--limit", "2"]) == 1
    error = capsys.readouterr().err
    assert "2 × " in error
    assert "401" in error
    assert "No question was answered by: answer@1." in error.splitlines()[-1]


def test_eval_fails_a_prompt_that_is_worse_than_the_first(
    prompt_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steering(prompt_folder, 2, "omitted=0")
    steering(prompt_folder, 3, "omitted=0.7 uncited=0.6")
    with ModelServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("LN_CONSULT_MODEL", "steered")
        monkeypatch.setenv("LN_CONSULT_SECOND_READER", "false")
        monkeypatch.setenv("LN_CONSULT_PROMPT_FOLDER", str(prompt_folder))
        command = ["eval", "--prompt", "answer@2", "--prompt", "answer@3", "--limit", "16"]
        assert main([*command, "--fail-if-worse"]) == 1
    assert "answer@3 is worse than answer@2" in capsys.readouterr().err
