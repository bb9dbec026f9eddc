"""An answer as plain text, for a chart note."""

from __future__ import annotations

import textwrap

from chat_app.answer import Answer
from chat_app.export.report import Block, blocks

WIDTH = 88
"""Characters a line."""


def render(answer: Answer) -> bytes:
    """The answer as plain text, UTF-8, wrapped."""
    return ("\n".join(_lines(block) for block in blocks(answer)) + "\n").encode()


def _lines(block: Block) -> str:
    marks = "".join(f" [{n}]" for n in block.numbers)
    match block.kind:
        case "title":
            return f"{textwrap.fill(block.text, WIDTH)}\n"
        case "heading":
            return f"\n{block.text.upper()}"
        case "sentence":
            return textwrap.fill(f"- {block.text}{marks}", WIDTH, subsequent_indent="  ")
        case "reference":
            return textwrap.fill(f"{block.numbers[0]}. {block.text}", WIDTH, subsequent_indent="   ")
        case "table":
            rows = (f"- {body} ({grade}): {position}" for body, position, grade in block.rows)
            return "\n".join(textwrap.fill(row, WIDTH, subsequent_indent="  ") for row in rows)
        case _:
            return textwrap.fill(f"{block.text}{marks}", WIDTH)
