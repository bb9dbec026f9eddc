"""An answer as Markdown."""

from __future__ import annotations

import re

from chat_app.answer import Answer
from chat_app.export.answer import Line, lay_out

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_URL = re.compile(r"https?://[^\s()<>]+")


def render(answer: Answer) -> str:
    """The answer with numbered references; text keeps its characters, none of them acts as markup."""
    paper = lay_out(answer)
    blocks = [f"# {_plain(paper.title)}"]
    blocks += [f"> {_plain(text)}" for text in paper.notices]
    if paper.bottom_line:
        blocks.append("**" + " ".join(map(_line, paper.bottom_line)) + "**")
    for part in paper.parts:
        blocks.append(f"## {_plain(part.title)}")
        blocks.append("\n".join(f"- {_line(line)}" for line in part.lines))
    if paper.sources:
        blocks.append("## References")
        for source in paper.sources:
            link = f" <{source.url}>" if source.url and _URL.fullmatch(source.url) else ""
            rows = [f"{source.number}. {_plain(source.text)}{link}"]
            rows += [f"   - {_plain(text)}" for text in source.statements]
            blocks.append("\n".join(rows))
    blocks.append("---")
    blocks.append("\n".join(f"- {_plain(text)}" for text in paper.record))
    blocks.append(f"*{_plain(paper.disclaimer)}*")
    return "\n\n".join(blocks) + "\n"


def _line(line: Line) -> str:
    return _plain(line.text) + "".join(f" \\[{m}\\]" for m in line.marks)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
