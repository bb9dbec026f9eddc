"""How answers are arranged, as data: sections, what settles a question of an intent, how audiences read."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.answer import Audience
from chat_app.guidelines.model import Kind, SourceType, Statement
from chat_app.guidelines.rulebook import load_rules
from chat_app.question.query import Intent

_RULES = Path(__file__).parent / "rules" / "sections.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SectionRule(_Strict):
    """Where a statement belongs."""

    name: str
    title: str
    kinds: tuple[Kind, ...]
    topics: tuple[str, ...]
    source_types: tuple[SourceType, ...]
    limit: int
    """Statements it holds where it is one of the first two that the question asks for,"""
    some: int
    """where the question touches it,"""
    aside: int
    """and where it does not."""

    def takes(self, statement: Statement, source_type: SourceType) -> bool:
        kind_or_topic = (not self.kinds and not self.topics) or (
            statement.kind in self.kinds or any(t in self.topics for t in statement.topics)
        )
        return kind_or_topic and (not self.source_types or source_type in self.source_types)


class Expected(_Strict):
    """What a statement must say to settle a question at all: a dose, a span of time, an interval."""

    asked: re.Pattern[str] | None = None
    """Cue in the question that it is just this which is asked; None: the intent says so."""
    says: re.Pattern[str]
    told: re.Pattern[str] | None = None
    """What a statement must say that there be no gap; None: as `says`."""
    gap: str
    """What is said where no statement about the drug says so; `{drug}` stands for it."""


class BottomRule(_Strict):
    """What settles a question of an intent."""

    kinds: tuple[Kind, ...]
    also: tuple[Kind, ...] = ()
    """Kinds that settle it less well."""
    topics: tuple[str, ...]
    source_types: tuple[SourceType, ...]
    cues: tuple[re.Pattern[str], ...]
    expected: Expected | None = None
    otherwise: Intent | None = None
    """The intent whose rule holds where what is `expected` was not asked for."""
    most: int
    second_within: float | None = None
    """Marks that a second statement may have fewer than the first; None: as `marks` says."""


class Length(_Strict):
    """Statements an answer holds at most: to a broad question, and to a narrow one about one drug."""

    broad: int
    narrow: int


class Reading(_Strict):
    """How an audience reads."""

    first: tuple[str, ...]
    without: tuple[str, ...]


class Marks(_Strict):
    """What each thing is worth that makes a statement the one that settles the question."""

    score: float
    """Retrieval's score, as a share of the best three."""
    from_share: float
    """Below this share of the best score a statement does not settle anything."""
    second_from_share: float
    """The same for a second statement."""
    kind: float
    also: float
    """A kind that settles it less well."""
    topic: float
    source_type: float
    cue: float
    cues_at_most: float
    settles: float
    """Called for by the question's situation as what settles it."""
    change: float
    """Speaks of a change of a measure, where the question tells of one."""
    unexpected: float
    """Does not say what must be said to settle the question."""
    unexpected_asked: float
    """The same where the question asks for just this ("how often")."""
    negated: float
    """Says "without" of what the question says "with", or the other way round."""
    stray_code: float
    """A code, where none was asked for."""
    stray_trial: float
    """A trial's result, where something else settles the question."""
    second_intent: float
    """What settles the question's second wish, as a share of what settles its first."""
    drugs: float
    other_drugs: float
    no_drug: float
    only_drugs: float
    other_subject: float
    classes: float
    other_classes: float
    same_classes: float
    lupus_alone: float
    """Speaks of lupus and of no kidney, in a question about nephritis."""
    applies: float
    egfr: float
    narrower: float
    said: float
    holds: float
    covers: float
    """Holds all words of the question."""
    focus: float
    """Says nothing else."""
    leads: float
    """Begins with them."""
    off_matter: float
    """Holds none of these words, though others do."""
    given: float
    """Speaks of what comes after a drug that was given, in refractory disease."""
    leading: float
    stage: float
    other_stage: float
    grade: float
    superseded: float
    source: float
    """From a body or trial that the question names,"""
    speaks_of_source: float
    """or about it."""
    own_label: float
    """Of the label of a product that the question calls by its name."""
    aspect: float
    """Speaks of an aspect that was asked."""
    population: float
    no_population: float
    """Speaks of everybody, where a special population was asked for."""
    other_population: float
    other_aspect: float
    opposed: float
    """Speaks of the opposite of what the question names."""
    not_lupus: float
    """Of a source on another disease, in a question about lupus."""
    no_result: float
    """Tells how a trial was done and not what it showed."""
    other_condition: float
    """Speaks of a condition that the question does not name."""
    explains: float
    """Marks that an explanation of a recommendation needs more than it, to stand in its place."""
    second_within: float
    """Marks that a second statement may have fewer than the first."""
    beside_within: float
    """The same for one on a matter that the first does not speak of."""


class Change(_Strict):
    """A change of a measure: how a question tells of one, and how a statement speaks of one."""

    told: re.Pattern[str]
    says: re.Pattern[str]


class Design(_Strict):
    """How a trial was done: how a question asks for it, and how a statement tells a result instead."""

    asked: re.Pattern[str]
    result: re.Pattern[str]


class Opposites(_Strict):
    """Two words of which a question that names one is not about the other, in lower case."""

    one: re.Pattern[str]
    other: re.Pattern[str]

    def told_apart(self, question: str, statement: str) -> bool:
        """Whether the question names one of them and the statement only the other."""
        mine = bool(self.one.search(question)), bool(self.other.search(question))
        if mine[0] == mine[1]:
            return False
        theirs = bool(self.one.search(statement)), bool(self.other.search(statement))
        return theirs[0] != theirs[1] and mine[0] != theirs[0]


class Rules(_Strict):
    """The whole rule file."""

    sections: tuple[SectionRule, ...]
    order: dict[Intent, tuple[str, ...]]
    bottom: dict[Intent, BottomRule]
    bare_drug: BottomRule
    """What settles a question that names a drug and asks nothing of it."""
    marks: Marks
    change: Change
    design: Design
    opposites: tuple[Opposites, ...]
    aspects: frozenset[str]
    conditions: frozenset[str]
    """Topics that are a condition of some patients: what is said of it is not said of the others."""
    sure: float
    """Share of the best score from which a statement is shown though its section is not what was asked."""
    enough: int
    """Statements after which only those are added that score this share:"""
    more_from: float
    limits_beside: int
    """Limits that travel with doses beside a full answer; more of them take the place of other statements."""
    worked_out: int
    """Places kept for a determination, in a question whether a drug is indicated."""
    beside_drugs: int
    """Statements that name none of the drugs asked about, in an answer about drugs."""
    hard_from: float
    """Reading grade above which a statement is hard for a patient,"""
    hard_at_most: int
    """and how far down the hits it is kept all the same."""
    leading: tuple[str, ...]
    narrow: tuple[Intent, ...]
    length: dict[Audience, Length]
    audiences: dict[Audience, Reading]


@functools.cache
def arrangement() -> Rules:
    """The arrangement rules, read once in a process."""
    return load_rules(_RULES, Rules)
