"""A dose never travels without its limits: the statements that bound it, by what they depend on."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.model import Corpus, Kind, SourceType, Statement, Status
from chat_app.guidelines.rulebook import load_rules
from guardrails.lexicon import Lexicon

_RULES = Path(__file__).parent / "rules" / "limits.yaml"


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    most: int
    subject: bool
    cues: tuple[re.Pattern[str], ...]
    topics: tuple[str, ...]


class LimitRules(BaseModel):
    """What counts as a dose, and as a limit of one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[Kind, ...]
    source_types: tuple[SourceType, ...]
    most_drugs: int
    doses: re.Pattern[str]
    groups: tuple[_Group, ...]


@functools.cache
def limit_rules() -> LimitRules:
    """The rules, read once in a process."""
    return load_rules(_RULES, LimitRules)


class Limits:
    """The limits of every drug in one corpus: for each drug, the statements of each group."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon) -> None:
        self._by_drug: Mapping[str, tuple[Statement, ...]] = _collect(corpus, lexicon)

    def of(self, drug: str) -> tuple[Statement, ...]:
        """Statements that bound the dose of a drug, one for each thing that it depends on."""
        return self._by_drug.get(drug, ())

    def travelling_with(self, statements: Iterable[Statement], drugs: Sequence[str]) -> tuple[Statement, ...]:
        """Limits that must stand beside these statements.

        A statement that gives a dose brings the limits of the drugs asked about (`drugs`) that it doses;
        where none was asked about, those of the one drug that it is about.
        """
        chosen = list(statements)
        dosed: dict[str, None] = {}
        for statement in chosen:
            if gives_dose(statement):
                about = [d for d in statement.drugs if d in drugs]
                if not drugs and len(statement.drugs) == 1:
                    about = list(statement.drugs)
                dosed.update(dict.fromkeys(about))
        have = {s.id for s in chosen}
        found: dict[str, Statement] = {}
        for drug in dosed:
            for limit in self.of(drug):
                if limit.id not in have:
                    found[limit.id] = limit
        return tuple(found.values())


def gives_dose(statement: Statement) -> bool:
    """Whether a statement gives a dose: it is about dosing and holds an amount of a drug."""
    return (
        bool(statement.drugs)
        and "dosing" in statement.topics
        and bool(limit_rules().doses.search(statement.text))
    )


def _collect(corpus: Corpus, lexicon: Lexicon) -> dict[str, tuple[Statement, ...]]:
    rules = limit_rules()
    ranked: dict[tuple[str, str], list[tuple[tuple[float, ...], Statement]]] = {}
    for statement in corpus:
        source = corpus.source_of(statement)
        if (
            statement.kind not in rules.kinds
            or source.type not in rules.source_types
            or source.superseded_by
            or not 0 < len(statement.drugs) <= rules.most_drugs
        ):
            continue
        lowered = statement.text.lower()
        subject: str | None = None
        for group in rules.groups:
            hits = sum(bool(cue.search(lowered)) for cue in group.cues)
            topics = len(set(group.topics).intersection(statement.topics))
            if not hits or not topics:
                continue
            if group.subject:
                subject = subject or _first_drug(statement.text, lexicon)
            # The narrowest statement of the best-checked label says a limit most plainly.
            rank = (
                -topics,
                statement.status is Status.UNCONFIRMED,
                len(statement.drugs),
                source.type is not SourceType.LABEL,
                -hits,
                len(statement.text),
            )
            for drug in (subject,) if group.subject else statement.drugs:
                if drug in statement.drugs:
                    ranked.setdefault((str(drug), group.name), []).append((rank, statement))
    limits: dict[str, dict[str, Statement]] = {}
    for group in rules.groups:
        for (drug, name), candidates in ranked.items():
            if name == group.name:
                candidates.sort(key=lambda item: item[0])
                limits.setdefault(drug, {}).update({s.id: s for _, s in candidates[: group.most]})
    return {drug: tuple(found.values()) for drug, found in limits.items()}


def _first_drug(text: str, lexicon: Lexicon) -> str | None:
    """The drug that a statement names first: the one it is about."""
    for mention in lexicon.mentions(text):
        if mention.kind in ("drug", "brand", "drug_class"):
            members = lexicon.members(mention.concept)
            return members[0] if len(members) == 1 else mention.concept
    return None
