"""Prompts in the lab: a draft is edited and checked while one types, saved as a version, and promoted."""

from __future__ import annotations

import streamlit as st

from chat_app import errors
from chat_app.lab.contestants import ANSWER
from chat_app.lab.promotion import promote, save
from chat_app.lab.run import plan_of
from chat_app.ui.names import short_day
from chat_app.ui.parts.desk import typed
from chat_app.ui.parts.desk.reviewer import ask_reviewer
from chat_app.ui.parts.lab import draft_editor, draw_table
from chat_app.ui.parts.lab.bench import Bench
from prompts import Prompt, PromptError, PromptLibrary, Status, next_version, read_draft


def draw_prompts(bench: Bench) -> None:
    """Draw the versions, the draft, and what makes a version active."""
    try:
        versions = [p for p in PromptLibrary(bench.prompt_folder) if p.about.name == ANSWER]
    except PromptError as error:
        raise errors.PromptError(f"The prompts cannot be read. {error}") from error
    draw_table(
        "versions",
        "Versions of the answer prompt",
        ("Version", "Status", "What is new"),
        [(p.label, p.about.status.value, p.about.changed) for p in reversed(versions)],
    )
    if "@" in bench.settings.answer_prompt:
        st.caption(
            f"LN_CONSULT_ANSWER_PROMPT is set to {bench.settings.answer_prompt}: answers are written with "
            "that version, whichever is active."
        )
    _edit(bench, versions)
    _promote(bench, versions)
    _log(bench)


def _edit(bench: Bench, versions: list[Prompt]) -> None:
    st.subheader("Edit a draft", anchor=False)
    sources = {p.label: p.source for p in sorted(versions, key=_active_first)} | _drafts_of_run(bench)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    base = left.selectbox("Begin with", list(sources), key="lab-base")
    if right.button("Begin anew" if bench.draft else "Begin", key="lab-begin", width="stretch") and base:
        bench.draft = sources[base]
        st.session_state["lab-edition"] = st.session_state.get("lab-edition", 0) + 1
    if bench.draft is None:
        return
    edition = st.session_state.get("lab-edition", 0)
    key = f"lab-draft-{edition}"
    if key not in st.session_state:  # drawn for the first time, or again after another view
        st.session_state[f"{key}-start"] = bench.draft
    start = str(st.session_state[f"{key}-start"])
    bench.draft = typed(key, start)
    fault, line = _fault(bench.draft)
    draft_editor(key, "Draft", start, fault or "No fault found.", line, fault is None)
    number = next_version(bench.prompt_folder, ANSWER)
    st.caption("It can compete under “New run” as it is; saved as a version, it can be promoted.")
    if st.button(f"Save as version {number}", key="lab-save", disabled=fault is not None):
        try:
            saved = save(bench.draft, bench.prompt_folder)
        except errors.PromptError as error:
            st.error(str(error))
            return
        bench.draft = None
        bench.said = f"Saved as {saved.label}, with status draft."
        st.rerun()


def _drafts_of_run(bench: Bench) -> dict[str, str]:
    """Drafts that competed in the run that is looked at: they are nowhere else."""
    if bench.run is None:
        return {}
    try:
        run = bench.store.run(bench.run)
        drafts = [c for c in plan_of(run).contestants if c.draft and c.prompt_text]
    except errors.LNConsultError:  # deleted since, or of another version of the program
        return {}
    return {f"Draft of “{run.title}”, {c.prompt_hash or ''}"[:120]: str(c.prompt_text) for c in drafts}


def _active_first(prompt: Prompt) -> tuple[bool, int]:
    return prompt.about.status is not Status.ACTIVE, -prompt.about.version


def _fault(text: str) -> tuple[str | None, int | None]:
    """What is wrong with a draft, and the line that it is in; None where it is sound."""
    try:
        prompt = read_draft(text)
    except PromptError as error:
        return str(error), error.line
    if prompt.about.name != ANSWER:
        return f"The lab tests the prompt {ANSWER!r}; this one is called {prompt.about.name!r}.", 2
    return None, None


def _promote(bench: Bench, versions: list[Prompt]) -> None:
    st.subheader("Make a version active", anchor=False)
    others = [p.label for p in reversed(versions) if p.about.status is not Status.ACTIVE]
    if not others:
        st.caption("There is no other version yet. Save a draft as one first.")
        return
    who = ask_reviewer()
    if who is None:
        return
    runs = {r.id: r for r in bench.store.runs()}
    with st.form("lab-promote"):
        label = st.selectbox("Version", others, key="lab-promote-version")
        reason = st.text_area("Reason", key="lab-promote-reason", max_chars=2000)
        run = st.selectbox(
            "The run that it rests on",
            list(runs),
            index=list(runs).index(bench.run) if bench.run in runs else None,
            format_func=lambda name: runs[name].title if name in runs else name,
            placeholder="None",
            key="lab-promote-run",
        )
        if st.form_submit_button("Promote") and label:
            try:
                done = promote(label, bench.prompt_folder, bench.store, reason=reason, who=str(who), run=run)
            except errors.LNConsultError as error:
                st.error(str(error))
                return
            bench.said = f"{done.prompt} is active now; {done.before} is retired."
            st.rerun()


def _log(bench: Bench) -> None:
    promotions = bench.store.promotions()
    if not promotions:
        return
    st.subheader("Promotions", anchor=False)
    draw_table(
        "promotions",
        "Promotions",
        ("Version", "In place of", "By", "On", "Why"),
        [
            (
                p.prompt,
                p.before or "",
                p.who,
                short_day(p.created.date().isoformat()),
                f"{p.reason} (run {p.run[:8]})" if p.run else p.reason,
            )
            for p in promotions
        ],
    )
