"""`ln-consult verify FILE.jsonl`: is each claim supported by the statements it cites? One result a line."""

from __future__ import annotations

import argparse
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from chat_app.cli.lines import read_json_lines
from chat_app.errors import LNConsultError
from chat_app.guidelines.load import default_corpus
from guardrails.support import Verifier
from guardrails.types import Decision, Evidence, Finding, Severity, Verdict

NAME = "verify"
HELP = "Verify claims against the statements they cite."


class _Meta(BaseModel):
    """What is known of a statement beside its text."""

    model_config = ConfigDict(extra="ignore")

    id: str | None = None
    grade: str | None = None
    kind: str | None = None
    population: tuple[str, ...] | None = None
    source: str | None = None
    organisation: str | None = None
    year: int | None = None
    type: str | None = None


class _Claim(BaseModel):
    """One line of the input."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    claim: str
    cited: tuple[str, ...] = ()
    source_texts: tuple[str, ...] | None = None
    source_meta: tuple[_Meta, ...] | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The one argument: where the claims are."""
    parser.add_argument(
        "file",
        metavar="FILE.jsonl",
        help='one {"id": "…", "claim": "…", "cited": ["…"]} a line; - for standard input',
    )


def run(args: argparse.Namespace) -> int:
    """Print one JSON object a claim, in the order of the input."""
    verifier = Verifier()
    verifier.prepare()
    for number, row in read_json_lines(args.file):
        where = f"{args.file}, line {number}"
        claim = _parsed(row, where)
        verdict = _verdict(claim, verifier)
        result = {
            "id": claim.id,
            "verdict": "supported" if verdict.supported else "unsupported",
            "findings": [{"check": f.check, "message": f.message} for f in verdict.findings],
        }
        print(json.dumps(result, ensure_ascii=False))
    return 0


def _parsed(row: dict[str, Any], where: str) -> _Claim:
    try:
        claim = _Claim.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise LNConsultError(f'{where}: "{field}" is missing or of a wrong type ({first["msg"]}).') from error
    texts = claim.source_texts
    if texts is not None and claim.cited and len(texts) != len(claim.cited):
        raise LNConsultError(f'{where}: "source_texts" and "cited" differ in length.')
    if claim.source_meta is not None and (texts is None or len(claim.source_meta) != len(texts)):
        raise LNConsultError(f'{where}: "source_meta" and "source_texts" differ in length.')
    return claim


def _verdict(claim: _Claim, verifier: Verifier) -> Verdict:
    if claim.source_texts is not None:
        return verifier.verify(claim.claim, _given(claim, claim.source_texts))
    corpus = default_corpus()
    unknown = [cited for cited in claim.cited if cited not in corpus.statements]
    if unknown:
        messages = (f"No statement is called {name}." for name in unknown)
        found = tuple(Finding("citation", message, Severity.UNDECIDED) for message in messages)
        return Verdict(Decision.UNDECIDED, found)
    return verifier.verify(claim.claim, [corpus.evidence(cited) for cited in claim.cited])


def _given(claim: _Claim, texts: tuple[str, ...]) -> list[Evidence]:
    metas = claim.source_meta or tuple(_Meta() for _ in texts)
    cited = claim.cited or tuple(f"statement {place}" for place in range(1, len(texts) + 1))
    return [
        Evidence(
            id=name,
            text=text,
            grade=meta.grade,
            kind=meta.kind,
            population=meta.population or (),
            source=meta.source,
            organisation=meta.organisation,
            year=meta.year,
            source_type=meta.type,
        )
        for name, text, meta in zip(cited, texts, metas, strict=True)
    ]
