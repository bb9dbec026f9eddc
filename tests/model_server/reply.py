"""What the server does with one request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

_TOKEN = re.compile(r"\s*\S{1,5}|\s+")


@dataclass(frozen=True)
class Reply:
    """One answer and the way it goes wrong. Places are counted in pieces, from 0."""

    text: str | None = None
    """None: a faithful answer, composed from the statements in the prompt."""
    pieces: tuple[str, ...] = ()
    """The text, cut as it is here; by default into pieces about as long as a token."""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    error: dict[str, object] = field(default_factory=lambda: {"message": "made to fail", "type": "test"})
    """Body of a status that is not 200."""
    speed: float | None = None
    """Tokens a second; None: as fast as it goes."""
    delay: float = 0.0
    """Seconds before the first piece."""
    stall_at: int | None = None
    """Silence from this piece on, until the client leaves."""
    cut_at: int | None = None
    """The connection breaks before this piece."""
    cut_in_character: bool = False
    """The connection breaks inside the first character of more than one byte."""
    malformed_at: int | None = None
    """An event here is not JSON."""
    fail_at: int | None = None
    """An event here says that the server failed."""
    refusal: str = ""
    """Sent as a refusal, in place of text."""
    finish: Literal["stop", "length", "content_filter"] | None = "stop"
    thinking: Sequence[str] = ()
    """Reasoning sent before the text."""
    usage: bool = True
    done: bool = True
    """Whether the stream ends as the protocol wants it."""
    network: int | None = None
    """Bytes of a network chunk; None: an event each."""
    whole: bool = False
    """One JSON object instead of a stream."""
    raw: bytes | None = None
    """Sent as the body of the stream, as it is: a recording."""

    def tokens(self, text: str) -> list[str]:
        return list(self.pieces) or _TOKEN.findall(text)
