"""An answer as Markdown."""

from __future__ import annotations

import re

from chat_app.answer import Answer
from chat_app.export.report import Block, blocks

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def render(answer: Answer) -> bytes:
    """The answer as Markdown, UTF-8. Text is escaped: nothing in it becomes markup."""
    return ("\n\n".join(_lines(block) for block in blocks(answer)) + "\n").encode()


def _lines(block: Block) -> str:
    text = _escaped(block.text)
    marks = "".join(f"\\[{n}\\]" for n in block.numbers)
    match block.kind:
        case "title":
            return f"# {text}"
        case "heading":
            return f"## {text}"
        case "lead":
            return f"> **{text}** {marks}"
        case "sentence":
            return f"{text} {marks}"
        case "reference":
            return f"{block.numbers[0]}. {text}"
        case "table":
            rows = [("Body", "Position", "Grade"), ("---", "---", "---")]
            cells = [tuple(_escaped(c) for c in row) for row in block.rows]
            return "\n".join("| " + " | ".join(row) + " |" for row in [*rows, *cells])
        case "note":
            return f"*{text}*"
        case _:
            return text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
