"""Worksheets in an answer: what code worked out, checked sentence by sentence like everything else.

A sentence with numbers that code worked out goes through `guardrails.computed`, any other through the
reading of claims; one that fails is withheld and on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chat_app.answer import Sentence, Withheld, WithheldFinding
from chat_app.clinic.consult import worksheet_for
from chat_app.guidelines.model import Corpus
from chat_app.question.query import Query
from guardrails import computed
from guardrails.support import Verifier

_SECTIONS = {"determination": "What the determination rests on", "dose": "Calculated dose"}
_VERDICTS = {
    "supported": "Yes",
    "supported_if": "Yes, if the open conditions are met",
    "not_supported": "No",
    "cannot_determine": "Not settled",
}
"""The verdict word that a bottom line opens with, by determination."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A worksheet with the sentences of it that passed, in order, and those that did not."""

    card: dict[str, Any]
    released: tuple[tuple[str | None, Sentence], ...]
    withheld: tuple[Withheld, ...]


def work_out(query: Query, corpus: Corpus, verifier: Verifier) -> Worked | None:
    """The worksheet that a question asks for, checked; None where it asks for none."""
    sheet = worksheet_for(query, corpus)
    if sheet is None:
        return None
    released: list[tuple[str | None, Sentence]] = []
    withheld: list[Withheld] = []
    for place, sentence in enumerate(sheet.sentences):
        refusing = sheet.card.get("determination") == "not_supported" and sentence.computed
        section = None if place == 0 or sheet.kind == "dose" or refusing else _SECTIONS[sheet.kind]
        cited = [corpus.evidence(i) for i in sentence.citations]
        verdict = (
            computed.verify(sentence.text, cited, sentence.values, verifier.lexicon)
            if sentence.computed
            else verifier.verify(sentence.text, cited)
        )
        text = sentence.text
        if place == 0 and sheet.kind == "determination":
            text = f"{_VERDICTS[sheet.card['determination']]}: {_lower_first(text)}"
        if verdict.supported:
            released.append(
                (
                    section,
                    Sentence(
                        text=text,
                        citations=sentence.citations,
                        verdict="quoted" if verdict.quoted else "verified",
                    ),
                )
            )
        else:
            findings = tuple(WithheldFinding(check=f.check, message=f.message) for f in verdict.findings)
            withheld.append(
                Withheld(text=text, citations=sentence.citations, findings=findings, action="dropped")
            )
    return Worked(sheet.card, tuple(released), tuple(withheld))


def settled(lines: tuple[tuple[str | None, Sentence], ...]) -> Iterator[tuple[int, str | None, Sentence]]:
    """The sentences with places before everything that a writer writes."""
    for place, (section, sentence) in enumerate(lines):
        yield place - len(lines), section, sentence


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
