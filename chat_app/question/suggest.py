"""Follow-up questions: on the thread of the conversation, proved answerable, not answered yet."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.answer import Audience
from chat_app.guidelines.model import Statement, Topic
from chat_app.guidelines.rulebook import load_rules
from chat_app.guidelines.search import Searcher
from chat_app.question.query import Intent, Query
from chat_app.records.base import Turn
from guardrails.scope import triage
from guardrails.types import Scope

_RULES = Path(__file__).parent / "rules" / "suggestions.yaml"
_WORD = re.compile(r"[a-z0-9]+(?:[-./][a-z0-9]+)*")
_DISEASE = re.compile(r"\b(?:lupus|LN|SLE)\b", re.IGNORECASE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Strict):
    """A natural next question."""

    text: str
    intent: Intent
    topic: Topic
    after: tuple[Intent, ...]
    audiences: tuple[Audience, ...]
    about: tuple[str, ...]

    def suits(self, query: Query, audience: Audience, *, next_step: bool = True) -> bool:
        """Whether this reader would ask it (`next_step`: next); what was asked is not asked again."""
        heard = audience in self.audiences if self.audiences else audience is not Audience.PATIENT
        follows = not self.after or bool(set(self.after) & set(query.intents))
        near = not self.about or bool({*query.topics, *query.population} & set(self.about))
        again = self.intent is query.intents[0] and not self.about and self.intent is not Intent.CODING
        return heard and follows is next_step and near and not again


class SuggestRules(_Strict):
    on_drug: tuple[Step, ...]
    general: tuple[Step, ...]
    most: int
    from_corpus: int
    proofs: int
    top: int
    alike: float
    light: frozenset[str]


@functools.cache
def suggest_rules() -> SuggestRules:
    """The rules, read once in a process."""
    return load_rules(_RULES, SuggestRules)


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    topic: str | None
    drug: str | None
    statement: str | None
    """The statement that asks it, where one does."""


def suggest(
    query: Query,
    cited: Sequence[str],
    evidence: Sequence[Statement],
    history: Sequence[Turn],
    searcher: Searcher,
    audience: Audience,
) -> tuple[str, ...]:
    """Up to four questions that the corpus settles with statements that this answer does not hold."""
    rules = suggest_rules()
    seen = [_words(query.text.split(": ", 1)[-1]), _words(query.text)]
    seen += [_words(text) for t in history for text in (t.question, t.resolved or "") if text]
    chosen: list[str] = []
    own = proofs = 0
    for candidate in _candidates(query, cited, evidence, audience):
        if len(chosen) >= rules.most or proofs >= rules.proofs:
            break
        words = _words(candidate.text)
        if candidate.statement and own >= rules.from_corpus:
            continue
        if any(_alike(words, other) >= rules.alike for other in seen) or not _in_scope(candidate.text):
            continue
        proofs += 1
        if _proved(candidate, cited, searcher, rules.top):
            chosen.append(candidate.text)
            seen.append(words)
            own += candidate.statement is not None
    return tuple(chosen)


def _candidates(
    query: Query, cited: Sequence[str], evidence: Sequence[Statement], audience: Audience
) -> Iterator[_Candidate]:
    """Next steps and the statements' own questions by turns, nearest to the thread first."""
    steps = _steps(query, audience)
    own = iter(()) if audience is Audience.PATIENT else _of_statements(query, cited, evidence)
    for pair in zip_longest(steps, own):
        yield from (c for c in pair if c)


def _steps(query: Query, audience: Audience) -> Iterator[_Candidate]:
    rules = suggest_rules()
    # A question about many drugs is one about treatment: no single drug is its thread.
    drugs = query.drugs if len(query.drugs) <= 3 else ()
    for step in rules.on_drug:
        if drugs and step.suits(query, audience):
            yield _Candidate(step.text.replace("{drug}", drugs[0]), step.topic, drugs[0], None)
    name = "+".join(query.classes)
    # What does not follow straight on comes last: it fills an answer that would offer too few.
    for next_step in (True, False):
        for step in rules.general:
            if step.suits(query, audience, next_step=next_step) and (name or "{class}" not in step.text):
                yield _Candidate(step.text.replace("{class}", name), step.topic, None, None)


def _of_statements(query: Query, cited: Sequence[str], evidence: Sequence[Statement]) -> Iterator[_Candidate]:
    """Questions that uncited statements on the same drug, class or topic answer."""
    held = set(cited)
    coding = Intent.CODING in query.intents
    for statement in evidence:
        if statement.id in held or not statement.answers:
            continue
        if "coverage-coding" in statement.topics and not coding:
            continue
        if query.drugs and not set(query.drugs) & set(statement.drugs):
            continue
        if not query.drugs and not set(query.topics) & set(statement.topics):
            continue
        text = statement.answers[0]
        if not _DISEASE.search(text):
            text = f"{text.rstrip('?')} in lupus nephritis?"
        yield _Candidate(text, None, None, statement.id)


def _proved(candidate: _Candidate, cited: Sequence[str], searcher: Searcher, top: int) -> bool:
    """Whether the corpus holds, among the first hits, a statement on this matter that was not cited."""
    fresh = [s for s in searcher.settled(candidate.text, top) if s.id not in cited]
    if candidate.statement:
        return any(s.id == candidate.statement for s in fresh)
    return any(
        candidate.topic in s.topics and (candidate.drug is None or candidate.drug in s.drugs) for s in fresh
    )


@functools.lru_cache(maxsize=4096)
def _in_scope(text: str) -> bool:
    return triage(text)[0] is Scope.IN


def _words(text: str) -> frozenset[str]:
    light = suggest_rules().light
    return frozenset(w.rstrip("s") for w in _WORD.findall(text.lower()) if w not in light)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other))) if one and other else 0.0
