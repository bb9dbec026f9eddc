"""What is wrong with a statement that somebody wants to add or change, told while it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from chat_app.guidelines.model import Corpus, Statement
from guardrails.lexicon import Lexicon
from guardrails.sentences import split

MOST_SENTENCES = 3
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one field. What `stops` a proposal comes first; the rest is to be looked at."""

    field: str
    message: str
    stops: bool = True


def examine(corpus: Corpus, fields: Mapping[str, Any], lexicon: Lexicon, *, new: bool) -> tuple[Problem, ...]:
    """Every problem of a statement as it stands in a form, by field; () where it may be proposed as it is.

    The format of the corpus decides what stops a proposal. What the text itself shows to be doubtful (a
    number in the plain text that the statement lacks, a drug that it names and does not list) is pointed out.
    """
    try:
        statement = Statement.model_validate(dict(fields))
    except ValidationError as error:
        return tuple(
            Problem(str(item["loc"][0]) if item["loc"] else "statement", _plain(item["msg"]))
            for item in error.errors()
        )
    return (*_places(corpus, statement, new), *_doubts(statement, lexicon))


def _places(corpus: Corpus, statement: Statement, new: bool) -> Iterator[Problem]:
    if statement.source not in corpus.sources:
        yield Problem("source", f"There is no source {statement.source!r}.")
    if not statement.id.startswith(f"{statement.source}."):
        yield Problem("id", f"The id must begin with its source: {statement.source}.")
    if new and statement.id in corpus.files:
        yield Problem("id", "This id is taken.")
    if not new and statement.id not in corpus.statements:
        yield Problem("id", f"There is no statement {statement.id!r} to change.")
    for other in corpus:
        if other.id != statement.id and other.text == statement.text:
            yield Problem("text", f"The statement {other.id} says exactly this.")


def _doubts(statement: Statement, lexicon: Lexicon) -> Iterator[Problem]:
    if len(split(statement.text)) > MOST_SENTENCES:
        yield Problem(
            "text", f"More than {MOST_SENTENCES} sentences. One statement makes one claim.", stops=False
        )
    if lacking := sorted(_numbers(statement.plain) - _numbers(statement.text)):
        yield Problem("plain", f"In the plain text but not in the statement: {', '.join(lacking)}.", False)
    mentions = lexicon.mentions(statement.text)
    drugs = {m.concept for m in mentions if m.kind == "drug"}
    if unlisted := sorted(drugs - set(statement.drugs)):
        yield Problem("drugs", f"Named in the text but not listed: {', '.join(unlisted)}.", stops=False)
    for question in statement.answers:
        if not question.endswith("?"):
            yield Problem("answers", f"Not a question: {question}", stops=False)
    if not statement.answers:
        yield Problem("answers", "No question that this settles; it will be harder to find.", stops=False)


def _numbers(text: str) -> set[str]:
    return {number.strip(".,") for number in _NUMBER.findall(text)}


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".") + "."
