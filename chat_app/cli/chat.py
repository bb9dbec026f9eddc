"""`ln-consult chat FILE.jsonl`: a scripted consultation, an answer a line out."""

from __future__ import annotations

import argparse
import asyncio

from chat_app.answer import Audience
from chat_app.cli.ask import add_reader_arguments, parse_audience, print_answer
from chat_app.cli.lines import read_json_lines
from chat_app.cli.patient import read_patient
from chat_app.consult import Consultation, Request
from chat_app.errors import LNConsultError
from chat_app.logs import configure_logs
from chat_app.question.patient import PatientFacts
from chat_app.settings import load_settings

NAME = "chat"
HELP = "Run a scripted consultation: a question a line, one conversation."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help='lines of {"text": "…"}; - reads standard input')
    parser.add_argument("--conversation", metavar="ID", help="id of the conversation to go on with")
    add_reader_arguments(parser)


def run(args: argparse.Namespace) -> int:
    audience, patient = parse_audience(args.audience), read_patient(args.patient)
    settings = load_settings()
    configure_logs(settings)
    consultation = Consultation.build(settings)
    return asyncio.run(_run(args, audience, patient, consultation))


async def _run(
    args: argparse.Namespace, audience: Audience, patient: PatientFacts, consultation: Consultation
) -> int:
    conversation = args.conversation
    for number, row in read_json_lines(args.file):
        text = row.get("text")
        if not isinstance(text, str):
            raise LNConsultError(f"{args.file}, line {number}: `text` must be the question.")
        answer = await consultation.answer(Request(text, audience, patient, conversation, args.writer))
        conversation = answer.conversation or conversation
        print_answer(answer, as_json=True)
    return 0
