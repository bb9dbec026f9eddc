"""Finding the statements that bear on a question, best first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chat_app.guidelines.coverage import Coverage, coverage_rules
from chat_app.guidelines.facets import Need, needs
from chat_app.guidelines.fold import folded
from chat_app.guidelines.index import Index, Scores
from chat_app.guidelines.model import Corpus, Statement
from chat_app.guidelines.neighbours import Neighbours
from chat_app.guidelines.rank import Ranker, Vector, ranking_rules
from chat_app.question.query import Query
from guardrails.lexicon import Lexicon, load_lexicon

_FOLD_AHEAD = 10
"""How many hits beyond the limit are looked at, so that near-copies do not take a place."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that bears on a question, how much, and why."""

    statement: Statement
    score: float
    reasons: tuple[str, ...] = ()
    """Situations that call for it, beside the words of the question."""
    holds: float = 0.0
    """Share, by rarity, of the words that tell what the question is about, beyond its drugs."""


class Searcher:
    """Searches one corpus. Built once; searching changes nothing, so many questions may share it."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon | None = None) -> None:
        self._rules = rules = ranking_rules()
        lexicon = lexicon or load_lexicon()
        self._statements = tuple(corpus)
        mentions = [lexicon.mentions(statement.text) for statement in self._statements]
        self._index = Index(self._statements, mentions, lexicon, rules.fields, rules.stopwords)
        self._ranker = Ranker(corpus, mentions, lexicon, rules)
        self._coverage = Coverage(self._index, self._ranker, lexicon, coverage_rules())
        self._neighbours = Neighbours(self._statements)
        self._rows = {statement.id: row for row, statement in enumerate(self._statements)}
        self._needs: dict[str, Scores] = {}
        self._masks: dict[Need, npt.NDArray[np.bool_]] = {}

    def search(self, query: Query, limit: int = 20) -> tuple[Hit, ...]:
        """At most `limit` statements, best first; () where no statement shares anything with the question."""
        if not self._statements:
            return ()
        tokens = self._index.tokens(query.words)
        words, sharpness = self._index.scores(tokens)
        named = self._ranker.named(query)
        sharp = self._rules.sharpness
        strength = min(max(sharpness / sharp.usual, sharp.at_least), sharp.at_most)
        total = (words * strength + named) * self._ranker.trust
        alike = self._index.alike(tokens)
        total += self._rules.alike * alike**3
        near = self._rules.neighbours
        total += near.topics * self._neighbours.topics(alike) + near.kinds * self._neighbours.kinds(alike)
        telling = self._coverage.telling(dict.fromkeys(tokens))
        total += self._rules.telling * self._index.holding(telling)
        drugs = set(self._index.tokens(" ".join(query.drugs))) if query.drugs else set()
        holds = self._index.holding([word for word in telling if word not in drugs])
        shares: dict[int, tuple[float, str]] = {}
        for situation, need in needs(query):
            for row, share in self._filled(need, query, named):
                if share > shares.get(row, (0.0, ""))[0]:
                    shares[row] = (share, situation)
        for row, (share, _) in shares.items():
            total[row] += share
        order = np.argsort(-total, kind="stable")[: limit + _FOLD_AHEAD].tolist()
        order = folded(order, self._statements.__getitem__, self._index.text_of)[:limit]
        return tuple(
            Hit(
                self._statements[i],
                round(float(total[i]), 4),
                (shares[i][1],) if i in shares else (),
                round(float(holds[i]), 4),
            )
            for i in self._bearing(order, total, self._ranker.of_other_drugs(query.drugs), shares)
        )

    def _bearing(
        self,
        order: list[int],
        total: Vector,
        other_drugs: npt.NDArray[np.bool_],
        called_for: Collection[int],
    ) -> list[int]:
        """Of rows in order, those that bear on the question.

        What scores far below the best ones does not, nor what speaks of other drugs than those asked about,
        unless the situation calls for it.
        """
        rule = self._rules.bearing
        if not order:
            return order
        least = max(rule.share * float(np.mean(np.sort(total[order])[-3:])), rule.least)
        return [
            row
            for place, row in enumerate(order)
            if (total[row] >= least or (place < rule.always and total[row] > 0))
            and (row in called_for or not other_drugs[row])
        ]

    def _filled(self, need: Need, query: Query, named: Vector) -> Iterator[tuple[int, float]]:
        """The statements that fill a need, as (row, share)."""
        words = self._asked(need.ask)
        base = (words + 0.5 * named) * self._ranker.trust
        allowed = self._allowed(need)
        for drugs in [[drug] for drug in query.drugs[:4]] if "asked" in need.drugs else [need.drugs]:
            mask = allowed & self._ranker.having("drugs", drugs) if drugs else allowed
            score = np.where(mask & (words > 0), base, -1.0)
            best = np.argpartition(-score, min(need.take, score.size - 1))[: need.take]
            best = best[np.argsort(-score[best])]
            for place, row in enumerate(best.tolist()):
                if score[row] > 0:
                    yield row, need.share * (1 - 0.06 * place)

    def _asked(self, text: str) -> Scores:
        if text not in self._needs:
            self._needs[text] = self._index.scores(self._index.tokens(text))[0]
        return self._needs[text]

    def _allowed(self, need: Need) -> npt.NDArray[np.bool_]:
        key = need.model_copy(update={"ask": "", "take": 0, "share": 0.0})
        if key not in self._masks:
            mask = np.ones(len(self._statements), dtype=bool)
            for what in ("topics", "kinds", "classes", "population", "source_types"):
                if names := getattr(need, what):
                    mask &= self._ranker.having(what, [str(name) for name in names])
            if need.about:
                mask &= self._ranker.having("about", [need.about])
            self._masks[key] = mask
        return self._masks[key]

    def covers(self, query: Query, hits: tuple[Hit, ...]) -> bool:
        """False where the curated statements do not speak of what was asked, whatever was found."""
        return self._coverage.covers(query, [self._rows[hit.statement.id] for hit in hits])
