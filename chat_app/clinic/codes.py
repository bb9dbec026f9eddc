"""Diagnosis and procedure codes: what they name, and what they say about lupus nephritis."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from chat_app.clinic.icd10 import CodeSet
from chat_app.clinic.logic import Status
from chat_app.errors import UnknownChoice

RULES = Path(__file__).parent / "rules"
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_HCPCS = re.compile(r"[A-Z]\d{4}|\d{5}")


class Code(BaseModel):
    """A code as the worksheet shows it."""

    model_config = ConfigDict(frozen=True)

    code: str
    system: str
    title: str
    notes: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one ICD-10-CM code says."""

    code: Code
    nephritis: Status
    lupus: Status
    dialysis: bool = False


class _Family(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: tuple[str, ...]
    nephritis: Status
    lupus: Status
    note: str
    citations: tuple[str, ...] = Field(min_length=1)


class _Dialysis(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: tuple[str, ...]
    citations: tuple[str, ...] = Field(min_length=1)


class _Icd10(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    families: tuple[_Family, ...]
    dialysis: _Dialysis


class ProcedureRule(BaseModel):
    """A HCPCS or CPT code that the corpus holds. `per`: mg of one billing unit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    system: str = "HCPCS"
    drugs: tuple[str, ...]
    title: str
    per: float | None = None
    note: str | None = None
    citations: tuple[str, ...] = Field(min_length=1)


class _Hcpcs(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: tuple[ProcedureRule, ...]


@functools.cache
def icd10_rules() -> _Icd10:
    return _Icd10.model_validate(yaml.safe_load((RULES / "icd10.yaml").read_text(encoding="utf-8")))


@functools.cache
def procedure_rules() -> dict[str, ProcedureRule]:
    document = yaml.safe_load((RULES / "hcpcs.yaml").read_text(encoding="utf-8"))
    return {rule.code: rule for rule in _Hcpcs.model_validate(document).codes}


def drugs_of(codes: Sequence[str]) -> tuple[str, ...]:
    """Generic names of the drugs that procedure codes describe; codes of administration name none."""
    rules = procedure_rules()
    return tuple(dict.fromkeys(drug for code in codes if code in rules for drug in rules[code].drugs))


def split_codes(codes: str | Sequence[str] | None) -> tuple[str, ...]:
    """Codes of one or several texts, parted by commas, semicolons or spaces, in capitals."""
    texts = [codes] if isinstance(codes, str) else list(codes or ())
    return tuple(dict.fromkeys(part.upper() for text in texts for part in re.split(r"[,;\s]+", text) if part))


def read_diagnosis(code: str) -> Diagnosis:
    """One ICD-10-CM code with title, parents, excludes and how specific it is.

    Raises UnknownChoice for a text that has not the form of an ICD-10-CM code. A code of that form that the
    code set does not hold is returned with a note, and says nothing about the diagnosis.
    """
    if not _ICD10.fullmatch(code):
        raise UnknownChoice(f"{code!r} is not an ICD-10-CM code (M32.14 is one).")
    dotted = code if "." in code or len(code) <= 3 else f"{code[:3]}.{code[3:]}"
    icd = CodeSet()
    if not icd.is_valid_item(dotted):
        note = "Not a code of the ICD-10-CM release on board: check it."
        return Diagnosis(
            Code(code=dotted, system="ICD-10-CM", title="", notes=(note,)), Status.UNKNOWN, Status.UNKNOWN
        )
    family = _family(dotted)
    notes = [*_structure(icd, dotted)]
    citations: tuple[str, ...] = ()
    if family is not None:
        notes.insert(0, family.note)
        citations = family.citations
    entry = Code(
        code=dotted,
        system="ICD-10-CM",
        title=icd.get_description(dotted),
        notes=tuple(notes),
        citations=citations,
    )
    if family is None:
        return Diagnosis(entry, Status.NOT_MET, Status.NOT_MET)
    return Diagnosis(entry, family.nephritis, family.lupus, dotted in icd10_rules().dialysis.codes)


def read_diagnoses(codes: Sequence[str]) -> tuple[Diagnosis, ...]:
    """Several codes, with a note on each pair that an Excludes1 note forbids."""
    found = [read_diagnosis(code) for code in codes]
    icd = CodeSet() if len(found) > 1 else None
    for index, diagnosis in enumerate(found):
        conflicts = [
            f"Excludes1: {diagnosis.code.code} and {other.code.code} are not coded together."
            for other in found
            if icd is not None
            and other is not diagnosis
            and _excluded(icd, diagnosis.code.code, other.code.code)
        ]
        if conflicts:
            notes = (*diagnosis.code.notes, *conflicts)
            entry = diagnosis.code.model_copy(update={"notes": notes})
            found[index] = Diagnosis(entry, diagnosis.nephritis, diagnosis.lupus, diagnosis.dialysis)
    return tuple(found)


def read_procedure(code: str, drug: str) -> tuple[Code, Status]:
    """One HCPCS or CPT code, and whether it describes the drug (unknown: the corpus does not hold the code).

    A code of administration names no drug, and agrees with every drug. Raises UnknownChoice for a text that
    has not the form of such a code.
    """
    if not _HCPCS.fullmatch(code):
        raise UnknownChoice(f"{code!r} is not a HCPCS or CPT code (J0490 is one).")
    rule = procedure_rules().get(code)
    if rule is None:
        note = "The corpus holds no entry for this code."
        return Code(code=code, system="HCPCS", title="", notes=(note,)), Status.UNKNOWN
    notes = [rule.note] if rule.note else []
    agrees = not rule.drugs or drug in rule.drugs
    if not agrees:
        notes.insert(0, f"Describes {' or '.join(rule.drugs)}, not {drug}.")
    entry = Code(
        code=code, system=rule.system, title=rule.title, notes=tuple(notes), citations=rule.citations
    )
    return entry, Status.MET if agrees else Status.NOT_MET


def _family(code: str) -> _Family | None:
    """The family that names the code itself, else the one that names its longest beginning."""
    families = [(name, family) for family in icd10_rules().families for name in family.codes]
    exact = next((family for name, family in families if name == code), None)
    if exact is not None:
        return exact
    inside = [
        (name, family) for name, family in families if code.startswith(name) and name not in ("M32", "M32.1")
    ]
    return max(inside, key=lambda item: len(item[0]))[1] if inside else None


def _structure(icd: CodeSet, code: str) -> list[str]:
    ancestors = [item for item in icd.get_ancestors(code) if "-" not in item and not item.isdigit()]
    notes = []
    if ancestors:
        notes.append("Within " + "; ".join(f"{item} {icd.get_description(item)}" for item in ancestors) + ".")
    if not icd.is_leaf(code):
        children = ", ".join(icd.get_children(code))
        notes.append(f"Not billable: has more specific codes ({children}).")
    excludes1 = _inherited(icd.get_excludes1, code)
    if excludes1:
        notes.append(f"Excludes1: {'; '.join(excludes1)}.")
    excludes2 = _inherited(icd.get_excludes2, code)
    if excludes2:
        notes.append(f"Excludes2: {'; '.join(excludes2)}.")
    return notes


def _inherited(read: Any, code: str) -> list[str]:
    """Notes of the code; the code set writes some at the category and means them for all below."""
    icd = CodeSet()
    chain = [code, *[item for item in icd.get_ancestors(code) if "-" not in item and not item.isdigit()]]
    return list(dict.fromkeys(note for item in chain for note in read(item)))


def _excluded(icd: CodeSet, code: str, other: str) -> bool:
    named = [
        name
        for note in _inherited(icd.get_excludes1, code)
        for name in re.findall(r"[A-Z]\d[0-9A-Z][\d.A-Z]*", note)
    ]
    return any(other.startswith(name.rstrip(".-")) for name in named)
