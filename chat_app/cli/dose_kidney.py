"""`ln-consult dose egfr | upcr | response`."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from chat_app.cli.dose_arguments import iso_date
from chat_app.clinic import renal
from chat_app.clinic.renal import UPCR_UNITS, Measure
from chat_app.clinic.response import Reading, Response, assess
from chat_app.errors import CalculationError, LNConsultError


def egfr_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--creatinine", type=float, required=True, metavar="VALUE", help="serum creatinine")
    parser.add_argument("--unit", choices=("mg/dL", "umol/L"), default="mg/dL")
    parser.add_argument("--age", type=float, required=True, metavar="YEARS")
    parser.add_argument("--sex", choices=("female", "male"), help="needed from 18 years")
    parser.add_argument("--height-cm", type=float, metavar="CM", help="needed below 18 years")


def egfr(args: argparse.Namespace) -> Measure:
    return renal.egfr(args.creatinine, args.age, args.sex, args.height_cm, args.unit)


def upcr_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--value", type=float, required=True)
    parser.add_argument("--unit", choices=UPCR_UNITS, default="g/g")


def upcr(args: argparse.Namespace) -> Measure:
    return renal.upcr(args.value, args.unit)


def response_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--value",
        dest="readings",
        action="append",
        type=_reading,
        default=[],
        metavar="DATE,UPCR[,EGFR]",
        help="a dated value, the first date being the baseline; give it once a date",
    )
    parser.add_argument("--file", type=Path, help="CSV with the columns date, upcr and egfr")
    parser.add_argument("--unit", choices=UPCR_UNITS, default="g/g", help="unit of the UPCR values")
    parser.add_argument("--age", type=float, metavar="YEARS")


def response(args: argparse.Namespace) -> Response:
    readings = list(args.readings) + (_read(args.file) if args.file else [])
    converted = [
        Reading(reading.on, renal.upcr_in_g_per_g(reading.upcr, args.unit), reading.egfr)
        for reading in readings
    ]
    return assess(converted, args.age)


def as_text(result: Measure | Response) -> str:
    """A result for a terminal."""
    if isinstance(result, Measure):
        blocks = [f"{result.value:g} {result.unit}", result.working]
        sources = [*result.citations, *result.references]
    else:
        blocks = [result.working]
        for definition in result.definitions:
            rows = [f"  {r.status.value.replace('_', ' ')}: {r.text}" for r in definition.requirements]
            head = f"{definition.body}: {definition.category.replace('_', ' ')}. {definition.text}"
            blocks.append("\n".join([head, *rows]))
        sources = list(result.citations)
    if result.cautions:
        blocks.append("\n".join(["Cautions", *(f"  {c}" for c in result.cautions)]))
    return "\n\n".join([*blocks, f"Sources: {'; '.join(sources)}"])


def _reading(text: str) -> Reading:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in (2, 3):
        raise argparse.ArgumentTypeError(f"{text!r} is not DATE,UPCR or DATE,UPCR,EGFR")
    try:
        numbers = [float(part) for part in parts[1:] if part]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} holds a value that is not a number") from None
    if not numbers:
        raise argparse.ArgumentTypeError(f"{text!r} holds no UPCR")
    return Reading(iso_date(parts[0]), numbers[0], numbers[1] if len(numbers) == 2 else None)


def _read(path: Path) -> list[Reading]:
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise LNConsultError(
            f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})."
        ) from error
    readings = []
    for number, row in enumerate(rows, 2):
        try:
            readings.append(_reading(f"{row['date']},{row['upcr']},{row.get('egfr') or ''}"))
        except KeyError as error:
            raise LNConsultError(
                f"{path}: needs the columns date, upcr and egfr; {error} is missing."
            ) from None
        except argparse.ArgumentTypeError as error:
            raise CalculationError(f"{path}, line {number}: {error}.") from None
    return readings
