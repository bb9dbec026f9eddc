"""The forms of the corpus desk: a statement edited or written anew, and a statement marked as checked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import streamlit as st

from chat_app.errors import LNConsultError
from chat_app.guidelines.change import Author, ChangeFolder, as_patch, mark_checked, propose
from chat_app.guidelines.model import Corpus, Kind, LNClass, Population, Statement, Status, Topic
from chat_app.guidelines.proposal import Problem, examine
from chat_app.ui.parts.desk import Remark, live_text, typed
from chat_app.ui.parts.desk.reviewer import ask_reviewer
from guardrails.lexicon import load_lexicon

CHECKS = {Status.ONE_SOURCE: "on one page", Status.TWO_SOURCES: "on two independent pages"}


def draw_form(corpus: Corpus, s: Statement, *, new: bool, folder: ChangeFolder, today: date) -> Path | None:
    """Draw the form; the file, when one was written. Problems stand below their field as one types."""
    st.subheader("A new statement" if new else "An edit of this statement", anchor=False)
    who = ask_reviewer()
    key = f"{'new' if new else 'edit'}-{s.id}"
    fields = _typed(s, key, new)
    found = examine(corpus, fields, load_lexicon(), new=new)

    def remarks(field: str) -> list[Remark]:
        return [{"message": p.message, "stops": p.stops} for p in found if p.field == field]

    if new:
        name = live_text(f"{key}-id", "Id, after the source", "", remarks("id"), rows=1)
        st.caption(f"The whole id: {s.source}.{name}")
    live_text(
        f"{key}-text",
        "Statement: one claim, self-contained, in our own words",
        fields["text"],
        remarks("text"),
    )
    live_text(
        f"{key}-plain", "The same for a reader with no medical training", fields["plain"], remarks("plain")
    )
    live_text(
        f"{key}-answers",
        "Questions that it settles, one a line",
        "\n".join(fields["answers"]),
        remarks("answers"),
        2,
    )
    left, right = st.columns(2)
    left.text_input("Locator: where in the source", key=f"{key}-locator")
    right.text_input("Grade, as the source grades it", key=f"{key}-grade", placeholder="none")
    left.selectbox("Kind", [k.value for k in Kind], key=f"{key}-kind")
    right.selectbox("How it was checked", [x.value for x in Status], key=f"{key}-status")
    st.multiselect("Topics", list(get_args(Topic)), key=f"{key}-topics")
    known = sorted({d for other in corpus for d in other.drugs})
    st.multiselect("Drugs, by generic name", known, key=f"{key}-drugs", accept_new_options=True)
    left, right = st.columns(2)
    left.multiselect("ISN/RPS classes it speaks of", list(get_args(LNClass)), key=f"{key}-classes")
    right.multiselect("Population", list(get_args(Population)), key=f"{key}-population")
    _elsewhere(found)
    reason = live_text(f"{key}-reason", "Why: what a reviewer should know", "", rows=2)
    if any(p.stops for p in found):
        st.caption("The change can be written when the remarks in red are settled.")
        return None
    if who is None:
        st.caption("Say who you are above; then the change can be written.")
        return None
    return _write(corpus, fields, Author(name=who.name, credential=who.credential), reason, today, folder)


def _write(
    corpus: Corpus, fields: dict[str, Any], who: Author, reason: str, today: date, folder: ChangeFolder
) -> Path | None:
    try:
        change = propose(corpus, fields, who, reason or "(not said yet)", today)
        st.markdown("**What would change**")
        st.code(as_patch(change).partition("\n\n")[2], language="diff", wrap_lines=True)
    except LNConsultError as error:
        st.caption(str(error))
        return None
    if st.button("Write the change", type="primary", disabled=not reason.strip()):
        return folder.save(change)
    return None


def _typed(s: Statement, key: str, new: bool) -> dict[str, Any]:
    """The fields as they stand in the form now; what it begins with at first."""
    start = _start(s, new)
    for name, value in start.items():
        if name not in ("text", "plain", "answers", "id"):
            st.session_state.setdefault(f"{key}-{name}", value)
    now: dict[str, Any] = {
        name: st.session_state[f"{key}-{name}"]
        for name in start
        if name not in ("text", "plain", "answers", "id")
    }
    for name in ("text", "plain"):
        now[name] = " ".join(typed(f"{key}-{name}", start[name]).split())
    lines = typed(f"{key}-answers", "\n".join(start["answers"])).splitlines()
    now["answers"] = [line.strip() for line in lines if line.strip()]
    now["id"] = s.id if not new else f"{s.source}.{typed(f'{key}-id', '').strip()}"
    now["grade"] = now["grade"].strip() or None
    now["source"] = s.source
    return now


def _start(s: Statement, new: bool) -> dict[str, Any]:
    row = s.model_dump(mode="json", exclude={"checked", "source"})
    row["grade"] = row["grade"] or ""
    if new:
        row |= {"text": "", "plain": "", "answers": [], "locator": "", "grade": "", "status": "unconfirmed"}
        row |= {"topics": [], "drugs": [], "classes": [], "population": ["adult"]}
    return row


def _elsewhere(found: tuple[Problem, ...]) -> None:
    """Remarks on the fields that cannot carry their own."""
    for problem in found:
        if problem.field in ("text", "plain", "answers", "id"):
            continue
        text = re.sub(r"([\\`*_{}\[\]<>#$:~|])", r"\\\1", f"{problem.field.capitalize()}: {problem.message}")
        (st.error if problem.stops else st.warning)(text)


def draw_check(corpus: Corpus, s: Statement, folder: ChangeFolder, today: date) -> Path | None:
    """Draw what is asked of one who read a statement against its source; the file, when it was written."""
    st.subheader("Mark as checked", anchor=False)
    who = ask_reviewer()
    if who is None:
        return None
    with st.form(f"check-{s.id}"):
        status = st.radio("It was read", list(CHECKS), format_func=CHECKS.__getitem__, horizontal=True)
        read_in = st.text_input("Where: page, section or address")
        agreed = st.checkbox(
            "The source says what this statement says, with the same numbers and conditions."
        )
        if st.form_submit_button("Write the mark", type="primary"):
            if not agreed:
                st.error("Tick the sentence above, or propose an edit where the source says something else.")
                return None
            try:
                author = Author(name=who.name, credential=who.credential)
                return folder.save(mark_checked(corpus, s.id, status, read_in, author, today))
            except LNConsultError as error:
                st.error(str(error))
    return None
