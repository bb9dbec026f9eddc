"""`ln-consult cases list|check|show`: the teaching cases, whether they are sound, and what one holds."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from chat_app.errors import CaseError
from chat_app.guidelines.load import default_corpus
from chat_app.settings import load_settings
from chat_app.teaching.check import Checker, current_library
from chat_app.teaching.labs import labs
from chat_app.teaching.load import CASE_FOLDER, OWN_CASES, case_files
from chat_app.teaching.model import Case, Labs, Step
from chat_app.teaching.play import paths

NAME = "cases"
HELP = "List, check and show the teaching cases."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every case with its level, steps, decisions and ends")
    listing.add_argument("--json", action="store_true", help="print JSON")
    check = actions.add_parser("check", help="name every problem by file, step and field")
    check.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="case files; without any: all on board and all in the data folder's `cases`",
    )
    show = actions.add_parser("show", help="one case as text, step by step")
    show.add_argument("case", metavar="ID", help="id of a case")


def run(args: argparse.Namespace) -> int:
    if args.action == "check":
        return _check(args.files)
    library, problems = current_library(load_settings().resolved_data_folder)
    if args.action == "list":
        _list(library.cases.values(), args.json)
        for problem in problems:
            print(f"Left out: {problem}", file=sys.stderr)
        return 0
    case = library.cases.get(args.case)
    if case is None:
        raise CaseError(f"There is no case {args.case}. Choose one of: {', '.join(library.cases)}.")
    print("\n".join(_text(case)))
    return 0


def _check(files: list[Path]) -> int:
    checker = Checker(default_corpus())
    chosen = files or case_files(CASE_FOLDER, load_settings().resolved_data_folder / OWN_CASES)
    problems = [problem for path in chosen for problem in checker.case(path)]
    if not files:
        problems += checker.pathways()
    if problems:
        print("\n".join(map(str, problems)), file=sys.stderr)
        return 1
    print(f"{len(chosen)} {'case' if len(chosen) == 1 else 'cases'}, no problems.")
    return 0


def _list(cases: Iterable[Case], as_json: bool) -> None:
    rows = [
        {
            "id": case.id,
            "title": case.title,
            "level": case.level,
            "minutes": case.minutes,
            "steps": len(case.steps),
            "decisions": sum(1 for _ in case.decisions()),
            "ends": len(case.ends()),
            "ways": sum(1 for _ in paths(case)),
        }
        for case in cases
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(
            f"{row['id']:28} {row['level']:13} {row['minutes']:>3} min  {row['steps']:>2} steps, "
            f"{row['decisions']} decisions, {row['ends']} ends  {row['title']}"
        )


def _text(case: Case) -> Iterator[str]:
    yield f"{case.title} ({case.id})"
    yield f"{case.patient.introduction} This patient is invented."
    for step in case.steps:
        yield ""
        yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    yield f"{step.id}: {step.title}. {step.setting}, month {step.month:g}."
    yield from (f"  {sentence}" for sentence in step.story)
    yield from (f"  {_row(row)}" for row in step.labs)
    if step.biopsy is not None:
        classes = " + ".join(step.biopsy.classes) or "no class"
        yield f"  Biopsy: {classes}. {' '.join(step.biopsy.findings)}"
    if step.decision is not None:
        yield f"  {step.decision.question}"
        for option in step.decision.options:
            yield f"    [{option.rating.value}] {option.text} -> {option.next}"
            if option.here:
                yield f"      {option.here}"
            yield from (f"      {claim.words} [{', '.join(claim.cites)}]" for claim in option.why)
    if step.next is not None:
        yield f"  -> {step.next}"
    if step.ending is not None:
        yield f"  End ({step.ending.outcome}): {' '.join(step.ending.summary)}"
        yield from (f"    {claim.words} [{', '.join(claim.cites)}]" for claim in step.ending.take_home)


def _row(row: Labs) -> str:
    shown = (
        f"{labs()[name].label} {value:.{labs()[name].digits}f} {labs()[name].unit}"
        for name, value in row.values.items()
    )
    return f"Month {row.month:g}: {', '.join(shown)}"
