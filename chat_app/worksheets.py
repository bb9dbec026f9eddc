"""Worksheets in an answer: what code worked out, checked sentence by sentence like everything else.

Its sentences hold what code worked out and go through `guardrails.computed`; one that fails is withheld and
on record. What the worksheet only words anew (its basis) is left to the writer, who quotes the statements.
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
from guardrails.lexicon import Lexicon

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


def work_out(query: Query, corpus: Corpus, lexicon: Lexicon) -> Worked | None:
    """The worksheet that a question asks for, checked; None where it asks for none."""
    sheet = worksheet_for(query, corpus)
    if sheet is None:
        return None
    released: list[tuple[str | None, Sentence]] = []
    withheld: list[Withheld] = []
    for place, sentence in enumerate(s for s in sheet.sentences if s.computed):
        refusing = sheet.card.get("determination") == "not_supported"
        section = None if place == 0 or sheet.kind == "dose" or refusing else _SECTIONS[sheet.kind]
        cited = [corpus.evidence(i) for i in sentence.citations]
        verdict = computed.verify(sentence.text, cited, sentence.values, lexicon)
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
                        verdict="verified",
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
