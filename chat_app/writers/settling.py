"""Which statements answer first: those that settle the question, by what it asks and how well they fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from chat_app.guidelines.applicability import applies, asks_nephrotic, bounds_egfr, meets_change
from chat_app.guidelines.model import Kind, SourceType, Statement
from chat_app.question.query import Intent, Query
from chat_app.writers.arrangement import BottomRule, arrangement
from chat_app.writers.base import WritingTask

_LONG_WORD = re.compile(r"[a-z]{6,}")
_STAGES = frozenset({"initial-therapy", "maintenance-therapy"})
_SPECIAL = frozenset({"paediatric", "pregnancy", "dialysis", "transplant"})
_USUAL = frozenset({"adult", "any"})
_USUAL_CLASSES = frozenset({"III", "IV"})
_REDUCED_EGFR = 60
"""mL/min/1.73 m²; below it a bound of kidney function decides what is possible (as `understand` reads it)."""
_CANDIDATES = 30
"""How far down the hits the bottom line is looked for: below, a statement no longer settles the question."""
_SHARE_AT_MOST = 1.6
_SEVERAL = 2
_LOOSE = 0.5
"""Where neither a dose nor a time or interval is asked for, a drug named first is less the subject."""
_ANY = 0.75
_OF_A_STRAY = 0.4
"""A trial in a population counts so much for a question about it that asks for no trial."""
_WITHOUT = r"\b(?:without|non|no|not|never|absence of)\b[^.,;]{0,16}\b"
_TELLS_ALL = 5.0
"""Rarity (log of one in so many statements) of words that say all of what is asked."""
_NEPHRITIS = re.compile(r"nephritis|glomerul|\b(?:LN|renal|kidney)\b|-LN\b", re.IGNORECASE)
_LUPUS = re.compile(r"\bSLE\b|\blupus\b")
_UNSCORED = 0.5
"""Score of a statement that retrieval did not rank, as a share of the best."""


class Scores:
    """Retrieval's scores of a task's statements, as shares of the mean of the best three."""

    def __init__(self, task: WritingTask) -> None:
        best = sorted(hit.score for hit in task.hits)[-3:]
        mean = sum(best) / len(best) if best else 0.0
        self._shares = {hit.statement.id: hit.score / mean for hit in task.hits} if mean else {}
        most = max((hit.holds for hit in task.hits), default=0.0) or 1.0
        self.strength = min(1.0, most / _TELLS_ALL)
        """How much these words tell: little where they stand in many statements."""
        self._holds = {hit.statement.id: self.strength * hit.holds / most for hit in task.hits}
        self.asked: frozenset[str] = frozenset().union(*(hit.held for hit in task.hits))
        """The words that tell what the question is about, as far as any statement holds them."""
        self._held = {hit.statement.id: hit.held for hit in task.hits}
        counts = Counter(drug for hit in task.hits for drug in hit.statement.drugs)
        self.drugs = {drug: 1 / (1 + counts[drug]) for drug in task.query.drugs}
        """What each drug asked about weighs: the rarer among the hits the more."""
        self._called = {hit.statement.id: hit.called for hit in task.hits}
        self._called_for = frozenset(hit.statement.id for hit in task.hits if hit.reasons)

    def share(self, statement: Statement) -> float:
        """1.0 and more for the best; a fixed middle where nothing was scored."""
        return self._shares.get(statement.id, _UNSCORED)

    def holds(self, statement: Statement) -> float:
        """How much it holds of what the question is about, against the statement that holds most."""
        return self._holds.get(statement.id, 0.0)

    def held(self, statement: Statement) -> frozenset[str]:
        """The words that tell what the question is about, as far as the statement holds them."""
        return self._held.get(statement.id, frozenset())

    def settles(self, statement: Statement) -> bool:
        """Whether the question's situation is settled by it."""
        return self._called.get(statement.id, 0.0) >= 1.0

    def called_for(self, statement: Statement) -> bool:
        """Whether the question's situation calls for it, beside its words."""
        return statement.id in self._called_for


