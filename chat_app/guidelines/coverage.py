"""Whether the curated statements cover a question at all: the honest "no" before any answer is written."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.index import Index
from chat_app.guidelines.rank import Ranker
from chat_app.guidelines.rulebook import load_rules
from chat_app.question.query import Query
from guardrails.lexicon import Lexicon

_SENTENCE_END = re.compile(r"[.?!]+\s+")
RULES = Path(__file__).parent / "rules"


class CoverageRules(BaseModel):
    """The whole rule file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    same_question: float
    matched_at_least: float
    together_at_least: float
    common_from: float
    looked_at: int
    strange_at_most: int
    general_words: tuple[str, ...]


@functools.cache
def coverage_rules() -> CoverageRules:
    """The coverage rules, read once in a process."""
    return load_rules(RULES / "coverage.yaml", CoverageRules)


class Coverage:
    """Judges hits: do they speak of what was asked, or only of lupus nephritis?"""

    def __init__(self, index: Index, ranker: Ranker, lexicon: Lexicon, rules: CoverageRules) -> None:
        self._index = index
        self._ranker = ranker
        self._lexicon = lexicon
        self._rules = rules
        self._general = frozenset(word for text in rules.general_words for word in index.tokens(text))

    def covers(self, query: Query, rows: Sequence[int]) -> bool:
        """`rows` are the hits as rows of the corpus, best first.

        A drug decides where one is asked for: the corpus speaks of it or not. Else a class, a special
        population, a body, a trial or a code that the corpus knows does, or a measure (UPCR, anti-dsDNA).
        Else the words must be met.
        """
        if not rows or self._strange(query.own):
            return False
        if drugs := query.drugs or query.given:
            return not self._ranker.drugs.isdisjoint(drugs)
        tokens = list(dict.fromkeys(self._index.tokens(query.words)))
        if tokens and float(self._index.alike(tokens).max(initial=0.0)) >= self._rules.same_question:
            return True
        if self._anchored(query):
            return True
        if self._met(tokens, query, rows):
            return True
        # Sentences before the question tell the case; the question alone may be covered.
        sentences = _SENTENCE_END.split(query.words)
        asked = list(dict.fromkeys(self._index.tokens(sentences[-1])))
        return len(sentences) > 1 and bool(self.telling(asked)) and self._met(asked, query, rows)

    def _strange(self, own: str) -> bool:
        """Whether a follow-up is a name or word that no statement holds, and nothing else."""
        tokens = self._index.tokens(own)
        return (
            0 < len(tokens) <= self._rules.strange_at_most
            and self.telling(tokens) == tokens
            and not any(self._index.frequency(word) for word in tokens)
            and not self._lexicon.mentions(own)
        )

    def _met(self, tokens: Sequence[str], query: Query, rows: Sequence[int]) -> bool:
        """Whether the hits speak of the words that tell what is asked."""
        telling = self.telling(tokens)
        if not telling:
            return bool(query.topics) or bool(self._lexicon.mentions(query.words))
        looked_at = rows[: self._rules.looked_at]
        together = max(float(self._index.holding(telling)[row]) for row in looked_at)
        return (
            together >= self._rules.together_at_least
            and self._matched(telling, looked_at) >= self._rules.matched_at_least
        )

    def telling(self, tokens: Iterable[str]) -> list[str]:
        """The words that say what is asked about, beyond lupus nephritis and the asking itself."""
        return [word for word in tokens if self._telling(word)]

    def _anchored(self, query: Query) -> bool:
        special = [name for name in query.population if name != "adult"]
        return (
            bool(query.classes or special)
            or any(self._ranker.of_source(name).any() for name in query.sources)
            or any(self._ranker.of_code(code).any() for code in query.codes)
            or any(mention.kind == "measure" for mention in self._lexicon.mentions(query.words))
        )

    def _telling(self, word: str) -> bool:
        return (
            word not in self._general
            and not word[0].isdigit()
            and self._index.frequency(word) < self._rules.common_from
        )

    def _matched(self, telling: Iterable[str], rows: Sequence[int]) -> float:
        """Share of the telling words, by rarity, that these hits hold among them."""
        held = frozenset().union(*(self._index.words_of(row) for row in rows))
        weights = {word: math.log(1 + 1 / max(self._index.frequency(word), 1e-3)) for word in telling}
        return sum(weight for word, weight in weights.items() if word in held) / sum(weights.values())
