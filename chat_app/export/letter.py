"""A draft letter of medical necessity: what is known, what is not, and the statements behind every criterion.

The draft is for a clinician to complete and sign. Whatever the product does not know stands in it as a marked
blank (`[BLANK: …]`); nothing is filled in by guessing, and a determination that does not support the request
says so at the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat_app.clinic.determine import Determination
from chat_app.clinic.dosing import Calculation
from chat_app.guidelines.model import Corpus
from chat_app.question.patient import PatientFacts

BLANK = "[BLANK: {}]"
_FACTS = {
    "age_years": ("Age", "years"),
    "sex": ("Sex", ""),
    "weight_kg": ("Body weight", "kg"),
    "classes": ("ISN/RPS class on biopsy", ""),
    "biopsy_proven": ("Biopsy-proven nephritis", ""),
    "upcr_g_per_g": ("Urine protein-creatinine ratio", "g/g"),
    "egfr": ("eGFR", "mL/min/1.73 m²"),
    "sbp": ("Systolic blood pressure", "mmHg"),
    "dbp": ("Diastolic blood pressure", "mmHg"),
    "therapies": ("Present therapy", ""),
    "dialysis": ("Dialysis", ""),
    "pregnant": ("Pregnancy", ""),
    "severe_cns_lupus": ("Severe active central nervous system lupus", ""),
    "hbv_status": ("Hepatitis B", ""),
}
_STATUS = {"met": "Met", "not_met": "Not met", "unknown": "Not known"}
_NOTICES = {
    "supported": "Draft, not reviewed and not signed. Complete every marked blank.",
    "supported_if": "Draft, not reviewed and not signed. Conditions are open: complete every marked blank.",
    "not_supported": "Do not send: on the facts told the criteria do not support this request.",
    "cannot_determine": "Do not send: the facts told do not suffice to decide on the request.",
}


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs and perhaps a table."""

    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    title: str
    notice: str
    parts: tuple[Part, ...]


def letter_of(
    drug: str,
    determination: Determination,
    facts: PatientFacts,
    corpus: Corpus,
    dose: Calculation | None = None,
) -> Letter:
    """The draft for a determination; `dose` adds the requested regimen with its arithmetic."""
    numbers = _numbers(determination, dose, corpus)
    return Letter(
        title=f"Letter of medical necessity: {drug}",
        notice=_NOTICES[determination.determination],
        parts=(
            Part("Addressee and patient", table=Table(("Item", "Entry"), tuple(_head()))),
            Part("Request", tuple(_request(drug, determination, dose, numbers))),
            Part("Clinical facts", table=Table(("Fact", "Value"), tuple(_facts(facts)))),
            Part(
                "Criteria",
                (determination.summary,),
                Table(
                    ("Criterion", "Status", "References"),
                    tuple(
                        (c.text, _STATUS[c.status.value], _marks(c.citations, numbers))
                        for c in determination.criteria
                    ),
                ),
            ),
            Part("To complete", tuple(BLANK.format(text) for text in determination.missing) or ("Nothing.",)),
            Part(
                "What guidelines and labels say",
                tuple(
                    f"{b.organisation}{f' ({b.grade})' if b.grade else ''}: {b.position} "
                    f"{_marks(b.citations, numbers)}"
                    for b in determination.bodies
                ),
            ),
            Part("References", tuple(_references(numbers, corpus))),
            Part("Signature", tuple(BLANK.format(t) for t in ("name and credentials", "signature", "date"))),
        ),
    )


def as_markdown(letter: Letter) -> str:
    """The letter as Markdown."""
    blocks = [f"# {letter.title}", f"**{letter.notice}**"]
    for part in letter.parts:
        blocks.append(f"## {part.title}")
        blocks += part.paragraphs
        if part.table:
            rows = [part.table.columns, tuple("---" for _ in part.table.columns), *part.table.rows]
            blocks.append("\n".join(f"| {' | '.join(_cell(c) for c in row)} |" for row in rows))
    return "\n\n".join(blocks) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _head() -> Iterable[tuple[str, str]]:
    for item in ("Date", "Payer and address", "Patient name", "Date of birth", "Member number", "Prescriber"):
        yield item, BLANK.format(item.lower())


def _request(
    drug: str, determination: Determination, dose: Calculation | None, numbers: dict[str, int]
) -> Iterable[str]:
    yield f"Coverage of {drug} is requested for lupus nephritis."
    for code in determination.codes:
        yield f"{code.system} {code.code} {code.title}".strip()
    if not any(code.system == "ICD-10-CM" for code in determination.codes):
        yield BLANK.format("ICD-10-CM code")
    if not any(code.system != "ICD-10-CM" for code in determination.codes):
        yield BLANK.format("procedure code, or none for a pharmacy benefit")
    if dose is None:
        yield BLANK.format("dose, route, schedule and duration")
    else:
        yield f"{dose.working} {_marks(dose.citations, numbers)}"
        yield BLANK.format("duration of treatment")


def _facts(facts: PatientFacts) -> Iterable[tuple[str, str]]:
    known = facts.known()
    for field, (name, unit) in _FACTS.items():
        if field in known:
            yield name, f"{_value(known[field])} {unit}".strip()
        else:
            yield name, BLANK.format(name[0].lower() + name[1:] if name != "eGFR" else name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _numbers(determination: Determination, dose: Calculation | None, corpus: Corpus) -> dict[str, int]:
    """Reference number of every cited statement: sources numbered by first use."""
    cited = [*(dose.citations if dose else ())]
    cited += [c for criterion in determination.criteria for c in criterion.citations]
    cited += [c for body in determination.bodies for c in body.citations]
    sources: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for statement_id in cited:
        source = corpus.statements[statement_id].source
        numbers[statement_id] = sources.setdefault(source, len(sources) + 1)
    return numbers


def _marks(citations: Sequence[str], numbers: dict[str, int]) -> str:
    return "".join(f"[{n}]" for n in sorted({numbers[c] for c in citations}))


def _references(numbers: dict[str, int], corpus: Corpus) -> Iterable[str]:
    by_number: dict[int, list[str]] = {}
    for statement_id, number in numbers.items():
        by_number.setdefault(number, []).append(statement_id)
    for number, statement_ids in sorted(by_number.items()):
        source = corpus.source_of(corpus.statements[statement_ids[0]])
        year = f", {source.year}" if source.year else ""
        where = f" {source.url}" if source.url else ""
        unconfirmed = [s for s in statement_ids if corpus.statements[s].status == "unconfirmed"]
        doubt = f" Not yet checked against the source: {', '.join(unconfirmed)}." if unconfirmed else ""
        yield (
            f"[{number}] {source.title}. {source.organisation}{year}. Statements: {', '.join(statement_ids)}."
            f"{doubt}{where}"
        )
