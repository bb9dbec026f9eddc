"""The `ln-consult` command: one module a subcommand, each over functions that the library offers.

Exit codes: 0 done; 1 the work failed, one line on standard error says why and what to do; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from chat_app.errors import LNConsultError

_RARELY = 50_000
"""New objects between two collections: corpus and index are many that stay, and looking through them again
and again costs a command a quarter of a second."""
COMMANDS = {
    "ask": "Ask one question.",
    "chat": "Run a scripted consultation: a question a line, one conversation.",
    "corpus": "Check, count and search the guideline statements.",
    "screen": "Screen texts for scope, injections and identifiers.",
    "verify": "Verify claims against the statements that they cite.",
    "indicate": "Is this drug indicated for this diagnosis, procedure code and patient?",
    "dose": "Calculate doses, schedules, eGFR, UPCR and response.",
    "eval": "Measure prompt versions against each other on a question set.",
    "prompts": "List, show, check and promote prompts.",
    "cases": "List, check and show the teaching cases.",
    "review": "List and show reviews, and check their audit trail.",
    "serve": "Start the chat page.",
}
"""Subcommand, and its line in the help. Modules are imported only when they are asked for."""


class Command(Protocol):
    """What a module of this package offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; the exit code. Wrong usage ends the process with 2, as argparse does."""
    gc.set_threshold(_RARELY)
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="ln-consult",
        description="Answers about lupus nephritis, every sentence supported by a curated statement.",
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chosen = next((a for a in arguments if not a.startswith("-")), None)
    module: Command | None = None
    for name, help_line in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=help_line, description=help_line)
        if name == chosen:
            module = _load(name)
            module.add_arguments(subparser)
    args = parser.parse_args(arguments)
    if module is None:  # argparse refuses every other command
        parser.error("a command is needed")
    try:
        return module.run(args)
    except LNConsultError as error:
        print(f"ln-consult: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output left; nothing is wrong, and nothing more can be said on standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _load(name: str) -> Command:
    return importlib.import_module(f"chat_app.cli.{name}")
