"""Finding the statements that bear on a question, best first."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from chat_app.guidelines.coverage import Coverage, coverage_rules
from chat_app.guidelines.facets import Need, needs
from chat_app.guidelines.fold import claim, folded
from chat_app.guidelines.index import NOTHING_SHARED, Index, Scores, Shared
from chat_app.guidelines.model import Corpus, Statement
from chat_app.guidelines.neighbours import Neighbours
from chat_app.guidelines.rank import Ranker, Vector, ranking_rules
from chat_app.question.query import Intent, Query
from chat_app.question.understand import understand
from guardrails.lexicon import Lexicon, load_lexicon

_CALLED_FOR = 4
"""One place in so many is kept for what the situation calls for."""
_FOLD_AHEAD = 10
"""How many hits beyond the limit are looked at, so that near-copies do not take a place."""

_QUESTIONS_KEPT = 4096
"""The product's own questions whose statements are kept: those of the corpus, and of next steps."""

_OF_A_PART = 16
"""Statements that are looked at for one of several things asked,"""
_KEPT_OF_A_PART = 5
"""and how many of them have a place among those of the whole question,"""
_WORTH_OF_A_PART = 0.9
"""with so much of the score of its best."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that bears on a question, how much, and why."""

    statement: Statement
    score: float
    reasons: tuple[str, ...] = ()
    """Situations that call for it, beside the words of the question."""
    holds: float = 0.0
    """Rarity, summed up, of the words that tell what the question is about, beyond its drugs."""
    called: float = 0.0
    """How strongly these situations call for it; 1.0 and more where it settles what they are about."""
    held: frozenset[str] = frozenset()
    """Those of these words that it holds."""
    shared: Shared = NOTHING_SHARED
    """What its text and the question's words have in common."""


