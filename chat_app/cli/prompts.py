"""`ln-consult prompts list|show|check|promote`: the prompts, whether all are sound, which one is active."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from chat_app import errors
from chat_app.answer import Audience
from chat_app.cli.ask import parse_audience
from chat_app.settings import Settings, load_settings
from prompts import BUILT_IN, Message, Prompt, PromptError, PromptLibrary, problems

NAME = "prompts"
HELP = "List, show, check and promote prompts."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every version of every prompt, with its status and hash")
    listing.add_argument("--json", action="store_true", help="print JSON")
    show = actions.add_parser("show", help="one prompt as its file reads, or filled in for a question")
    show.add_argument("prompt", metavar="NAME[@VERSION]", help="the active version, or the one named")
    show.add_argument(
        "--question", help="fill the answer prompt in for this question, as a model would get it"
    )
    show.add_argument(
        "--audience",
        default=Audience.SPECIALIST.value,
        help=f"with --question, one of: {', '.join(a.value for a in Audience)}",
    )
    check = actions.add_parser("check", help="name every problem by file and line")
    promoted = actions.add_parser("promote", help="make a saved version active, with a reason on record")
    promoted.add_argument("prompt", metavar="NAME@VERSION", help="the version")
    promoted.add_argument("--reason", required=True, help="why, in a sentence")
    promoted.add_argument("--who", required=True, metavar="NAME", help="who makes it active")
    promoted.add_argument("--run", metavar="RUN", help="the run of the lab that it rests on")
    for action in (listing, show, check, promoted):
        action.add_argument("--folder", type=Path, help="another folder of prompts than the one in use")


def run(args: argparse.Namespace) -> int:
    settings = load_settings()
    folder: Path = args.folder or settings.prompt_folder or BUILT_IN
    if not folder.is_dir():
        raise errors.PromptError(f"{folder}: there is no such folder.")
    try:
        if args.action == "check":
            return _check(folder)
        if args.action == "promote":
            return _promote(args, folder, settings)
        library = PromptLibrary(folder)
        if args.action == "list":
            _list(library, args.json)
            return 0
        prompt = library.get(args.prompt)
        if args.question is None:
            print(prompt.source, end="")
            return 0
        for message in _filled(prompt, args.question, parse_audience(args.audience), settings):
            print(f"# {message.role.capitalize()}\n\n{message.text}\n")
    except PromptError as error:
        raise errors.PromptError(str(error)) from error
    return 0


def _check(folder: Path) -> int:
    found = problems(folder)
    if found:
        print("\n".join(found), file=sys.stderr)
        return 1
    print(f"{sum(1 for _ in PromptLibrary(folder))} prompts, no problems.")
    return 0


def _promote(args: argparse.Namespace, folder: Path, settings: Settings) -> int:
    # Imported here: no other action needs the database.
    from chat_app.lab.promotion import promote
    from chat_app.records.lab import LabStore

    store = LabStore.open(settings.resolved_database_url)
    run = store.run(args.run).id if args.run else None
    done = promote(args.prompt, folder, store, reason=args.reason, who=args.who, run=run)
    print(f"{done.prompt} is active now; {done.before} is retired.")
    return 0


def _list(library: PromptLibrary, as_json: bool) -> None:
    if as_json:
        rows = [{**p.about.model_dump(mode="json"), "file": p.file, "hash": p.hash} for p in library]
        print(json.dumps(rows, ensure_ascii=False))
        return
    for prompt in library:
        about = prompt.about
        print(f"{prompt.label:14} {about.status.value:8} {prompt.hash[:19]}  {about.purpose}")
        print(f"{'':14} {'':8} changed: {about.changed}")


def _filled(prompt: Prompt, question: str, audience: Audience, settings: Settings) -> tuple[Message, ...]:
    """The messages that a model would get for a question asked on its own."""
    # Imported here: `list` and `check` need neither the corpus nor its index.
    from chat_app.guidelines.limits import Limits
    from chat_app.guidelines.load import default_corpus
    from chat_app.guidelines.search import Searcher
    from chat_app.question.patient import PatientFacts
    from chat_app.question.understand import understand
    from chat_app.writers.base import WritingTask
    from chat_app.writers.positions import Positions
    from chat_app.writers.prompt import assemble
    from chat_app.writers.tokens import tokenizer_for
    from guardrails.lexicon import load_lexicon
    from guardrails.screen import screen

    if prompt.about.name != "answer":
        raise errors.PromptError(f"{prompt.label} is not filled in with a question; only answer prompts are.")
    corpus, lexicon = default_corpus(), load_lexicon()
    query = understand(screen(question).text, PatientFacts(), lexicon)
    evidence = tuple(hit.statement for hit in Searcher(corpus, lexicon).search(query, 40))
    task = WritingTask(query, evidence, corpus, Limits(corpus, lexicon), Positions(corpus), audience)
    return assemble(prompt, task, tokenizer_for(settings.model), settings.max_prompt_tokens).messages
