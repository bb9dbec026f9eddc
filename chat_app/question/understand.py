"""Question to Query: what is asked (intents), about what (drugs, classes, population, topics)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chat_app.guidelines.rulebook import load_rules
from chat_app.question.parts import Part, parts_of
from chat_app.question.patient import PatientFacts
from chat_app.question.population import population_of
from chat_app.question.query import Intent, Query
from chat_app.question.wording import worded
from guardrails.lexicon import Lexicon, Mention, load_lexicon

RULES = Path(__file__).parent / "rules"
_STRENGTH = re.compile(
    r"\b(?:very |ultra-?)?(?:high|low|lower|reduced|full|moderate|standard|medium)[\s-]+doses?\b"
)
"""A high-dose steroid is a kind of treatment; it asks for no dose."""
_OVER = re.compile(r"\b(?:after|following|post|since)[\s-]+(?:the |an? )?$", re.IGNORECASE)
_OR = re.compile(r"\s*,?\s*(?:or|vs\.?|versus)\s+(?:an? |the )?", re.IGNORECASE)
_VALUE = re.compile(
    r"\W{0,3}(?:of |is |at |now |still |keeps |slowly )*"
    r"(?:\d|low\b|high\b|up\b|down\b|ris|rose|fall|fell|drop|climb|worse|increas|decreas|normal|stable)"
)
_LISTED = re.compile(
    r"\s*(?:\d[\d.,]*\s?(?:mg|g|mcg)?(?:/d(?:ay)?)?\s*(?:bid|daily|a day|twice daily|once daily|qd|od|bd)?)?"
    r"\s*(?:\+|/|,|&)?\s*(?:and|plus|then)?\s*"
)
"""What stands between two drugs of one list."""
_BY_KIDNEY = frozenset({Intent.DOSE, Intent.SAFETY, Intent.MONITORING, Intent.INDICATION})
_FAILING = frozenset({"ckd", "dialysis"})
_IMPAIRED = ("kidney impairment",)
"""What labels call the kidneys of such a patient."""
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)%])[.?!;:]+\s+(?=\S)|\n+", re.IGNORECASE)
_A_QUESTION = 2
"""Words from which the last sentence is read for itself."""
_AFTER = frozenset({Intent.REFRACTORY, Intent.RELAPSE})
_IT = re.compile(r"\b(?:that|this|it)\b")
_MEDICINES = frozenset({"drug", "brand", "drug_class"})
_COMPARED = frozenset({Intent.PROGNOSIS, Intent.RESPONSE, Intent.CLASSIFICATION})
_KEPT_FIRST = frozenset(
    {Intent.PREGNANCY, Intent.CODING, Intent.INDICATION, Intent.RELAPSE, Intent.REFRACTORY}
)
"""Wishes that a case tells of and its last sentence need not repeat."""


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _IntentRule(_Rules):
    intent: Intent
    weight: float
    cues: tuple[re.Pattern[str], ...] = ()
    concepts: frozenset[str] = frozenset()


class _IntentFile(_Rules):
    intents: tuple[_IntentRule, ...]


class _TopicRule(_Rules):
    topic: str
    concepts: frozenset[str] = frozenset()
    drugs: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    intents: frozenset[Intent] = frozenset()
    cues: tuple[re.Pattern[str], ...] = ()


class _TopicFile(_Rules):
    topics: tuple[_TopicRule, ...]


class _MattersFile(_Rules):
    general: frozenset[str]
    general_in: dict[Intent, tuple[str, ...]]
    kin: dict[str, tuple[str, ...]]
    told: frozenset[str]
    told_intents: frozenset[Intent]
    given: tuple[re.Pattern[str], ...]
    failed: tuple[re.Pattern[str], ...]
    intents: frozenset[Intent]


class _ClassFile(_Rules):
    drug_classes: dict[str, tuple[str, ...]]


@functools.cache
def _intent_rules() -> tuple[_IntentRule, ...]:
    return load_rules(RULES / "intents.yaml", _IntentFile).intents


@functools.cache
def _topic_rules() -> tuple[_TopicRule, ...]:
    return load_rules(RULES / "topics.yaml", _TopicFile).topics


@functools.cache
def _class_rules() -> Mapping[str, tuple[str, ...]]:
    return load_rules(RULES / "drug-classes.yaml", _ClassFile).drug_classes


def class_members(drug_class: str) -> tuple[str, ...]:
    """The drugs that stand for a drug class in a question; none for what is no class."""
    return _class_rules().get(drug_class, ())


@functools.cache
def _matter_rules() -> _MattersFile:
    return load_rules(RULES / "matters.yaml", _MattersFile)


@functools.cache
def _own_lexicon() -> Lexicon:
    return load_lexicon()


def understand(text: str, patient: PatientFacts = PatientFacts(), lexicon: Lexicon | None = None) -> Query:
    """Read a self-contained question. What the patient's facts say stands beside what the words say."""
    lexicon = lexicon or _own_lexicon()
    words = worded(text)
    whole = _read(text, words, patient, lexicon)
    parts = tuple(_part(part, words, patient, lexicon) for part in parts_of(words))
    return replace(whole, parts=parts) if parts else whole


