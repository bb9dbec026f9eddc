"""An answer as a document of plain blocks: what every export format draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from chat_app.answer import Answer, Reference, Sentence
from chat_app.writers.attribution import body_name

_REVIEW = {
    "submitted": "Submitted, not yet reviewed by a clinician",
    "under_review": "Under review",
    "approved": "Approved",
    "returned": "Returned by the reviewer",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document. `table` rows are body, position and grade; other kinds have one text."""

    kind: Literal["title", "lead", "heading", "sentence", "note", "reference", "small", "table"]
    text: str = ""
    numbers: tuple[int, ...] = ()
    """References of a sentence."""
    rows: tuple[tuple[str, str, str], ...] = ()


def blocks(answer: Answer) -> Iterator[Block]:
    """The document in reading order: question, answer, references, disclaimer, review, provenance."""
    numbers = {s.id: r.number for r in answer.references for s in r.statements}

    def cited(sentence: Sentence) -> tuple[int, ...]:
        return tuple(dict.fromkeys(numbers[c] for c in sentence.citations if c in numbers))

    yield Block("title", answer.resolved_question)
    for notice in answer.notices:
        yield Block("note", notice.text)
    if answer.message:
        yield Block("note", answer.message)
    for sentence in answer.bottom_line:
        yield Block("lead", sentence.text, cited(sentence))
    for section in answer.sections:
        yield Block("heading", section.title)
        if section.layout == "positions":
            yield Block("table", rows=tuple(_rows(answer, section.sentences, numbers)))
        else:
            for sentence in section.sentences:
                yield Block("sentence", sentence.text, cited(sentence))
    if answer.references:
        yield Block("heading", "References")
        for reference in answer.references:
            yield Block("reference", reference_line(reference), (reference.number,))
    yield Block("heading", "About this answer")
    for line in _about(answer):
        yield Block("small", line)
    yield Block("small", answer.disclaimer)


def reference_line(reference: Reference) -> str:
    """Type, title, organisation, year, locators, address, and what replaced or did not check it."""
    locators = "; ".join(dict.fromkeys(s.locator for s in reference.statements if s.locator))
    kind = reference.type.replace("-", " ")
    parts = [f"{kind[:1].upper()}{kind[1:]}: {reference.title}", reference.organisation]
    parts += [str(reference.year)] if reference.year else []
    parts += [p for p in (reference.citation, locators, reference.url) if p]
    if reference.superseded_by:
        parts.append(f"Superseded by {reference.superseded_by}")
    if any(s.status == "unconfirmed" for s in reference.statements):
        parts.append("Holds a statement not yet checked against the source")
    return ". ".join(p.rstrip(".") for p in parts) + "."


def day(iso: str) -> str:
    """An ISO date as people write it: 24 November 2026."""
    moment = date.fromisoformat(iso[:10])
    return f"{moment.day} {moment:%B %Y}"


def _rows(
    answer: Answer, sentences: Sequence[Sentence], numbers: Mapping[str, int]
) -> Iterator[tuple[str, str, str]]:
    """A row for each statement: its body, what it holds (all its sentences), and its grade."""
    held: dict[tuple[str, ...], list[str]] = {}
    for sentence in sentences:
        held.setdefault(sentence.citations, []).append(sentence.text)
    for citations, texts in held.items():
        for reference in answer.references:
            for statement in reference.statements:
                if statement.id == citations[0]:
                    position = f"{' '.join(texts)} [{numbers[statement.id]}]"
                    yield body_name(reference), position, statement.grade or "not graded"


def _about(answer: Answer) -> Iterator[str]:
    made, review = answer.provenance, answer.review
    who = f" by {review.reviewer}" if review.reviewer else ""
    yield f"Review: {_REVIEW[review.status]}{who}, {day(review.updated)}."
    yield f"Guideline context of {day(made.corpus_updated)} ({made.corpus[:19]})."
    yield (
        "Composed from curated statements; no language model was used."
        if made.writer == "evidence"
        else f"Written by {made.model} with prompt {made.prompt}; every sentence was verified."
    )
    if answer.withheld:
        yield f"Withheld or replaced sentences: {len(answer.withheld)}."
    yield f"Answered on {day(answer.created)}, answer {answer.id}, guardrails {made.guardrails[:19]}."
