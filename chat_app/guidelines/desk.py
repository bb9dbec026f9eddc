"""What the corpus desk looks through: statements by words and by what they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from chat_app.guidelines.model import Corpus, Kind, SourceType, Statement, Status
from guardrails.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows the list by; None and "" let everything through."""

    words: str = ""
    status: Status | None = None
    kind: Kind | None = None
    topic: str | None = None
    drug: str | None = None
    source_type: SourceType | None = None
    population: str | None = None


class StatementList:
    """The statements of a corpus, ready to be narrowed."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon) -> None:
        self._corpus = corpus
        self._normalise = lru_cache(64)(lambda words: frozenset(lexicon.normalise(words).lower().split()))
        self._haystacks = {
            s.id: lexicon.normalise(
                " ".join((s.text, s.plain, *s.answers, s.locator, corpus.source_of(s).title))
            ).lower()
            + f" {s.text} {s.id} {s.source}".lower()
            for s in corpus
        }

    def find(self, filters: Filters) -> tuple[Statement, ...]:
        """Those that pass every filter and hold every word, in any spelling that the lexicon knows."""
        asked = filters.words.lower().split()
        words = self._normalise(filters.words)
        return tuple(s for s in self._corpus if self._fits(s, filters) and self._holds(s, asked, words))

    def _holds(self, s: Statement, asked: list[str], words: frozenset[str]) -> bool:
        haystack = self._haystacks[s.id]
        return all(w in haystack for w in asked) or all(w in haystack for w in words)

    def _fits(self, s: Statement, filters: Filters) -> bool:
        return (
            filters.status in (None, s.status)
            and filters.kind in (None, s.kind)
            and (filters.topic is None or filters.topic in s.topics)
            and (filters.drug is None or filters.drug in s.drugs)
            and filters.source_type in (None, self._corpus.source_of(s).type)
            and (filters.population is None or filters.population in s.population)
        )
