"""What speaks for a statement as the one that settles a question, and what against it.

How much of each trait a statement has is found here; what a trait is worth stands in `rules/sections.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from chat_app.guidelines.applicability import applies, asks_nephrotic, bounds_egfr, meets_change
from chat_app.guidelines.model import Kind, SourceType, Statement
from chat_app.question.query import Intent, Query
from chat_app.writers.arrangement import BottomRule, arrangement
from chat_app.writers.base import WritingTask
from chat_app.writers.scores import Scores

_LONG_WORD = re.compile(r"[a-z]{6,}")
_EMPTY = frozenset({"recomme", "patient", "nephrit", "treatme", "disease", "guideli", "kidney"})
"""Words, by their first letters, that stand in any statement."""
_STAGES = frozenset({"initial-therapy", "maintenance-therapy"})
_SPECIAL = frozenset({"paediatric", "pregnancy", "dialysis", "transplant"})
_USUAL = frozenset({"adult", "any"})
_USUAL_CLASSES = frozenset({"III", "IV"})
_REDUCED_EGFR = 60
"""mL/min/1.73 m²; below it a bound of kidney function decides what is possible (as `understand` reads it)."""
_SHARE_AT_MOST = 1.6
_LOOSE = 0.5
"""Where neither a dose nor a time or interval is asked for, a drug named first is less the subject."""
_ANY = 0.75
_SEVERAL = 2
_OF_A_STRAY = 0.4
"""A trial in a population counts so much for a question about it that asks for no trial."""
_WITHOUT = r"\b(?:(?<!with or )(?<!with/)without|non|no|not|never|absence of)\b[^.,;]{0,16}\b"
_NEPHRITIS = re.compile(r"nephritis|glomerul|\b(?:LN|renal|kidney)\b|-LN\b", re.IGNORECASE)
_MEN = re.compile(r"\b(?:men|males?|sperm)\b", re.IGNORECASE)
_WOMEN = re.compile(r"\b(?:wom[ae]n|females?|ovar\w+|oocytes?|mothers?|girls?)\b", re.IGNORECASE)
_HIM = re.compile(r"\b(?:man|men|male|boy|he|his|him|husband|father|\d{1,2} ?(?:y/?o ?)?M)\b")
_HER = re.compile(r"\b(?:wom[ae]n|female|girl|lady|she|her|mother|\d{1,2} ?(?:y/?o ?)?F)\b")
_FINDINGS = frozenset({Kind.TRIAL_RESULT, Kind.BACKGROUND})
_OF_A_DISEASE = frozenset(
    {SourceType.GUIDELINE, SourceType.TRIAL, SourceType.META_ANALYSIS, SourceType.COHORT}
)
_LN = re.compile(r"\bLN\b")
_LUPUS = re.compile(r"\bSLE\b|\blupus\b")


def worth(traits: Mapping[str, float]) -> float:
    """Marks for these traits."""
    marks = arrangement().marks
    return float(sum(getattr(marks, name) * amount for name, amount in traits.items()))


def _settles(
    statement: Statement, source_type: SourceType, lowered: str, rule: BottomRule, share: float = 1.0
) -> dict[str, float]:
    """Marks for being what settles a question of an intent."""
    worth = arrangement().marks
    return {
        "kind": share * (statement.kind in rule.kinds),
        "also": share * (statement.kind in rule.also),
        "topic": share * bool(set(rule.topics) & set(statement.topics)),
        "source_type": share * (source_type in rule.source_types),
        "cue": share
        * min(worth.cues_at_most / worth.cue, sum(bool(cue.search(lowered)) for cue in rule.cues)),
    }


def traits(statement: Statement, task: WritingTask, rule: BottomRule, scores: Scores) -> dict[str, float]:
    """What speaks for a statement as the one that settles the question, and against it: how much of each."""
    rules = arrangement()
    query = task.query
    source = task.corpus.source_of(statement)
    lowered = statement.text.lower()
    found: dict[str, float] = {}
    found["score"] = min(scores.share(statement), _SHARE_AT_MOST)
    settles = _settles(statement, source.type, lowered, rule)
    for intent in _second(query):
        second = _settles(statement, source.type, lowered, rules.bottom[intent], rules.marks.second_intent)
        settles = max(settles, second, key=worth)
    found.update(settles)
    named = [drug for drug in query.drugs if drug in statement.drugs or drug in lowered]
    stray = statement.kind is Kind.TRIAL_RESULT and statement.kind not in rule.kinds and not named
    stray = stray and not scores.settles(statement)
    of_result = query.intents[0] is Intent.EVIDENCE and statement.kind is Kind.DEFINITION
    how_done = rules.design.asked.search(query.words.lower())
    if (of_result or statement.kind is Kind.TRIAL_RESULT) and not how_done:
        found["no_result"] = of_result or not rules.design.result.search(lowered)
    if lacking := _lacking(query, rule, lowered):
        found[lacking] = 1
    if speaks_of_nephritis(query.words) and not speaks_of_nephritis(f"{statement.text} {source.title}"):
        found["lupus_alone"] = bool(_LUPUS.search(statement.text))
    if speaks_of_lupus(query.words) and source.type in _OF_A_DISEASE:
        found["not_lupus"] = not speaks_of_lupus(f"{statement.text} {source.title}")
    if query.drugs:
        found["drugs"] = _share_of_drugs(named, scores, query)
        if not named and not scores.settles(statement):
            found["other_drugs" if statement.drugs else "no_drug"] = 1
        # A statement about the one drug that was asked settles more than a regimen that also holds it.
        found["only_drugs"] = len(statement.drugs) == len(query.drugs)
        if (
            len(query.drugs) == 1
            and query.drugs[0] in statement.drugs
            and _subject(statement) not in query.drugs
        ):
            found["other_subject"] = 1.0 if rule.expected or source.type is SourceType.LABEL else _LOOSE
    if query.classes and statement.classes:
        both = set(query.classes) & set(statement.classes)
        found["classes" if both else "other_classes"] = 1
        found["same_classes"] = len(both) / len({*query.classes, *statement.classes})
    found["settles"] = scores.settles(statement)
    found.update(_of_patient(statement, query, lowered))
    if statement.classes and not query.classes and _USUAL_CLASSES.isdisjoint(statement.classes):
        found["narrower"] = 1
    found["said"] = _said(query.words, lowered)
    found["holds"] = scores.holds(statement)
    # Words that stand in many statements say little, whoever holds them.
    shared = scores.shared(statement)
    found["covers"] = scores.strength * shared.covers
    found["focus"] = scores.strength * shared.focus
    found["leads"] = scores.strength * shared.leads
    found["negated"] = _contradicts(query.words.lower(), lowered, scores.held(statement))
    asked_for = query.words.lower()
    found["opposed"] = any(pair.told_apart(asked_for, lowered) for pair in rules.opposites)
    found["stray_trial"] = stray
    found["stray_code"] = statement.kind is Kind.CODE and Intent.CODING not in query.intents
    # Where it names all of several drugs, what lies between them is the matter.
    together = len(query.drugs) >= _SEVERAL and len(named) == len(query.drugs)
    found["off_matter"] = scores.strength * bool(scores.asked and not scores.held(statement) and not together)
    if "refractory" in statement.topics:
        found["given"] = bool(set(query.given).intersection(statement.drugs))
    found["leading"] = source.organisation in rules.leading
    stages = _STAGES.intersection(query.topics)
    if stages and _STAGES.intersection(statement.topics):
        found["stage" if stages.intersection(statement.topics) else "other_stage"] = 1
    found["grade"] = bool(statement.grade)
    found["superseded"] = bool(source.superseded_by)
    found["other_population"] = of_others(statement, query.population) or _of_other_sex(statement, query)
    asked = set(query.population) - _USUAL
    found["population"] = (_OF_A_STRAY if stray else 1.0) * bool(asked.intersection(statement.population))
    found["no_population"] = bool(asked & _SPECIAL and asked.isdisjoint(statement.population))
    if query.sources:
        of = {name: _of_source(statement, name) for name in query.sources}
        for trait in ("source", "speaks_of_source"):
            if trait in of.values():
                found[trait] = 1
                break
    if source.type is SourceType.LABEL and source.id.removeprefix("label-") in query.text.lower():
        found["own_label"] = 1
    aspects = rules.aspects.intersection(statement.topics)
    found["aspect"] = bool(aspects.intersection(query.topics))
    if statement.kind not in _FINDINGS:
        foreign = rules.conditions.intersection(statement.topics).difference(query.topics)
        found["other_condition"] = bool(foreign)
    if aspects:
        found["other_aspect"] = len(aspects - {*query.topics, *rule.topics}) / len(aspects)
    return found


def _second(query: Query) -> tuple[Intent, ...]:
    """The second wish, if any: not what only the case before the question speaks of."""
    return tuple(i for i in query.intents[1:2] if i not in query.told_intents)


def _contradicts(question: str, statement: str, words: Collection[str]) -> bool:
    """Whether one of the two says "without" of a word that both hold, and the other does not."""
    return any(
        bool(re.search(rf"{_WITHOUT}{re.escape(word)}", question))
        != bool(re.search(rf"{_WITHOUT}{re.escape(word)}", statement))
        for word in words
    )


def _of_source(statement: Statement, name: str) -> str:
    """The trait of being from a body or trial that was named, or of speaking of it."""
    if f"-{name}-" in f"-{statement.source}-":
        return "source"
    return "speaks_of_source" if name.replace("-", " ") in statement.text.lower() else ""


def expected(query: Query, rule: BottomRule) -> bool:
    """Whether a question of this kind wants something said without which nothing settles it."""
    return rule.expected is not None and (
        rule.expected.asked is None or bool(rule.expected.asked.search(query.words.lower()))
    )


def speaks_of_nephritis(text: str) -> bool:
    """Whether a text names the kidney at all."""
    return bool(_NEPHRITIS.search(text))


def speaks_of_lupus(text: str) -> bool:
    """Whether a text names lupus or lupus nephritis at all."""
    return bool(_LUPUS.search(text)) or "lupus" in text.lower() or bool(_LN.search(text))


def _lacking(query: Query, rule: BottomRule, lowered: str) -> str:
    """The trait of not saying what a question wants said: by its main wish, or by words for its second."""
    second = [arrangement().bottom[intent] for intent in _second(query)]
    for wish in [rule, *(r for r in second if r.expected and r.expected.asked)]:
        if wish.expected and expected(query, wish) and not wish.expected.says.search(lowered):
            return "unexpected_asked" if wish.expected.asked else "unexpected"
    return ""


def _share_of_drugs(named: Sequence[str], scores: Scores, query: Query) -> float:
    """Share of the drugs asked about that are named; the rarer among the hits counts more."""
    share = sum(scores.drugs[drug] for drug in named) / sum(scores.drugs.values())
    # Of a class of drugs, one that is approved answers whether any is.
    return max(share, _ANY) if named and query.intents[0] is Intent.INDICATION else share


def _of_patient(statement: Statement, query: Query, lowered: str) -> dict[str, float]:
    """Traits of speaking of a patient like this one, and of a change such as the one told."""
    rules, patient = arrangement(), query.patient
    suits = applies(statement, patient, asks_nephrotic(query.text))
    if query.drugs and rules.change.told.search(query.words.lower()):
        if rules.change.says.search(lowered):
            return {"change": 1.0, "applies": suits + meets_change(statement, query.words)}
        # What holds for such a patient is not what to do about the change.
        return {"applies": min(suits, 0.0)}
    reduced = patient.egfr is not None and patient.egfr < _REDUCED_EGFR
    bound = reduced and statement.kind is not Kind.TRIAL_RESULT and bounds_egfr(statement, patient)
    return {"applies": suits, "egfr": float(bound)}


def of_others(statement: Statement, population: Sequence[str]) -> bool:
    """Whether a statement speaks only of a special population that the question is not about."""
    mine = set(statement.population)
    return bool(mine) and mine <= _SPECIAL and not mine.intersection(population)


def _of_other_sex(statement: Statement, query: Query) -> bool:
    """Whether a statement speaks only of men, or of women, and the question is about the other sex."""
    men, women = (bool(pattern.search(statement.text)) for pattern in (_MEN, _WOMEN))
    if men == women:
        return False
    him, her = (bool(pattern.search(query.text)) for pattern in (_HIM, _HER))
    return her and not him if men else him and not her


def _subject(statement: Statement) -> str | None:
    """The drug that a statement names first: what it is about."""
    lowered = statement.text.casefold()
    places = {drug: place for drug in statement.drugs if (place := lowered.find(drug)) >= 0}
    return min(places, key=places.__getitem__) if places else next(iter(statement.drugs), None)


def _said(question: str, statement: str) -> float:
    """Share of the question's longer words (by their first letters) that stand in a statement."""
    words = {w[:7] for w in _LONG_WORD.findall(question.lower())} - _EMPTY
    return sum(w in statement for w in words) / len(words) if words else 0.0
