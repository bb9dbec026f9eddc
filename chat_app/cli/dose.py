"""`ln-consult dose DRUG …`: doses, schedules and kidney calculations, each with its working and citations."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from chat_app.cli import dose_kidney
from chat_app.cli.dose_arguments import add_count, add_date, add_weight, iso_date, weight_of
from chat_app.clinic import (
    azathioprine,
    belimumab,
    cyclophosphamide,
    glucocorticoids,
    hydroxychloroquine,
    mycophenolate,
    obinutuzumab,
    voclosporin,
)
from chat_app.clinic.dosing import Calculation
from chat_app.clinic.renal import Measure
from chat_app.clinic.response import Response
from chat_app.clinic.schedule import calendar_of
from chat_app.errors import CalculationError, LNConsultError

NAME = "dose"
HELP = "Calculate doses, schedules, eGFR, UPCR and response."
Result = Calculation | Measure | Response


def add_arguments(parser: argparse.ArgumentParser) -> None:
    calculators = parser.add_subparsers(dest="calculator", required=True, metavar="CALCULATOR")

    def add(
        name: str,
        help_line: str,
        arguments: Callable[[argparse.ArgumentParser], None],
        calculate: Callable[[argparse.Namespace], Result],
    ) -> None:
        sub = calculators.add_parser(name, help=help_line, description=help_line)
        arguments(sub)
        sub.add_argument("--json", action="store_true", help="print one JSON object")
        sub.set_defaults(calculate=calculate)

    add("belimumab", "Belimumab: schedule, vials and billing units.", _belimumab, _dose_belimumab)
    add("obinutuzumab", "Obinutuzumab: dated infusions.", _obinutuzumab, _dose_obinutuzumab)
    add("voclosporin", "Voclosporin: starting dose, or change by eGFR.", _voclosporin, _dose_voclosporin)
    add("mycophenolate", "Mycophenolate: dose by phase and form.", _mycophenolate, _dose_mycophenolate)
    add("cyclophosphamide", "Cyclophosphamide: course by regimen.", _cyclophosphamide, _dose_cyclophosphamide)
    add("azathioprine", "Azathioprine: daily dose by weight.", _azathioprine, _dose_azathioprine)
    add("hydroxychloroquine", "Hydroxychloroquine: daily dose by weight.", _hydroxychloroquine, _dose_hcq)
    add("prednisone", "Glucocorticoid schemes of KDIGO and ACR.", _prednisone, _dose_prednisone)
    add("egfr", "eGFR from serum creatinine.", dose_kidney.egfr_arguments, dose_kidney.egfr)
    add("upcr", "Units of the urine protein-creatinine ratio.", dose_kidney.upcr_arguments, dose_kidney.upcr)
    add("response", "Renal response from dated values.", dose_kidney.response_arguments, dose_kidney.response)


def run(args: argparse.Namespace) -> int:
    result: Result = args.calculate(args)
    ics: Path | None = getattr(args, "ics", None)
    if ics and isinstance(result, Calculation):
        try:
            ics.write_bytes(calendar_of(result))
        except OSError as error:
            raise LNConsultError(f"{ics}: cannot be written ({error.strerror}).") from error
    print(json.dumps(result.as_json(), ensure_ascii=False) if args.json else as_text(result))
    return 0


def as_text(result: Result) -> str:
    """A result for a terminal."""
    if not isinstance(result, Calculation):
        return dose_kidney.as_text(result)
    rows = []
    for dose in result.doses:
        upper = f"–{dose.amount_max:g}" if dose.amount_max is not None else ""
        week = f"week {dose.week}" if dose.week is not None else ""
        when = dose.date.isoformat() if dose.date else dose.period or week
        vials = " + ".join(f"{n} × {size}" for size, n in (dose.vials or {}).items())
        parts = [when, f"{dose.amount:g}{upper} {dose.unit}", dose.route, dose.frequency or "", vials]
        rows.append("  " + "  ".join(part for part in parts if part))
    blocks = [result.drug.capitalize(), "\n".join(rows) or "  No dose.", result.working]
    if result.cautions:
        blocks.append("\n".join(["Cautions", *(f"  {c}" for c in result.cautions)]))
    return "\n\n".join([*blocks, f"Statements: {', '.join(result.citations)}"])


def _belimumab(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--route", choices=("iv", "sc", "switch"), default="iv")
    parser.add_argument("--iv-doses", type=int, metavar="N", help="intravenous doses so far (switch)")
    parser.add_argument("--last-iv", type=iso_date, metavar="YYYY-MM-DD", help="date of the last one")
    parser.add_argument("--indication", choices=("lupus-nephritis", "sle"), default="lupus-nephritis")
    add_weight(parser)
    add_count(parser, belimumab.DEFAULT_COUNT)


def _dose_belimumab(args: argparse.Namespace) -> Calculation:
    if args.route == "switch":
        if args.iv_doses is None or args.age is None:
            raise CalculationError("A switch to subcutaneous belimumab needs --iv-doses and --age.")
        return belimumab.switched(args.iv_doses, args.age, args.last_iv, args.count)
    if args.route == "sc":
        weight = weight_of(args)
        return belimumab.subcutaneous(weight, args.age, args.start, args.count, args.indication)
    return belimumab.intravenous(_needed_weight(args), args.age, args.start, args.count)


def _obinutuzumab(parser: argparse.ArgumentParser) -> None:
    add_count(parser, 6)


def _dose_obinutuzumab(args: argparse.Namespace) -> Calculation:
    return obinutuzumab.infusions(args.age, args.start, args.count)


def _voclosporin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--egfr", type=float, metavar="VALUE", help="baseline eGFR, mL/min/1.73 m²")
    parser.add_argument("--age", type=float, metavar="YEARS")
    parser.add_argument(
        "--with", dest="taken", action="append", default=[], metavar="DRUG", help="drug taken as well"
    )
    parser.add_argument("--child-pugh", choices=("A", "B", "C"))
    parser.add_argument("--sbp", type=float, metavar="MMHG")
    parser.add_argument("--dbp", type=float, metavar="MMHG")
    parser.add_argument("--current-egfr", type=float, metavar="VALUE", help="eGFR now, on treatment")
    parser.add_argument("--current-dose-mg", type=float, metavar="MG", help="present dose, taken twice daily")


def _dose_voclosporin(args: argparse.Namespace) -> Calculation:
    if args.current_egfr is None and args.current_dose_mg is None:
        return voclosporin.starting(args.egfr, args.age, args.taken, args.child_pugh, args.sbp, args.dbp)
    if args.egfr is None or args.current_egfr is None or args.current_dose_mg is None:
        raise CalculationError(
            "A change by eGFR needs --egfr (baseline), --current-egfr and --current-dose-mg."
        )
    return voclosporin.adjusted(args.egfr, args.current_egfr, args.current_dose_mg)


def _mycophenolate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--phase", choices=("initial", "maintenance"), default="initial")
    parser.add_argument("--form", choices=("mofetil", "sodium"), default="mofetil")
    parser.add_argument("--egfr", type=float, metavar="VALUE", help="mL/min/1.73 m²")
    parser.add_argument("--age", type=float, metavar="YEARS")
    parser.add_argument("--neutrophils", type=float, metavar="VALUE", help="10³/µL")


def _dose_mycophenolate(args: argparse.Namespace) -> Calculation:
    return mycophenolate.twice_daily(args.phase, args.form, args.egfr, args.age, args.neutrophils)


def _cyclophosphamide(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--regimen", choices=("euro-lupus", "nih", "oral"), default="euro-lupus")
    parser.add_argument("--bsa-m2", type=float, metavar="M2", help="body surface area (nih)")
    add_weight(parser)
    parser.add_argument("--age", type=float, metavar="YEARS")
    parser.add_argument("--egfr", type=float, metavar="VALUE", help="mL/min/1.73 m²")
    parser.add_argument(
        "--neutrophils", type=float, metavar="VALUE", help="10⁹/L for pulses, cells/mm³ for oral"
    )
    parser.add_argument("--white-cells", type=float, metavar="VALUE", help="cells/mm³ (oral)")
    parser.add_argument("--earlier-g", type=float, metavar="G", help="exposure before this course")
    add_date(parser)


def _dose_cyclophosphamide(args: argparse.Namespace) -> Calculation:
    pulses = (args.start, args.age, args.egfr, args.neutrophils, args.earlier_g)
    if args.regimen == "euro-lupus":
        return cyclophosphamide.euro_lupus(*pulses)
    if args.regimen == "oral":
        counts = (args.white_cells, args.neutrophils, args.earlier_g)
        return cyclophosphamide.oral(_needed_weight(args), args.age, *counts)
    if args.bsa_m2 is None:
        raise CalculationError("The NIH regimen follows body surface area: give --bsa-m2.")
    return cyclophosphamide.nih(args.bsa_m2, *pulses)


def _azathioprine(parser: argparse.ArgumentParser) -> None:
    add_weight(parser)
    parser.add_argument("--age", type=float, metavar="YEARS")
    parser.add_argument(
        "--with", dest="taken", action="append", default=[], metavar="DRUG", help="drug taken as well"
    )


def _dose_azathioprine(args: argparse.Namespace) -> Calculation:
    return azathioprine.daily(_needed_weight(args), args.age, args.taken)


def _hydroxychloroquine(parser: argparse.ArgumentParser) -> None:
    add_weight(parser)
    parser.add_argument("--egfr", type=float, metavar="VALUE", help="mL/min/1.73 m²")
    parser.add_argument("--age", type=float, metavar="YEARS")


def _dose_hcq(args: argparse.Namespace) -> Calculation:
    return hydroxychloroquine.daily(_needed_weight(args), args.egfr, args.age)


def _prednisone(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", choices=glucocorticoids.SCHEMES, default="kdigo-reduced")
    add_weight(parser)
    parser.add_argument("--age", type=float, metavar="YEARS")
    add_date(parser)


def _dose_prednisone(args: argparse.Namespace) -> Calculation:
    return glucocorticoids.taper(args.scheme, _needed_weight(args), args.age, args.start)


def _needed_weight(args: argparse.Namespace) -> float:
    weight = weight_of(args)
    if weight is None:
        raise CalculationError("The dose follows body weight: give --weight-kg (or --weight-lb).")
    return weight
