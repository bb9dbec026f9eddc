"""The words of the corpus, indexed by field with `bm25s` after the lexicon made synonyms one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

from chat_app.guidelines.model import Corpus, Statement
from guardrails.lexicon import Lexicon

Scores = npt.NDArray[np.float32]
_WORD = re.compile(r"[a-z0-9µ]+(?:[.\-][a-z0-9]+)*")
_K1, _B = 1.2, 0.6
"""BM25: how soon a repeated word stops to count, and how much a long text is held against it."""


class Index:
    """BM25 scores of every statement for a question's words, field by field."""

    def __init__(
        self, corpus: Corpus, lexicon: Lexicon, weights: Mapping[str, float], stopwords: Iterable[str]
    ) -> None:
        self._lexicon = lexicon
        self._stem = Stemmer.Stemmer("english").stemWords
        self._stopwords = frozenset(stopwords)
        self._weights = dict(weights)
        statements = tuple(corpus)
        self._fields: dict[str, bm25s.BM25] = {}
        words: set[str] = set()
        for name in weights:
            documents = [self.tokens(_field(name, statement)) for statement in statements]
            words.update(word for document in documents for word in document)
            field = bm25s.BM25(method="lucene", k1=_K1, b=_B)
            field.index(documents, show_progress=False)
            self._fields[name] = field
        self.words = frozenset(words)
        self._size = len(statements)

    def tokens(self, text: str) -> list[str]:
        """The words of a text as the index knows them: synonyms made one, stemmed, stop words left out."""
        found = _WORD.findall(self._lexicon.normalise(text))
        return list(self._stem([word for word in found if word not in self._stopwords]))

    def scores(self, tokens: Sequence[str]) -> Scores:
        """Weighted sum over the fields, a score for each statement in corpus order; 1.0 is the best match."""
        total = np.zeros(self._size, dtype=np.float32)
        for name, field in self._fields.items():
            known = [token for token in dict.fromkeys(tokens) if token in field.vocab_dict]
            if known:
                total += self._weights[name] * field.get_scores(known)
        best = float(total.max(initial=0.0))
        return total / best if best > 0 else total


def _field(name: str, statement: Statement) -> str:
    if name == "answers":
        return " . ".join(statement.answers)
    if name == "plain":
        return statement.plain
    if name == "locator":
        return f"{statement.locator} {' '.join(topic.replace('-', ' ') for topic in statement.topics)}"
    return statement.text
