"""Recognising, in a question, that a determination or a dose is asked for, and answering it by code.

A worksheet carries the card that the page draws (the JSON of `ln-consult indicate` or `dose`) and sentences
for the answer. A sentence with `computed` holds numbers that code worked out: `values` names them and the
facts they were worked out from; its statements carry the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chat_app.clinic.case_told import (
    asks_determination,
    asks_if_allowed,
    asks_terms,
    drug_asked,
    facts_of,
    words_of,
)
from chat_app.clinic.codes import procedure_rules
from chat_app.clinic.consult_doses import CALCULATORS, vials_asked
from chat_app.clinic.criteria import Criterion, drug_rules
from chat_app.clinic.determine import Judgement, in_words, judge
from chat_app.clinic.drugs import lexicon
from chat_app.clinic.sentences import ComputedSentence
from chat_app.errors import CalculationError, UnknownChoice
from chat_app.guidelines.model import Corpus
from chat_app.question.patient import PatientFacts
from chat_app.question.query import Intent, Query
from guardrails.computed import verify

__all__ = ["ComputedSentence", "Worksheet", "worksheet_for"]
_DOSE_INTENTS = frozenset({Intent.DOSE, Intent.ADMINISTRATION})
_HARMFUL_IN_PREGNANCY = frozenset(
    {"belimumab", "cyclophosphamide", "mycophenolate", "obinutuzumab", "voclosporin"}
)
"""No dose card in pregnancy: the statements against them come first (see their `not-pregnant` criteria)."""
_OUTCOMES = {
    "supported": "{Drug} is supported for lupus nephritis on the facts told: no condition is open.",
    "supported_if": "{Drug} is supported for lupus nephritis.",
    "not_supported": "{Drug} is not supported for lupus nephritis on the facts told.",
    "cannot_determine": "Whether {drug} is indicated cannot be determined on the facts told.",
}


@dataclass(frozen=True, slots=True)
class Worksheet:
    kind: Literal["determination", "dose"]
    card: dict[str, Any]
    """`kind`, `drug`, and what the command line prints as JSON."""
    sentences: tuple[ComputedSentence, ...]


def worksheet_for(query: Query, corpus: Corpus) -> Worksheet | None:
    """The worksheet that a question asks for; None where it asks for none, or does not say of which drug."""
    drug = drug_asked(query, drug_rules().keys() | CALCULATORS.keys())
    if drug is None:
        return None
    if drug in drug_rules() and asks_determination(query):
        return _determination(query, drug, corpus)
    doses = query.intents[0] in _DOSE_INTENTS or Intent.DOSE in query.intents
    if doses and drug in CALCULATORS and not asks_terms(query.text) and not asks_if_allowed(query):
        return _dose(query, drug)
    return None


def _determination(query: Query, drug: str, corpus: Corpus) -> Worksheet | None:
    hcpcs = [code for code in query.codes if code in procedure_rules()]
    icd10 = [code for code in query.codes if code not in hcpcs and _may_be_diagnosis(code)]
    facts = facts_of(query)
    try:
        judgement = judge(drug, icd10, hcpcs, facts, words_of(query, drug))
    except UnknownChoice:
        return None
    card = {"kind": "determination", "drug": drug, **in_words(judgement, corpus).model_dump(mode="json")}
    dose = _dose(query, drug) if _DOSE_INTENTS & set(query.intents) and drug in CALCULATORS else None
    worked_out = dose.sentences if dose else tuple(vials_asked(query.text, drug, facts.weight_kg))
    return Worksheet("determination", card, (*_outcome(judgement, facts, corpus), *worked_out))


def _may_be_diagnosis(code: str) -> bool:
    return code[:1].isalpha() and ("." in code or len(code) == 3)


def _outcome(judgement: Judgement, facts: PatientFacts, corpus: Corpus) -> Iterable[ComputedSentence]:
    drug, values = judgement.rules.drug, _numbers(facts)
    basis, citations = judgement.basis
    lead = _OUTCOMES[judgement.outcome].format(drug=drug, Drug=drug.capitalize())
    yield ComputedSentence(lead, citations, True, values)
    yield ComputedSentence(basis, citations, computed=False)
    for criterion in judgement.unmet():
        yield ComputedSentence(criterion.unmet or criterion.text, criterion.citations, True, values)
    if judgement.outcome in ("supported_if", "cannot_determine") and judgement.open():
        yield _open(judgement.open(), corpus)


def _open(criteria: Sequence[Criterion], corpus: Corpus) -> ComputedSentence:
    """What is still to be found out, in one sentence."""
    asked = [(criterion.ask or criterion.text).rstrip(".") for criterion in criteria]
    words = "; ".join(text[0].lower() + text[1:] for text in asked)
    citations = [
        c for text, item in zip(asked, criteria, strict=True) for c in _enough(text, item.citations, corpus)
    ]
    return ComputedSentence(f"Still open: {words}.", tuple(dict.fromkeys(citations)))


def _enough(text: str, citations: Sequence[str], corpus: Corpus) -> Sequence[str]:
    """The first of the statements that carry every number and drug of a text: a reader is not sent to all."""
    evidence = [corpus.evidence(c) for c in citations]
    for count in range(1, len(citations)):
        if verify(text, evidence[:count], (), lexicon()).supported:
            return citations[:count]
    return citations


def _dose(query: Query, drug: str) -> Worksheet | None:
    facts = facts_of(query)
    if facts.pregnant and drug in _HARMFUL_IN_PREGNANCY:
        return None
    try:
        dosed = CALCULATORS[drug](query.text, facts)
    except CalculationError as refusal:
        return _refusal(drug, refusal, facts) if refusal.citations else None
    if dosed is None:
        return None
    return Worksheet("dose", {"kind": "dose", **dosed.calculation.as_json()}, dosed.sentences)


def _refusal(drug: str, refusal: CalculationError, facts: PatientFacts) -> Worksheet:
    card: dict[str, Any] = {
        "kind": "dose",
        "drug": drug,
        "doses": [],
        "working": str(refusal),
        "citations": list(refusal.citations),
        "cautions": [],
    }
    return Worksheet(
        "dose", card, (ComputedSentence(str(refusal), refusal.citations, True, _numbers(facts)),)
    )


def _numbers(facts: PatientFacts) -> tuple[float, ...]:
    """The numbers that were told of the patient."""
    return tuple(
        float(v) for v in facts.known().values() if isinstance(v, int | float) and not isinstance(v, bool)
    )
