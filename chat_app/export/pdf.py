"""An answer as PDF, in the font on board, so that every character of the corpus has its sign."""

from __future__ import annotations

from collections.abc import Iterable

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from chat_app.answer import Answer
from chat_app.export.answer import Line, Source, lay_out
from chat_app.export.letter_pdf import FONTS

FAMILY = "DejaVu"
INK, QUIET, LINK = (24, 28, 33), (85, 91, 99), (31, 95, 139)


class Sheet(FPDF):
    """A4 with the disclaimer and the page number at the foot of every page."""

    def __init__(self, disclaimer: str) -> None:
        super().__init__(format="A4")
        self.disclaimer = disclaimer
        self.add_font(FAMILY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.set_margins(20, 18)
        self.set_auto_page_break(True, margin=26)

    def footer(self) -> None:
        self.set_y(-22)
        self.set_font(FAMILY, "", 7)
        self.set_text_color(*QUIET)
        self.multi_cell(0, 3.4, self.disclaimer, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.cell(0, 4, f"Page {self.page_no()} of {{nb}}", align="R")

    def say(self, text: str, size: float, *, bold: bool = False, ink: tuple[int, int, int] = INK) -> None:
        """A paragraph of one style."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*ink)
        self.multi_cell(0, size * 0.52, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")

    def tell(self, lines: tuple[Line, ...], size: float, *, bold: bool = False, indent: float = 0) -> None:
        """Sentences on end, each followed by its reference numbers."""
        margin = self.l_margin
        self.set_left_margin(margin + indent)
        self.set_x(margin + indent)
        for line in lines:
            self.set_font(FAMILY, "B" if bold else "", size)
            self.set_text_color(*INK)
            self.write(size * 0.52, line.text)
            self.set_text_color(*LINK)
            self.write(size * 0.52, "".join(f" [{m}]" for m in line.marks) + " ")
        self.set_left_margin(margin)
        self.ln(size * 0.52 + 1.4)


def render(answer: Answer) -> bytes:
    """The answer as an A4 PDF with numbered references; the disclaimer stands on every page."""
    paper = lay_out(answer)
    pdf = Sheet(paper.disclaimer)
    pdf.set_title(paper.title)
    pdf.add_page()
    pdf.say(paper.title, 14, bold=True)
    pdf.ln(2)
    for text in paper.notices:
        pdf.say(text, 9, ink=QUIET)
        pdf.ln(1)
    if paper.bottom_line:
        pdf.tell(paper.bottom_line, 10.5, bold=True)
    for part in paper.parts:
        heading(pdf, part.title)
        for line in part.lines:
            pdf.tell((line,), 9.5, indent=3)
    if paper.sources:
        heading(pdf, "References")
        list_sources(pdf, paper.sources)
    heading(pdf, "About this answer")
    for text in paper.record:
        pdf.say(text, 8, ink=QUIET)
    return bytes(pdf.output())


def list_sources(pdf: Sheet, sources: Iterable[Source]) -> None:
    """The numbered references, each with its link and its places."""
    for source in sources:
        pdf.say(f"[{source.number}] {source.text}", 8.5)
        if source.url:
            pdf.set_font(FAMILY, "", 8)
            pdf.set_text_color(*LINK)
            pdf.multi_cell(0, 4.2, source.url, link=source.url, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.say("; ".join(source.statements), 7.5, ink=QUIET)
        pdf.ln(1.2)


def heading(pdf: Sheet, title: str) -> None:
    """A heading that is not left alone at the foot of a page."""
    if pdf.will_page_break(24):
        pdf.add_page()
    pdf.ln(1.5)
    pdf.say(title, 11, bold=True)
    pdf.ln(0.8)
