"""Calibrates claim verification: `python -m tests.benchmarks.calibrate_support FILE.jsonl … [--write]`.

Fits the small trees of `guardrails.features` on all claims and on the restatements and misreadings of the
statements (`restated.py`), those that a check contradicts among them: the checks were written with many of
these claims in sight and contradict fewer of others, so the model must know such faults too. What it reports
comes from folds left out of the fit; claims that share a cited statement never part.

The threshold is the lowest at which CAUGHT of the faults of `pairs.jsonl` are caught by the checks and the
model together: of these claims next to none had been read when the checks were written. `--write` puts the
model, fitted on everything, into `guardrails/rules/support/model.json`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from guardrails.features import features
from guardrails.support import Verifier
from guardrails.types import Severity
from tests.benchmarks import boosting, restated
from tests.benchmarks.claims import evidence_of, load

MODEL = Path(__file__).parents[2] / "guardrails" / "rules" / "support" / "model.json"
FOLDS = 6
CAUGHT = 0.94
"""Share of faults to catch on statements that are new."""

FRESH = "pairs.jsonl"
"""Claims on which the threshold is set."""
KNOWN = 0.25
"""Weight of a claim that a check contradicts: it stands for its like that no check contradicts."""
RESTATED = {restated.RESTATEMENTS: 0.1, restated.LIGHT_EDITS: 1.0}
"""Weights of what is made from the statements: many for each, by few writers."""


def groups(rows: list[dict[str, Any]]) -> np.ndarray:
    """A number for each claim; claims that share a cited statement have the same."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for row in rows:
        for other in row["cited"][1:]:
            parent[root(other)] = root(row["cited"][0])
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(root(row["cited"][0]), len(numbers)) for row in rows])


def threshold_of(score: np.ndarray, y: np.ndarray, hard: np.ndarray, caught: float) -> float:
    """The lowest threshold at which the wanted share of the faults is caught, by a check or by the model."""
    faults = y == 0
    open_ = np.sort(score[faults & ~hard])[::-1]
    may_pass = int((1 - caught) * faults.sum())
    return float(open_[min(may_pass, len(open_) - 1)]) + 1e-6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--caught", type=float, default=CAUGHT)
    args = parser.parse_args()
    verifier = Verifier()
    rows: list[dict[str, Any]] = []
    for path in args.files:
        rows += [{**row, "file": path.name} for row in load(path)]
    for path in RESTATED:
        rows += [{**row, "file": path.name} for row in restated.rows(path)]
    found: list[dict[str, float]] = []
    contradicted = []
    for row in rows:
        case = verifier.case(row["claim"], evidence_of(row))
        findings = verifier.findings(case)
        contradicted.append(any(f.severity is Severity.CONFLICT for f in findings))
        found.append(features(case, findings))
    names = sorted({name for values in found for name in values})
    x = np.array([[values.get(name, 0.0) for name in names] for values in found])
    y = np.array([row["label"] == "supported" for row in rows], dtype=float)
    hard = np.array(contradicted)
    of_file = {path.name: weight for path, weight in RESTATED.items()}
    weights = np.where(hard, KNOWN, 1.0) * np.array([of_file.get(row["file"], 1.0) for row in rows])
    group = groups(rows)
    fold = np.random.default_rng(0).permutation(group.max() + 1)[group] % FOLDS
    left_out = np.zeros(len(y))
    for k in range(FOLDS):
        left_out[fold == k] = boosting.fit(x[fold != k], y[fold != k], weights[fold != k]).score(x[fold == k])
    fresh = np.array([row["file"] == FRESH for row in rows])
    threshold = threshold_of(left_out[fresh], y[fresh], hard[fresh], args.caught)
    _report(rows, left_out, y, hard, threshold)
    if args.write:
        fitted = boosting.fit(x, y, weights)
        _write(fitted, names, threshold)


def _report(
    rows: list[dict[str, Any]], score: np.ndarray, y: np.ndarray, hard: np.ndarray, threshold: float
) -> None:
    """What the folds left out show, for each file and each kind of fault."""
    caught = hard | (score < threshold)
    fault = y == 0
    order = np.argsort(score)
    rank = np.empty(len(score))
    rank[order] = np.arange(len(score))
    area = (rank[~fault].sum() - (~fault).sum() * ((~fault).sum() - 1) / 2) / ((~fault).sum() * fault.sum())
    print(f"{len(y)} claims; area under the curve of the model alone: {area:.3f}; threshold {threshold:.2f}")
    for name, wanted in (("by file", "file"), ("by kind of fault", "error_type")):
        print(name)
        for key in sorted({str(r[wanted]) for r in rows if r[wanted]}):
            here = np.array([str(r[wanted]) == key for r in rows])
            mine, others = here & fault, here & ~fault
            line = f"  {key:24} caught {int(caught[mine].sum()):3}/{int(mine.sum()):3}"
            line += f" (contradicted {int(hard[mine].sum()):3})" if mine.any() else ""
            if others.any():
                line += f"  passed {int((~caught[others]).sum()):3}/{int(others.sum()):3}"
                line += f" (contradicted {int(hard[others].sum())})"
            print(line)
    print(
        f"all: caught {caught[fault].mean():.1%}, passed {(~caught[~fault]).mean():.1%}; "
        f"the model alone: caught {(score < threshold)[fault].mean():.1%}"
    )


def _write(fitted: boosting.Boosted, names: list[str], threshold: float) -> None:
    used = sorted({column for tree in fitted.trees for column in _columns(tree)})
    place = {column: number for number, column in enumerate(used)}
    head = {
        "base": round(fitted.base, 4),
        "threshold": round(threshold, 4),
        "features": [names[column] for column in used],
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    trees = ",\n".join(f"    {_shown(tree, place)}" for tree in fitted.trees)
    MODEL.write_text("\n".join(["{", *lines, '  "trees": [', trees, "  ]", "}"]) + "\n", encoding="utf-8")


def _columns(tree: boosting.Tree) -> list[int]:
    return [] if isinstance(tree, float) else [tree[0], *_columns(tree[2]), *_columns(tree[3])]


def _shown(tree: boosting.Tree, place: dict[int, int]) -> str:
    if isinstance(tree, float):
        return f"{tree:g}"
    return f"[{place[tree[0]]}, {tree[1]:g}, {_shown(tree[2], place)}, {_shown(tree[3], place)}]"


if __name__ == "__main__":
    main()
