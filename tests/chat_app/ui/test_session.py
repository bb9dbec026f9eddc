"""One reader's session: asking, stopping, correcting, history; apart from how anything looks."""

from __future__ import annotations

import pytest

from chat_app.answer import Audience, Outcome
from chat_app.errors import RecordError
from chat_app.question.patient import PatientFacts
from chat_app.ui.progress import WAITS, status_line, unfinished
from chat_app.ui.run import Progress
from chat_app.ui.session import Session, Turn
from chat_app.ui.worker import Worker
from tests.chat_app.ui.conftest import until
from tests.chat_app.ui.stand_in import StandIn


def finished(reader: Session, question: str = "Is belimumab indicated?") -> Turn:
    turn = reader.ask(question)
    assert turn.run is not None
    assert turn.run.wait(5)
    reader.settle()
    return turn


def half_done(reader: Session, stand_in: StandIn) -> Turn:
    """A turn held after its first sentence."""
    stand_in.go.clear()
    turn = reader.ask("Is belimumab indicated?")
    run = turn.run
    assert run is not None
    until(lambda: bool(run.snapshot().draft.released))
    return turn


def test_an_answer_is_kept_and_the_next_question_follows_it(reader: Session, stand_in: StandIn) -> None:
    first = finished(reader)
    assert first.answer is not None
    second = finished(reader, "And in pregnancy?")
    assert second.answer is not None
    assert stand_in.requests[1].conversation == first.answer.conversation == reader.conversation


def test_a_page_that_outlives_its_server_finds_its_turns_under_the_same_keys(reader: Session) -> None:
    asked = [finished(reader).key, finished(reader, "And in pregnancy?").key]
    assert reader.conversation is not None
    anew = Session(reader.worker)
    anew.open(reader.conversation)
    assert [turn.key for turn in anew.turns] == asked


def test_a_page_that_reruns_in_the_middle_of_an_answer_loses_nothing(
    reader: Session, stand_in: StandIn
) -> None:
    turn = half_done(reader, stand_in)
    looks = [unfinished(turn, stand_in.corpus) for _ in range(3)]
    assert looks[0] == looks[1] == looks[2]
    assert looks[0]["state"] == "working"
    assert looks[0]["bottom_line"]
    assert "statements searched" in looks[0]["status"]["text"]
    stand_in.go.set()
    assert turn.run is not None
    assert turn.run.wait(5)
    reader.settle()
    assert turn.answer is not None
    assert turn.answer.outcome is Outcome.ANSWERED


def test_a_question_that_cannot_even_be_kept_yet_is_said_to_wait() -> None:
    assert status_line(Progress(age=1.0)).startswith("Reading the question")
    assert status_line(Progress(age=4.0)) == WAITS
    assert status_line(Progress(conversation="c", age=4.0)).startswith("Reading the question")


def test_stop_keeps_what_was_verified_and_says_so(reader: Session, stand_in: StandIn) -> None:
    turn = half_done(reader, stand_in)
    reader.stop()
    assert reader.working is None
    data = unfinished(turn, stand_in.corpus)
    assert data["state"] == "stopped"
    assert data["bottom_line"]
    assert [n["kind"] for n in data["notices"]] == ["stopped"]
    stand_in.go.set()
    reader.settle()
    assert turn.answer is None


def test_a_stopped_question_does_not_block_the_next(reader: Session, stand_in: StandIn) -> None:
    half_done(reader, stand_in)
    reader.stop()
    stand_in.go.set()
    assert finished(reader, "And in pregnancy?").answer is not None


def test_a_new_question_stops_the_one_at_work(reader: Session, stand_in: StandIn) -> None:
    turn = half_done(reader, stand_in)
    reader.ask("Something else about class V?")
    assert turn.run is not None
    assert turn.run.snapshot().stopped


def test_a_failure_is_shown_with_the_question(reader: Session, stand_in: StandIn) -> None:
    turn = finished(reader, "A broken question")
    data = unfinished(turn, stand_in.corpus)
    assert data["question"] == "A broken question"
    assert [n["text"] for n in data["notices"]] == ["It broke."]
    assert data["status"] is None


def test_a_question_that_cannot_be_worked_on_says_why(reader: Session, stand_in: StandIn) -> None:
    data = unfinished(finished(reader, " "), stand_in.corpus)
    assert [n["text"] for n in data["notices"]] == ["The question is empty."]


def test_a_corrected_reading_is_asked_in_place(reader: Session, stand_in: StandIn) -> None:
    turn = finished(reader)
    reader.ask_again(turn, resolved="Is subcutaneous belimumab indicated?")
    assert turn.run is not None
    assert turn.run.wait(5)
    reader.settle()
    assert reader.turns == [turn]
    assert turn.answer is not None
    assert turn.answer.resolved_question == "Is subcutaneous belimumab indicated?"


def test_another_kind_of_reader_gets_the_last_answer_anew(reader: Session, stand_in: StandIn) -> None:
    turn = finished(reader)
    assert turn.answer is not None
    resolved = turn.answer.resolved_question
    reader.choose_audience(Audience.PATIENT)
    assert turn.run is not None
    assert turn.run.wait(5)
    assert stand_in.requests[-1].audience is Audience.PATIENT
    assert stand_in.requests[-1].resolved == resolved


