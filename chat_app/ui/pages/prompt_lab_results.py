"""Runs of the lab: how far they have come, what they show, and the answers beside each other."""

from __future__ import annotations

import streamlit as st

from chat_app.lab.contestants import titles
from chat_app.lab.paper import as_html
from chat_app.lab.report import Report
from chat_app.lab.run import plan_of
from chat_app.lab.sheet import as_csv
from chat_app.records.lab import StoredRun
from chat_app.ui.names import short_day
from chat_app.ui.parts.lab import draw_answers, draw_figures
from chat_app.ui.parts.lab.bench import Bench

_POLL = 0.7
"""Seconds between two looks at a run at work."""
_MOST = 4
"""Answers beside each other: more cannot be read."""


def draw_results(bench: Bench) -> None:
    """Draw the run that is looked at, or say that there is none."""
    runs = {r.id: r for r in bench.store.runs()}
    if not runs:
        st.caption("No run yet. Start one under “New run”.")
        return
    if bench.run not in runs:
        bench.run = next(iter(runs))
    chosen = st.selectbox(
        "Run",
        list(runs),
        index=list(runs).index(bench.run),
        format_func=lambda name: _line(runs[name]) if name in runs else name,
        key=f"lab-run-{len(runs)}-{bench.run}-{runs[bench.run].done}",
    )
    if chosen and chosen != bench.run:
        bench.run = chosen
        st.rerun()
    run = runs[bench.run]
    if _at_work(bench, run):
        _watch(bench, run.id)
        return
    _go_on(bench, run)
    if not run.done:
        return
    report = bench.report(run, _beside(bench, run, runs))
    draw_figures(report)
    _answers(bench, run, report)
    _exports(bench, run, report)


def _line(run: StoredRun) -> str:
    part = "" if run.done >= run.planned else f", {run.done} of {run.planned}"
    return f"{short_day(run.created.date().isoformat())}, {run.created:%H:%M}: {run.title}{part}"


def _at_work(bench: Bench, run: StoredRun) -> bool:
    job = bench.desk.job(run.id)
    return job is not None and job.state == "working"


@st.fragment(run_every=_POLL)
def _watch(bench: Bench, name: str) -> None:
    """The run at work: its progress, and a way to stop it."""
    job = bench.desk.job(name)
    if job is None or job.state != "working":
        st.rerun()
    progress = job.progress
    share = progress.done / max(1, progress.planned)
    text = f"{progress.done} of {progress.planned} answers"
    if progress.faults:
        text += f", {progress.faults} failed"
    st.progress(min(1.0, share), text=text)
    if progress.last:
        st.text(f"Last: {progress.last}")
    if st.button("Stop", key="lab-stop"):
        job.stop()
        job.wait(5)
        st.rerun()


def _go_on(bench: Bench, run: StoredRun) -> None:
    """What stopped the run, and the ways to go on with it."""
    job = bench.desk.job(run.id)
    if job and job.state == "failed":
        st.error(job.message)
    missing = run.planned - run.done
    if missing:
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(f"{run.done} of {run.planned} answers are there. Nothing that is there is asked again.")
        if right.button("Go on", key="lab-go-on", type="primary", width="stretch"):
            bench.desk.start(run.id)
            st.rerun()
    if run.faults:
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(f"{run.faults} answers failed; they count as failed, not as zero.")
        if right.button("Try these again", key="lab-again", width="stretch"):
            bench.desk.start(run.id, again=True)
            st.rerun()


def _beside(bench: Bench, run: StoredRun, runs: dict[str, StoredRun]) -> tuple[tuple[str, str], ...]:
    """Contestants of earlier runs to compare with, as the reader chooses."""
    questions = {(q.id, q.question) for q in plan_of(run).questions.questions}
    options: dict[tuple[str, str], str] = {}
    for other in runs.values():
        if other.id == run.id or not other.done:
            continue
        plan = plan_of(other)
        shared = sum((q.id, q.question) in questions for q in plan.questions.questions)
        if shared:
            names = titles(plan.contestants)
            for contestant in plan.contestants:
                when = f"{short_day(other.created.date().isoformat())}, {other.created:%H:%M}"
                options[other.id, contestant.key] = (
                    f"{names[contestant.key]}, {when} ({shared} questions in common)"
                )
    if not options:
        return ()
    with st.expander("Compare with an earlier run"):
        chosen = st.multiselect(
            "Contestants of earlier runs",
            list(options),
            format_func=lambda key: options.get(key, str(key)),
            key=f"lab-beside-{run.id}",
        )
    return tuple(chosen)


def _answers(bench: Bench, run: StoredRun, report: Report) -> None:
    """Answers beside each other, the questions that differ most first."""
    st.subheader("Answers side by side", anchor=False)
    own = [c.key for c in report.contestants if c.run == run.id]
    names = {c.key: c.title for c in report.contestants}
    shown = own
    if len(own) > 2:
        shown = (
            st.multiselect(
                "Contestants",
                own,
                default=own[:2],
                format_func=lambda key: names.get(key, key),
                max_selections=_MOST,
                key=f"lab-columns-{run.id}",
            )
            or own[:2]
        )
    plan = plan_of(run)
    texts = {q.id: q.question for q in plan.questions.questions}
    apart = _apart(report, shown)
    order = sorted(texts, key=lambda q: -apart.get(q, -1.0))
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    question = left.selectbox(
        "Question",
        order,
        format_func=lambda q: texts.get(q, q),
        key=f"lab-question-{run.id}",
        help="Those in which the key points differ most stand first.",
    )
    repeat = 1
    if plan.repeat > 1:
        repeat = int(right.number_input("Time", 1, plan.repeat, 1, key=f"lab-time-{run.id}"))
    stored = {r.key: r for r in bench.store.results(run.id, question or order[0])}
    measured = {(r.contestant, r.question, r.repeat): r for r in report.results}
    keys = [(c, question or order[0], repeat) for c in shown]
    found = [(stored[k], measured[k]) for k in keys if k in stored and k in measured]
    if not found:
        st.caption("This question has not been answered yet.")
        return
    draw_answers(texts[question or order[0]], names, found)


def _apart(report: Report, shown: list[str]) -> dict[str, float]:
    """By question, how far the shown contestants lie apart in key points covered."""
    values: dict[str, list[float]] = {}
    for row in report.results:
        number = row.figures.get("key_points")
        if row.contestant in shown and number is not None:
            values.setdefault(row.question, []).append(number)
    return {q: max(v) - min(v) for q, v in values.items()}


def _exports(bench: Bench, run: StoredRun, report: Report) -> None:
    html, csv, data, remove = st.columns(4)
    texts = {q.id: q.question for q in plan_of(run).questions.questions}
    name = f"prompt-lab-{run.id[:8]}"
    html.download_button(
        "HTML",
        lambda: as_html(report, bench.store.results(run.id), texts),
        f"{name}.html",
        "text/html",
        key="lab-html",
        width="stretch",
    )
    csv.download_button(
        "CSV", lambda: as_csv(report), f"{name}.csv", "text/csv", key="lab-csv", width="stretch"
    )
    data.download_button(
        "JSON", report.as_json, f"{name}.json", "application/json", key="lab-json", width="stretch"
    )
    with remove.popover("Delete", width="stretch"):
        st.caption("The run and its answers are deleted for good.")
        if st.button("Delete this run", key="lab-delete"):
            bench.store.delete(run.id)
            bench.run = None
            st.rerun()