def _part(part: Part, words: str, patient: PatientFacts, lexicon: Lexicon) -> Query:
    """One of several things that are asked: its own wish, about what was named up to its end."""
    before = _read(words[: part.reach], words[: part.reach], patient, lexicon)
    about = [
        *before.drugs[:2],
        *(f"class {c}" for c in before.classes),
        *before.matters[:2],
        *before.population,
    ]
    asked = f"{part.case}. {part.text}" if part.case else part.text
    if unsaid := [name for name in about if name.lower() not in asked.lower()]:
        asked += f" ({', '.join(unsaid)})"
    own = _read(part.text, part.text, PatientFacts(), lexicon)
    intents = own.intents if own.intents[0] is not Intent.GENERAL else before.intents
    if own.intents[0] is Intent.TREATMENT and (told := [i for i in before.intents if i in _AFTER]):
        # "What counts as refractory, and what is recommended then?"
        intents = tuple(dict.fromkeys([*told, *own.intents]))
        asked += "".join(f" ({i.value})" for i in told if i.value not in asked)
    return replace(
        before,
        text=part.text,
        wording=asked,
        intents=intents,
        drugs=before.drugs if part.case else own.drugs or before.drugs,
        classes=own.classes or before.classes,
        sources=own.sources or before.sources,
        codes=own.codes or before.codes,
        topics=_unique([*own.topics, *before.topics]),
        matters=own.matters or before.matters,
        told_intents=(),
    )


def _read(text: str, words: str, patient: PatientFacts, lexicon: Lexicon) -> Query:
    """Read a text as one question."""
    mentions = lexicon.mentions(words)
    read = _without_names(words, mentions)
    # Cues are looked for in both: "insurer" asks for coding as it stands, "labs" for tests as written out.
    lowered = _STRENGTH.sub(" ", (read if words == text else f"{read} {text}").lower())
    concepts = {mention.concept for mention in mentions}
    intents, told_intents = _asked_first(_intents(lowered, concepts, mentions), words, mentions, lexicon)
    if _weighs_two(words, mentions) and Intent.COMPARISON not in intents:
        # "belimumab or voclosporin?" asks for a comparison, whatever else is named.
        intents = (Intent.COMPARISON, *(i for i in intents if i is not Intent.GENERAL))
    given = (
        _given(words, mentions, intents) if _matter_rules().intents.intersection(intents[:1]) else frozenset()
    )
    drugs = _drugs([m for m in mentions if m.concept not in given], lexicon, words)
    classes = _unique([*(m.concept for m in mentions if m.kind == "class"), *(patient.classes or ())])
    population = population_of(lowered, mentions, patient)
    asked = population_of(lowered, mentions, PatientFacts())
    topics = _topics(lowered, concepts, drugs, classes, population, intents)
    told = _told(words, mentions, intents[0])
    return Query(
        text=text,
        intents=intents,
        drugs=drugs,
        classes=classes,
        population=population,
        topics=topics,
        codes=_unique(m.concept for m in mentions if m.kind == "code"),
        sources=_unique(m.concept for m in mentions if m.kind in {"body", "trial"}),
        patient=patient,
        told_population=tuple(name for name in population if name not in asked),
        matters=_unique(
            [
                *_matters([m for m in mentions if m.concept not in told], intents[0]),
                *(_IMPAIRED if _of_impaired(intents[0], drugs, population) else ()),
            ]
        ),
        told=told,
        told_intents=told_intents,
        given=tuple(sorted(given)),
        wording=words if words != text else "",
    )


