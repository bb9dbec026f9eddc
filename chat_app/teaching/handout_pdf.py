"""The handout as PDF, with the building blocks of the exports."""

from __future__ import annotations

from fpdf.fonts import FontFace

from chat_app.export.pdf import FAMILY, INK, QUIET, Sheet, heading, list_sources
from chat_app.teaching.handout import Choice, Handout, Scene
from chat_app.teaching.handout_picture import draw_picture
from chat_app.teaching.picture import Picture, Table

_SIGNS = {"Best": "●", "Acceptable": "◐", "Wrong": "○"}
_WIDEST = 170.0
"""Width of the text, mm."""


def handout_pdf(handout: Handout) -> bytes:
    """The handout as an A4 PDF; the disclaimer and the page number stand on every page."""
    pdf = Sheet(handout.disclaimer)
    pdf.set_title(handout.title)
    pdf.add_page()
    pdf.say(handout.facts, 9, ink=QUIET)
    pdf.ln(0.5)
    pdf.say(handout.title, 17, bold=True)
    pdf.ln(1)
    pdf.say(handout.summary, 10)
    pdf.ln(1.5)
    pdf.say(handout.introduction, 10, bold=True)
    heading(pdf, "What this case teaches")
    for point in handout.points:
        pdf.say(f"•  {point}", 9.5)
    if handout.course:
        _picture(pdf, "Course", handout.course, 122)
    if handout.labs:
        _labs(pdf, handout.labs)
    for number, scene in enumerate(handout.scenes, 1):
        _scene(pdf, scene, number)
    _end(pdf, handout)
    if handout.pathway:
        _picture(pdf, f"Pathway: {handout.pathway.title}", handout.pathway, 118)
        pdf.say("Filled: the present step. Tinted: passed.", 8, ink=QUIET)
    if handout.sources:
        heading(pdf, "References")
        list_sources(pdf, handout.sources)
    heading(pdf, "About this handout")
    for text in handout.record:
        pdf.say(text, 8, ink=QUIET)
    return bytes(pdf.output())


def _scene(pdf: Sheet, scene: Scene, number: int) -> None:
    heading(pdf, f"{number}. {scene.title}")
    pdf.say(scene.place, 8.5, ink=QUIET)
    pdf.ln(0.6)
    pdf.say(" ".join(scene.story), 9.5)
    for text in scene.facts:
        pdf.ln(0.8)
        pdf.say(text, 9.5)
    for title, lines in scene.compared:
        _subheading(pdf, title)
        for line in lines:
            pdf.tell((line,), 9, indent=4)
    if scene.question:
        _subheading(pdf, scene.question)
        for place, choice in enumerate(scene.choices, 1):
            _choice(pdf, choice, place)


def _choice(pdf: Sheet, choice: Choice, place: int) -> None:
    if pdf.will_page_break(14):
        pdf.add_page()
    margin = pdf.l_margin
    pdf.set_left_margin(margin + 4)
    pdf.set_x(margin + 4)
    if choice.rating is None:
        pdf.say(f"{place}.  {choice.text}", 9.5)
    else:
        mine = ", chosen" if choice.chosen else ""
        pdf.say(f"{_SIGNS[choice.rating]} {choice.rating}{mine}:  {choice.text}", 9.5, bold=True)
        if choice.here:
            pdf.say(choice.here, 9, ink=QUIET)
    pdf.set_left_margin(margin)
    pdf.set_x(margin)
    for line in choice.why:
        pdf.tell((line,), 9, indent=8)
    pdf.ln(1)


def _end(pdf: Sheet, handout: Handout) -> None:
    if not handout.outcome:
        return
    heading(pdf, handout.outcome)
    pdf.say(" ".join(handout.summary_of_end), 9.5)
    _subheading(pdf, "To take home")
    for line in handout.take_home:
        pdf.tell((line,), 9.5, indent=4)
    if handout.score:
        _subheading(pdf, "How it went")
        for text in handout.score:
            pdf.say(text, 9.5)
            pdf.ln(0.6)


def _labs(pdf: Sheet, table: Table) -> None:
    if pdf.will_page_break(12 + 5 * len(table.rows)):
        pdf.add_page()
    heading(pdf, "Laboratory values")
    first = 58.0
    rest = min((_WIDEST - first) / (len(table.columns) - 1), 22.0)
    pdf.set_font(FAMILY, "", 8)
    pdf.set_text_color(*INK)
    pdf.set_draw_color(*QUIET)
    with pdf.table(
        width=round(first + rest * (len(table.columns) - 1)),
        col_widths=(first, *[rest] * (len(table.columns) - 1)),
        text_align=("LEFT", *["RIGHT"] * (len(table.columns) - 1)),
        align="LEFT",
        line_height=4.6,
        borders_layout="HORIZONTAL_LINES",
        cell_fill_mode="NONE",
        headings_style=FontFace(emphasis="BOLD", fill_color=(255, 255, 255)),
    ) as drawn:
        for row in (table.columns, *table.rows):
            line = drawn.row()
            for text in row:
                line.cell(text)
    pdf.ln(2)


def _picture(pdf: Sheet, title: str, picture: Picture, width: float) -> None:
    """A picture with its heading, on one page; small pictures are not blown up."""
    wide = min(width, picture.width * 0.3)
    height = wide * picture.height / picture.width
    if height > 215:
        wide, height = wide * 215 / height, 215
    if pdf.will_page_break(height + 12):
        pdf.add_page()
    heading(pdf, title)
    pdf.ln(1)
    draw_picture(pdf, picture, pdf.l_margin, pdf.get_y(), wide)
    pdf.set_y(pdf.get_y() + height + 2)


def _subheading(pdf: Sheet, text: str) -> None:
    if pdf.will_page_break(20):
        pdf.add_page()
    pdf.ln(1.6)
    pdf.say(text, 10, bold=True)
    pdf.ln(0.6)
