"""Is this drug indicated for these codes and this patient? A determination with its criteria.

How the outcome follows from the criteria (roles in `criteria.py`):
- `not_supported`: a criterion that must hold is known not to hold.
- `cannot_determine`: nothing contradicts, but what decides is unknown (above all: whether the diagnosis is
  lupus nephritis), or what was handed in contradicts itself (a procedure code of another drug).
- `supported_if`: the indication stands, and named conditions are still open.
- `supported`: every criterion that must hold is known to hold.
Silence is never read as yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chat_app.clinic import belimumab
from chat_app.clinic.bodies import body_of
from chat_app.clinic.case import Words, case_of
from chat_app.clinic.codes import Code, read_diagnoses, read_procedure, split_codes
from chat_app.clinic.criteria import Criterion, DrugRules, Role, rules_for
from chat_app.clinic.drugs import generic_name
from chat_app.clinic.logic import Case, Status
from chat_app.guidelines.load import default_corpus
from chat_app.guidelines.model import Corpus
from chat_app.question.patient import PatientFacts

_DECIDING = frozenset({Role.ESSENTIAL, Role.CONSISTENCY, Role.REQUIRED, Role.CONDITION})
Outcome = Literal["supported", "supported_if", "not_supported", "cannot_determine"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class CriterionResult(_Part):
    text: str
    status: Status
    citations: tuple[str, ...]


class BodyPosition(_Part):
    organisation: str
    position: str
    grade: str | None
    citations: tuple[str, ...]


class CodeEntry(_Part):
    code: str
    system: str
    title: str
    notes: tuple[str, ...]


class Determination(_Part):
    determination: Outcome
    summary: str
    criteria: tuple[CriterionResult, ...]
    missing: tuple[str, ...]
    bodies: tuple[BodyPosition, ...]
    codes: tuple[CodeEntry, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A determination before it is put into words."""

    rules: DrugRules
    case: Case
    codes: tuple[Code, ...]
    outcome: Outcome
    judged: tuple[tuple[Criterion, Status], ...]

    @property
    def basis(self) -> tuple[str, tuple[str, ...]]:
        """Why the drug is used in this case, and the statements behind it."""
        for basis in self.rules.bases:
            if basis.when.read(self.case) is Status.MET:
                return basis.text, basis.citations
        return self.rules.basis, self.rules.basis_citations

    def unmet(self) -> tuple[Criterion, ...]:
        """Criteria that are not met and change the outcome."""
        return tuple(c for c, s in self.judged if s is Status.NOT_MET and c.role in _DECIDING)

    def open(self) -> tuple[Criterion, ...]:
        """Criteria that are unknown and change the outcome."""
        return tuple(c for c, s in self.judged if s is Status.UNKNOWN and c.role in _DECIDING)


def determine(
    drug: str,
    icd10: str | Sequence[str] | None = None,
    hcpcs: str | Sequence[str] | None = None,
    facts: PatientFacts = PatientFacts(),
    corpus: Corpus | None = None,
) -> Determination:
    """The determination for a drug (generic or brand name), codes and facts.

    Raises UnknownChoice for a drug without criteria and for a text that is not a code.
    """
    return in_words(judge(drug, icd10, hcpcs, facts), corpus or default_corpus())


def judge(
    drug: str,
    icd10: str | Sequence[str] | None = None,
    hcpcs: str | Sequence[str] | None = None,
    facts: PatientFacts = PatientFacts(),
    words: Words | None = None,
) -> Judgement:
    """Every criterion of a drug read against codes, facts and words. Raises as `determine` does."""
    rules = rules_for(generic_name(drug))
    diagnoses = read_diagnoses(split_codes(icd10))
    procedures = [read_procedure(code, rules.drug) for code in split_codes(hcpcs)]
    case = case_of(rules, facts, diagnoses, [status for _, status in procedures], words or Words())
    judged = tuple(
        (criterion, criterion.test.read(case) if criterion.test else Status.UNKNOWN)
        for criterion in rules.criteria
        if (criterion.id != "procedure" or procedures)
        and (criterion.when is None or criterion.when.read(case) is Status.MET)
    )
    codes = (*(d.code for d in diagnoses), *(code for code, _ in procedures))
    return Judgement(rules, case, codes, _outcome(judged), judged)


