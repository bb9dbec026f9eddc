"""Do the statements that an answer stands on still say what they said?

An approved answer whose statements changed goes back to review by itself, with the reason on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from chat_app.answer import Answer, Audience
from chat_app.guidelines.model import Corpus
from chat_app.records.reviews import Review, ReviewStore
from chat_app.records.trail import Act
from chat_app.review.model import PROGRAM, Action, State

Prints = Mapping[str, Mapping[str, Any]]
"""For each statement, the fields that are watched, as they stood. Empty: the statement was not there."""
_WORDS = {
    "text": "its text changed",
    "plain": "its plain wording changed",
    "grade": "its grade changed",
    "status": "how it was checked changed",
    "kind": "its kind changed",
    "population": "its population changed",
    "superseded_by": "its source was replaced by a later one",
}
_SHORT = frozenset({"grade", "status", "kind"})


@dataclass(frozen=True, slots=True)
class StatementChange:
    """What became of one statement."""

    statement: str
    what: str
    """In words: "its grade changed from 1B to 1C"."""
    before: dict[str, Any]
    after: dict[str, Any]
    """The fields that differ; empty where the statement is gone."""


def prints(corpus: Corpus, ids: Iterable[str], audience: Audience) -> dict[str, dict[str, Any]]:
    """The watched fields of some statements. The plain wording counts where patients read it."""
    return {i: _print(corpus, i, audience) for i in ids}


def changes(before: Prints, now: Prints) -> tuple[StatementChange, ...]:
    """The statements whose watched fields differ, in order."""
    found = []
    for statement, was in before.items():
        there = now.get(statement, {})
        if there == was:
            continue
        names = [n for n in _WORDS if there.get(n) != was.get(n) and (n in was or n in there)]
        found.append(
            StatementChange(
                statement,
                _told(was, there, names),
                {n: was.get(n) for n in names if was},
                {n: there.get(n) for n in names if there},
            )
        )
    return tuple(found)


def statements_of(answer: Answer) -> tuple[str, ...]:
    """Every statement that an answer stands on: those its sentences cite, and those of its worksheet."""
    in_sentences = (c for s in answer.sentences() for c in s.citations)
    return tuple(dict.fromkeys((*in_sentences, *_in_worksheet(answer.worksheet))))


def recheck(store: ReviewStore, corpus: Corpus) -> int:
    """Compare what approved answers, and those under review, cite with the corpus; how many changed.

    Looks only at reviews that were last compared with another version of the corpus.
    """
    states = (State.APPROVED.value, State.UNDER_REVIEW.value)
    return sum(_compared(store, corpus, review) for review in store.behind(corpus.version, states))


def _compared(store: ReviewStore, corpus: Corpus, review: Review) -> bool:
    """Whether statements of a review changed; one that somebody changes meanwhile is looked at again."""
    while not (done := _compare(store, corpus, review)):
        fresh = store.get(review.answer)
        if fresh is None or fresh.corpus == corpus.version or fresh.version == review.version:
            return False
        review = fresh
    return done


def _compare(store: ReviewStore, corpus: Corpus, review: Review) -> bool:
    now = prints(corpus, review.statements, review.audience)
    found = changes(review.statements, now)
    if not found:
        store.compared(review.answer, corpus.version)
        return False
    reason = " ".join(f"Statement {c.statement}: {c.what}." for c in found)
    act = Act(
        PROGRAM,
        "",
        Action.STATEMENT_CHANGED.value,
        {"reason": reason, "statements": [asdict(c) for c in found], "corpus": corpus.version},
    )
    values: dict[str, Any] = {"statements": now, "corpus": corpus.version, "reason": reason}
    if review.state == State.APPROVED:
        values |= {"state": State.UNDER_REVIEW.value, "holder": None, "holder_credential": None}
    return store.change(review, act, **values)


def _print(corpus: Corpus, statement_id: str, audience: Audience) -> dict[str, Any]:
    statement = corpus.statements.get(statement_id)
    if statement is None:
        return {}
    watched = {
        "text": statement.text,
        "grade": statement.grade,
        "status": statement.status.value,
        "kind": statement.kind.value,
        "population": list(statement.population),
        "superseded_by": corpus.source_of(statement).superseded_by,
    }
    return watched | ({"plain": statement.plain} if audience is Audience.PATIENT else {})


def _told(was: Mapping[str, Any], now: Mapping[str, Any], names: Iterable[str]) -> str:
    if not now:
        return "it was withdrawn from the corpus"
    if not was:
        return "it is in the corpus again"
    told = []
    for name in names:
        of = f" from {was.get(name) or 'none'} to {now.get(name) or 'none'}" if name in _SHORT else ""
        told.append(_WORDS[name] + of)
    return ", ".join(told)


def _in_worksheet(node: Any) -> Iterable[str]:
    """Statement ids under any key `citations` of a worksheet."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "citations" and isinstance(value, list | tuple):
                yield from (str(v) for v in value)
            else:
                yield from _in_worksheet(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _in_worksheet(item)