def bottom_line(task: WritingTask, usable: Sequence[Statement], rule: BottomRule) -> tuple[Statement, ...]:
    """The statements that settle the question; a second one only from another type of source."""
    marks = arrangement().marks
    scores = Scores(task)
    candidates = usable[:_CANDIDATES]
    fitting = [s for s in candidates if scores.share(s) >= marks.second_from_share] or list(candidates[:1])
    worth = {s.id: _marks(s, task, rule, scores) for s in fitting}
    for statement in fitting:
        # A recommendation stands before what explains it, unless the explanation is what was asked.
        for other in fitting:
            if (
                statement.id.startswith(f"{other.id}.")
                and worth[statement.id] < worth[other.id] + marks.explains
            ):
                worth[statement.id] = min(worth[statement.id], worth[other.id] - marks.second_within - 0.1)
    ranked = sorted(fitting, key=lambda s: -worth[s.id])
    first = next((s for s in ranked if scores.share(s) >= marks.from_share), None)
    if first is not None:
        ranked.remove(first)
        ranked.insert(0, first)
    within = marks.second_within if rule.second_within is None else rule.second_within
    chosen: list[Statement] = []
    for statement in ranked:
        if len(chosen) >= rule.most or worth[statement.id] < worth[ranked[0].id] - within:
            break
        if chosen and statement.kind not in rule.kinds:
            continue
        kind = task.corpus.source_of(statement).type
        if all(kind is not task.corpus.source_of(other).type for other in chosen):
            chosen.append(statement)
    if len(chosen) == 1 and (beside := _of_what_is_left(chosen[0], ranked, task, scores, worth)):
        chosen.append(beside)
    return tuple(chosen)


def _of_what_is_left(
    first: Statement,
    ranked: Sequence[Statement],
    task: WritingTask,
    scores: Scores,
    worth: Mapping[str, float],
) -> Statement | None:
    """Where several matters were asked of, the best statement on one that the first does not speak of."""
    if len(scores.asked) < _SEVERAL or scores.held(first) == scores.asked:
        return None
    least = worth[first.id] - arrangement().marks.beside_within
    drugs = set(task.query.drugs)
    for statement in ranked:
        if worth[statement.id] < least:
            return None
        if drugs and drugs.isdisjoint(statement.drugs):
            continue
        if scores.held(statement) - scores.held(first) and statement is not first:
            return statement
    return None


def _settles(statement: Statement, source_type: SourceType, lowered: str, rule: BottomRule) -> float:
    """Marks for being what settles a question of an intent."""
    worth = arrangement().marks
    marks = worth.kind * (statement.kind in rule.kinds) + worth.also * (statement.kind in rule.also)
    marks += worth.topic * bool(set(rule.topics) & set(statement.topics))
    marks += worth.source_type * (source_type in rule.source_types)
    return marks + min(worth.cues_at_most, worth.cue * sum(bool(cue.search(lowered)) for cue in rule.cues))


def _marks(statement: Statement, task: WritingTask, rule: BottomRule, scores: Scores) -> float:
    rules = arrangement()
    worth, query = rules.marks, task.query
    source = task.corpus.source_of(statement)
    lowered = statement.text.lower()
    marks = worth.score * min(scores.share(statement), _SHARE_AT_MOST)
    settles = _settles(statement, source.type, lowered, rule)
    for intent in query.intents[1:2]:
        second = _settles(statement, source.type, lowered, rules.bottom[intent])
        settles = max(settles, worth.second_intent * second)
    marks += settles
    named = [drug for drug in query.drugs if drug in statement.drugs or drug in lowered]
    stray = statement.kind is Kind.TRIAL_RESULT and statement.kind not in rule.kinds and not named
    stray = stray and not scores.settles(statement)
    marks += _lacking(query, rule, lowered)
    if speaks_of_nephritis(query.words) and not speaks_of_nephritis(f"{statement.text} {source.title}"):
        marks += worth.lupus_alone * bool(_LUPUS.search(statement.text))
    if query.drugs:
        marks += worth.drugs * _share_of_drugs(named, scores, query)
        if not named:
            marks += worth.other_drugs if statement.drugs else worth.no_drug
        # A statement about the one drug that was asked settles more than a regimen that also holds it.
        marks += worth.only_drugs if len(statement.drugs) == len(query.drugs) else 0.0
        if (
            len(query.drugs) == 1
            and query.drugs[0] in statement.drugs
            and _subject(statement) not in query.drugs
        ):
            marks += worth.other_subject * (1.0 if rule.expected else _LOOSE)
    if query.classes and statement.classes:
        marks += worth.classes if set(query.classes) & set(statement.classes) else worth.other_classes
        both = set(query.classes) & set(statement.classes)
        marks += worth.same_classes * len(both) / len({*query.classes, *statement.classes})
    marks += worth.settles * scores.settles(statement) + _of_patient(statement, query, lowered)
    if statement.classes and not query.classes and _USUAL_CLASSES.isdisjoint(statement.classes):
        marks += worth.narrower
    marks += worth.said * _said(query.words, lowered) + worth.holds * scores.holds(statement)
    marks += worth.negated * _contradicts(query.words.lower(), lowered, scores.held(statement))
    marks += worth.stray_trial * stray
    marks += worth.stray_code * (statement.kind is Kind.CODE and Intent.CODING not in query.intents)
    marks += worth.off_matter * scores.strength * bool(scores.asked and not scores.held(statement))
    if "refractory" in statement.topics:
        marks += worth.given * bool(set(query.given).intersection(statement.drugs))
    marks += worth.leading * (source.organisation in rules.leading)
    stages = _STAGES.intersection(query.topics)
    if stages and _STAGES.intersection(statement.topics):
        marks += worth.stage if stages.intersection(statement.topics) else worth.other_stage
    marks += worth.grade * bool(statement.grade)
    marks += worth.superseded * bool(source.superseded_by)
    marks += worth.other_population * of_others(statement, query.population)
    asked = set(query.population) - _USUAL
    marks += (
        worth.population * (_OF_A_STRAY if stray else 1.0) * bool(asked.intersection(statement.population))
    )
    marks += worth.no_population * bool(asked & _SPECIAL and asked.isdisjoint(statement.population))
    if query.sources:
        marks += max(_of_source(statement, name) for name in query.sources)
    if source.type is SourceType.LABEL and source.id.removeprefix("label-") in query.text.lower():
        marks += worth.own_label
    aspects = rules.aspects.intersection(statement.topics)
    marks += worth.aspect * bool(aspects.intersection(query.topics))
    if aspects:
        marks += worth.other_aspect * len(aspects - {*query.topics, *rule.topics}) / len(aspects)
    return marks


