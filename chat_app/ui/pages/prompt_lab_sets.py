"""Question sets in the lab: those on board, one's own, and those made of what was really asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from chat_app.errors import LNConsultError, QuestionSetError
from chat_app.lab.collect import collect, dated, keep
from chat_app.lab.questions import QuestionSet, as_yaml, load_questions, read_questions
from chat_app.records.store import Store
from chat_app.ui.parts.lab import draw_table
from chat_app.ui.parts.lab.bench import Bench


def draw_sets(bench: Bench, store: Store) -> None:
    """Draw the sets, and the two ways to another one."""
    sets = bench.sets()
    loaded: dict[str, QuestionSet] = {}
    for name, path in sets.items():
        try:
            loaded[name] = load_questions(path)
        except LNConsultError as error:
            st.error(str(error))
    draw_table(
        "sets",
        "Question sets",
        ("Set", "Questions", "Key points", "Out of scope", "Kept"),
        [_row(name, s, sets[name].parent == bench.own_sets) for name, s in loaded.items()],
    )
    _make(bench, store)
    _upload(bench)
    _look(loaded)


def _row(name: str, questions: QuestionSet, own: bool) -> tuple[str, ...]:
    points = sum(len(q.key_points) for q in questions.questions)
    out = sum(q.scope == "out" for q in questions.questions)
    return name, str(len(questions)), str(points), str(out), "in the data folder" if own else "on board"


def _make(bench: Bench, store: Store) -> None:
    st.subheader("From stored questions", anchor=False)
    st.caption(
        "Questions that were asked here, those that readers found unsafe or wrong first. Identifiers are "
        "removed once more. Add the key points in the file."
    )
    if st.button("Make a set", key="lab-make-set"):
        _keep(bench, collect(store), dated("stored", date.today()))


def _upload(bench: Bench) -> None:
    st.subheader("From a file", anchor=False)
    file = st.file_uploader("YAML file", type=["yaml", "yml"], key="lab-upload")
    if file is None:
        return
    try:
        questions = read_questions(file.getvalue().decode("utf-8"), file.name)
    except UnicodeDecodeError:
        raise QuestionSetError(f"{file.name}: is not text in UTF-8.") from None
    if st.button(f"Keep {_count(questions)}", key="lab-keep-set"):
        stem = "".join(c if c.isascii() and c.isalnum() else "-" for c in Path(file.name).stem.lower())
        _keep(bench, questions, stem.strip("-")[:60] or "questions")


def _keep(bench: Bench, questions: QuestionSet, name: str) -> None:
    path = keep(questions, bench.settings.resolved_data_folder, name)
    bench.said = f"{_count(questions)} kept as {path.stem} in the data folder."
    st.rerun()


def _count(questions: QuestionSet) -> str:
    return "1 question" if len(questions) == 1 else f"{len(questions)} questions"


def _look(loaded: dict[str, QuestionSet]) -> None:
    st.subheader("Look at a set", anchor=False)
    name = st.selectbox("Set", list(loaded), key="lab-look", label_visibility="collapsed")
    if not name:
        return
    questions = loaded[name]
    text = as_yaml(questions)
    st.download_button("YAML", text, f"{name}.yaml", "application/yaml", key="lab-set-yaml")
    draw_table(
        "set",
        f"Questions of {name}",
        ("Question", "Scope", "Key points"),
        [(q.question, q.scope, "; ".join(q.key_points)) for q in questions.questions],
    )
