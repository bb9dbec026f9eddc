"""`ln-consult dose DRUG …`: doses, schedules and kidney calculations, each with its working and citations."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from chat_app.clinic import belimumab
from chat_app.clinic.dosing import Calculation
from chat_app.clinic.quantity import POUNDS_TO_KG
from chat_app.clinic.schedule import calendar_of
from chat_app.errors import CalculationError, LNConsultError

NAME = "dose"
HELP = "Calculate doses, schedules, eGFR, UPCR and response."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    drugs = parser.add_subparsers(dest="calculator", required=True, metavar="DRUG")
    _belimumab(drugs.add_parser("belimumab", help="schedule, vials and billing units"))


def run(args: argparse.Namespace) -> int:
    result: Calculation = args.calculate(args)
    if args.ics:
        try:
            args.ics.write_bytes(calendar_of(result))
        except OSError as error:
            raise LNConsultError(f"{args.ics}: cannot be written ({error.strerror}).") from error
    print(json.dumps(result.as_json(), ensure_ascii=False) if args.json else as_text(result))
    return 0


def as_text(result: Calculation) -> str:
    """A calculation for a terminal."""
    rows = []
    for dose in result.doses:
        upper = f"–{dose.amount_max:g}" if dose.amount_max is not None else ""
        when = (
            dose.date.isoformat()
            if dose.date
            else dose.period or (f"week {dose.week:g}" if dose.week is not None else "")
        )
        vials = " + ".join(f"{n} × {size}" for size, n in (dose.vials or {}).items())
        parts = [when, f"{dose.amount:g}{upper} {dose.unit}", dose.route, dose.frequency or "", vials]
        rows.append("  " + "  ".join(part for part in parts if part))
    blocks = [f"{result.drug.capitalize()}", "\n".join(rows), result.working]
    blocks += ["\n".join(["Cautions", *(f"  {c}" for c in result.cautions)])] if result.cautions else []
    return "\n\n".join([*blocks, f"Statements: {', '.join(result.citations)}"])


def _belimumab(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--route", choices=("iv", "sc"), default="iv")
    _weight(parser)
    parser.add_argument("--age", type=float, metavar="YEARS")
    parser.add_argument("--indication", choices=("lupus-nephritis", "sle"), default="lupus-nephritis")
    _schedule(parser)
    parser.set_defaults(calculate=_calculate_belimumab)


def _calculate_belimumab(args: argparse.Namespace) -> Calculation:
    weight = _weight_of(args)
    if args.route == "sc":
        return belimumab.subcutaneous(weight, args.age, args.start, args.count, args.indication)
    if weight is None:
        raise CalculationError("The intravenous dose follows body weight: give --weight-kg.")
    return belimumab.intravenous(weight, args.age, args.start, args.count)


def _weight(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--weight-kg", type=float, metavar="KG")
    group.add_argument("--weight-lb", type=float, metavar="LB")


def _weight_of(args: argparse.Namespace) -> float | None:
    if args.weight_lb is not None:
        return float(args.weight_lb) * POUNDS_TO_KG
    return None if args.weight_kg is None else float(args.weight_kg)


def _schedule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--start", type=_date, metavar="YYYY-MM-DD", help="date of the first dose")
    parser.add_argument("--count", type=int, default=belimumab.DEFAULT_COUNT, help="number of doses")
    _output(parser)
    parser.add_argument("--ics", type=Path, metavar="FILE", help="write a calendar file")


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(ics=None)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from None
