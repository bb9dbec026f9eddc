"""`ln-consult ask "QUESTION"`: one question, one answer, as text or JSON."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from chat_app.answer import Answer, Audience, Outcome
from chat_app.cli.patient import read_patient
from chat_app.cli.text import as_text
from chat_app.consult import Consultation, Request
from chat_app.errors import LNConsultError, UnknownChoice
from chat_app.logs import configure_logs
from chat_app.settings import load_settings

NAME = "ask"
HELP = "Ask one question."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="the question; - reads it from standard input")
    add_reader_arguments(parser)
    parser.add_argument(
        "--conversation", metavar="ID", help="id of the conversation that this question goes on"
    )
    parser.add_argument("--json", action="store_true", help="print the whole answer as one JSON object")


def add_reader_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that `ask` and `chat` share: who reads, which patient, who writes."""
    parser.add_argument(
        "--audience",
        default=Audience.SPECIALIST.value,
        help=f"one of: {', '.join(a.value for a in Audience)}",
    )
    parser.add_argument("--patient", type=Path, metavar="FILE", help="JSON file with facts of the patient")
    parser.add_argument(
        "--writer", choices=("evidence", "openai"), help="who writes (default: a model if set)"
    )


def run(args: argparse.Namespace) -> int:
    question = sys.stdin.read() if args.question == "-" else args.question
    audience, patient = parse_audience(args.audience), read_patient(args.patient)
    settings = load_settings()
    configure_logs(settings)
    consultation = Consultation.build(settings)
    request = Request(question, audience, patient, args.conversation, args.writer)
    answer = asyncio.run(consultation.answer(request))
    print_answer(answer, args.json)
    if answer.outcome is Outcome.ERROR:
        raise LNConsultError(answer.message or "No answer could be made.")
    return 0


def print_answer(answer: Answer, as_json: bool) -> None:
    """Print an answer on standard output, as one line of JSON or as text for a terminal."""
    print(answer.model_dump_json() if as_json else as_text(answer))


def parse_audience(value: str) -> Audience:
    """The audience of that name; spaces and hyphens count as underscores. Raises UnknownChoice."""
    try:
        return Audience(value.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        known = ", ".join(a.value for a in Audience)
        raise UnknownChoice(f"Unknown audience {value!r}. Choose one of: {known}.") from None
