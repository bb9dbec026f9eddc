"""An answer as PDF, in a font on board that holds every character of the corpus."""

from __future__ import annotations

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from chat_app.answer import Answer
from chat_app.export.letter_pdf import FONTS
from chat_app.export.report import Block, blocks

_FAMILY = "DejaVu"
_INK, _SOFT, _ACCENT = (28, 36, 48), (91, 100, 114), (91, 62, 150)
_SIZES = {
    "title": 15.0,
    "lead": 11.5,
    "heading": 11.0,
    "sentence": 10.0,
    "note": 9.5,
    "reference": 8.5,
    "small": 8.5,
}
"""Points."""
_LEADING = 0.5
"""Line height in mm for each point of type."""


class _Page(FPDF):
    def footer(self) -> None:
        self.set_y(-12)
        self.set_font(_FAMILY, "", 7.5)
        self.set_text_color(*_SOFT)
        self.cell(0, 5, f"LN Consult · page {self.page_no()} of {{nb}}", align="C")


def render(answer: Answer) -> bytes:
    """The answer as an A4 PDF with page numbers."""
    pdf = _Page(format="A4")
    pdf.set_title(answer.resolved_question[:250])
    pdf.set_margins(22, 20, 22)
    pdf.set_auto_page_break(True, margin=20)
    pdf.add_font(_FAMILY, "", FONTS / "DejaVuSans.ttf")
    pdf.add_font(_FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.add_page()
    for block in blocks(answer):
        _draw(pdf, block)
    return bytes(pdf.output())


def _draw(pdf: FPDF, block: Block) -> None:
    if block.kind == "table":
        _table(pdf, block)
        return
    size = _SIZES[block.kind]
    if block.kind == "heading":
        pdf.ln(3)
    soft = block.kind in ("small", "reference", "note")
    pdf.set_text_color(*(_SOFT if soft else _INK))
    pdf.set_font(_FAMILY, "B" if block.kind in ("title", "heading") else "", size)
    height = size * _LEADING
    text = f"{block.numbers[0]}. {block.text}" if block.kind == "reference" else block.text
    if block.kind in ("lead", "sentence"):
        pdf.write(height, f"{text} ")
        pdf.set_font(_FAMILY, "B", 6.5)
        pdf.set_text_color(*_ACCENT)
        pdf.write(height, " ".join(map(str, block.numbers)))
        pdf.ln(height + 1.2)
    else:
        pdf.multi_cell(0, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        pdf.ln(1.4 if block.kind == "title" else 0.8)


def _table(pdf: FPDF, block: Block) -> None:
    pdf.set_font(_FAMILY, "", 8.5)
    pdf.set_text_color(*_INK)
    with pdf.table(col_widths=(34, 104, 28), text_align="LEFT", line_height=4.6) as drawn:
        for row in (("Body", "Position", "Grade"), *block.rows):
            line = drawn.row()
            for text in row:
                line.cell(text)
    pdf.ln(2)