def in_words(judgement: Judgement, corpus: Corpus) -> Determination:
    """A judgement as the worksheet shows it."""
    return Determination(
        determination=judgement.outcome,
        summary=_summary(judgement),
        criteria=tuple(
            CriterionResult(text=c.text, status=status, citations=_unique(c.citations))
            for c, status in judgement.judged
        ),
        missing=tuple(_missing(judgement.judged)),
        bodies=tuple(_bodies(judgement.rules, judgement.case, corpus)),
        codes=tuple(_entry(code, judgement.case.facts) for code in judgement.codes),
    )


def _outcome(judged: Sequence[tuple[Criterion, Status]]) -> Outcome:
    def any_with(roles: set[Role], status: Status) -> bool:
        return any(c.role in roles and s is status for c, s in judged)

    if any_with({Role.ESSENTIAL, Role.REQUIRED}, Status.NOT_MET):
        return "not_supported"
    if any_with({Role.CONSISTENCY}, Status.NOT_MET) or any_with({Role.ESSENTIAL}, Status.UNKNOWN):
        return "cannot_determine"
    open_roles = {Role.REQUIRED, Role.CONDITION, Role.CONSISTENCY}
    if any_with(open_roles, Status.UNKNOWN) or any_with({Role.CONDITION}, Status.NOT_MET):
        return "supported_if"
    return "supported"


def _summary(judgement: Judgement) -> str:
    drug, (basis, _) = judgement.rules.drug, judgement.basis
    name = drug.capitalize()
    unmet = [c.unmet or c.text for c in judgement.unmet()]
    if judgement.outcome == "not_supported":
        firm = (Role.ESSENTIAL, Role.REQUIRED)
        blocking = [c.unmet or c.text for c in judgement.unmet() if c.role in firm]
        return " ".join([f"{name} is not supported for this request.", *blocking, basis])
    if judgement.outcome == "cannot_determine":
        asked = [c.ask or c.text for c in judgement.open() if c.role is Role.ESSENTIAL]
        needed = [f"Needed first: {_listed(asked)}"] if asked else []
        return " ".join([f"Whether {drug} is indicated cannot be determined.", *unmet, *needed, basis])
    if judgement.outcome == "supported_if":
        conditions = [c.text for c in judgement.open()]
        last = f"Supported if: {_listed(conditions)}" if conditions else "Supported if this is settled."
        return " ".join([basis, *unmet, last])
    return f"{basis} {name} is supported: every criterion that must hold is met."


def _listed(texts: Sequence[str]) -> str:
    return (
        " ".join(f"({number}) {text}" for number, text in enumerate(texts, 1)) if len(texts) > 1 else texts[0]
    )


def _missing(judged: Sequence[tuple[Criterion, Status]]) -> Iterable[str]:
    order = [Role.ESSENTIAL, Role.CONSISTENCY, Role.REQUIRED, Role.CONDITION, Role.CAUTION, Role.DOCUMENT]
    asked: dict[str, None] = {}
    for role in order:
        for criterion, status in judged:
            open_here = status is Status.UNKNOWN or (role is Role.CONSISTENCY and status is Status.NOT_MET)
            if criterion.role is role and open_here and criterion.ask:
                ask = criterion.ask.rstrip(".")
                asked[f"To record: {ask}" if role is Role.DOCUMENT else ask] = None
    return asked


def _bodies(rules: DrugRules, case: Case, corpus: Corpus) -> Iterable[BodyPosition]:
    for position in rules.positions:
        if position.when is not None and position.when.read(case) is not Status.MET:
            continue
        for statement_id in position.citations:
            statement = corpus.statements[statement_id]
            yield BodyPosition(
                organisation=body_of(statement, corpus),
                position=statement.text,
                grade=statement.grade,
                citations=(statement_id,),
            )


def _entry(code: Code, facts: PatientFacts) -> CodeEntry:
    notes = code.notes
    if code.code == belimumab.billing_code() and facts.weight_kg is not None:
        notes = (*notes, belimumab.intravenous(facts.weight_kg).working)
    return CodeEntry(code=code.code, system=code.system, title=code.title, notes=notes)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