class Searcher:
    """Searches one corpus. Built once; searching changes nothing, so many questions may share it."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon | None = None) -> None:
        self._rules = rules = ranking_rules()
        self._lexicon = lexicon = lexicon or load_lexicon()
        self._statements = tuple(corpus)
        mentions = [lexicon.mentions(statement.text) for statement in self._statements]
        self._index = Index(self._statements, mentions, lexicon, rules.fields, rules.stopwords)
        self._ranker = Ranker(corpus, mentions, lexicon, rules)
        self._coverage = Coverage(self._index, self._ranker, lexicon, coverage_rules())
        self._neighbours = Neighbours(self._statements)
        self._rows = {statement.id: row for row, statement in enumerate(self._statements)}
        self._places: dict[tuple[Need, tuple[str, ...]], tuple[npt.NDArray[np.int64], Scores]] = {}
        self._claims = functools.cache(lambda row: claim(self._statements[row]))
        self._kept = functools.lru_cache(maxsize=_QUESTIONS_KEPT)(self._settled)

    def search(self, query: Query, limit: int = 20) -> tuple[Hit, ...]:
        """At most `limit` statements, best first; () where no statement shares anything with the question."""
        if not self._statements:
            return ()
        tokens = self._index.tokens(query.words)
        asked_words = frozenset(tokens)
        words, sharpness = self._index.scores(tokens)
        named = self._ranker.named(query)
        total = (words * self._rules.sharpness.strength(sharpness) + named) * self._ranker.trust
        alike = self._index.alike(tokens)
        total += self._rules.alike * alike**3
        near = self._rules.neighbours
        total += near.topics * self._neighbours.topics(alike) + near.kinds * self._neighbours.kinds(alike)
        telling = self._coverage.telling(dict.fromkeys(tokens))
        total += self._rules.telling * self._index.holding(telling)
        total += self._own(query)
        kinds = [name for drug in query.drugs for name in self._lexicon.classes_of(drug)]
        drugs = set(self._index.tokens(" ".join((*query.drugs, *kinds)))) if query.drugs else set()
        asked = [*telling, *self._index.tokens(" ".join(query.matters))]
        # A code names the patient's disease or drug, unless it is codes that are asked about.
        codes = () if query.intents[0] is Intent.CODING else query.codes
        aside = self._index.tokens(" ".join((*query.told, *query.population, *codes)))
        about = frozenset(asked).difference(drugs, aside)
        holds = self._index.weight(about)
        if query.own:  # of what was said before, a word counts half
            carried = about.difference(self._index.tokens(query.own))
            holds -= self._index.weight(carried) / np.float32(2)
        if (
            query.codes
        ):  # a code is a matter of its own: what else is needed is not sought among its statements
            named = self._ranker.named(replace(query, codes=()))
        shares: dict[int, tuple[float, str]] = {}
        for situation, need in needs(query):
            for row, share in self._filled(need, query, named):
                if share > shares.get(row, (0.0, ""))[0]:
                    shares[row] = (share, situation)
        for row, (share, _) in shares.items():
            total[row] += share
        order = np.argsort(-total, kind="stable")[: limit + _FOLD_AHEAD].tolist()
        order = folded(order, self._claims, self._index.text_of)[:limit]
        # What the situation calls for has a place, though much else shares more words with the question.
        missing = sorted(shares.keys() - set(order), key=lambda row: -total[row])[: limit // _CALLED_FOR]
        order = order[: limit - len(missing)] + missing
        return tuple(
            Hit(
                self._statements[i],
                round(float(total[i]), 4),
                (shares[i][1],) if i in shares else (),
                round(float(holds[i]), 4),
                shares[i][0] if i in shares else 0.0,
                about & self._index.words_of(i),
                self._index.shared(asked_words, i),
            )
            for i in self._bearing(order, total, self._ranker.of_other_drugs(query.drugs), shares)
        )

    def _own(self, query: Query) -> Vector:
        """Shares for what a follow-up says itself: what was said before counts, but does not settle it."""
        own = self._rules.own
        tokens = list(dict.fromkeys(self._index.tokens(query.own)))
        telling_words = self._coverage.telling(tokens)
        if not telling_words:
            return np.zeros(len(self._statements), dtype=np.float32)
        words, sharpness = self._index.scores(tokens)
        telling = self._index.holding(telling_words)
        strength = self._rules.sharpness.strength(sharpness)
        result: Vector = own.words * strength * words * self._ranker.trust + own.telling * telling
        return result

    def _bearing(
        self,
        order: list[int],
        total: Vector,
        other_drugs: npt.NDArray[np.bool_],
        called_for: Collection[int],
    ) -> list[int]:
        """Of rows in order, those that bear on the question.

        What the situation calls for does. Of the rest, what scores far below the best ones does not; what
        speaks of other drugs than those asked about must score nearly as they do.
        """
        rule = self._rules.bearing
        if not order:
            return order
        best = float(np.mean(np.sort(total[order])[-3:]))
        least = max(rule.share * best, rule.least)
        return [
            row
            for place, row in enumerate(order)
            if row in called_for
            or (total[row] >= best * rule.other_drugs if other_drugs[row] else total[row] >= least)
            or (place < rule.always and total[row] > 0 and not other_drugs[row])
        ]

    def _filled(self, need: Need, query: Query, named: Vector) -> Iterator[tuple[int, float]]:
        """The statements that fill a need, as (row, share)."""
        for drugs in [(drug,) for drug in query.drugs[:4]] if "asked" in need.drugs else [need.drugs]:
            rows, words = self._places_of(need, drugs)
            if not rows.size:
                continue
            score = (words + 0.5 * named[rows]) * self._ranker.trust[rows]
            best = np.argsort(-score, kind="stable")[: need.take]
            for place, row in enumerate(rows[best].tolist()):
                yield row, need.share * (1 - 0.06 * place)

    def _places_of(self, need: Need, drugs: tuple[str, ...]) -> tuple[npt.NDArray[np.int64], Scores]:
        """The rows that may fill a need, and how well each matches its words."""
        key = (need, drugs)
        if key not in self._places:
            words = self._index.scores(self._index.tokens(need.ask))[0]
            mask = words > 0
            for what in ("topics", "kinds", "classes", "population", "source_types"):
                if names := getattr(need, what):
                    mask &= self._ranker.having(what, [str(name) for name in names])
            if need.about:
                mask &= self._ranker.having("about", [need.about])
            if drugs:
                mask &= self._ranker.having("drugs", drugs)
            rows = np.flatnonzero(mask)
            self._places[key] = rows, words[rows]
        return self._places[key]

    def covers(self, query: Query, hits: tuple[Hit, ...]) -> bool:
        """False where the curated statements do not speak of what was asked, whatever was found."""
        rows = [self._rows[hit.statement.id] for hit in hits]
        return any(self._coverage.covers(one, rows) for one in (query, *query.parts))

    def settled(self, question: str, limit: int) -> tuple[Statement, ...]:
        """The first hits of a question that the product itself asks; () where the corpus does not cover it.

        Such questions come again and again, so what was found is kept. No reader's own question belongs here.
        """
        return self._kept(question, limit)

    def _settled(self, question: str, limit: int) -> tuple[Statement, ...]:
        query = understand(question)
        hits = self.search(query, limit)
        return tuple(hit.statement for hit in hits) if self.covers(query, hits) else ()

    def search_parts(self, query: Query) -> tuple[tuple[Hit, ...], ...]:
        """For a question that asks several things: what bears on each of them, in their order."""
        return tuple(self.search(part, _OF_A_PART) for part in query.parts)


def with_parts(hits: tuple[Hit, ...], parts: tuple[tuple[Hit, ...], ...], limit: int) -> tuple[Hit, ...]:
    """The hits of a whole question, and the best of each of its parts in the place of the last ones."""
    if not parts or not hits:
        return hits
    found = {hit.statement.id: hit for hit in hits}
    best = sum(sorted(hit.score for hit in hits)[-3:]) / min(3, len(hits))
    for mine in parts:
        top = sum(hit.score for hit in mine[:3]) / max(1, len(mine[:3]))
        for hit in mine[:_KEPT_OF_A_PART]:
            score = round(_WORTH_OF_A_PART * best * hit.score / top, 4) if top else 0.0
            known = found.get(hit.statement.id)
            if known is None or known.score < score:
                found[hit.statement.id] = replace(known or hit, score=score)
    return tuple(sorted(found.values(), key=lambda hit: -hit.score)[:limit])
