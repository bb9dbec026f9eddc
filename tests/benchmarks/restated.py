"""Claims out of `tests/fixtures/claims/restatements.jsonl` and `light_edits.jsonl`: for statements of the
corpus sentences that say what they say, and sentences that a careless reader might take for it. The first are
in other words, the second change little.

A line holds `id`, `of` (the start of the SHA-256 of the text that it was written from), `restatements` and
`misreadings` (kind of fault, sentence). Lines whose statement has another text by now are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chat_app.guidelines.load import default_corpus
from tests.benchmarks.claims import mark, meta_of

_FOLDER = Path(__file__).parents[1] / "fixtures" / "claims"
RESTATEMENTS = _FOLDER / "restatements.jsonl"
LIGHT_EDITS = _FOLDER / "light_edits.jsonl"


def rows(path: Path) -> list[dict[str, Any]]:
    """The sentences as labelled claims, in the format of the other files."""
    return list(_rows(path))


APART = (97, 401)
"""How far on in the file stand the statements whose restatements are cited to the wrong one."""


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    corpus = default_corpus()
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for place, entry in enumerate(entries):
        if entry["id"] not in corpus.statements:
            continue
        evidence = corpus.evidence(entry["id"])
        if mark(evidence.text) != entry["of"]:
            continue
        meta = meta_of(evidence)
        said: list[tuple[str, str, str | None]] = [
            (sentence, "supported", None) for sentence in entry["restatements"]
        ]
        said += [(sentence, "unsupported", kind) for kind, sentence in entry["misreadings"]]
        for number, apart in enumerate(APART):  # what is true of something else altogether
            other = entries[(place + apart) % len(entries)]["restatements"]
            said.append((other[number % len(other)], "unsupported", "wrong-citation"))
        for sentence, label, kind in said:
            yield {
                "claim": sentence,
                "cited": [evidence.id],
                "label": label,
                "error_type": kind,
                "source_texts": [evidence.text],
                "source_meta": [meta],
            }
