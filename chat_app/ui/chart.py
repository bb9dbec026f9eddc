"""An answer as plain text for a chart note: numbered sentences, references, what it rests on."""

from __future__ import annotations

from chat_app.answer import Answer, Sentence
from chat_app.ui.names import day
from chat_app.words import review_sentence


def chart_note(answer: Answer) -> str:
    """The answer as lines of plain text."""
    numbers = {s.id: r.number for r in answer.references for s in r.statements}

    def line(sentence: Sentence) -> str:
        cited = dict.fromkeys(numbers[i] for i in sentence.citations if i in numbers)
        return sentence.text + (" [" + ", ".join(map(str, cited)) + "]" if cited else "")

    lines = [answer.resolved_question, ""]
    lines += [line(s) for s in answer.bottom_line]
    for section in answer.sections:
        lines += ["", section.title]
        lines += [f"- {line(s)}" for s in section.sentences]
    lines += ["", "References"]
    for r in answer.references:
        parts = (r.title, r.organisation, str(r.year) if r.year else None, r.url)
        lines.append(f"{r.number}. " + ". ".join(p for p in parts if p))
    lines += [
        "",
        f"{answer.disclaimer}",
        f"Review: {review_sentence(answer)} Guideline context: {day(answer.provenance.corpus_updated)}.",
    ]
    return "\n".join(lines)
