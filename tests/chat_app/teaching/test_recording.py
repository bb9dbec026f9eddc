"""Recordings: made out of a conversation, read strictly, and never believed."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chat_app.answer import Audience
from chat_app.errors import RecordingError
from chat_app.guidelines.load import default_corpus
from chat_app.question.patient import PatientFacts
from chat_app.records.base import Turn
from chat_app.teaching import shipped
from chat_app.teaching.recording import Recording, read, reading_time, record, written
from chat_app.teaching.replay import Replays
from chat_app.teaching.shelf import SHIPPED, Shelf
from tests.chat_app.ui.stand_in import prepared

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def replays() -> Replays:
    return Replays(default_corpus())


@pytest.fixture(scope="module")
def recording() -> Recording:
    """A recording that came along."""
    path = next(iter(sorted(SHIPPED.glob("*.json"))))
    return read(path.read_bytes(), path.name)


def turn(question: str, facts: PatientFacts = PatientFacts()) -> Turn:
    answer = prepared("belimumab").model_copy(update={"question": question, "resolved_question": question})
    return Turn("t1", "c1", question, Audience.SPECIALIST, facts, question, answer)


def made(question: str, facts: PatientFacts = PatientFacts(), title: str = "Belimumab") -> Recording:
    return record(title, [turn(question, facts)], default_corpus(), "sha256:g", NOW)


def changed(recording: Recording, **changes: Any) -> bytes:
    """The file of a recording with a field of its first turn changed."""
    data = json.loads(written(recording))
    data["turns"][0] |= changes
    return json.dumps(data).encode()


@pytest.mark.parametrize("script", shipped.scripts(), ids=lambda s: s.name)
def test_every_sentence_of_a_recording_on_board_verifies(script: shipped.Script, replays: Replays) -> None:
    path = SHIPPED / f"{script.name}.json"
    recording = read(path.read_bytes(), path.name)
    assert tuple(t.question for t in recording.turns) == script.questions
    replay = replays.prepare(recording)
    assert replay.left_out == 0
    assert all(t.answer.sentences() for t in replay.turns)


def test_every_recording_on_board_can_be_made_anew() -> None:
    assert {p.stem for p in SHIPPED.glob("*.json")} == {s.name for s in shipped.scripts()}
    first = shipped.scripts()[0]
    made = asyncio.run(shipped.make(first, NOW))
    assert [t.question for t in made.turns] == list(first.questions)
    assert made.turns[0].sentences()


def test_what_is_written_is_read_again(recording: Recording) -> None:
    assert read(written(recording)) == recording


def test_identifiers_are_replaced_once_more() -> None:
    question = "Mrs. Testperson Invented, MRN 00112233, born 01/02/1990: is belimumab indicated?"
    recording = made(question, PatientFacts(hbv_status="negative"), title=question[:80])
    for text in (recording.title, recording.turns[0].question, recording.turns[0].resolved):
        assert "00112233" not in text
        assert "Testperson" not in text
    assert recording.turns[0].patient.hbv_status == "negative"


def test_a_recording_carries_no_ids_of_the_history() -> None:
    data = written(made("Is belimumab indicated?")).decode()
    assert prepared("belimumab").id not in data
    assert prepared("belimumab").conversation not in data


def test_a_conversation_without_an_answer_cannot_be_recorded() -> None:
    open_turn = Turn("t", "c", "?", Audience.SPECIALIST, PatientFacts())
    with pytest.raises(RecordingError, match="no answer to record"):
        record("x", [open_turn], default_corpus(), "g", NOW)


BROKEN = [
    (b"", "is not a recorded consultation"),
    (b"not json", "is not a recorded consultation"),
    (b"[]", "is not a recorded consultation"),
    (b'{"format": "other", "version": 1}', 'its format is "other"'),
    (b'{"format": "ln-consult-recording", "version": 2}', "made by a later version"),
    (b'{"format": "ln-consult-recording", "version": 1}', r"field title: Field required"),
    (b" " * 1_000_001, "is larger than 1,000 kB"),
]


@pytest.mark.parametrize(("data", "message"), BROKEN, ids=[m for _, m in BROKEN])
def test_a_broken_file_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(RecordingError, match=message):
        read(data)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "perhaps"}, r"turns\.0\.outcome"),
        ({"question": 3}, r"turns\.0\.question"),
        ({"more": 1}, r"turns\.0\.more"),
        ({"pace": {"typing": 1, "status": 1, "sentences": [1]}}, r"turns\.0\.pace\.sentences"),
        ({"pace": {"typing": -1, "status": 1, "sentences": []}}, r"turns\.0\.pace\.typing"),
    ],
)
def test_the_wrong_field_is_named(recording: Recording, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordingError, match=f"talk.json, field {field}"):
        read(changed(recording, **changes), "talk.json")


def test_a_sentence_changed_by_hand_is_left_out(recording: Recording, replays: Replays) -> None:
    data = json.loads(written(recording))
    sentence = data["turns"][0]["bottom_line"][1]
    sentence["text"] = sentence["text"].replace("1B", "1A").replace("class III or IV", "class I or II")
    replay = replays.prepare(read(json.dumps(data).encode()))
    assert replay.left_out == 1
    texts = [s.text for s in replay.turns[0].answer.sentences()]
    assert sentence["text"] not in texts
    assert len(texts) == len(replay.turns[0].pace) == len(recording.turns[0].sentences()) - 1


def test_a_calculation_changed_by_hand_is_left_out(recording: Recording, replays: Replays) -> None:
    data = json.loads(written(recording))
    lines = [s for t in data["turns"] for s in t["bottom_line"] if "720 mg" in s["text"]]
    assert lines, "the recording holds a worked-out dose"
    lines[0]["text"] = lines[0]["text"].replace("720 mg", "7200 mg")
    assert replays.prepare(read(json.dumps(data).encode())).left_out == 1


@pytest.mark.parametrize("citations", [[], ["no-such-source.statement"]])
def test_a_sentence_without_a_statement_on_board_is_left_out(
    recording: Recording, replays: Replays, citations: list[str]
) -> None:
    data = json.loads(written(recording))
    data["turns"][0]["bottom_line"][1]["citations"] = citations
    assert replays.prepare(read(json.dumps(data).encode())).left_out == 1


def test_cards_come_from_the_statements_on_board(recording: Recording, replays: Replays) -> None:
    data = json.loads(written(recording))
    for reference in data["turns"][0]["references"]:
        reference["url"] = "https://elsewhere.invalid/"
        for statement in reference["statements"]:
            statement["text"] = "Anything."
    answer = replays.prepare(read(json.dumps(data).encode())).turns[0].answer
    corpus = default_corpus()
    assert all(s.text == corpus.statements[s.id].text for r in answer.references for s in r.statements)
    assert not any("elsewhere" in (r.url or "") for r in answer.references)


def test_an_older_corpus_is_told(recording: Recording, replays: Replays) -> None:
    older = recording.model_copy(update={"corpus": "sha256:older"})
    assert not replays.prepare(older).same_corpus


def test_reading_takes_longer_for_more_words_within_bounds() -> None:
    times = [reading_time("word " * n) for n in (1, 10, 25, 400)]
    assert times == sorted(times)
    assert times[0] >= 1000
    assert times[-1] <= 12_000


def test_the_shelf_keeps_finds_and_deletes(tmp_path: Path, recording: Recording) -> None:
    shelf = Shelf(tmp_path)
    came_along = len(shelf.all())
    kept = shelf.keep(recording)
    assert shelf.keep(recording).name == kept.name
    assert next(k.name for k in shelf.all()) == kept.name
    assert len(shelf.all()) == came_along + 1
    assert shelf.get(kept.name).recording == recording
    shelf.remove(kept.name)
    assert len(shelf.all()) == came_along
    with pytest.raises(RecordingError, match="comes with the product"):
        shelf.remove(shelf.all()[0].name)


@pytest.mark.parametrize("name", ["../secret", "nothing", "", "A B"])
def test_a_name_that_is_none_leads_nowhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.json").write_text("{}")
    with pytest.raises(RecordingError, match="no recording of this name"):
        Shelf(tmp_path).get(name)


def test_a_broken_file_stands_on_the_shelf_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "demonstrations").mkdir()
    (tmp_path / "demonstrations" / "talk.json").write_text("{")
    [broken] = [k for k in Shelf(tmp_path).all() if k.problem]
    assert broken.name == "talk"
    assert "talk.json is not a recorded consultation" in (broken.problem or "")
