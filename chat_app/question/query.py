"""What a self-contained question asks, as typed values: the common language of retrieval and writers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chat_app.question.patient import PatientFacts


class Intent(StrEnum):
    """What the reader wants to know. A question may have several, the main one first."""

    INDICATION = "indication"
    """Is it indicated, necessary, approved, covered?"""
    TREATMENT = "treatment"
    """What is recommended, first line, options?"""
    COMPARISON = "comparison"
    DOSE = "dose"
    ADMINISTRATION = "administration"
    DURATION = "duration"
    """How long, when to stop, taper, withdraw."""
    MONITORING = "monitoring"
    SAFETY = "safety"
    """Adverse effects, contraindications, interactions."""
    DIAGNOSIS = "diagnosis"
    """Biopsy, work-up, symptoms, distinguishing."""
    CLASSIFICATION = "classification"
    RESPONSE = "response"
    """Definitions and targets of response."""
    RELAPSE = "relapse"
    REFRACTORY = "refractory"
    PREGNANCY = "pregnancy"
    PREVENTION = "prevention"
    """Infection, vaccination, supportive and protective care."""
    EVIDENCE = "evidence"
    """What did a trial show?"""
    PROGNOSIS = "prognosis"
    CODING = "coding"
    """Codes, billing, documentation, coverage."""
    DEFINITION = "definition"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Query:
    """A self-contained question, understood."""

    text: str
    intents: tuple[Intent, ...] = (Intent.GENERAL,)
    drugs: tuple[str, ...] = ()
    """Generic names, as the corpus spells them."""
    classes: tuple[str, ...] = ()
    """ISN/RPS classes in roman numerals."""
    population: tuple[str, ...] = ()
    """Of the corpus vocabulary: adult, paediatric, pregnancy, ckd, dialysis, transplant."""
    topics: tuple[str, ...] = ()
    """Of the corpus vocabulary."""
    codes: tuple[str, ...] = ()
    """ICD-10-CM and HCPCS codes as written in the corpus (M32.14, J0490)."""
    sources: tuple[str, ...] = ()
    """Bodies and trials named (source ids or prefixes: kdigo, acr, eular, bliss-ln)."""
    patient: PatientFacts = PatientFacts()
    told_population: tuple[str, ...] = ()
    """Of `population`, what only the patient's facts say: the question itself is about something else."""
    matters: tuple[str, ...] = ()
    """Measures, findings and care named beside drugs and the disease: potassium, vaccine, trough level."""
    told: tuple[str, ...] = ()
    """Measures of which a value is told of the patient: they say who it is, not what is asked."""
    told_intents: tuple[Intent, ...] = ()
    """Of `intents`, those that only the sentences before the asking one have: they tell the case."""
    given: tuple[str, ...] = ()
    """Drugs that were given and did not do: named in the question, yet not what is asked for."""
    own: str = ""
    """What a follow-up says itself, without its context; "" where the text stands alone."""
    parts: tuple[Query, ...] = ()
    """Where a question asks several things: each as a question of its own, in their order."""
    wording: str = ""
    """The text as retrieval reads it: spelling mended, shorthand written out; "" where nothing changes."""

    @property
    def words(self) -> str:
        """What retrieval reads."""
        return self.wording or self.text
