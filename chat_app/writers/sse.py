"""Server-sent events, byte by byte: what a stream of bytes says, cut wherever the network cut it."""

from __future__ import annotations

from typing import Final

from chat_app.errors import ModelAnswerError

LONGEST_EVENT: Final = 1_000_000
"""Bytes of one event. A model's events have some hundred; more is no answer."""


class EventDecoder:
    """Feeds on bytes, gives the data of each complete event.

    Lines end only where the format says so: a line separator inside JSON text (U+2028, U+0085) is text.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[str]:
        """Data of the events that this chunk completes. Raises ModelAnswerError for what is not UTF-8."""
        lines = (self._rest + chunk).replace(b"\r\n", b"\n").split(b"\n")
        self._rest = lines.pop()
        found = []
        for line in lines:
            if line:
                self._take(line)
            elif self._data:
                found.append(self._event())
        if len(self._rest) + self._size > LONGEST_EVENT:
            raise ModelAnswerError("The model server sent something that is not a valid answer.")
        return found

    def _take(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            value = value.removeprefix(b" ")
            self._data.append(value)
            self._size += len(value)

    def _event(self) -> str:
        data = b"\n".join(self._data)
        self._data, self._size = [], 0
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise ModelAnswerError("The model server sent something that is not a valid answer.") from error