def _contradicts(question: str, statement: str, words: Collection[str]) -> bool:
    """Whether one of the two says "without" of a word that both hold, and the other does not."""
    return any(
        bool(re.search(rf"{_WITHOUT}{re.escape(word)}", question))
        != bool(re.search(rf"{_WITHOUT}{re.escape(word)}", statement))
        for word in words
    )


def _of_source(statement: Statement, name: str) -> float:
    """Marks for being from a body or trial that was named, or speaking of it."""
    worth = arrangement().marks
    if f"-{name}-" in f"-{statement.source}-":
        return worth.source
    return worth.speaks_of_source * (name.replace("-", " ") in statement.text.lower())


def expected(query: Query, rule: BottomRule) -> bool:
    """Whether a question of this kind wants something said without which nothing settles it."""
    return rule.expected is not None and (
        rule.expected.asked is None or bool(rule.expected.asked.search(query.words.lower()))
    )


def speaks_of_nephritis(text: str) -> bool:
    """Whether a text names the kidney at all."""
    return bool(_NEPHRITIS.search(text))


def _lacking(query: Query, rule: BottomRule, lowered: str) -> float:
    """Marks for not saying what a question wants said: by its main wish, or by words for its second one."""
    worth = arrangement().marks
    second = [arrangement().bottom[intent] for intent in query.intents[1:2]]
    for wish in [rule, *(r for r in second if r.expected and r.expected.asked)]:
        if wish.expected and expected(query, wish) and not wish.expected.says.search(lowered):
            return worth.unexpected_asked if wish.expected.asked else worth.unexpected
    return 0.0


def _share_of_drugs(named: Sequence[str], scores: Scores, query: Query) -> float:
    """Share of the drugs asked about that are named; the rarer among the hits counts more."""
    share = sum(scores.drugs[drug] for drug in named) / sum(scores.drugs.values())
    # Of a class of drugs, one that is approved answers whether any is.
    return max(share, _ANY) if named and query.intents[0] is Intent.INDICATION else share


def _of_patient(statement: Statement, query: Query, lowered: str) -> float:
    """Marks for speaking of a patient like this one, and of a change such as the one told."""
    rules = arrangement()
    worth, patient = rules.marks, query.patient
    suits = applies(statement, patient, asks_nephrotic(query.text))
    if query.drugs and rules.change.told.search(query.words.lower()):
        if rules.change.says.search(lowered):
            return worth.change + worth.applies * (suits + meets_change(statement, query.words))
        # What holds for such a patient is not what to do about the change.
        return worth.applies * min(suits, 0.0)
    reduced = patient.egfr is not None and patient.egfr < _REDUCED_EGFR
    marks = worth.applies * suits
    if reduced and statement.kind is not Kind.TRIAL_RESULT:
        marks += worth.egfr * bounds_egfr(statement, patient)
    return marks


def of_others(statement: Statement, population: Sequence[str]) -> bool:
    """Whether a statement speaks only of a special population that the question is not about."""
    mine = set(statement.population)
    return bool(mine) and mine <= _SPECIAL and not mine.intersection(population)


def _subject(statement: Statement) -> str | None:
    """The drug that a statement names first: what it is about."""
    lowered = statement.text.casefold()
    places = {drug: place for drug in statement.drugs if (place := lowered.find(drug)) >= 0}
    return min(places, key=places.__getitem__) if places else next(iter(statement.drugs), None)


def _said(question: str, statement: str) -> float:
    """Share of the question's longer words (by their first letters) that stand in a statement."""
    words = {w[:7] for w in _LONG_WORD.findall(question.lower())}
    return sum(w in statement for w in words) / len(words) if words else 0.0
