"""An answer as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from chat_app.answer import Answer, Notice, Sentence
from chat_app.words import review_line


def as_text(answer: Answer) -> str:
    """The answer with numbered citations, references, notices, disclaimer and follow-ups, as plain text."""
    numbers = {s.id: r.number for r in answer.references for s in r.statements}

    def line(sentence: Sentence) -> str:
        marks = sorted({numbers[c] for c in sentence.citations})
        return sentence.text + "".join(f" [{m}]" for m in marks)

    blocks = [answer.resolved_question]
    blocks += map(_notice, answer.notices)
    if answer.message:
        blocks.append(answer.message)
    if answer.bottom_line:
        blocks.append(" ".join(map(line, answer.bottom_line)))
    for section in answer.sections:
        blocks.append("\n".join([section.title, *(f"  {line(s)}" for s in section.sentences)]))
    if answer.withheld:
        reasons = [f"  {w.text}: {'; '.join(f.message for f in w.findings)}" for w in answer.withheld]
        blocks.append("\n".join(["Withheld or replaced", *reasons]))
    if answer.references:
        blocks.append("\n".join(["References", *_references(answer)]))
    if answer.follow_ups:
        blocks.append("\n".join(["Follow-up questions", *(f"  {q}" for q in answer.follow_ups)]))
    blocks.append(_review_line(answer))
    blocks.append(answer.disclaimer)
    return "\n\n".join(blocks)


def _notice(notice: Notice) -> str:
    where = f" Read it: ln-consult review show {notice.answer}" if notice.answer else ""
    return notice.text + where


def _references(answer: Answer) -> Iterable[str]:
    for r in answer.references:
        locators = "; ".join(dict.fromkeys(s.locator for s in r.statements if s.locator))
        year = f", {r.year}" if r.year else ""
        newer = f" Superseded by {r.superseded_by}." if r.superseded_by else ""
        unchecked = (
            " Not yet checked against the source."
            if any(s.status == "unconfirmed" for s in r.statements)
            else ""
        )
        yield f"  [{r.number}] ({r.type}) {r.title}. {r.organisation}{year}. {locators}.{newer}{unchecked}"


def _review_line(answer: Answer) -> str:
    who = (
        "composed from curated statements, no language model used"
        if answer.provenance.writer == "evidence"
        else f"written by {answer.provenance.model}, every sentence verified"
    )
    return f"{review_line(answer.review)} · guideline context {answer.provenance.corpus_updated} · {who}"
