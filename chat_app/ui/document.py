"""An answer as the page draws it: plain JSON that the answer component turns into text nodes.

Nothing here is markup. Every string is shown as text, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from chat_app.answer import (
    Answer,
    Audience,
    CitedStatement,
    Notice,
    Outcome,
    Reference,
    Section,
    Sentence,
    Withheld,
)
from chat_app.draft import references
from chat_app.guidelines.model import Corpus
from chat_app.ui.names import CHECKED, TYPES, day, review_line, short_name
from chat_app.ui.worksheet import worksheet
from chat_app.words import changed_in_review

Json = dict[str, Any]

_LEAD = re.compile(
    r"(?:Yes|No|Only (?:if|when|after|in)|Not (?:settled|established|recommended|indicated)"
    r"|It depends|Unclear)\b"
)
_LEAD_END = re.compile(r"[:.;](?=\s|$)")
_LEAD_LIMIT = 70
_DANGER = {"emergency"}
_CAUTION = {
    "injection",
    "model_unavailable",
    "model_broke_off",
    "patient_facts",
    "stopped",
    "error",
    "superseded",
    "review_again",
    "review_returned",
}
_TONES = ("danger", "caution", "info")
_OUTCOME_TITLES = {
    Outcome.NOT_COVERED: "Not covered by the curated guidelines",
    Outcome.OUT_OF_SCOPE: "Outside what LN Consult covers",
    Outcome.BLOCKED: "Not answered",
    Outcome.ERROR: "No answer could be made",
}


def lead_length(text: str) -> int:
    """Characters of the verdict that opens a bottom line ("Yes, when added to …"); 0: none."""
    lead = _LEAD.match(text)
    if not lead:
        return 0
    end = _LEAD_END.search(text, lead.end())
    if end and end.end() <= _LEAD_LIMIT:
        return end.end()
    return lead.end()


class _Citations:
    """Where each cited statement stands: its reference's number, and its card."""

    def __init__(self, references: Iterable[Reference], plain: bool = False) -> None:
        self.cards: dict[str, Json] = {}
        self._statements: dict[str, CitedStatement] = {}
        self._references: dict[str, Reference] = {}
        for reference in references:
            for statement in reference.statements:
                self._statements[statement.id] = statement
                self._references[statement.id] = reference
                self.cards[statement.id] = _card(reference, statement, plain)

    def chips(self, citations: Iterable[str]) -> list[Json]:
        """One chip for each source among some citations, in their order."""
        by_number: dict[int, list[str]] = {}
        for statement_id in citations:
            if reference := self._references.get(statement_id):
                by_number.setdefault(reference.number, []).append(statement_id)
        return [
            {"number": n, "ids": ids, "label": f"Citation {n}: {self.cards[ids[0]]['name']}"}
            for n, ids in by_number.items()
        ]

    def unchecked(self, sentence: Sentence) -> bool:
        found = [self._statements[i] for i in sentence.citations if i in self._statements]
        return any(s.status == "unconfirmed" for s in found)

    def grade(self, sentences: Iterable[Sentence]) -> Json | None:
        """The grade of the first recommendation behind some sentences, with the body that gave it."""
        cited = [self._statements[i] for s in sentences for i in s.citations if i in self._statements]
        graded = [s for s in cited if s.grade]
        best = next((s for s in graded if s.kind == "recommendation"), graded[0] if graded else None)
        if best is None or best.grade is None:
            return None
        body = short_name(self._references[best.id])
        return {"text": best.grade, "label": f"Grade of recommendation: {best.grade} ({body})"}

    def position(self, sentence: Sentence) -> tuple[str, str]:
        """The body that holds a position, and the grade it gave."""
        for statement_id in sentence.citations:
            if reference := self._references.get(statement_id):
                return short_name(reference), self._statements[statement_id].grade or ""
        return "", ""


