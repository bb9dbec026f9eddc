"""How much of what settles a question retrieval finds. Not a test: run it with a questions file.

    python tests/benchmarks/retrieval.py QUESTIONS.yaml [--dialogues DIALOGUES.yaml] [--answers] [--misses]

The questions file lists `question` and `evidence` (statement ids). `--answers` asks what each statement says
it answers, with that field of the statement hidden from the index, and looks for the statement.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from chat_app.guidelines.load import load_corpus
from chat_app.guidelines.model import Corpus
from chat_app.guidelines.search import Searcher
from chat_app.question.understand import understand
from guardrails.lexicon import Lexicon, load_lexicon

DEPTHS = (10, 20, 40)
FOLDS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--dialogues", type=Path)
    parser.add_argument("--answers", action="store_true")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    corpus, lexicon = load_corpus(), load_lexicon()
    started = time.process_time()
    searcher = Searcher(corpus, lexicon)
    print(f"built in {(time.process_time() - started) * 1000:.0f} ms of processor time")
    asked: list[tuple[str, str, list[str]]] = []
    for row in yaml.safe_load(options.questions.read_text()):
        if row.get("evidence"):
            asked.append((row["scope"], row["question"], row["evidence"]))
    if options.dialogues:
        for dialogue in yaml.safe_load(options.dialogues.read_text()):
            turn: dict[str, Any] = dialogue["turns"][0]
            if evidence := turn.get("expect", {}).get("evidence"):
                asked.append(("first turn", turn["user"], evidence))
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    started = time.process_time()
    for group, question, evidence in asked:
        query = understand(question, lexicon=lexicon)
        ranked = [hit.statement.id for hit in searcher.search(query, max(DEPTHS))]
        for name in {"all " + group, query.intents[0].value}:
            found[name][3] += len(evidence)
            for place, depth in enumerate(DEPTHS):
                found[name][place] += len(set(ranked[:depth]) & set(evidence))
        if options.misses:
            missed = [
                f"{e}({ranked.index(e) + 1 if e in ranked else '-'})"
                for e in evidence
                if e not in ranked[:20]
            ]
            print(
                f"{question[:110]}\n    {len(evidence) - len(missed)}/{len(evidence)} missed "
                + " ".join(missed)
            )
    spent = (time.process_time() - started) * 1000 / max(1, len(asked))
    print(f"{spent:.1f} ms of processor time a question")
    for name, (*counts, total) in sorted(found.items()):
        shares = "  ".join(
            f"@{depth} {100 * c / total:5.1f}%" for depth, c in zip(DEPTHS, counts, strict=True)
        )
        print(f"{name:16} {shares}  of {total}")
    if options.answers:
        answers(corpus, lexicon)


def answers(corpus: Corpus, lexicon: Lexicon) -> None:
    """Ask what statements say they answer, with that field hidden, a fold of the statements at a time."""
    counts, total = [0] * len(DEPTHS), 0
    names = list(corpus.statements)
    for fold in range(FOLDS):
        hidden = set(names[fold::FOLDS])
        kept = {
            name: statement.model_copy(update={"answers": ()}) if name in hidden else statement
            for name, statement in corpus.statements.items()
        }
        searcher = Searcher(replace(corpus, statements=kept), lexicon)
        for name in hidden:
            for question in corpus.statements[name].answers[:1]:
                total += 1
                hits = searcher.search(understand(question, lexicon=lexicon), max(DEPTHS))
                ranked = [hit.statement.id for hit in hits]
                for place, depth in enumerate(DEPTHS):
                    counts[place] += name in ranked[:depth]
    shares = "  ".join(f"@{d} {100 * c / total:5.1f}%" for d, c in zip(DEPTHS, counts, strict=True))
    print(f"{'own answers':16} {shares}  of {total} (that field hidden)")


if __name__ == "__main__":
    main()
