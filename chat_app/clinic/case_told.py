"""What the words of a question tell of its case beyond the patient's facts, and which drug is asked about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from chat_app.clinic.case import Words
from chat_app.clinic.codes import procedure_rules
from chat_app.clinic.drugs import generic_name, mentions_of
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent, Query

_NAIVE = re.compile(
    r"\b(?:first[- ]line|newly diagnosed|new[- ]onset|treatment[- ]na[iï]ve|initial (?:therapy|treatment))\b",
    re.I,
)
_FAILED = re.compile(
    r"\b(?:refractory|inadequate(?:ly)? respon\w+|unresponsive|non-?respon\w+|failed"
    r"|(?:treatment|therapy) failure|failure (?:of|to respond)|persistent(?:ly)? active|resistant)\b",
    re.I,
)
_ACTIVE = re.compile(
    r"\b(?<!not )(?<!no )active\s+(?:[\w/+-]+\s+){0,4}(?:nephritis|LN)\b"
    r"|\b(?:nephritis|LN|renal|kidney)\s+flare\b",
    re.I,
)
_COVERAGE = re.compile(
    r"\b(?:cover(?:ed|age|s)?|necess\w+|qualif\w+|eligib\w+|approv\w+|authori[sz]\w+|indicated)\b", re.I
)
_PAYER = re.compile(
    r"\b(?:payers?|insur(?:er|ers|ance)|health plans?|polic(?:y|ies)|prior auth\w*|PA|medicaid|medicare|aetna"
    r"|cigna|centene|caremark|highmark|humana|united ?healthcare|uhc|blue ?cross|bcbs\w*|anthem|nhs|nice)\b",
    re.I,
)
_TERMS = re.compile(
    r"\b(?:criteria|requires?|required|requirements?|needs?|wants?|asks?|conditions?|documents?|documentation"
    r"|paperwork|rules?|renew\w*|re-?authori[sz]\w*|how long|say|says|policy)\b",
    re.I,
)
_OF_A_CASE = re.compile(
    r"\b(?:meets?|qualif\w+|eligib\w+|indicated|necess\w+|who|she|he"
    r"|(?:this|my|our|a|the) (?:\w+ )?(?:patient|woman|man|lady|girl|boy|child))\b",
    re.I,
)
_DOSE_TOLD = re.compile(r"\b\d[\d.,]* ?(?:mg|g|mcg)\b(?! ?/ ?(?:g|mg|kg)\b)", re.I)
_MAY = re.compile(r"\b(?:can|could|may|should|still|safe|ok|okay|allowed|too (?:much|high|low))\b", re.I)
_NOT_TAKEN = re.compile(r"\b(?:instead of|rather than|versus|vs\.?|or|compared)\b", re.I)
_BESIDE = re.compile(
    r"\b(?:after|following|despite|fail(?:ed|ing)|alongside|together with|on top of|in addition to|added to"
    r"|plus|with|(?:already |currently |who (?:is|are) )?(?:on|taking|receiving))\b",
    re.I,
)
_NEPHRITIS = re.compile(
    r"\b(?:glomerulo)?nephritis\b|\blupus kidney disease\b|\bLN\b|\bglomerular disease in\b",
    re.I,
)
_CONTINUING = re.compile(
    r"\b(?:continu(?:e|es|ed|ing|ation)|renew(?:al)?|reauthori[sz]ation|maintain(?:ed)? on)\b", re.I
)
_WITH = re.compile(
    r"\b(?:with|plus|alongside|on top of|in addition to|added to|combined|concomitant|concurrent|on"
    r"|taking|takes|receiving|receives)\b",
    re.I,
)
_WITHOUT = re.compile(
    r"\b(?:after|following|without|failed|despite|instead of|rather than|versus|vs|or|like)\b", re.I
)


def facts_of(query: Query) -> PatientFacts:
    """The patient's facts, with what the question says of its case where they are silent.

    A question about pregnancy, dialysis or children is about such a patient.
    """
    facts, told = query.patient, query.population
    found: dict[str, object] = {}
    if facts.classes is None and query.classes:
        found["classes"] = query.classes
    if facts.dialysis is None and "dialysis" in told:
        found["dialysis"] = True
    if facts.pregnant is None and facts.planning_pregnancy is None and "pregnancy" in told:
        found["pregnant"] = True
    if facts.age_years is None and "paediatric" in told and "adult" not in told:
        found["child"] = True
    if facts.active_disease is None and _ACTIVE.search(query.text):
        found["active_disease"] = True
    if facts.inadequate_response is None:
        if Intent.REFRACTORY in query.intents or _FAILED.search(query.text):
            found["inadequate_response"] = True
        elif _NAIVE.search(query.text):
            found["inadequate_response"] = False
    return facts.model_copy(update=found)


def asks_determination(query: Query) -> bool:
    """Whether the question asks if a drug is indicated, necessary or covered."""
    asked = set(query.intents)
    if asks_terms(query.text):
        return False
    return Intent.INDICATION in asked or (Intent.CODING in asked and bool(_COVERAGE.search(query.text)))


def asks_terms(text: str) -> bool:
    """Whether a question is after what a payer requires, and not after whether one patient meets it."""
    return bool(_PAYER.search(text) and _TERMS.search(text)) and not _OF_A_CASE.search(text)


def asks_if_allowed(query: Query) -> bool:
    """Whether a dose that is told may be given; with a weight told, a dose can be worked out instead."""
    return (
        query.patient.weight_kg is None
        and bool(_DOSE_TOLD.search(query.text))
        and bool(_MAY.search(query.text))
    )


def words_of(query: Query, drug: str) -> Words:
    """What the question tells in words: the diagnosis, continuation, and drugs taken beside the drug."""
    return Words(
        diagnosis_named=bool(_NEPHRITIS.search(query.text)),
        continuing=bool(_CONTINUING.search(query.text)),
        taken=tuple(_beside(query.text, drug)),
    )


def others_named(text: str, drug: str) -> tuple[str, ...]:
    """Every other drug that a text names: for a dose, each of them may interact."""
    return tuple(dict.fromkeys(name for _, name in mentions_of(text) if name != drug))


def _beside(text: str, drug: str) -> Iterator[str]:
    """Drugs said to be given with it. "After" and "instead of" speak of what was given, not of what is."""
    reached, taken = 0, False
    for start, name in mentions_of(text):
        between = text[reached:start]
        if _WITHOUT.search(between):
            taken = False
        elif _WITH.search(between):
            taken = True
        if name != drug and taken:
            yield name
        reached = start


def drug_asked(query: Query, known: Collection[str]) -> str | None:
    """The one drug that is asked about, of those that `known` names; None where it cannot be told.

    Of several drugs it is the one of the procedure code, else the one that stands before "after", "with",
    "on" … and is not on the patient's list. Drugs set against each other are a comparison, not a request.
    """
    rules = procedure_rules()
    billed = {d for code in query.codes if code in rules for d in rules[code].drugs}
    names = [d for d in dict.fromkeys(generic_name(d) for d in query.drugs) if d in known]
    if len(names) <= 1:
        return names[0] if names else (next(iter(billed)) if len(billed) == 1 else None)
    if len(billed & set(names)) == 1:
        return next(iter(billed & set(names)))
    taken = set(query.patient.therapies or ())
    left = [d for d in names if d not in taken]
    if len(left) <= 1:
        return left[0] if left else None
    places = [(start, drug) for start, drug in mentions_of(query.text) if drug in left]
    first_start, first = places[0] if places else (0, None)
    if first is None:
        return None
    second_start = next((start for start, drug in places if drug != first), None)
    if second_start is None:
        return first
    between = query.text[first_start:second_start]
    return first if _BESIDE.search(between) and not _NOT_TAKEN.search(between) else None
