"""The words of the corpus, indexed by field with `bm25s` after the lexicon made synonyms one."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

from chat_app.guidelines.model import Statement
from guardrails.lexicon import Lexicon, Mention

Scores = npt.NDArray[np.float32]
_WORD = re.compile(r"[a-z0-9µ]+(?:[.\-][a-z0-9]+)*")
_K1, _B = 1.2, 0.6
"""BM25: how soon a repeated word stops to count, and how much a long text is held against it."""

_BEGINNING = 10
"""Words with which a text says what it is about."""


class Shared(NamedTuple):
    """What the words of a question and a statement's text have in common, by rarity."""

    covers: float = 0.0
    """Share of the question's words that the text holds,"""
    focus: float = 0.0
    """share of the text that they make up,"""
    leads: float = 0.0
    """and share of them with which the text begins."""


NOTHING_SHARED = Shared()


class Index:
    """BM25 scores of every statement for a question's words, field by field."""

    def __init__(
        self,
        statements: Sequence[Statement],
        mentions: Sequence[Sequence[Mention]],
        lexicon: Lexicon,
        weights: Mapping[str, float],
        stopwords: Iterable[str],
    ) -> None:
        """`mentions` are those of each statement's text, in the same order."""
        self._lexicon = lexicon
        self._stem = Stemmer.Stemmer("english").stemWords
        self._stopwords = frozenset(stopwords)
        self._weights = dict(weights)
        self._size = len(statements)
        questions = [[self.tokens(question) for question in statement.answers] for statement in statements]
        documents = {
            "text": [self.tokens(s.text, found) for s, found in zip(statements, mentions, strict=True)],
            "answers": [[word for question in mine for word in question] for mine in questions],
            "plain": [self.tokens(s.plain) for s in statements],
            "locator": [
                self.tokens(f"{s.locator} {' '.join(s.topics).replace('-', ' ')}") for s in statements
            ],
        }
        self._fields = {name: _bm25(documents[name]) for name in weights if statements}
        self._questions = Questions(questions)
        self._texts = [frozenset(words) for words in documents["text"]]
        self._begins = [frozenset(words[:_BEGINNING]) for words in documents["text"]]
        self._words = [
            frozenset((*text, *answers, *plain))
            for text, answers, plain in zip(
                documents["text"], documents["answers"], documents["plain"], strict=True
            )
        ]
        self._holders = _places(self._words)
        self._frequency = Counter(word for words in self._words for word in words)
        self._weight = functools.cache(self._rarity)
        self._sizes = [sum(map(self._weight, words)) or 1.0 for words in self._texts]

    def tokens(self, text: str, mentions: Sequence[Mention] | None = None) -> list[str]:
        """The words of a text as the index knows them: synonyms made one, stemmed, stop words left out."""
        found = _WORD.findall(self._lexicon.normalise(text, mentions))
        return list(self._stem([word for word in found if word not in self._stopwords]))

    def words_of(self, row: int) -> frozenset[str]:
        """The words of a statement, as `tokens` would give them."""
        return self._words[row]

    def text_of(self, row: int) -> frozenset[str]:
        """The words of a statement's text alone."""
        return self._texts[row]

    def frequency(self, word: str) -> float:
        """Share of the statements that hold a word, 0.0 where none does."""
        return self._frequency[word] / max(1, self._size)

    def holding(self, words: Iterable[str]) -> Scores:
        """Share of these words, by their rarity, that each statement holds: once is enough, unlike BM25."""
        words = list(words)
        whole = sum(self._rarity(word) for word in words)
        return self.weight(words) / whole if whole else np.zeros(self._size, dtype=np.float32)

    def weight(self, words: Iterable[str]) -> Scores:
        """The rarity of these words summed up for each statement that holds them."""
        total = np.zeros(self._size, dtype=np.float32)
        for word in words:
            if (rows := self._holders.get(word)) is not None:
                total[rows] += self._rarity(word)
        return total

    def _rarity(self, word: str) -> float:
        return math.log(1 + self._size / max(1, self._frequency[word]))

    def shared(self, words: frozenset[str], row: int) -> Shared:
        """How much of these words a statement's text holds."""
        text, weight = self._texts[row], self._weight
        asked = sum([weight(word) for word in words]) or 1.0
        both = sum([weight(word) for word in words & text])
        leads = sum([weight(word) for word in words & self._begins[row]])
        return Shared(both / asked, both / self._sizes[row], leads / asked)

    def alike(self, tokens: Sequence[str]) -> Scores:
        """How alike the question is to the most similar one that each statement answers: weighted Jaccard."""
        return self._questions.alike(tokens)

    def scores(self, tokens: Sequence[str]) -> tuple[Scores, float]:
        """A score for each statement in corpus order, 1.0 for the best match, and how well that one matches.

        The second figure is BM25 a word of the question: low where the question is broad or its words are
        spread over many statements, high where one statement speaks of just this.
        """
        words = list(dict.fromkeys(tokens))
        total = np.zeros(self._size, dtype=np.float32)
        for name, field in self._fields.items():
            known = [word for word in words if word in field.vocab_dict]
            if known:
                total += self._weights[name] * field.get_scores(known)
        best = float(total.max(initial=0.0))
        return (total / best, best / len(words)) if best > 0 else (total, 0.0)


class Questions:
    """The questions that statements answer, compared as sets of words weighted by rarity."""

    def __init__(self, questions: Sequence[Sequence[Sequence[str]]]) -> None:
        sets = [(owner, frozenset(words)) for owner, mine in enumerate(questions) for words in mine]
        self._places = _places(words for _, words in sets)
        count = max(1, len(sets))
        self._rarity = {word: math.log(1 + count / len(rows)) for word, rows in self._places.items()}
        self._unknown = math.log(1 + count)
        self._sizes = np.array([self._size(words) for _, words in sets], dtype=np.float32)
        self._owners = np.array([owner for owner, _ in sets], dtype=np.int64)
        self._statements = len(questions)

    def alike(self, tokens: Sequence[str]) -> Scores:
        """The best likeness of each statement's questions to these words."""
        result = np.zeros(self._statements, dtype=np.float32)
        words = frozenset(tokens)
        shared = np.zeros(len(self._sizes), dtype=np.float32)
        for word in words:
            if (rows := self._places.get(word)) is not None:
                shared[rows] += self._rarity[word]
        likeness = shared / np.maximum(self._sizes + self._size(words) - shared, 1e-6)
        np.maximum.at(result, self._owners, likeness)
        return result

    def _size(self, words: Iterable[str]) -> float:
        return sum(self._rarity.get(word, self._unknown) for word in words)


def _places(sets: Iterable[Iterable[str]]) -> dict[str, npt.NDArray[np.int64]]:
    places: dict[str, list[int]] = {}
    for number, words in enumerate(sets):
        for word in words:
            places.setdefault(word, []).append(number)
    return {word: np.array(rows, dtype=np.int64) for word, rows in places.items()}


def _bm25(documents: list[list[str]]) -> bm25s.BM25:
    field = bm25s.BM25(method="lucene", k1=_K1, b=_B)
    # bm25s cannot index a corpus without a single word; a field may be empty everywhere.
    field.index(documents if any(documents) else [[""] for _ in documents], show_progress=False)
    return field
