"""A letter as a Word document."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.shared import Pt

from chat_app.export.letter import Letter, Table


def as_docx(letter: Letter) -> bytes:
    """The letter as a .docx file; blanks stand in bold."""
    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.title = letter.title
    document.core_properties.author = ""
    document.add_heading(letter.title, level=1)
    _add(document.add_paragraph(), letter.notice, bold=True)
    for part in letter.parts:
        document.add_heading(part.title, level=2)
        for text in part.paragraphs:
            _add(document.add_paragraph(), text)
        if part.table:
            _table(document, part.table)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _table(document: Any, table: Table) -> None:
    drawn = document.add_table(rows=1, cols=len(table.columns))
    drawn.style = "Table Grid"
    for cell, name in zip(drawn.rows[0].cells, table.columns, strict=True):
        _add(cell.paragraphs[0], name, bold=True)
    for row in table.rows:
        for cell, text in zip(drawn.add_row().cells, row, strict=True):
            _add(cell.paragraphs[0], text)


def _add(paragraph: Any, text: str, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold = bold or text.startswith("[BLANK")
