"""The history keeps what was asked and answered, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from chat_app.answer import Answer, Audience, Outcome, Provenance, Review, Section, Sentence
from chat_app.errors import RecordError
from chat_app.question.patient import PatientFacts
from chat_app.records import database
from chat_app.records.base import Turn
from chat_app.records.store import Store

FACTS = PatientFacts(age_years=34, egfr=58, classes=("IV",))


def begin(store: Store, question: str = "Is belimumab indicated?", conversation: str | None = None) -> Turn:
    return store.begin(conversation, question, Audience.SPECIALIST, FACTS)


def answer_for(turn: Turn, bottom: str = "Belimumab is an option.") -> Answer:
    sentence = Sentence(text=bottom, citations=("a.one",), verdict="quoted")
    return Answer(
        id=turn.id,
        question=turn.question,
        resolved_question=turn.question,
        conversation=turn.conversation,
        outcome=Outcome.ANSWERED,
        bottom_line=(sentence,),
        sections=(Section(title="Dose", sentences=(sentence,)),),
        disclaimer="For professionals.",
        review=Review(updated="2026-11-24"),
        provenance=Provenance(
            writer="evidence",
            corpus="sha256:x",
            corpus_updated="2026-11-24",
            guardrails="g",
            audience=Audience.SPECIALIST,
        ),
        created="2026-11-24T08:00:00+00:00",
    )


def test_a_question_is_stored_before_its_answer(store: Store) -> None:
    turn = begin(store)
    (kept,) = store.turns(turn.conversation)
    assert (kept.question, kept.patient, kept.answer) == ("Is belimumab indicated?", FACTS, None)


def test_a_question_is_stored_under_the_id_it_is_given(store: Store) -> None:
    first = store.begin(None, "first?", Audience.SPECIALIST, FACTS, "a" * 32)
    assert first.id == "a" * 32
    assert [t.id for t in store.turns(first.conversation)] == ["a" * 32]


def test_an_answer_comes_back_exactly_as_it_was_given(store: Store) -> None:
    turn = begin(store)
    answer = answer_for(turn)
    store.complete(turn, answer)
    assert store.turn(turn.id).answer == answer
    assert store.citing("a.one") == (turn.id,)
    assert store.citing("a.two") == ()


def test_sentences_shown_before_the_answer_was_complete_are_kept(store: Store) -> None:
    turn = begin(store)
    sentence = Sentence(text="Shown.", citations=("a.one",), verdict="verified")
    store.progress(turn, "Dose", sentence)
    assert store.shown_so_far(turn.id) == (("Dose", sentence),)
    store.complete(turn, answer_for(turn))
    assert store.shown_so_far(turn.id) == ()


def test_a_failed_turn_keeps_its_reason(store: Store) -> None:
    turn = begin(store)
    store.fail(turn, "The model server did not answer.")
    assert store.turn(turn.id).error == "The model server did not answer."


def test_an_answer_is_never_undone_by_a_late_failure(store: Store) -> None:
    turn = begin(store)
    store.complete(turn, answer_for(turn))
    store.fail(turn, "cancelled")
    kept = store.turn(turn.id)
    assert kept.answer == answer_for(turn)
    assert kept.error is None


def test_a_question_that_was_cut_off_is_answered_in_its_own_place(store: Store) -> None:
    turn = begin(store)
    sentence = Sentence(text="Shown.", citations=("a.one",), verdict="verified")
    store.progress(turn, None, sentence)
    again = store.reopen(turn.id)
    assert (again.id, again.question) == (turn.id, turn.question)
    assert store.shown_so_far(turn.id) == ()
    store.complete(again, answer_for(again))
    assert len(store.turns(turn.conversation)) == 1
    with pytest.raises(RecordError, match="nothing to go on with"):
        store.reopen(turn.id)


def test_turns_come_in_the_order_in_which_they_were_asked(store: Store) -> None:
    first = begin(store, "one?")
    for question in ("two?", "three?"):
        begin(store, question, first.conversation)
    assert [t.question for t in store.turns(first.conversation)] == ["one?", "two?", "three?"]


def test_a_second_opening_goes_on_where_the_first_left(database_url: str) -> None:
    first, second = Store.open(database_url), Store.open(database_url)
    turn = begin(first)
    later = begin(second, "and in pregnancy?", turn.conversation)
    assert [t.id for t in first.turns(turn.conversation)] == [turn.id, later.id]
    first.close()
    second.close()


def test_concurrent_questions_in_one_conversation_all_find_a_place(store: Store) -> None:
    first = begin(store)
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            for n in range(5):
                begin(store, f"question {n}", first.conversation)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(store.turns(first.conversation)) == 21


def test_many_processes_may_open_a_new_database_at_once(database_url: str) -> None:
    errors: list[BaseException] = []

    def open_it() -> None:
        try:
            Store.open(database_url).close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_the_list_shows_the_conversation_used_last_first(store: Store) -> None:
    one, two = begin(store, "first?"), begin(store, "second?")
    begin(store, "again?", one.conversation)
    assert [(c.title, c.turns) for c in store.conversations()] == [("first?", 2), ("second?", 1)]
    assert [c.id for c in store.conversations(limit=1, offset=1)] == [two.conversation]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("belimumab", True),
        ("BELIMUMAB indicated", True),
        ("option", True),
        ("rituximab", False),
        ("'; --", False),
    ],
)
def test_search_reads_questions_and_bottom_lines(store: Store, words: str, found: bool) -> None:
    turn = begin(store)
    store.complete(turn, answer_for(turn))
    begin(store, "Unrelated question about biopsy?")
    expected = [turn.conversation] if found else []
    assert [c.id for c in store.search(words)] == expected


def test_rename_and_delete(store: Store) -> None:
    turn = begin(store)
    store.complete(turn, answer_for(turn))
    store.add_feedback(turn.id, helpful=True)
    store.rename(turn.conversation, "Belimumab, " + "x" * 200)
    assert len(store.conversations()[0].title) == 80
    store.delete(turn.conversation)
    assert store.conversations() == ()
    assert store.search("belimumab") == ()
    assert store.feedback() == ()
    with pytest.raises(RecordError, match="deleted"):
        store.turn(turn.id)


def test_an_answer_to_a_deleted_conversation_is_refused_plainly(store: Store) -> None:
    turn = begin(store)
    store.delete(turn.conversation)
    with pytest.raises(RecordError, match="deleted while"):
        store.complete(turn, answer_for(turn))


def test_feedback_is_kept_with_its_reasons(store: Store) -> None:
    turn = begin(store)
    store.add_feedback(turn.id, False, ("unsafe", "missing"), "The dose lacks its eGFR limit.")
    (kept,) = store.feedback(turn.id)
    assert (kept.helpful, kept.reasons, kept.comment) == (
        False,
        ("unsafe", "missing"),
        "The dose lacks its eGFR limit.",
    )
    with pytest.raises(RecordError, match="Unknown reason"):
        store.add_feedback(turn.id, False, ("nonsense",))
    with pytest.raises(RecordError, match="no answer"):
        store.add_feedback("0" * 32, True)


def test_an_unknown_conversation_is_named(store: Store) -> None:
    with pytest.raises(RecordError, match="no conversation 'nowhere'"):
        begin(store, "question?", "nowhere")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("not an address", "not a database address"),
        ("sqlite:////proc/none/x.sqlite3", "cannot be opened"),
        ("postgresql://someone:secret@127.0.0.1:1/none", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_opened_says_why_and_shows_no_password(url: str, message: str) -> None:
    with pytest.raises(RecordError, match=message) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    path.write_text("not a database, but a text that is long enough to have a header" * 20)
    with pytest.raises(RecordError, match="cannot be opened"):
        Store.open(f"sqlite:///{path}")


def test_a_file_that_another_program_holds_is_said_to_be_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_WAIT", 0)
    file = tmp_path / "held.sqlite3"
    store = Store.open(f"sqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RecordError, match=r"^The database is busy: .* try again in a moment\.$"):
        begin(store)
    other.execute("ROLLBACK")
    other.close()
    assert begin(store).question == "Is belimumab indicated?"
    store.close()


def test_a_database_of_a_newer_version_is_left_alone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(database_url).close()
    monkeypatch.setattr(database, "NEWEST", "0000")
    with pytest.raises(RecordError, match="newer version"):
        Store.open(database_url)


def test_the_newest_migration_is_the_one_that_the_code_works_with() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == database.NEWEST


def test_migrations_make_the_tables_that_the_code_declares(database_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from chat_app.records.tables import Base

    engine = database.open_database(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda o, name, kind, reflected, other: "search" not in (name or "")},
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
