"""A letter as PDF, in a font on board that holds every character of the corpus."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from chat_app.export.letter import Letter, Table

FONTS = Path(__file__).parent / "fonts"
_FAMILY = "DejaVu"


def as_pdf(letter: Letter) -> bytes:
    """The letter as an A4 PDF; blanks stand in bold."""
    pdf = FPDF(format="A4")
    pdf.set_title(letter.title)
    pdf.set_auto_page_break(True, margin=18)
    pdf.add_font(_FAMILY, "", FONTS / "DejaVuSans.ttf")
    pdf.add_font(_FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.add_page()
    _write(pdf, letter.title, 15, bold=True)
    _write(pdf, letter.notice, 9.5, bold=True)
    for part in letter.parts:
        pdf.ln(2)
        _write(pdf, part.title, 11.5, bold=True)
        for text in part.paragraphs:
            _write(pdf, text, 9.5)
        if part.table:
            _table(pdf, part.table)
    return bytes(pdf.output())


def _write(pdf: FPDF, text: str, size: float, bold: bool = False) -> None:
    pdf.set_font(_FAMILY, "B" if bold or text.startswith("[BLANK") else "", size)
    pdf.multi_cell(0, size * 0.52, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
    pdf.ln(1)


def _table(pdf: FPDF, table: Table) -> None:
    widths = {2: (70, 110), 3: (122, 22, 36)}[len(table.columns)]
    pdf.set_font(_FAMILY, "", 8.5)
    with pdf.table(col_widths=widths, text_align="LEFT", line_height=4.6) as drawn:
        for row in (table.columns, *table.rows):
            line = drawn.row()
            for text in row:
                line.cell(text)
