"""What speaks for a statement beside its words: what the question names, and where it comes from."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from chat_app.guidelines.model import Corpus, Kind, SourceType, Statement, Status
from chat_app.guidelines.rulebook import load_rules
from chat_app.question.query import Intent, Query
from guardrails.lexicon import Lexicon, Mention

RULES = Path(__file__).parent / "rules"
Vector = npt.NDArray[np.float32]


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NamedWeights(_Rules):
    """Shares for what question and statement both name; 1.0 is the weight of the best match of words."""

    drug: float
    other_drug: float
    topic: float
    topics_at_most: float
    ln_class: float = Field(alias="class")
    other_class: float
    population: float
    other_population: float
    source: float
    code: float
    intent_kind: float


class Sharpness(_Rules):
    """How much the match of words counts: BM25 a word of the best match, over `usual`, kept in bounds."""

    usual: float
    at_least: float
    at_most: float

    def strength(self, sharpness: float) -> float:
        """The factor on the match of words."""
        return min(max(sharpness / self.usual, self.at_least), self.at_most)


class OwnWeights(_Rules):
    """Shares for the words that a follow-up says itself, beside those that it carries over."""

    words: float
    telling: float
    """Of a statement that holds every telling one of them."""


class NeighbourWeights(_Rules):
    """Shares of a statement that fits best what the curated questions near the question are about."""

    topics: float
    kinds: float


class Bearing(_Rules):
    """From which score on a statement bears on the question at all; the first ones always do."""

    share: float
    """Of the mean score of the best three."""
    least: float
    other_drugs: float
    """The share for a statement about other drugs than those asked about."""
    always: int


class RankingRules(_Rules):
    """The whole rule file."""

    fields: dict[str, float]
    sharpness: Sharpness
    telling: float
    """Share of a statement that holds every word that tells what the question is about, however often."""
    own: OwnWeights
    alike: float
    """Share of a statement that answers the very question; in proportion to the cube of the likeness."""
    bearing: Bearing
    neighbours: NeighbourWeights
    named: NamedWeights
    special_populations: tuple[str, ...]
    source_types: dict[SourceType, float]
    kinds: dict[Kind, float]
    about_nephritis: float
    superseded: float
    unconfirmed: float
    intent_kinds: dict[Intent, tuple[Kind, ...]]
    stopwords: tuple[str, ...]


@functools.cache
def ranking_rules() -> RankingRules:
    """The ranking rules, read once in a process."""
    return load_rules(RULES / "ranking.yaml", RankingRules)


class Ranker:
    """Scores statements by the entities of a query; rows are statements in corpus order."""

    def __init__(
        self,
        corpus: Corpus,
        mentions: Sequence[Sequence[Mention]],
        lexicon: Lexicon,
        rules: RankingRules,
    ) -> None:
        """`mentions` are those of each statement's text, in corpus order."""
        self._rules = rules
        self._statements = tuple(corpus)
        self._size = len(self._statements)
        named = [_named(found, lexicon) for found in mentions]
        self._drugs = _rows(s.drugs for s in self._statements)
        self._spoken = _rows(names["drug"] for names in named)
        self._topics = _rows(s.topics for s in self._statements)
        self._classes = _rows(s.classes for s in self._statements)
        self._population = _rows(s.population for s in self._statements)
        self._kinds = _rows((s.kind.value,) for s in self._statements)
        self._source_types = _rows((corpus.source_of(s).type.value,) for s in self._statements)
        self._about = _rows((_about(corpus.source_of(s).title),) for s in self._statements)
        self._codes = _rows(names["code"] for names in named)
        self._trials = _rows(names["source"] for names in named)
        self._source_ids = tuple(s.source for s in self._statements)
        self._drug_count = np.array([len(s.drugs) for s in self._statements], dtype=np.float32)
        self._no_class = np.array([not s.classes for s in self._statements])
        self.trust: Vector = np.array([_trust(s, corpus, rules) for s in self._statements], dtype=np.float32)
        """Factor on the whole score: source type, currency, status, kind."""

    @property
    def drugs(self) -> frozenset[str]:
        """Every drug that a statement is filed under or speaks of."""
        return frozenset(self._drugs) | frozenset(self._spoken)

    def having(self, what: str, names: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Which statements have one of these names in that field."""
        table = {
            "topics": self._topics,
            "kinds": self._kinds,
            "drugs": self._drugs,
            "classes": self._classes,
            "population": self._population,
            "source_types": self._source_types,
            "about": self._about,
        }[what]
        return self._any(table, names)

    def named(self, query: Query) -> Vector:
        """Shares for drugs, topics, classes, population, sources, codes and intents that both name."""
        weights = self._rules.named
        total = np.zeros(self._size, dtype=np.float32)
        if query.drugs:
            total += self._for_drugs(query.drugs)
        shared = self._count(self._topics, query.topics)
        total += np.minimum(shared * weights.topic, weights.topics_at_most)
        if query.classes:
            match = self._any(self._classes, query.classes)
            total += np.where(match, weights.ln_class, np.where(self._no_class, 0.0, weights.other_class))
        total += self._for_population(query.population)
        for source in query.sources:
            total += self.of_source(source) * np.float32(weights.source)
        if query.codes:
            total += self._any(self._codes, query.codes) * np.float32(weights.code)
        kinds = [k.value for intent in query.intents[:2] for k in self._rules.intent_kinds.get(intent, ())]
        if kinds:
            total += self._any(self._kinds, kinds) * np.float32(weights.intent_kind)
        return total

    def of_source(self, name: str) -> npt.NDArray[np.bool_]:
        """Statements from a body or trial (source ids that begin with its name) or that speak of it."""
        begins = np.array([source == name or source.startswith(f"{name}-") for source in self._source_ids])
        return begins | self._any(self._trials, [name])

    def of_code(self, code: str) -> npt.NDArray[np.bool_]:
        """Statements that speak of a code."""
        return self._any(self._codes, [code])

    def of_other_drugs(self, drugs: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Statements that speak of drugs, but of none of these; none where no drug is asked for."""
        if not drugs:
            return np.zeros(self._size, dtype=bool)
        spoken = self._any(self._spoken, drugs) | self._any(self._drugs, drugs)
        other: npt.NDArray[np.bool_] = (self._drug_count > 0) & ~spoken
        return other

    def _for_drugs(self, drugs: tuple[str, ...]) -> Vector:
        weights = self._rules.named
        filed = self._count(self._drugs, drugs)
        spoken = np.maximum(self._count(self._spoken, drugs), filed)
        share = np.minimum(spoken / max(1, min(len(drugs), 2)), 1.0)
        others = (self._drug_count > 0) & (spoken == 0)
        result: Vector = (weights.drug * share + weights.other_drug * others).astype(np.float32)
        return result

    def _for_population(self, asked: tuple[str, ...]) -> Vector:
        weights = self._rules.named
        special = self._rules.special_populations
        total = np.zeros(self._size, dtype=np.float32)
        wanted = [name for name in asked if name != "adult"]
        if wanted:
            total += self._any(self._population, wanted) * np.float32(weights.population)
        general = self._any(self._population, ["adult", "any"])
        others = [name for name in special if name not in asked]
        foreign = self._any(self._population, others) & ~general & ~self._any(self._population, wanted)
        total += foreign * np.float32(weights.other_population)
        return total

    def _any(self, table: Mapping[str, npt.NDArray[np.int64]], names: Iterable[str]) -> npt.NDArray[np.bool_]:
        return self._count(table, names) > 0

    def _count(self, table: Mapping[str, npt.NDArray[np.int64]], names: Iterable[str]) -> Vector:
        total = np.zeros(self._size, dtype=np.float32)
        for name in names:
            if (rows := table.get(name)) is not None:
                total[rows] += 1
        return total


def _rows(names: Iterable[Iterable[str]]) -> dict[str, npt.NDArray[np.int64]]:
    table: dict[str, list[int]] = {}
    for row, mine in enumerate(names):
        for name in mine:
            table.setdefault(name, []).append(row)
    return {name: np.array(sorted(set(rows)), dtype=np.int64) for name, rows in table.items()}


def _named(mentions: Sequence[Mention], lexicon: Lexicon) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {"drug": set(), "code": set(), "source": set()}
    for mention in mentions:
        if mention.kind in {"drug", "brand"}:
            names["drug"].add(mention.concept)
        elif mention.kind == "drug_class":
            names["drug"].update((mention.concept, *lexicon.members(mention.concept)))
        elif mention.kind == "code":
            names["code"].add(mention.concept)
        elif mention.kind in {"body", "trial"}:
            names["source"].add(mention.concept)
    return names


def _about(title: str) -> str:
    """What a source is about, by its title: nephritis, lupus (the whole disease), other."""
    lowered = title.lower()
    if "nephritis" in lowered or "kidney involvement" in lowered:
        return "nephritis"
    return "lupus" if "lupus" in lowered or "sle" in lowered.split() else "other"


def _trust(statement: Statement, corpus: Corpus, rules: RankingRules) -> float:
    source = corpus.source_of(statement)
    trust = rules.source_types[source.type] * rules.kinds[statement.kind]
    if source.type is SourceType.GUIDELINE and _about(source.title) == "nephritis":
        trust *= rules.about_nephritis
    if source.superseded_by:
        trust *= rules.superseded
    if statement.status is Status.UNCONFIRMED:
        trust *= rules.unconfirmed
    return trust
