"""Calibrates claim verification: `python -m tests.benchmarks.calibrate_support FILE.jsonl … [--write]`.

Fits a logistic regression over `guardrails.features` on the claims that no check contradicts, with the cited
statements as groups: what it reports comes from claims about statements that were left out (five folds). The
threshold is the lowest at which the wanted share of all unsupported claims is caught in those folds.
`--write` puts coefficients and threshold, fitted on everything, into `guardrails/rules/support/model.yaml`.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import yaml

from guardrails.features import features
from guardrails.support import Verifier
from guardrails.types import Severity
from tests.benchmarks.claims import evidence_of, load

MODEL = Path(__file__).parents[2] / "guardrails" / "rules" / "support" / "model.yaml"
FOLDS = 5
PENALTY = 2.0
"""Ridge penalty on the weights."""
CAUGHT = 0.985
"""Share of unsupported claims to catch, conflicts included. Above the 95% that must be reached: the rules
were written with these claims in sight, so that other claims are caught somewhat less often."""


def fold_of(cited: list[str]) -> int:
    return int(hashlib.md5(",".join(sorted(cited)).encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def fit(x: np.ndarray, y: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Weights of a ridge logistic regression (Newton's method); the first one is the intercept."""
    x = np.hstack([np.ones((len(x), 1)), x])
    w = np.zeros(x.shape[1])
    ridge = np.diag([0.0] + [PENALTY] * (x.shape[1] - 1))
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + ridge @ w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge + 1e-6 * np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-7:
            break
    return w


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--caught", type=float, default=CAUGHT)
    args = parser.parse_args()
    verifier = Verifier()
    rows, labels, folds = [], [], []
    contradicted = {True: 0, False: 0}
    total = {True: 0, False: 0}
    for path in args.files:
        for row in load(path):
            supported = row["label"] == "supported"
            total[supported] += 1
            case = verifier.case(row["claim"], evidence_of(row))
            found = verifier.findings(case)
            if any(f.severity is Severity.CONFLICT for f in found):
                contradicted[supported] += 1
                continue
            rows.append(features(case, found))
            labels.append(supported)
            folds.append(fold_of(row["cited"]))
    names = sorted(rows[0])
    x = np.array([[r[n] for n in names] for r in rows])
    y, fold = np.array(labels, dtype=float), np.array(folds)
    left_out = np.zeros(len(y))
    for k in range(FOLDS):
        w = fit(x[fold != k], y[fold != k])
        left_out[fold == k] = w[0] + x[fold == k] @ w[1:]
    faults = np.sort(left_out[y == 0])[::-1]
    may_pass = int((1 - args.caught) * total[False])
    threshold = float(faults[may_pass]) + 1e-6 if may_pass < len(faults) else -10.0
    caught = contradicted[False] + int((left_out[y == 0] < threshold).sum())
    passed = int((left_out[y == 1] >= threshold).sum())
    print(
        f"contradicted: {contradicted[False]}/{total[False]} faults, {contradicted[True]}/{total[True]} "
        f"supported"
    )
    print(
        f"left out: caught {caught}/{total[False]} = {caught / total[False]:.1%}, "
        f"passed {passed}/{total[True]} = {passed / total[True]:.1%}, threshold {threshold:.2f}"
    )
    w = fit(x, y)
    for name, weight in sorted(zip(names, w[1:], strict=True), key=lambda n: -abs(n[1])):
        print(f"  {name:26} {weight:+.2f}")
    if args.write:
        document = {
            "intercept": round(float(w[0]), 4),
            "threshold": round(threshold, 4),
            "weights": {n: round(float(v), 4) for n, v in zip(names, w[1:], strict=True)},
        }
        head = "# Written by tests/benchmarks/calibrate_support.py --write; not to be edited by hand.\n"
        MODEL.write_text(head + yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
