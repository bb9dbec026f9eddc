"""What an answer needs beside the words of the question: situations and their needs, as data.

"How is class IV nephritis treated?" names no drug, yet its answer needs the glucocorticoid regimen,
hydroxychloroquine, maintenance and duration. Each need is a small search of its own (`rules/facets.yaml`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.model import Kind, SourceType
from chat_app.guidelines.rulebook import load_rules
from chat_app.question.query import Intent, Query

_LUPUS = re.compile(r"\b(?:lupus|sle)\b")
_KIDNEY = re.compile(
    r"nephr|\bln\b|\bkidney|\brenal|glomerul|proteinuria|\bclass\b|\bbiops|\bupcr|\be?gfr|creatinine|dialysis"
)
RULES = Path(__file__).parent / "rules"


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Conditions(_Rules):
    """Properties of a question; a list holds where the question has one of its entries."""

    main: frozenset[Intent] = frozenset()
    """The question's first intent is one of these."""
    intents: frozenset[Intent] = frozenset()
    topics: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    classes_only: frozenset[str] = frozenset()
    """The question names classes, and none but these."""
    population: frozenset[str] = frozenset()
    drugs: frozenset[str] = frozenset()
    """`any` holds where the question names a drug at all."""
    lupus_only: bool = False
    """The question speaks of lupus and of nothing that belongs to the kidney."""
    named: frozenset[Literal["body", "code"]] = frozenset()
    cues: tuple[str, ...] = ()
    """Regular expressions, looked for in lower case."""

    @functools.cached_property
    def cue(self) -> re.Pattern[str]:
        """Any of the cues; made when first needed, for most questions need few of them."""
        return re.compile("|".join(f"(?:{cue})" for cue in self.cues))

    def holding(self, query: Query, lowered: str) -> Iterator[bool]:
        """For each list that is not empty, the dear ones last: does the question have one of its entries?"""
        if self.main:
            yield query.intents[0] in self.main
        if self.intents:
            yield not self.intents.isdisjoint(query.intents)
        if self.topics:
            yield not self.topics.isdisjoint(query.topics)
        if self.classes:
            yield not self.classes.isdisjoint(query.classes)
        if self.classes_only:
            yield bool(query.classes) and self.classes_only.issuperset(query.classes)
        if self.population:
            yield not self.population.isdisjoint(_population(query))
        if self.drugs:
            yield bool(query.drugs) if "any" in self.drugs else not self.drugs.isdisjoint(query.drugs)
        if self.named:
            yield ("body" in self.named and bool(query.sources)) or (
                "code" in self.named and bool(query.codes)
            )
        if self.lupus_only:
            yield bool(_LUPUS.search(lowered)) and not _KIDNEY.search(lowered) and not query.classes
        if self.cues:
            yield bool(self.cue.search(lowered))


class Need(_Rules):
    """One thing that an answer should hold."""

    ask: str
    topics: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    drugs: tuple[str, ...] = ()
    """`asked` stands for the drugs of the question, each in its turn."""
    classes: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    source_types: tuple[SourceType, ...] = ()
    about: Literal["nephritis", "lupus", "other"] | None = None
    """What the title of the source says that it is about."""
    take: int = 1
    share: float = 0.6


class Situation(_Rules):
    name: str
    when: Conditions
    without: Conditions = Conditions()
    needs: tuple[Need, ...]

    def applies(self, query: Query, lowered: str) -> bool:
        """All of `when` holds and nothing of `without`."""
        return all(self.when.holding(query, lowered)) and not any(self.without.holding(query, lowered))


_OF_THE_PATIENT = frozenset(
    {
        Intent.TREATMENT,
        Intent.DOSE,
        Intent.SAFETY,
        Intent.INDICATION,
        Intent.COMPARISON,
        Intent.RELAPSE,
        Intent.REFRACTORY,
        Intent.PREGNANCY,
        Intent.GENERAL,
    }
)
"""What is asked with this patient in mind; how a test is done or a class defined is asked of everybody."""


def _population(query: Query) -> tuple[str, ...]:
    """The populations that call for more than the question says."""
    if query.intents[0] in _OF_THE_PATIENT:
        return query.population
    return tuple(name for name in query.population if name not in query.told_population)


class _File(_Rules):
    situations: tuple[Situation, ...]


@functools.cache
def situations() -> tuple[Situation, ...]:
    """All situations, read once in a process."""
    return load_rules(RULES / "facets.yaml", _File).situations


def needs(query: Query) -> tuple[tuple[str, Need], ...]:
    """What an answer to the question needs, with the situation that says so."""
    lowered = f"{query.text} {query.wording}".lower()
    return tuple((s.name, need) for s in situations() if s.applies(query, lowered) for need in s.needs)
