"""An answer as a Word document."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.shared import Pt, RGBColor

from chat_app.answer import Answer
from chat_app.export.report import Block, blocks

_SOFT = RGBColor(0x5B, 0x64, 0x72)
_ACCENT = RGBColor(0x5B, 0x3E, 0x96)


def render(answer: Answer) -> bytes:
    """The answer as a .docx file."""
    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.title = answer.resolved_question[:250]
    document.core_properties.author = ""
    for block in blocks(answer):
        _draw(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _draw(document: Any, block: Block) -> None:
    if block.kind == "title":
        document.add_heading(block.text, level=1)
    elif block.kind == "heading":
        document.add_heading(block.text, level=2)
    elif block.kind == "table":
        _table(document, block)
    else:
        paragraph = document.add_paragraph()
        if block.kind == "reference":
            paragraph.add_run(f"{block.numbers[0]}. ")
        run = paragraph.add_run(block.text)
        run.bold = block.kind == "lead"
        run.italic = block.kind == "note"
        if block.kind in ("small", "reference"):
            run.font.size = Pt(9)
            run.font.color.rgb = _SOFT
        if block.kind in ("lead", "sentence"):
            marks = paragraph.add_run(" " + " ".join(map(str, block.numbers)))
            marks.font.superscript = True
            marks.font.color.rgb = _ACCENT


def _table(document: Any, block: Block) -> None:
    drawn = document.add_table(rows=1, cols=3)
    drawn.style = "Table Grid"
    for cell, name in zip(drawn.rows[0].cells, ("Body", "Position", "Grade"), strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for row in block.rows:
        for cell, text in zip(drawn.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(9.5)
