"""Arguments that several calculators share."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from chat_app.clinic.quantity import POUNDS_TO_KG


def add_weight(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--weight-kg", type=float, metavar="KG", help="actual body weight")
    group.add_argument("--weight-lb", type=float, metavar="LB", help="actual body weight in pounds")


def weight_of(args: argparse.Namespace) -> float | None:
    """Body weight in kg, whichever unit was given."""
    if args.weight_lb is not None:
        return float(args.weight_lb) * POUNDS_TO_KG
    return None if args.weight_kg is None else float(args.weight_kg)


def add_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--start", type=iso_date, metavar="YYYY-MM-DD", help="date of the first dose")
    parser.add_argument("--ics", type=Path, metavar="FILE", help="write a calendar file")


def add_count(parser: argparse.ArgumentParser, default: int) -> None:
    parser.add_argument("--age", type=float, metavar="YEARS")
    parser.add_argument("--count", type=int, default=default, help="number of doses")
    add_date(parser)


def iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from None
