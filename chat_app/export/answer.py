"""An answer laid out for paper: what stands on it and in which order. The formats draw it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat_app.answer import Answer, Outcome, Reference, Sentence
from chat_app.words import changed_in_review, review_sentence

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CHECKED = {
    "two-sources": "checked against two sources",
    "one-source": "checked against one source",
    "unconfirmed": "not yet checked against the source",
}
_READERS = {
    "specialist": "specialist",
    "generalist": "generalist",
    "nurse_pharmacist": "nurse or pharmacist",
    "trainee": "trainee",
    "patient": "patient or family",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with the numbers of its references."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A reference, with the places in it and the statements that were cited."""

    number: int
    text: str
    url: str | None
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An answer, ready to be drawn."""

    title: str
    notices: tuple[str, ...]
    bottom_line: tuple[Line, ...]
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    record: tuple[str, ...]
    """Review status, withheld sentences and what made the answer, a line each."""
    disclaimer: str


def lay_out(answer: Answer) -> Paper:
    """What every export of an answer holds, in reading order. Nothing that was withheld stands in it."""
    numbers = {s.id: r.number for r in answer.references for s in r.statements}

    def line(sentence: Sentence) -> Line:
        marks = sorted({numbers[c] for c in sentence.citations if c in numbers})
        return Line(_clean(sentence.text), tuple(marks))

    notices = [notice.text for notice in answer.notices if notice.answer != answer.id]
    if answer.outcome is Outcome.PARTLY_ANSWERED:
        notices.append("The question was answered in part.")
    if answer.message:
        notices.append(answer.message)
    return Paper(
        title=_clean(answer.resolved_question or answer.question),
        notices=tuple(map(_clean, dict.fromkeys(notices))),
        bottom_line=tuple(map(line, answer.bottom_line)),
        parts=tuple(Part(_clean(s.title), tuple(map(line, s.sentences))) for s in answer.sections),
        sources=tuple(map(source_of, answer.references)),
        record=tuple(map(_clean, _record(answer))),
        disclaimer=_clean(answer.disclaimer),
    )


def source_of(reference: Reference) -> Source:
    """A reference as it stands in a list: its source, the places in it, and how each was checked."""
    year = f", {reference.year}" if reference.year else ""
    parts = [f"{reference.title}. {reference.organisation}{year}"]
    if reference.citation:
        parts.append(reference.citation)
    if reference.superseded_by:
        parts.append(f"Superseded by {reference.superseded_by}")
    statements = []
    for s in reference.statements:
        grade = f", grade {s.grade}" if s.grade else ""
        place = f"{s.locator}{grade}" if s.locator else grade.removeprefix(", ")
        statements.append(_clean(f"{place or s.id} ({_CHECKED[s.status]})"))
    text = ". ".join(p.rstrip(".") for p in parts) + "."
    return Source(reference.number, _clean(text), reference.url, tuple(dict.fromkeys(statements)))


def _record(answer: Answer) -> Iterator[str]:
    made = answer.provenance
    yield f"Review: {review_sentence(answer)}"
    dropped = sum(w.action == "dropped" for w in answer.withheld)
    replaced = len(answer.withheld) - dropped
    yield f"Sentences that failed verification: {dropped} withheld, {replaced} put in the source's words."
    if made.writer == "evidence":
        yield "Written from curated statements; no language model was used."
    else:
        prompt = f", prompt {made.prompt}" if made.prompt else ""
        yield f"Written by {made.model or 'a language model'}{prompt}; every sentence was verified."
    if edited := changed_in_review(answer):
        yield f"{edited}."
    versions = f"corpus {made.corpus[:19]}, guardrails {made.guardrails[:19]}"
    yield f"Guideline context of {made.corpus_updated}, {versions}."
    yield f"For: {_READERS[made.audience.value]}. Answered {answer.created}. Answer {answer.id}."


def _clean(text: str) -> str:
    """Without control characters, which Word files cannot hold; line ends become spaces."""
    return _CONTROL.sub("", text.replace("\n", " ").replace("\t", " "))