def _card(reference: Reference, statement: CitedStatement, plain: bool = False) -> Json:
    return {
        "id": statement.id,
        "number": reference.number,
        "name": short_name(reference),
        "type": TYPES.get(reference.type, reference.type),
        "title": reference.title,
        "organisation": reference.organisation,
        "year": str(reference.year) if reference.year else "year not stated",
        "locator": statement.locator,
        "grade": statement.grade,
        "text": statement.plain if plain else statement.text,
        "status": statement.status,
        "checked": CHECKED[statement.status],
        "url": safe_url(reference.url),
        "superseded": reference.superseded_by,
    }


def cards(corpus: Corpus, ids: Iterable[str]) -> dict[str, Json]:
    """The card of each statement of some ids that is in the corpus."""
    known = tuple(i for i in ids if i in corpus.statements)
    sentence = Sentence(text="", citations=known, verdict="verified")
    return _Citations(references(corpus, (sentence,))).cards


def safe_url(url: str | None) -> str | None:
    """A web address that may be linked; None for anything else."""
    return url if url and re.match(r"https?://[^\s]+$", url) else None


def _sentence(sentence: Sentence, citations: _Citations, **more: Any) -> Json:
    return {
        "text": sentence.text,
        "chips": citations.chips(sentence.citations),
        "ids": list(sentence.citations),
        "quoted": sentence.verdict == "quoted",
        "unchecked": citations.unchecked(sentence),
        **more,
    }


def _section(section: Section, citations: _Citations) -> Json:
    if section.layout == "positions":
        return {"title": section.title, "layout": "positions", "rows": _positions(section, citations)}
    sentences = [_sentence(s, citations) for s in section.sentences]
    return {"title": section.title, "layout": "prose", "sentences": sentences}


def _positions(section: Section, citations: _Citations) -> list[Json]:
    """One row a body, with its sentences and the grades that it gave."""
    rows: dict[str, Json] = {}
    for sentence in section.sentences:
        body, grade = citations.position(sentence)
        row = rows.setdefault(body, {"body": body, "grades": [], "sentences": []})
        if grade and grade not in row["grades"]:
            row["grades"].append(grade)
        drawn = _sentence(sentence, citations)
        row["sentences"].append(drawn | {"text": sentence.text.removeprefix(f"{body}: ")})
    return [
        {"body": r["body"], "grade": ", ".join(r["grades"]) or "not graded", "sentences": r["sentences"]}
        for r in rows.values()
    ]


def _withheld(records: Iterable[Withheld]) -> dict[str, list[Json]]:
    """Per section, a line for the sentences that were held back, with the reasons; never their words."""
    by_section: dict[str, dict[str, list[Withheld]]] = {}
    for record in records:
        by_section.setdefault(record.section or "", {}).setdefault(record.action, []).append(record)
    return {
        section: [_held(action, group) for action, group in actions.items()]
        for section, actions in by_section.items()
    }


def _held(action: str, group: list[Withheld]) -> Json:
    many = f"{len(group)} sentences" if len(group) > 1 else "1 sentence"
    what = "replaced by the cited statement's own words" if action == "replaced" else "withheld"
    reasons = dict.fromkeys(f.message for record in group for f in record.findings)
    return {
        "line": f"{many} {what}.",
        "reasons": list(reasons) or ["It was not supported by the statements that it cited."],
    }


def _reference(reference: Reference) -> Json:
    seen = dict.fromkeys(s.locator for s in reference.statements if s.locator)
    return {
        "number": reference.number,
        "type": TYPES.get(reference.type, reference.type),
        "title": reference.title,
        "organisation": reference.organisation,
        "year": str(reference.year) if reference.year else None,
        "citation": reference.citation,
        "locators": list(seen),
        "url": safe_url(reference.url),
        "superseded": reference.superseded_by,
    }


