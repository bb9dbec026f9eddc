"""An answer as a Word document."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from chat_app.answer import Answer
from chat_app.export.answer import Line, lay_out

_LINK = RGBColor(0x1F, 0x5F, 0x8B)
_QUIET = RGBColor(0x55, 0x5B, 0x63)


def render(answer: Answer) -> bytes:
    """The answer as a .docx file with headings, numbered references and the disclaimer in the footer."""
    paper = lay_out(answer)
    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.title = paper.title[:255]
    document.core_properties.author = ""
    document.add_heading(paper.title, level=1)
    for text in paper.notices:
        document.add_paragraph().add_run(text).italic = True
    if paper.bottom_line:
        paragraph = document.add_paragraph()
        for line in paper.bottom_line:
            _line(paragraph, line, bold=True)
    for part in paper.parts:
        document.add_heading(part.title, level=2)
        for line in part.lines:
            _line(document.add_paragraph(style="List Bullet"), line)
    if paper.sources:
        document.add_heading("References", level=2)
        for source in paper.sources:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"[{source.number}] {source.text} ")
            if source.url:
                _link(paragraph, source.url)
            for text in source.statements:
                _quiet(paragraph, f"\n{text}")
    document.add_heading("About this answer", level=2)
    for text in paper.record:
        _quiet(document.add_paragraph(), text)
    document.add_paragraph().add_run(paper.disclaimer).bold = True
    _quiet(document.sections[0].footer.paragraphs[0], paper.disclaimer)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _line(paragraph: Any, line: Line, bold: bool = False) -> None:
    paragraph.add_run(line.text).bold = bold
    marks = paragraph.add_run("".join(f" [{m}]" for m in line.marks) + " ")
    marks.font.color.rgb = _LINK


def _quiet(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(8.5)
    run.font.color.rgb = _QUIET


def _link(paragraph: Any, url: str) -> None:
    """python-docx draws no links of its own, so the element is made here."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(url)
    run.font.color.rgb = _LINK
    link.append(run._r)
    paragraph._p.append(link)