def test_the_same_kind_of_reader_costs_nothing(reader: Session, stand_in: StandIn) -> None:
    finished(reader)
    reader.choose_audience(Audience.SPECIALIST)
    assert len(stand_in.requests) == 1


def test_facts_of_the_patient_go_with_the_question(reader: Session, stand_in: StandIn) -> None:
    reader.patient = PatientFacts(egfr=38, classes=("IV",))
    finished(reader)
    assert stand_in.requests[0].patient == reader.patient


def test_a_new_consultation_begins_with_nothing_of_the_one_before(reader: Session) -> None:
    reader.patient = PatientFacts(egfr=38)
    finished(reader)
    version = reader.patient_version
    reader.clear()
    assert (reader.turns, reader.conversation, reader.patient) == ([], None, PatientFacts())
    assert reader.patient_version > version


def test_history_opens_an_answer_exactly_as_it_was_given(reader: Session, stand_in_worker: Worker) -> None:
    reader.choose_audience(Audience.TRAINEE)
    turn = finished(reader)
    assert turn.answer is not None
    another = Session(stand_in_worker)
    assert [c.id for c in another.history()] == [reader.conversation]
    another.open(another.history()[0].id)
    assert another.audience is Audience.TRAINEE
    assert [t.answer for t in another.turns] == [turn.answer]


def test_a_permanent_link_opens_its_answer(reader: Session, stand_in_worker: Worker) -> None:
    first, second = finished(reader), finished(reader, "And in pregnancy?")
    assert first.answer is not None
    another = Session(stand_in_worker)
    another.open_answer(first.answer.id)
    assert [t.answer for t in another.turns] == [first.answer, second.answer]
    assert another.target == first.answer.id


def test_a_link_to_nothing_says_so(reader: Session) -> None:
    reader.open_answer("0" * 32)
    assert reader.problem is not None
    assert "no answer" in reader.problem
    assert reader.turns == []


def test_an_answer_written_anew_stands_once_in_the_history(reader: Session, stand_in_worker: Worker) -> None:
    turn = finished(reader)
    assert turn.answer is not None
    before = turn.answer.id
    reader.ask_again(turn, resolved="Is subcutaneous belimumab indicated?")
    assert turn.run is not None
    assert turn.run.wait(5)
    reader.settle()
    assert reader.conversation is not None
    another = Session(stand_in_worker)
    another.open(reader.conversation)
    assert [t.answer for t in another.turns] == [turn.answer]
    another.open_answer(before)
    assert [t.answer.id for t in another.turns if t.answer] == [before, turn.answer.id]


def test_a_question_cut_off_by_the_end_of_the_program_is_asked_again(
    reader: Session, stand_in: StandIn, stand_in_worker: Worker
) -> None:
    lost = stand_in_worker.store.begin(None, "Is belimumab indicated?", Audience.SPECIALIST, PatientFacts())
    reader.open(lost.conversation)
    turn = reader.turns[-1]
    assert turn.run is not None
    assert turn.run.wait(5)
    reader.settle()
    assert turn.answer is not None
    assert turn.answer.conversation == lost.conversation


def test_a_page_loaded_again_finds_the_run_that_is_at_work(
    reader: Session, stand_in: StandIn, stand_in_worker: Worker
) -> None:
    turn = half_done(reader, stand_in)
    reader.settle()
    assert reader.conversation is not None
    another = Session(stand_in_worker)
    another.open(reader.conversation)
    assert another.turns[-1].run is turn.run
    assert len(stand_in.requests) == 1


def test_consultations_are_found_renamed_and_deleted(reader: Session) -> None:
    finished(reader)
    assert reader.conversation is not None
    reader.rename(reader.conversation, "Benlysta approval")
    assert [c.title for c in reader.history()] == ["Benlysta approval"]
    reader.look_for("belimumab indicated")
    assert len(reader.history()) == 1
    reader.look_for("transplantation")
    assert reader.history() == ()
    reader.look_for("")
    reader.delete(reader.conversation)
    assert (reader.history(), reader.turns) == ((), [])


def test_a_database_that_cannot_be_read_is_said_on_the_page(
    reader: Session, stand_in_worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RecordError("The database cannot be used: it is gone.")

    monkeypatch.setattr(stand_in_worker.store, "conversations", broken)
    assert reader.history() == ()
    assert reader.problem == "The database cannot be used: it is gone."


def test_an_empty_title_is_refused_with_a_reason(reader: Session) -> None:
    finished(reader)
    assert reader.conversation is not None
    reader.rename(reader.conversation, "  ")
    assert reader.problem


@pytest.mark.parametrize("helpful", [True, False])
def test_feedback_reaches_the_store(reader: Session, stand_in_worker: Worker, helpful: bool) -> None:
    turn = finished(reader)
    assert turn.answer is not None
    reasons = () if helpful else ("outdated", "unsafe")
    reader.rate(turn, helpful, reasons, "The newer edition differs.")
    kept = stand_in_worker.store.feedback(turn.answer.id)
    assert [(f.helpful, f.reasons, f.comment) for f in kept] == [
        (helpful, reasons, "The newer edition differs.")
    ]
    assert turn.feedback is helpful