def _without_names(text: str, mentions: Sequence[Mention]) -> str:
    """Names of bodies blanked out: "Improving Global Outcomes" asks about no outcome."""
    for mention in mentions:
        if mention.kind == "body":
            text = f"{text[: mention.start]}{' ' * (mention.end - mention.start)}{text[mention.end :]}"
    return text


def _intents(lowered: str, concepts: set[str], mentions: Sequence[Mention]) -> tuple[Intent, ...]:
    found: list[tuple[float, int, Intent]] = []
    for order, rule in enumerate(_intent_rules()):
        cues = sum(1 for cue in rule.cues if cue.search(lowered))
        hits = cues + len(rule.concepts & concepts)
        if hits:
            found.append((-(rule.weight + 0.15 * min(hits - 1, 3)), order, rule.intent))
    intents = list(dict.fromkeys(intent for _, _, intent in sorted(found)))
    if any(m.kind == "code" for m in mentions) and Intent.CODING not in intents:
        general = set(intents) <= {Intent.TREATMENT}  # "do I add N08?" asks about the code
        intents.insert(0 if general else len(intents), Intent.CODING)
    if any(m.kind == "trial" for m in mentions) and intents[:1] != [Intent.COMPARISON]:
        intents = [Intent.EVIDENCE, *(i for i in intents if i is not Intent.EVIDENCE)]
    if intents[:1] == [Intent.COMPARISON] and not any(m.kind in _MEDICINES for m in mentions):
        # What is compared is no treatment: outcomes, classes, findings.
        found_first = next((i for i in intents if i in _COMPARED), Intent.COMPARISON)
        intents = list(dict.fromkeys([found_first, *intents]))
    return tuple(intents) or (Intent.GENERAL,)


def _asked_first(
    intents: tuple[Intent, ...], words: str, mentions: Sequence[Mention], lexicon: Lexicon
) -> tuple[tuple[Intent, ...], tuple[Intent, ...]]:
    """The intents, those of the asking sentence first, and those that only the sentences before it have."""
    sentences = [s for s in _SENTENCE_END.split(words.strip()) if s.strip(" .?!")]
    if len(sentences) < 2 or len(sentences[-1].split()) < _A_QUESTION:
        return intents, ()
    last = sentences[-1]
    named = lexicon.mentions(last)
    lowered = _STRENGTH.sub(" ", _without_names(last, named).lower())
    asked = [i for i in _intents(lowered, {m.concept for m in named}, named) if i in intents]
    points_back = bool(_IT.search(lowered))  # "What does that mean?" asks about what was told
    asked = [i for i in asked if i is not Intent.GENERAL and not (points_back and i is Intent.DEFINITION)]
    if not asked:
        return intents, ()
    # "What next?" of a relapse asks for the treatment of a relapse.
    of_trial = intents[0] is Intent.EVIDENCE and any(m.kind == "trial" for m in mentions)
    kept = intents[:1] if of_trial or intents[0] in _KEPT_FIRST else ()
    ordered = tuple(dict.fromkeys([*kept, *asked, *intents]))
    return ordered, tuple(i for i in intents if i not in asked and i not in kept)