def body(
    bottom_line: tuple[Sentence, ...],
    sections: tuple[Section, ...],
    references: tuple[Reference, ...],
    withheld: Iterable[Withheld],
    audience: Audience,
) -> Json:
    """The part that an answer in the making and a finished one share. Patients read the plain statements."""
    citations = _Citations(references, plain=audience is Audience.PATIENT)
    held = _withheld(withheld)
    titles = {s.title for s in sections}
    drawn = [_section(s, citations) | {"withheld": held.get(s.title, [])} for s in sections]
    loose = [w for title, ws in held.items() if title not in titles for w in ws]
    lines = [
        _sentence(s, citations, lead=lead_length(s.text) if i == 0 else 0) for i, s in enumerate(bottom_line)
    ]
    order = dict.fromkeys(
        i for s in (*bottom_line, *(x for sec in sections for x in sec.sentences)) for i in s.citations
    )
    return {
        "bottom_line": lines,
        "grade": citations.grade(bottom_line),
        "sections": drawn,
        "withheld": loose,
        "evidence": [citations.cards[i] for i in order if i in citations.cards],
        "references": [_reference(r) for r in references],
    }


def notice(kind: str, text: str, answer: str | None = None) -> Json:
    """A notice with the tone it is shown in, and what it leads to: the reviewed text of an answer."""
    tone = "danger" if kind in _DANGER else "caution" if kind in _CAUTION else "info"
    leads = {"label": "Open the reviewed answer", "answer": answer, "version": "reviewed"} if answer else None
    return {"kind": kind, "tone": tone, "text": text, "leads": leads}


def reviewed_notice(answer: Answer) -> Json:
    """What stands above an approved text: who stands behind it, and the way to the answer as it was given."""
    drawn = notice("reviewed", f"{review_line(answer.review)}. The text below is the reviewed version.")
    if answer.review.status != "approved":
        drawn["text"] = "The text below is the reviewed version."
    drawn["leads"] = {"label": "See the answer as it was given", "answer": answer.id, "version": "given"}
    return drawn


def drawn_notices(notices: Iterable[Notice]) -> list[Json]:
    """Notices, the gravest first. Unchecked statements are marked where they are cited, not here."""
    drawn = [notice(n.kind, n.text, n.answer) for n in notices if n.kind != "unchecked_statement"]
    return sorted(drawn, key=lambda n: _TONES.index(n["tone"]))


def other_words(question: str, resolved: str | None) -> str | None:
    """The question as it was read, where that is not what was typed."""
    if resolved is None or " ".join(resolved.split()).casefold() == " ".join(question.split()).casefold():
        return None
    return resolved


def glossary(terms: Iterable[tuple[str, Reference]]) -> Json:
    """Terms that can be tapped, each with the card of its definition."""
    cards = {}
    drawn = []
    for term, reference in terms:
        card = _card(reference, reference.statements[0]) | {"number": None}
        cards[card["id"]] = card
        drawn.append({"term": term, "id": card["id"]})
    return {"terms": drawn, "cards": list(cards.values())}


def document(answer: Answer) -> Json:
    """A finished answer."""
    provenance = answer.provenance
    writer = f"{provenance.model or 'unnamed'} (language model), each sentence verified"
    if provenance.writer == "evidence":
        writer = "curated statements, no language model used"
    if edited := changed_in_review(answer):
        writer += f"; {edited}"
    return {
        "id": answer.id,
        "state": "done",
        "outcome": answer.outcome.value,
        "question": answer.question,
        "resolved": other_words(answer.question, answer.resolved_question),
        "notices": drawn_notices(answer.notices),
        "message": answer.message,
        "message_title": _OUTCOME_TITLES.get(answer.outcome) if answer.message else None,
        **body(answer.bottom_line, answer.sections, answer.references, answer.withheld, provenance.audience),
        "worksheet": worksheet(answer.worksheet, _Citations(answer.references).chips),
        "meta": [
            {"label": "Review", "value": review_line(answer.review)},
            {"label": "Guideline context", "value": day(provenance.corpus_updated)},
            {"label": "Written by", "value": writer},
        ],
        "disclaimer": answer.disclaimer,
        "follow_ups": list(answer.follow_ups),
    }
