"""The form of one sentence at the review desk: words, statements, and the verdict while one types."""

from __future__ import annotations

import streamlit as st

from chat_app.records.reviews import Review
from chat_app.review.desk import ReviewDesk
from chat_app.review.draft import Line, WorkingText
from chat_app.review.model import Reviewer
from chat_app.ui.pages.review_place import Place
from chat_app.ui.parts.desk import Badge, Remark, Row, draw_rows, live_text, typed
from chat_app.ui.session import Session

_FOUND = 8
"""Statements that a search shows."""
_VERDICTS = {
    "verified": "Supported by the statements that it cites.",
    "quoted": "The statement's own words.",
    "unsupported": "Not supported as it stands: it can be kept while you work on it, and not be approved.",
}


def draw_form(session: Session, place: Place, review: Review, text: WorkingText, who: Reviewer) -> None:
    """Draw the form under the sentence that is being edited, or for one that is being added."""
    desk, answer = session.worker.desk, review.answer
    line = text.line(place.line) if place.line else None
    title = None if place.line else place.adding or None
    key = f"review-form-{place.round}"
    start = line.text if line else ""
    cites = f"{key}-cites"
    if cites not in st.session_state:
        st.session_state[cites] = list(line.citations) if line else []
    words = typed(f"{key}-text", start)
    chosen = tuple(st.session_state[cites])
    preview = desk.preview(review, place.line, title, words, chosen)

    def save() -> None:
        now, cited = typed(f"{key}-text", start), tuple(st.session_state[cites])
        kept: list[Line] = []

        def step() -> None:
            if place.line:
                kept.append(desk.edit(answer, who, place.line, now, cited))
            else:
                kept.append(desk.add(answer, who, title, now, cited))

        if place.manages(step):
            if kept[0].verdict == "unsupported":
                place.problem = "Kept, but refused for approval: the sentence is not supported."
            else:
                place.said = "The sentence is saved."
            place.close()

    with st.container(border=True, key="review-form"):
        live_text(f"{key}-text", "Sentence", start, _remarks(preview, words, bool(line)), rows=3)
        if words.strip():
            st.caption(_VERDICTS[preview.verdict])
        known = desk.corpus.statements
        st.multiselect(
            "Statements that it cites",
            [i for i in dict.fromkeys((*chosen, *(line.citations if line else ()))) if i],
            key=cites,
            placeholder="None: search below",
            format_func=lambda i: f"{i} ({known[i].locator})" if i in known and known[i].locator else str(i),
        )
        _draw_search(desk, key, cites)
        left, right, _ = st.columns([1, 1, 3])
        left.button("Save", key=f"{key}-save", type="primary", width="stretch", on_click=save)
        right.button("Cancel", key=f"{key}-cancel", width="stretch", on_click=place.close)


def _remarks(preview: Line, words: str, begun: bool) -> list[Remark]:
    """What is said of the words; of a sentence that is only being begun nothing, while there are none."""
    if not begun and not words.strip():
        return []
    stops = preview.verdict == "unsupported"
    return [{"message": f.message, "stops": stops} for f in preview.findings]


def _draw_search(desk: ReviewDesk, key: str, cites: str) -> None:
    words = st.text_input("Search statements to cite", key=f"{key}-search", placeholder="Words or an id")
    if not words.strip():
        return
    found = desk.statements(words, _FOUND)
    rows: list[Row] = []
    for s in found:
        source = desk.corpus.source_of(s)
        badges: list[Badge] = [{"text": s.grade, "tone": ""}] if s.grade else []
        where = f"{source.organisation}, {source.year or 'no year'} · {s.locator} · {s.id}"
        rows.append({"id": s.id, "text": s.text, "where": where, "badges": badges})

    def cite(statement: str) -> None:
        st.session_state[cites] = [*dict.fromkeys((*st.session_state[cites], statement))]

    if rows:
        st.caption("The statements that bear on it most. A tap cites one.")
    draw_rows(f"{key}-found", "Statements found", rows, cite, "No statement bears on this.")
