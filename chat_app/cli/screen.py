"""`ln-consult screen FILE.jsonl`: scope, injections and identifiers of each text, one result a line."""

from __future__ import annotations

import argparse
import json

from chat_app.cli.lines import read_json_lines
from chat_app.errors import LNConsultError
from guardrails.screen import screen

NAME = "screen"
HELP = "Screen texts for scope, injections and identifiers."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The one argument: where the texts are."""
    parser.add_argument(
        "file", metavar="FILE.jsonl", help='one {"id": "…", "text": "…"} a line; - for standard input'
    )


def run(args: argparse.Namespace) -> int:
    """Print one JSON object a text, in the order of the input."""
    for number, row in read_json_lines(args.file):
        text = row.get("text")
        if not isinstance(text, str):
            raise LNConsultError(f'{args.file}, line {number}: "text" is missing or is not a string.')
        screened = screen(text)
        result = {
            "id": row.get("id"),
            "scope": screened.scope.value,
            "injection": screened.injection,
            "redacted": screened.redacted,
            "identifiers": [{"start": i.start, "end": i.end, "kind": i.kind} for i in screened.identifiers],
        }
        print(json.dumps(result, ensure_ascii=False))
    return 0
