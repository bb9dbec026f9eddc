"""The corpus desk: browse the statements and their sources, propose changes, mark what was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from chat_app.errors import LNConsultError
from chat_app.guidelines.change import ChangeFolder
from chat_app.guidelines.desk import Filters, StatementList
from chat_app.guidelines.model import Corpus, Kind, Source, SourceType, Statement, Status
from chat_app.settings import load_settings
from chat_app.ui.pages.corpus_changes import draw_changes
from chat_app.ui.pages.corpus_form import draw_check, draw_form
from chat_app.ui.parts.desk import Badge, Row, draw_facts, draw_rows
from chat_app.ui.session import Session
from guardrails.lexicon import load_lexicon

T = TypeVar("T")
PAGE = 20
VIEWS = ("Statements", "Sources", "Proposed changes")
STATUS = {
    Status.TWO_SOURCES: "checked on two pages",
    Status.ONE_SOURCE: "checked on one page",
    Status.UNCONFIRMED: "not yet checked against its source",
}


@dataclass(slots=True)
class Desk:
    """Where the reader stands at the desk; kept in the session."""

    statement: str | None = None
    task: str | None = None
    """`edit`, `new` or `check`: what is being done to the statement."""
    source: str | None = None
    page: int = 0
    said: str | None = None
    """What the last act did."""


def render(session: Session) -> None:
    desk: Desk = st.session_state.setdefault("corpus-desk", Desk())
    corpus = session.worker.consultation.corpus
    if not st.session_state.get("corpus-arrived"):
        st.session_state["corpus-arrived"] = True
        wanted = st.query_params.get("statement")
        desk.statement = wanted if wanted in corpus.statements else None
    st.title("Corpus desk", anchor=False)
    unchecked = sum(s.status is Status.UNCONFIRMED for s in corpus)
    st.caption(
        f"{len(corpus):,} statements from {len(corpus.sources)} sources, guideline context of "
        f"{corpus.updated}; {unchecked} not yet checked against their source."
    )
    if desk.said:
        st.success(desk.said)
        desk.said = None
    if desk.statement:
        _statement(session, desk, corpus, corpus.statements[desk.statement])
    elif desk.source:
        _source(desk, corpus, corpus.sources[desk.source])
    else:
        view = st.segmented_control(
            "View", VIEWS, default=VIEWS[0], key="corpus-view", label_visibility="collapsed"
        )
        if view == "Sources":
            _sources(desk, corpus)
        elif view == "Proposed changes":
            draw_changes(changes())
        else:
            _statements(session, desk, corpus)
    _leave(desk)


def changes() -> ChangeFolder:
    """The folder in which proposed changes wait."""
    return ChangeFolder(Path(load_settings().resolved_data_folder) / "corpus-changes")


def _leave(desk: Desk) -> None:
    wanted = {"statement": desk.statement} if desk.statement else {}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


# -- lists -----------------------------------------------------------------------------------------------


def _statements(session: Session, desk: Desk, corpus: Corpus) -> None:
    box, checks = st.columns([5, 3])
    words = box.text_input(
        "Search", key="corpus-words", placeholder="Search: words or an id", label_visibility="collapsed"
    )
    status = _choice(checks, "Check", "status", Status, lambda s: STATUS[s].capitalize())
    with st.expander("More filters"):
        first, second, third = st.columns(3)
    kind = _choice(first, "Kind", "kind", Kind, lambda k: k.value)
    drug = _choice(first, "Drug", "drug", sorted({d for s in corpus for d in s.drugs}))
    topic = _choice(second, "Topic", "topic", sorted({t for s in corpus for t in s.topics}))
    population = _choice(
        second, "Population", "population", sorted({p for s in corpus for p in s.population})
    )
    types = _choice(third, "Type of source", "type", SourceType, lambda t: t.value)
    filters = Filters(words.strip(), status, kind, topic, drug, types, population)
    if st.session_state.get("corpus-last") != filters:
        st.session_state["corpus-last"] = filters
        desk.page = 0
    found = _list(corpus.version, corpus).find(filters)
    _pages(desk, len(found), "statement")
    rows = [_row(corpus, s) for s in found[desk.page * PAGE : (desk.page + 1) * PAGE]]
    draw_rows("corpus-rows", "Statements", rows, lambda i: _open(desk, i), "No statement fits these filters.")


@st.cache_resource(max_entries=1)
def _list(version: str, _corpus: Corpus) -> StatementList:
    return StatementList(_corpus, load_lexicon())


def _choice(
    place: DeltaGenerator, label: str, key: str, options: Iterable[T], name: Callable[[T], str] = str
) -> T | None:
    return place.selectbox(
        label,
        list(options),
        index=None,
        format_func=name,
        placeholder=f"{label}: any",
        key=f"corpus-{key}",
        label_visibility="collapsed",
    )


def _pages(desk: Desk, total: int, noun: str) -> None:
    last = max(0, (total - 1) // PAGE)
    desk.page = min(desk.page, last)
    count, back, on = st.columns([6, 1.3, 1], vertical_alignment="center")
    shown = f", page {desk.page + 1} of {last + 1}" if last else ""
    count.caption(f"{total:,} {noun}{'' if total == 1 else 's'}{shown}")
    if last:
        back.button(
            "Previous",
            key="corpus-back",
            width="stretch",
            disabled=desk.page == 0,
            on_click=_turn,
            args=(desk, -1),
        )
        on.button(
            "Next",
            key="corpus-next",
            width="stretch",
            disabled=desk.page == last,
            on_click=_turn,
            args=(desk, 1),
        )


def _turn(desk: Desk, step: int) -> None:
    desk.page += step


def _open(desk: Desk, statement: str | None) -> None:
    desk.statement, desk.task = statement, None


def _row(corpus: Corpus, s: Statement) -> Row:
    source = corpus.source_of(s)
    badges: list[Badge] = []
    if s.grade:
        badges.append({"text": s.grade, "tone": ""})
    if s.status is Status.UNCONFIRMED:
        badges.append({"text": STATUS[s.status], "tone": "caution"})
    if source.superseded_by:
        badges.append({"text": "replaced by a later edition", "tone": "caution"})
    where = f"{source.organisation}, {source.year or 'no year'} · {s.kind.value} · {s.id}"
    return {"id": s.id, "text": s.text, "where": where, "badges": badges}


def _sources(desk: Desk, corpus: Corpus) -> None:
    words = st.text_input("Search sources", key="corpus-source-words", placeholder="Title, organisation, id")
    wanted = words.lower().split()
    counts: dict[str, int] = {}
    for statement in corpus:
        counts[statement.source] = counts.get(statement.source, 0) + 1
    found = [
        s
        for s in corpus.sources.values()
        if all(w in f"{s.id} {s.title} {s.organisation} {s.year} {s.type.value}".lower() for w in wanted)
    ]
    _pages(desk, len(found), "source")
    rows: list[Row] = []
    for s in found[desk.page * PAGE : (desk.page + 1) * PAGE]:
        badges: list[Badge] = [{"text": s.type.value, "tone": ""}]
        if s.superseded_by:
            badges.append({"text": f"replaced by {s.superseded_by}", "tone": "caution"})
        held = counts.get(s.id, 0)
        count = "1 statement" if held == 1 else f"{held} statements"
        where = f"{s.organisation}, {s.year or 'no year'} · {count} · {s.id}"
        rows.append({"id": s.id, "text": s.title, "where": where, "badges": badges})
    draw_rows("corpus-source-rows", "Sources", rows, lambda i: _open_source(desk, i), "No source fits.")


def _open_source(desk: Desk, source: str | None) -> None:
    desk.source = source


# -- one record ------------------------------------------------------------------------------------------


def _source(desk: Desk, corpus: Corpus, source: Source) -> None:
    st.button("All sources", icon=":material/arrow_back:", on_click=_open_source, args=(desk, None))
    st.subheader(source.title, anchor=False)
    draw_facts("source-facts", "This source", _of_source(source))
    st.button("Add a statement of this source", on_click=_begin_new, args=(desk, corpus, source))
    rows = [_row(corpus, s) for s in corpus if s.source == source.id]
    draw_rows("corpus-of-source", "Statements of this source", rows, lambda i: _open(desk, i), "None yet.")


def _begin_new(desk: Desk, corpus: Corpus, source: Source) -> None:
    first = next((s.id for s in corpus if s.source == source.id), None)
    desk.statement, desk.task = first, "new"


def _statement(session: Session, desk: Desk, corpus: Corpus, s: Statement) -> None:
    st.button("Back to the list", icon=":material/arrow_back:", on_click=_open, args=(desk, None))
    source = corpus.source_of(s)
    if desk.task in ("edit", "new"):
        saved = draw_form(corpus, s, new=desk.task == "new", folder=changes(), today=date.today())
        if saved:
            desk.said, desk.task = f"Written to {saved}. It waits under “Proposed changes”.", None
            st.rerun()
        st.button("Cancel", on_click=_do, args=(desk, None))
        return
    with st.container(key="corpus-text"):
        st.text(s.text)
    if s.status is Status.UNCONFIRMED:
        st.warning("Not yet checked against its source. Readers are told so.")
    draw_facts(
        "statement-facts",
        "This statement",
        [
            ("Id", s.id),
            ("Kind", s.kind.value),
            ("Grade", s.grade or "none"),
            ("Locator", s.locator),
            ("Check", _checked(s)),
            ("Classes", ", ".join(s.classes) or "none named"),
            ("Population", ", ".join(s.population)),
            ("Drugs", ", ".join(s.drugs) or "none"),
            ("Topics", ", ".join(s.topics)),
            ("Plain text", s.plain),
            ("Answers", " ".join(s.answers)),
            ("File", corpus.files[s.id]),
        ],
    )
    edit, check, new = st.columns(3)
    edit.button("Propose an edit", on_click=_do, args=(desk, "edit"), width="stretch")
    check.button("Mark as checked", on_click=_do, args=(desk, "check"), width="stretch")
    new.button("Add a statement beside it", on_click=_do, args=(desk, "new"), width="stretch")
    if desk.task == "check":
        saved = draw_check(corpus, s, changes(), date.today())
        if saved:
            desk.said, desk.task = f"Written to {saved}. It waits under “Proposed changes”.", None
            st.rerun()
    st.subheader("Source", anchor=False)
    st.text(source.title)
    draw_facts("statement-source", "Its source", _of_source(source))
    st.subheader("Answers that cite it", anchor=False)
    _answers(session, s)


def _do(desk: Desk, task: str | None) -> None:
    desk.task = task


def _checked(s: Statement) -> str:
    text = STATUS[s.status]
    if s.checked:
        who = ", ".join(filter(None, (s.checked.by, s.checked.credential)))
        text += f"; by {who}, {s.checked.on}, in {s.checked.read_in}"
    return text


def _of_source(s: Source) -> list[tuple[str, str]]:
    rows = [("Type", s.type.value), ("Organisation", s.organisation), ("Year", str(s.year or "not known"))]
    rows += [("Citation", s.citation or "none"), ("Link", s.url or "none")]
    if s.superseded_by:
        rows.append(("Replaced by", s.superseded_by))
    return rows


def _answers(session: Session, s: Statement) -> None:
    store = session.worker.store
    try:
        turns = [store.turn(i) for i in store.citing(s.id)[:PAGE]]
    except LNConsultError as error:
        st.error(str(error))
        return
    rows: list[Row] = [
        {"id": t.id, "text": t.resolved or t.question, "where": t.audience.value, "badges": []} for t in turns
    ]
    none = "No stored answer cites it."
    draw_rows("corpus-answers", "Answers that cite this statement", rows, session.open_answer, none)
