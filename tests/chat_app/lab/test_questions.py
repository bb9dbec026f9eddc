"""Question sets: a fault names file, item and field; sets of stored questions hold no identifier."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.answer import Audience
from chat_app.consult import Consultation, Request
from chat_app.errors import QuestionSetError
from chat_app.lab.collect import collect, keep
from chat_app.lab.questions import (
    ON_BOARD,
    Question,
    QuestionSet,
    as_yaml,
    check_evidence,
    load_questions,
    read_questions,
    sets_in,
)
from chat_app.lab.yardstick import Yardstick
from chat_app.question.patient import PatientFacts
from chat_app.records.store import Store

GOOD = "- id: a\n  question: What is it?\n  scope: in\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must hold a list"),
        ("a: 1", "must hold a list"),
        ("- just text", "item 1: must map fields"),
        ("- id: [", "line 1: is not YAML"),
        ("- question: Q?\n  scope: in\n", "item 1, id: is missing"),
        (GOOD.replace("scope: in", "scope: maybe"), "item a, scope: input should be 'in', 'near' or 'out'"),
        (GOOD + "  keypoints: [x]\n", "item a, keypoints: is not a field of a question; these are: id,"),
        (GOOD + "  key_points: one\n", "item a, key_points: must be a list"),
        (GOOD + "  key_points: [good, 5]\n", "item a, key_points.2: input should be a valid string"),
        (GOOD + "  must_not: ['']\n", "item a, must_not.1: is empty"),
        (GOOD + GOOD, "item a, id: is used twice"),
        (GOOD.replace("id: a", "id: a b"), "item a b, id: string should match"),
        (GOOD.replace("What is it?", "no"), "item a, question"),
        ("- id: 7\n  question: What is it?\n  scope: in\n", "item 1, id: input should be a valid string"),
    ],
)
def test_a_fault_names_file_item_and_field(text: str, says: str) -> None:
    with pytest.raises(QuestionSetError) as caught:
        read_questions(text, "mine.yaml")
    assert str(caught.value).startswith("mine.yaml")
    assert says in str(caught.value)


def test_the_sets_on_board_are_sound_and_name_real_statements(base: Consultation) -> None:
    for path in sets_in(ON_BOARD).values():
        questions = load_questions(path)
        check_evidence(questions, base.corpus.statements)
        in_scope = [q for q in questions.questions if q.scope == "in"]
        assert all(q.key_points and q.evidence for q in in_scope)
    with pytest.raises(QuestionSetError, match=r"item a, evidence: no statement is called 'x\.y'"):
        check_evidence(read_questions(GOOD + "  evidence: [x.y]\n", "s"), base.corpus.statements)


def test_key_points_on_board_stand_in_the_statements_they_are_taken_from(
    base: Consultation, forty: QuestionSet, yardstick: Yardstick
) -> None:
    """The yardstick finds each in its statements' own words, so a perfect answer would hold all."""
    missing = []
    for question in forty.questions:
        words, numbers = yardstick.content(
            " ".join(base.corpus.statements[e].text for e in question.evidence)
        )
        for point in question.key_points:
            have, named = yardstick.content(point)
            if not named <= numbers or len(have & words) < 0.66 * len(have):
                missing.append((question.id, point))
    assert missing == []


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=3).filter(
    lambda t: len(t.strip()) >= 3
)


@given(st.lists(st.tuples(LINE, st.lists(LINE, max_size=3)), min_size=1, max_size=4))
def test_a_set_that_is_written_reads_back_unchanged(rows: list[tuple[str, list[str]]]) -> None:
    questions = tuple(
        Question(id=f"q{n}", question=text.strip(), scope="in", key_points=tuple(p.strip() for p in points))
        for n, (text, points) in enumerate(rows)
    )
    made = QuestionSet(name="s", questions=questions)
    assert read_questions(as_yaml(made), "s.yaml") == made


@pytest.fixture
def store(tmp_path: Path, base: Consultation) -> Store:
    opened = Store.open(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    asking = base.beside(settings=base.settings, recorder=opened, writers=base.writers)
    for text in (
        "What is the dose of hydroxychloroquine in lupus nephritis?",
        "Is the Euro-Lupus regimen used for class IV?",
        "What is the dose of hydroxychloroquine in lupus nephritis??",
        "How is voclosporin monitored?",
        "Can you suggest a recipe for a chocolate cake?",
    ):
        asyncio.run(asking.answer(Request(text, Audience.SPECIALIST)))
    return opened


def test_a_set_is_made_of_stored_questions_each_once_and_the_unsafe_ones_first(
    store: Store, tmp_path: Path
) -> None:
    by_text = {
        t.question: t for c in store.conversations() for t in store.turns(c.id) if "cake" not in t.question
    }
    unsafe = by_text["How is voclosporin monitored?"]
    good = by_text["Is the Euro-Lupus regimen used for class IV?"]
    store.add_feedback(good.id, True)
    store.add_feedback(unsafe.id, False, ("unsafe", "missing"))
    made = collect(store)
    texts = [q.question for q in made.questions]
    assert texts[:2] == [unsafe.question, good.question]
    assert len(texts) == 4, "the same question counts once"
    assert made.questions[0].note == "rated not helpful: unsafe, missing"
    assert good.answer
    assert set(made.questions[1].evidence) == {c for s in good.answer.bottom_line for c in s.citations}
    assert {q.question: q.scope for q in made.questions}[
        "Can you suggest a recipe for a chocolate cake?"
    ] == "out"
    path = keep(made, tmp_path / "data", "stored")
    assert load_questions(path).questions == made.questions
    assert keep(made, tmp_path / "data", "stored") != path, "nothing is overwritten"
    with pytest.raises(QuestionSetError, match="small letters"):
        keep(made, tmp_path / "data", "../elsewhere")


def test_an_identifier_that_slipped_into_the_store_does_not_reach_a_set(
    base: Consultation, tmp_path: Path
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    turn = store.begin(
        None, "Does John Smithson, MRN 12345678, need belimumab?", Audience.SPECIALIST, PatientFacts()
    )
    answer = base._error(Request("x"), "none")
    store.complete(turn, answer)
    text = as_yaml(collect(store))
    assert "Smithson" not in text
    assert "12345678" not in text
    assert "belimumab" in text


def test_an_empty_store_has_nothing_to_make_a_set_of(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="nothing to make a set of"):
        collect(Store.open(f"sqlite:///{tmp_path / 'store.sqlite3'}"))
