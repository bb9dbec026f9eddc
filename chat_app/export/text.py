"""An answer as plain text, for a chart note."""

from __future__ import annotations

from chat_app.answer import Answer
from chat_app.export.answer import Line, lay_out


def render(answer: Answer) -> str:
    """The answer with numbered references, without markup; one sentence a line."""
    paper = lay_out(answer)
    blocks = [paper.title, *paper.notices]
    if paper.bottom_line:
        blocks.append("\n".join(map(_line, paper.bottom_line)))
    for part in paper.parts:
        blocks.append("\n".join([part.title.upper(), *(f"- {_line(line)}" for line in part.lines)]))
    if paper.sources:
        rows = [f"[{s.number}] {s.text}{f' {s.url}' if s.url else ''}" for s in paper.sources]
        blocks.append("\n".join(["REFERENCES", *rows]))
    blocks.append("\n".join(paper.record))
    blocks.append(paper.disclaimer)
    return "\n\n".join(blocks) + "\n"


def _line(line: Line) -> str:
    return line.text + "".join(f" [{m}]" for m in line.marks)
