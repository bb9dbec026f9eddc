"""The one error of this package."""

from __future__ import annotations


class PromptError(Exception):
    """A prompt file is broken, or a prompt is not there. Names the file and, where there is one, the line."""

    def __init__(self, file: str, message: str, line: int | None = None) -> None:
        self.file = file
        self.line = line
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {message}")
