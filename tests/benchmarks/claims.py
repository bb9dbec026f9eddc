"""Measures claim verification: `python -m tests.benchmarks.claims FILE.jsonl [--show TYPE] [--half 0|1]
[--conflicts]`.

Prints, for each kind of fault, how many unsupported claims were caught, and how many supported claims passed.
`--conflicts` counts instead the claims in which a check named a fault, supported ones too: the false alarms.
`--half` takes only claims whose cited statements fall in that half (by hash), for honest comparisons while
rules are being written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from chat_app.guidelines.load import default_corpus
from guardrails.support import Verifier
from guardrails.types import Evidence, Severity


def evidence_of(row: dict[str, Any]) -> list[Evidence]:
    """The statements of a claim as the guardrails see them: texts and what is known of their sources."""
    metas = row.get("source_meta") or [{}] * len(row["source_texts"])
    return [
        Evidence(
            id=meta.get("id") or cited,
            text=text,
            grade=meta.get("grade"),
            kind=meta.get("kind"),
            population=tuple(meta.get("population") or ()),
            source=meta.get("source"),
            organisation=meta.get("organisation"),
            year=meta.get("year"),
            source_type=meta.get("type"),
        )
        for cited, text, meta in zip(row["cited"], row["source_texts"], metas, strict=True)
    ]


def half_of(row: dict[str, Any]) -> int:
    """0 or 1, by the cited statements: claims about one statement never fall into both."""
    key = ",".join(sorted(row["cited"]))
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def load(path: Path, half: int | None = None) -> list[dict[str, Any]]:
    """The claims of a file, with the texts that they cite.

    Where a row names its statements by a mark of their texts alone (`of`), the texts come from the corpus;
    rows whose statements have another text by now are left out.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    whole = [row for row in rows if "of" not in row or _resolve(row)]
    return [r for r in whole if half is None or half_of(r) == half]


def mark(text: str) -> str:
    """What names the text of a statement."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def meta_of(evidence: Evidence) -> dict[str, Any]:
    """What is known of a statement's source, as a claim's `source_meta` holds it."""
    return {
        "id": evidence.id,
        "grade": evidence.grade,
        "kind": evidence.kind,
        "population": list(evidence.population),
        "source": evidence.source,
        "organisation": evidence.organisation,
        "year": evidence.year,
        "type": evidence.source_type,
    }


def _resolve(row: dict[str, Any]) -> bool:
    """Put the texts of the corpus into a row; False where one is not there or says something else by now."""
    corpus = default_corpus()
    if any(name not in corpus.statements for name in row["cited"]):
        return False
    found = [corpus.evidence(name) for name in row["cited"]]
    row["source_texts"], row["source_meta"] = [e.text for e in found], [meta_of(e) for e in found]
    return bool([mark(e.text) for e in found] == row["of"])


def _conflicts(verifier: Verifier, rows: list[dict[str, Any]]) -> None:
    """Prints for each kind of fault, and for the supported claims, how many a check calls a conflict."""
    named: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for row in rows:
        findings = verifier.findings(verifier.case(row["claim"], evidence_of(row)))
        for kind in (row["error_type"] or "supported", *(["faults"] if row["error_type"] else [])):
            total[kind] += 1
            named[kind] += any(f.severity is Severity.CONFLICT for f in findings)
    for kind in sorted(total, key=lambda k: (k in ("faults", "supported"), k)):
        print(f"{kind:24} {named[kind]:4}/{total[kind]:<4} {named[kind] / total[kind]:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument(
        "--show", help="list the claims of this error type that went wrong (supported: passed not)"
    )
    parser.add_argument(
        "--conflicts", action="store_true", help="count the claims in which a fault was named"
    )
    args = parser.parse_args()
    rows = load(args.file, args.half)
    verifier = Verifier()
    if args.conflicts:
        _conflicts(verifier, rows)
        return
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    spent = []
    for row in rows:
        evidence = evidence_of(row)
        verifier.case("", evidence)
        start = time.process_time()
        verdict = verifier.verify(row["claim"], evidence)
        spent.append(time.process_time() - start)
        kind = row["error_type"] or "supported"
        total[kind] += 1
        good = verdict.supported == (row["label"] == "supported")
        right[kind] += good
        if args.show in (kind, "all") and not good:
            print(f"{kind}: {row['claim']}")
            for text in row["source_texts"]:
                print(f"    SRC {text}")
            for f in verdict.findings:
                print(f"    {f.severity} {f.check}: {f.message}")
    faults = [k for k in total if k != "supported"]
    for kind in sorted(faults):
        print(f"{kind:24} {right[kind]:4}/{total[kind]:<4} {right[kind] / total[kind]:.0%}")
    caught, all_faults = sum(right[k] for k in faults), sum(total[k] for k in faults)
    print(f"{'unsupported caught':24} {caught:4}/{all_faults:<4} {caught / max(1, all_faults):.1%}")
    passed, supported = right["supported"], total["supported"]
    print(f"{'supported passed':24} {passed:4}/{supported:<4} {passed / max(1, supported):.1%}")
    spent.sort()
    median, slow = spent[len(spent) // 2] * 1000, spent[int(len(spent) * 0.99)] * 1000
    print(f"processor time: median {median:.2f} ms, p99 {slow:.2f} ms")


if __name__ == "__main__":
    main()
