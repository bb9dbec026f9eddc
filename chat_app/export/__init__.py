"""Answers and letters as files. `FORMATS` names what an answer can be exported as."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import cast

from chat_app.answer import Answer


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how people call it, its file ending and its media type."""

    label: str
    extension: str
    media_type: str
    module: str

    def render(self, answer: Answer) -> bytes:
        """The answer as a file of this format. The module is loaded on first use: some are slow to load."""
        return cast(bytes, importlib.import_module(f"chat_app.export.{self.module}").render(answer))


FORMATS = {
    f.extension: f
    for f in (
        Format("PDF", "pdf", "application/pdf", "pdf"),
        Format(
            "Word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"
        ),
        Format("Markdown", "md", "text/markdown; charset=utf-8", "markdown"),
        Format("Plain text", "txt", "text/plain; charset=utf-8", "text"),
    )
}
