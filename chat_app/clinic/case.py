"""From codes, facts and words to the case that the criteria read: names made uniform, conclusions drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat_app.clinic.codes import Code, Diagnosis
from chat_app.clinic.criteria import DrugRules, activity
from chat_app.clinic.drugs import generic_names
from chat_app.clinic.logic import Case, Status, all_of, any_of, status_of
from chat_app.question.patient import PatientFacts

_CLASS = re.compile(r"(?<![A-Z])(VI|IV|V|I{1,3})(?![A-Z])")
_NOT_REACTIVE = re.compile(r"\b(?:non|not)[- ]?reactive\b")
_HEPATITIS_B = re.compile(
    r"\bpos(?:itive)?\b|\breactive\b|\bcarrier\b|\bchronic\b|\bactive\b|\bresolved\b|\bpast\b|\+"
)
_NO_HEPATITIS_B = re.compile(r"\bneg(?:ative)?\b|\bimmune\b|\bvaccinated\b|\bexcluded\b")
_BY_NUMBER = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V", "6": "VI"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a request tells in words beside codes and facts."""

    diagnosis_named: bool = False
    """Lupus nephritis was named, with or without a code."""
    continuing: bool = False
    """The drug is given already, and its continuation is asked for."""
    taken: tuple[str, ...] = ()
    """Drugs said to be taken beside it; not a full list."""


def class_names(told: Iterable[str]) -> tuple[str, ...]:
    """ISN/RPS classes in roman numerals from "IV", "class iv", "III+V", "IV-S", "4"."""
    found: dict[str, None] = {}
    for text in told:
        upper = text.upper().replace("CLASS", " ")
        for name in _CLASS.findall(upper) or [_BY_NUMBER[d] for d in re.findall(r"[1-6]", upper)]:
            found[name] = None
    return tuple(found)


def case_of(
    rules: DrugRules,
    facts: PatientFacts,
    diagnoses: Sequence[Diagnosis],
    procedures: Sequence[Status],
    words: Words,
) -> Case:
    if facts.therapies is not None:
        facts = facts.model_copy(update={"therapies": generic_names(facts.therapies)})
    if facts.classes is not None:
        facts = facts.model_copy(update={"classes": class_names(facts.classes)})
    if facts.dialysis is None and any(d.dialysis for d in diagnoses):
        facts = facts.model_copy(update={"dialysis": True})
    told = [Status.MET] if words.diagnosis_named or facts.classes or facts.biopsy_proven else []
    nephritis = any_of([*told, *(d.nephritis for d in _named(diagnoses, rules))])
    lupus = any_of([*told, *(d.lupus for d in _named(diagnoses, rules))])
    return Case(
        facts,
        {
            "diagnosis": nephritis,
            "lupus": lupus,
            "procedure": all_of(procedures) if procedures else Status.UNKNOWN,
            "active": _active(facts),
            "continuing": status_of(_continuing(rules.drug, facts, words)),
            "not-pregnant": _not_pregnant(facts),
            "no-dialysis": _no_dialysis(facts),
            "own-kidneys": Status.NOT_MET if facts.transplant else _no_dialysis(facts),
            "hepatitis-b-negative": _hepatitis_b_negative(facts.hbv_status),
        },
        frozenset(generic_names(words.taken)),
    )


def _named(diagnoses: Sequence[Diagnosis], rules: DrugRules) -> Iterable[Diagnosis]:
    """Codes as they bear on this drug. A diagnosis outside lupus may be the indication of a drug with other
    uses, of which the corpus holds nothing: it does not speak against the drug."""
    for d in diagnoses:
        foreign = d.nephritis is Status.NOT_MET
        yield d if rules.lupus_only or not foreign else Diagnosis(d.code, Status.UNKNOWN, Status.UNKNOWN)
    if not diagnoses:
        yield Diagnosis(Code(code="", system="", title=""), Status.UNKNOWN, Status.UNKNOWN)


def _active(facts: PatientFacts) -> Status:
    if facts.active_disease is not None:
        return status_of(facts.active_disease)
    rule = activity()
    treatable = bool(facts.classes and set(rule.classes) & set(facts.classes))
    proven = treatable or (facts.classes is None and facts.biopsy_proven is True)
    proteinuria = facts.upcr_g_per_g is not None and facts.upcr_g_per_g >= rule.upcr_at_least
    return Status.MET if proven and proteinuria else Status.UNKNOWN


def _continuing(drug: str, facts: PatientFacts, words: Words) -> bool | None:
    if words.continuing:
        return True
    return None if facts.therapies is None else drug in facts.therapies


def _no_dialysis(facts: PatientFacts) -> Status:
    """An eGFR that was told is that of a patient who is not on dialysis, unless it was said otherwise."""
    if facts.dialysis is None:
        return Status.MET if facts.egfr is not None else Status.UNKNOWN
    return status_of(not facts.dialysis)


def _not_pregnant(facts: PatientFacts) -> Status:
    if facts.pregnant is None and facts.sex == "male":
        return Status.MET
    return status_of(None if facts.pregnant is None else not facts.pregnant)


def _hepatitis_b_negative(told: str | None) -> Status:
    """Reads what was told in words; anything positive weighs more than anything negative."""
    words = (told or "").lower()
    if _HEPATITIS_B.search(_NOT_REACTIVE.sub(" negative ", words)):
        return Status.NOT_MET
    return Status.MET if _NO_HEPATITIS_B.search(_NOT_REACTIVE.sub(" negative ", words)) else Status.UNKNOWN
