"""`ln-consult eval`: prompt versions and the evidence writer against each other on a question set."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from chat_app.answer import Audience
from chat_app.cli.ask import parse_audience
from chat_app.errors import LabError, LNConsultError
from chat_app.guidelines.load import default_corpus
from chat_app.lab.arena import Arena
from chat_app.lab.contestants import line_up
from chat_app.lab.paper import as_html
from chat_app.lab.plan import guardrails_version, make_plan
from chat_app.lab.questions import ON_BOARD, check_evidence, load_questions
from chat_app.lab.report import Report, report_of
from chat_app.lab.run import Progress, begin, carry_out, plan_of
from chat_app.lab.sheet import as_csv
from chat_app.lab.threshold import Failure, failures, parse_limit
from chat_app.lab.units import interval, value
from chat_app.lab.yardstick import Yardstick
from chat_app.records.lab import LabStore
from chat_app.settings import Settings, load_settings

NAME = "eval"
HELP = "Measure prompt versions against each other on a question set."
_MOST_FAULTS = 5
"""Kinds of faults that are told."""
_DEFAULT_SET = ON_BOARD / "first.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--prompt",
        action="append",
        default=[],
        metavar="NAME@VERSION",
        help="a prompt version; several may be",
    )
    parser.add_argument(
        "--draft", type=Path, metavar="FILE", help="a prompt file that is not among the prompts yet"
    )
    parser.add_argument("--evidence", action="store_true", help="let the evidence writer compete")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="M",
        help="a model; several may be (default: that set)",
    )
    parser.add_argument(
        "--audience",
        action="append",
        default=[],
        metavar="A",
        help=f"who reads; several may be: {', '.join(a.value for a in Audience)} (default: specialist)",
    )
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="question set (default: the one on board)"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N questions")
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="times that each question is asked (default: 1)"
    )
    parser.add_argument(
        "--resume", metavar="RUN", help="go on with a run that was cut off; `latest`: the last one begun"
    )
    parser.add_argument(
        "--retry-faults", action="store_true", help="with --resume: ask again where a writer failed"
    )
    parser.add_argument(
        "--fail-under",
        action="append",
        nargs="+",
        default=[],
        metavar="FIGURE=VALUE",
        help="exit 1 where a figure is lower, such as key_points=0.8",
    )
    parser.add_argument(
        "--fail-over",
        action="append",
        nargs="+",
        default=[],
        metavar="FIGURE=VALUE",
        help="exit 1 where a figure is higher, such as withheld=0.1",
    )
    parser.add_argument(
        "--fail-if-worse", action="store_true", help="exit 1 where a contestant is worse than the first"
    )
    parser.add_argument("--json", metavar="FILE", help="write the report as JSON; - for standard output")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as one HTML file")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the results as CSV")


def run(args: argparse.Namespace) -> int:
    limits = [parse_limit(t, "under") for group in args.fail_under for t in group]
    limits += [parse_limit(t, "over") for group in args.fail_over for t in group]
    settings = load_settings()
    store = LabStore.open(settings.resolved_database_url)
    name = _resumed(args, store) if args.resume else _new(args, settings, store)
    try:
        progress = asyncio.run(
            carry_out(
                name,
                store,
                Arena.build(settings),
                at_once=settings.lab_concurrency,
                again=args.retry_faults,
                on_progress=_teller(),
            )
        )
    except KeyboardInterrupt:
        print(f"\nStopped. Go on with: ln-consult eval --resume {name[:8]}", file=sys.stderr)
        raise
    print(f"\nRun {name[:8]}: {progress.done} results, {progress.faults} faults.", file=sys.stderr)
    report = report_of(name, store, Yardstick())
    for fault, count in Counter(r.fault for r in report.results if r.fault).most_common(_MOST_FAULTS):
        print(f"  {count} × {fault}", file=sys.stderr)
    failed = failures(report, limits, if_worse=args.fail_if_worse)
    _write(args, report, store)
    if args.json != "-":
        _tell(report)
    for failure in failed:
        print(failure.message, file=sys.stderr)
    if failed:
        raise LabError(_refusal(failed))
    if silent := [c.title for c in report.contestants if c.results and c.faults == c.results]:
        raise LabError(f"No question was answered by: {', '.join(silent)}. The reasons stand above.")
    return 0


def _resumed(args: argparse.Namespace, store: LabStore) -> str:
    if args.prompt or args.draft or args.evidence or args.questions or args.model or args.audience:
        raise LabError("A run that is resumed has its contestants and questions already: leave them out.")
    if args.resume != "latest":
        return store.run(args.resume).id
    if not (runs := store.runs(1)):
        raise LabError("There is no run yet.")
    return runs[0].id


def _new(args: argparse.Namespace, settings: Settings, store: LabStore) -> str:
    questions = load_questions(args.questions or _DEFAULT_SET)
    if args.limit is not None:
        questions = questions.first(max(0, args.limit))
    try:
        draft = args.draft.read_text(encoding="utf-8") if args.draft else None
    except (OSError, UnicodeDecodeError) as error:
        raise LNConsultError(f"{args.draft}: cannot be read ({error}).") from error
    contestants = line_up(
        settings,
        prompts=args.prompt,
        draft=draft,
        evidence=args.evidence,
        models=args.model,
        audiences=[parse_audience(a) for a in args.audience] or [Audience.SPECIALIST],
    )
    corpus = default_corpus()
    check_evidence(questions, corpus.statements)
    plan = make_plan(contestants, questions, args.repeat, corpus.version, guardrails_version())
    name = begin(store, plan)
    print(f"Run {name[:8]}: {plan.planned} questions to ask.", file=sys.stderr)
    return name


def _teller() -> Callable[[Progress], None]:
    """Tells the progress on standard error: on one line of a terminal, else every tenth part of the way."""
    told = -1

    def tell(progress: Progress) -> None:
        nonlocal told
        if sys.stderr.isatty():
            print(f"\r{progress.done} of {progress.planned}", end="", file=sys.stderr, flush=True)
            return
        part = 10 * progress.done // max(1, progress.planned)
        if part != told:
            told = part
            print(f"{progress.done} of {progress.planned}", file=sys.stderr, flush=True)

    return tell


def _write(args: argparse.Namespace, report: Report, store: LabStore) -> None:
    try:
        if args.json == "-":
            print(report.as_json())
        elif args.json:
            Path(args.json).write_text(report.as_json() + "\n", encoding="utf-8")
        if args.csv:
            args.csv.write_text(as_csv(report), encoding="utf-8", newline="")
        if args.html:
            plan = plan_of(store.run(report.run.id))
            texts = {q.id: q.question for q in plan.questions.questions}
            args.html.write_text(as_html(report, store.results(report.run.id), texts), encoding="utf-8")
    except OSError as error:
        raise LNConsultError(f"The report cannot be written: {error}.") from error


def _tell(report: Report) -> None:
    """The figures and verdicts as text."""
    for contestant in report.contestants:
        print(f"{contestant.title}: {contestant.results} results, {contestant.faults} faults")
        for figure in report.figures:
            found = contestant.figures[figure.name]
            if found.n:
                shown = (
                    f"{value(found.mean, figure)} ({interval(found.low, found.high, figure)}; n = {found.n})"
                )
                print(f"  {figure.title:26} {shown}")
    for comparison in report.comparisons:
        print(f"\n{comparison.summary}")
        for figure in report.figures:
            pair_figure = comparison.figures[figure.name]
            if pair_figure.verdict != "not_measured":
                print(f"  {figure.title:26} {pair_figure.text}")


def _refusal(failed: tuple[Failure, ...]) -> str:
    names = len({f.contestant for f in failed})
    return f"{len(failed)} limit{'s' * (len(failed) > 1)} not kept by {names} contestant{'s' * (names > 1)}."
