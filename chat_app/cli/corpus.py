"""`ln-consult corpus check|stats|search|apply`: is the corpus sound, what is in it, what bears on a question?

`apply` puts a change that was proposed at the corpus desk into the corpus files.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from chat_app.errors import CorpusError, QuestionError
from chat_app.guidelines.load import CORPUS_FOLDER, load_corpus
from chat_app.guidelines.model import Corpus, Statement, Status

NAME = "corpus"
HELP = "Check, count and search the guideline statements."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="name every problem by file, statement and field")
    stats = actions.add_parser("stats", help="count statements by file, type, kind, status and topic")
    search = actions.add_parser("search", help="the statements that bear on a question, best first")
    search.add_argument("query", help="the question, or words to look for")
    search.add_argument("--limit", type=_positive, default=10, metavar="N", help="at most N (default: 10)")
    apply = actions.add_parser("apply", help="put a proposed change into the corpus files")
    apply.add_argument("change", type=Path, help="the file of the change, as the corpus desk wrote it")
    apply.add_argument("--patch", action="store_true", help="print the difference and change nothing")
    for parser_of_action in (stats, search):
        parser_of_action.add_argument("--json", action="store_true", help="print JSON")
    for parser_of_action in (check, stats, search, apply):
        parser_of_action.add_argument(
            "--folder", type=Path, default=CORPUS_FOLDER, help="another corpus folder than the one on board"
        )


def run(args: argparse.Namespace) -> int:
    if args.action == "check":
        return _check(args.folder)
    if args.action == "apply":
        return _apply(args.change, args.folder, args.patch)
    corpus = load_corpus(args.folder)
    if args.action == "stats":
        counts = _counts(corpus)
        print(json.dumps(counts, ensure_ascii=False) if args.json else _as_text(counts))
        return 0
    return _search(corpus, args.query, args.limit, args.json)


def _check(folder: Path) -> int:
    try:
        corpus = load_corpus(folder)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(corpus)} statements from {len(corpus.sources)} sources, no problems. {corpus.version}")
    return 0


def _apply(path: Path, folder: Path, patch_only: bool) -> int:
    from chat_app.guidelines.change import apply_change, as_patch, read_change

    change = read_change(path)
    if patch_only:
        print(as_patch(change, folder), end="")
        return 0
    written = apply_change(change, folder)
    print(f"{written}: {change.action.value} {change.statement}")
    return 0


def _search(corpus: Corpus, query: str, limit: int, as_json: bool) -> int:
    # Imported here: `check` and `stats` need neither the lexicon nor the index.
    from chat_app.guidelines.search import Searcher
    from chat_app.question.understand import understand
    from guardrails.lexicon import load_lexicon

    if not any(letter.isalnum() for letter in query):
        raise QuestionError("The query is empty. Type a question or words to look for.")
    lexicon = load_lexicon()
    hits = Searcher(corpus, lexicon).search(understand(query, lexicon=lexicon), limit)
    if as_json:
        rows = [{"id": hit.statement.id, "score": hit.score, "text": hit.statement.text} for hit in hits]
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for number, hit in enumerate(hits, 1):
        why = f"  ({'; '.join(hit.reasons)})" if hit.reasons else ""
        print(f"{number:3}. {hit.statement.id}  {hit.score:.2f}{why}\n     {hit.statement.text}")
    if not hits:
        print("No statement bears on this.")
    return 0


def _counts(corpus: Corpus) -> dict[str, object]:
    def count(names: Iterable[str]) -> dict[str, int]:
        return dict(Counter(names).most_common())

    statements: list[Statement] = list(corpus)
    return {
        "version": corpus.version,
        "updated": corpus.updated,
        "statements": len(corpus),
        "sources": len(corpus.sources),
        "by_file": count(corpus.files[s.id] for s in statements),
        "by_source_type": count(corpus.source_of(s).type.value for s in statements),
        "by_kind": count(s.kind.value for s in statements),
        "by_status": {status.value: sum(s.status is status for s in statements) for status in Status},
        "by_topic": count(topic for s in statements for topic in s.topics),
        "by_population": count(name for s in statements for name in s.population),
        "superseded": {s.id: s.superseded_by for s in corpus.sources.values() if s.superseded_by},
    }


def _as_text(counts: dict[str, object]) -> str:
    lines: list[str] = []
    for name, value in counts.items():
        title = name.replace("_", " ").capitalize()
        if isinstance(value, dict):
            lines.append(f"\n{title}")
            lines += [f"  {key:32} {count}" for key, count in value.items()]
        else:
            lines.append(f"{title:16} {value}")
    return "\n".join(lines)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number above 0, not {text!r}")
    return int(text)
