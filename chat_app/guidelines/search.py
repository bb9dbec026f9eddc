"""Finding the statements that bear on a question, best first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chat_app.guidelines.index import Index
from chat_app.guidelines.model import Corpus, Statement
from chat_app.guidelines.rank import Ranker, ranking_rules
from chat_app.question.query import Query
from guardrails.lexicon import Lexicon, load_lexicon


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that bears on a question, how much, and why."""

    statement: Statement
    score: float
    reasons: tuple[str, ...] = ()


class Searcher:
    """Searches one corpus. Built once; searching changes nothing, so many questions may share it."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon | None = None) -> None:
        rules = ranking_rules()
        lexicon = lexicon or load_lexicon()
        self._statements = tuple(corpus)
        self._index = Index(corpus, lexicon, rules.fields, rules.stopwords)
        self._ranker = Ranker(corpus, lexicon, rules)

    def search(self, query: Query, limit: int = 20) -> tuple[Hit, ...]:
        """At most `limit` statements, best first; () where no statement shares anything with the question."""
        tokens = self._index.tokens(query.text)
        words = self._index.scores(tokens)
        total = (words + self._ranker.named(query)) * self._ranker.trust
        order = np.argsort(-total, kind="stable")[:limit]
        return tuple(Hit(self._statements[i], round(float(total[i]), 4)) for i in order if total[i] > 0)

    def covers(self, query: Query, hits: tuple[Hit, ...]) -> bool:
        return bool(hits)
