"""The prompt lab: contestants against each other on a question set, so that nobody promotes noise."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from chat_app.answer import Audience
from chat_app.errors import LNConsultError
from chat_app.lab.contestants import ANSWER, line_up
from chat_app.lab.plan import guardrails_version, make_plan
from chat_app.lab.questions import QuestionSet, check_evidence, load_questions
from chat_app.lab.run import begin
from chat_app.ui.names import AUDIENCES
from chat_app.ui.pages.prompt_lab_prompts import draw_prompts
from chat_app.ui.pages.prompt_lab_results import draw_results
from chat_app.ui.pages.prompt_lab_sets import draw_sets
from chat_app.ui.parts.lab.bench import Bench, bench_of
from chat_app.ui.session import Session
from prompts import Prompt, PromptError, PromptLibrary, Status, read_draft

VIEWS = ("New run", "Results", "Prompts", "Sets")
_ABOUT = (
    "Prompt versions, models and the evidence writer answer the same questions through the same guardrails. "
    "What differs is tested question by question."
)


def render(session: Session) -> None:
    bench = bench_of(session, cast("dict[str, object]", st.session_state))
    st.title("Prompt lab", anchor=False)
    st.caption(_ABOUT)
    if bench.view:
        st.session_state["lab-view"] = bench.view
        bench.view = None
    st.session_state.setdefault("lab-view", VIEWS[0])
    view = st.segmented_control("View", VIEWS, key="lab-view", label_visibility="collapsed")
    said = st.container()  # always there: a message that comes or goes moves nothing below it
    if bench.said:
        said.success(bench.said)
        bench.said = None
    try:
        if view == "Results":
            draw_results(bench)
        elif view == "Prompts":
            draw_prompts(bench)
        elif view == "Sets":
            draw_sets(bench, session.worker.store)
        else:
            _new_run(bench, session)
    except LNConsultError as error:
        st.error(str(error))


def _new_run(bench: Bench, session: Session) -> None:
    settings = bench.settings
    versions = _versions(bench)
    labels = {p.label: f"{p.label} ({p.about.status.value})" for p in versions}
    active = [p.label for p in versions if p.about.status is Status.ACTIVE]
    usual = active + [p.label for p in versions if p.about.status is Status.DRAFT][:1]
    draft = _sound_draft(bench)
    if settings.model_configured:
        prompts = st.multiselect(
            "Prompt versions",
            list(labels),
            default=usual,
            format_func=lambda name: labels.get(name, name),
            key="lab-prompts",
        )
        with_draft = draft is not None and st.checkbox("The draft being edited", key="lab-with-draft")
        models = st.text_input("Models, parted by commas", settings.model, key="lab-models")
    else:
        st.caption(
            "No language model is configured, so only the evidence writer can compete. "
            "Set OPENAI_BASE_URL or OPENAI_API_KEY to let prompts compete with it."
        )
        prompts, with_draft, models = [], False, ""
    evidence = st.checkbox("Evidence writer", True, key="lab-evidence")
    audiences = st.multiselect(
        "Readers",
        list(Audience),
        default=[Audience.SPECIALIST],
        format_func=AUDIENCES.__getitem__,
        key="lab-audiences",
    )
    questions, repeat = _questions(bench)
    if questions is None:
        return
    try:
        contestants = line_up(
            settings,
            prompts=prompts,
            draft=draft.source if draft and with_draft else None,
            evidence=evidence,
            models=[m.strip() for m in models.split(",") if m.strip()],
            audiences=audiences,
        )
        corpus = session.worker.consultation.corpus
        check_evidence(questions, corpus.statements)
        plan = make_plan(contestants, questions, repeat, corpus.version, guardrails_version())
    except LNConsultError as error:
        st.error(str(error))
        return
    who = "1 contestant" if len(contestants) == 1 else f"{len(contestants)} contestants"
    st.caption(f"{who}, {len(questions)} questions: {plan.planned:,} answers to make.")
    if st.button("Start the run", type="primary", key="lab-start"):
        run = begin(bench.store, plan, _title(plan.questions, contestants))
        bench.desk.start(run)
        bench.run, bench.view = run, "Results"
        st.rerun()


def _questions(bench: Bench) -> tuple[QuestionSet | None, int]:
    sets = bench.sets()
    left, middle, right = st.columns([3, 1, 1])
    name = left.selectbox("Question set", list(sets), key="lab-set")
    try:
        questions = load_questions(sets[name]) if name else None
    except LNConsultError as error:
        st.error(str(error))
        return None, 1
    if questions is None:
        return None, 1
    count = middle.number_input(
        "Questions", 1, len(questions), len(questions), key=f"lab-count-{name}-{len(questions)}"
    )
    repeat = right.number_input("Times each", 1, 50, 1, key="lab-repeat")
    return questions.first(int(count)), int(repeat)


def _versions(bench: Bench) -> list[Prompt]:
    """Versions of the answer prompt, the newest first."""
    try:
        found = [p for p in PromptLibrary(bench.prompt_folder) if p.about.name == ANSWER]
    except PromptError as error:
        st.error(f"The prompts cannot be read. {error}")
        return []
    return found[::-1]


def _sound_draft(bench: Bench) -> Prompt | None:
    try:
        return read_draft(bench.draft) if bench.draft else None
    except PromptError:
        return None


def _title(questions: QuestionSet, contestants: tuple[Any, ...]) -> str:
    names = dict.fromkeys(c.title(model=False, audience=False) for c in contestants)
    return f"{', '.join(names)} on {questions.name} ({len(questions)})"
