"""Exports of an answer, by name: what the page offers to download."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from chat_app.answer import Answer


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    label: str
    extension: str
    mime: str
    render: Callable[[Answer], str | bytes]


def _from(module: str) -> Callable[[Answer], str | bytes]:
    """The renderer of a module, loaded when it is first used: the libraries for files are slow to load."""

    def render(answer: Answer) -> str | bytes:
        made: str | bytes = import_module(f"chat_app.export.{module}").render(answer)
        return made

    return render


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "markdown": Format("Markdown", "md", "text/markdown", _from("markdown")),
        "text": Format("Plain text for a chart note", "txt", "text/plain", _from("text")),
        "docx": Format("Word document", "docx", _DOCX, _from("docx")),
        "pdf": Format("PDF", "pdf", "application/pdf", _from("pdf")),
    }
)