def _weighs_two(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether two drugs stand in the question with nothing but "or" between them."""
    drugs = [m for m in mentions if m.kind in {"drug", "brand", "drug_class"}]
    return any(
        first.concept != second.concept and _OR.fullmatch(text, first.end, second.start)
        for first, second in pairwise(drugs)
    )


def _drugs(mentions: Sequence[Mention], lexicon: Lexicon, text: str) -> tuple[str, ...]:
    """Generic names, and for a class the names that the corpus files it under."""
    drugs: list[str] = []
    for mention in mentions:
        if mention.kind in {"drug", "brand"}:
            drugs += [mention.concept, *_class_rules().get(mention.concept, ())]
            drugs += [
                name for name in lexicon.classes_of(mention.concept) if name in _class_rules().get(name, ())
            ]
        elif mention.kind == "drug_class" or (
            # A regimen that is over is not what is asked about: "maintenance after Euro-Lupus".
            mention.kind == "term" and not _OVER.search(text, 0, mention.start)
        ):
            drugs.extend(_class_rules().get(mention.concept, ()))
    return _unique(drugs)


def _told(text: str, mentions: Sequence[Mention], intent: Intent) -> tuple[str, ...]:
    """Measures whose value or course is told of the patient."""
    rules = _matter_rules()
    return _unique(
        m.concept
        for m in mentions
        if (m.concept in rules.told or (m.kind == "measure" and intent in rules.told_intents))
        and _VALUE.match(text, m.end)
    )


def _of_impaired(intent: Intent, drugs: Sequence[str], population: Sequence[str]) -> bool:
    """Whether how the kidneys work decides what is said of a drug."""
    return bool(drugs) and intent in _BY_KIDNEY and not _FAILING.isdisjoint(population)


def _matters(mentions: Sequence[Mention], intent: Intent) -> tuple[str, ...]:
    rules = _matter_rules()
    general = rules.general.union(rules.general_in.get(intent, ()))
    named = [m.concept for m in mentions if m.kind in {"measure", "term"} and m.concept not in general]
    return _unique([*named, *(kin for name in named for kin in rules.kin.get(name, ()))])


def _given(text: str, mentions: Sequence[Mention], intents: Sequence[Intent]) -> frozenset[str]:
    """Drugs that a question tells as given till now: "on MMF and prednisone, no response" asks for others."""
    rules = _matter_rules()
    named = [m for m in mentions if m.kind in {"drug", "brand", "drug_class"} or m.concept in _class_rules()]
    given: set[str] = set()
    wanted: set[str] = set()
    before_is_given, reached = False, 0
    for mention in named:
        before = text[reached : mention.start].lower()
        after = text[mention.end :].lower()
        listed = reached > 0 and bool(_LISTED.fullmatch(before))
        is_given = any(p.search(before) for p in rules.given) or any(p.match(after) for p in rules.failed)
        before_is_given = is_given or (listed and before_is_given)
        (given if before_is_given else wanted).add(mention.concept)
        reached = mention.end
    # Where every drug was given before, what is to come after is asked for; else the others are.
    if not wanted and not _AFTER.intersection(intents):
        return frozenset()
    return frozenset(given - wanted)


def _topics(
    lowered: str,
    concepts: set[str],
    drugs: Sequence[str],
    classes: Sequence[str],
    population: Sequence[str],
    intents: Sequence[Intent],
) -> tuple[str, ...]:
    topics = []
    for rule in _topic_rules():
        if (
            rule.concepts & concepts
            or rule.drugs.intersection(drugs)
            or rule.classes.intersection(classes)
            or rule.populations.intersection(population)
            or rule.intents.intersection(intents)
            or any(cue.search(lowered) for cue in rule.cues)
        ):
            topics.append(rule.topic)
    return tuple(topics)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
