"""The recorded writer: says what it was given, for tests and demonstrations with no server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from typing import Literal

from chat_app.answer import Tokens
from chat_app.errors import ModelError
from chat_app.writers.base import WriterReport, WritingTask


class ScriptedWriter:
    """Plays a recording. Obeys the `Writer` protocol and stands where the OpenAI writer would."""

    name: Literal["openai"] = "openai"

    def __init__(
        self,
        recording: str | Iterable[str] | Callable[[WritingTask], str | Iterable[str]],
        *,
        fault: ModelError | None = None,
        pause: float = 0.0,
    ) -> None:
        """`recording`: the text, its pieces, or what makes them of a task.

        `fault`: raised after the last piece. `pause`: seconds before each piece.
        """
        self._recording = recording
        self._fault = fault
        self._pause = pause
        self.cancelled = 0
        """Answers that were given up before their end."""

    async def write(self, task: WritingTask, report: WriterReport) -> AsyncGenerator[str]:
        """Yield the recording's pieces, then raise the fault if there is one."""
        recording = self._recording(task) if callable(self._recording) else self._recording
        pieces = [recording] if isinstance(recording, str) else list(recording)
        report.model, report.prompt = "scripted", "scripted@1"
        try:
            for piece in pieces:
                await asyncio.sleep(self._pause)
                yield piece
        except (GeneratorExit, asyncio.CancelledError):
            self.cancelled += 1
            raise
        report.tokens = Tokens(completion=sum(len(p) for p in pieces) // 4)
        if self._fault:
            raise self._fault
