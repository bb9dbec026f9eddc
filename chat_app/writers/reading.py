"""Reads one streamed answer, with patience that ends: for the first token, between tokens, and altogether."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from chat_app.answer import Tokens
from chat_app.errors import ModelAnswerError, ModelTimeout, ModelUnavailable
from chat_app.settings import Settings
from chat_app.writers.faults import LOST
from chat_app.writers.sse import EventDecoder
from chat_app.writers.wire import DONE, Piece, Wire

_REASONS: Final = {
    "content_filter": "The model server's content filter stopped the answer.",
    "length": "The language model's answer reached its greatest length and broke off.",
}


@dataclass(slots=True)
class Use:
    """What one answer took of the server."""

    tokens: Tokens | None = None
    """None where the server does not say."""
    model: str | None = None
    """As the server names it."""
    api: str | None = None
    retries: int = 0
    finish: str | None = None
    """Why the model stopped, as the server says."""


class Reading:
    """One answer as it comes."""

    def __init__(self, settings: Settings, end: float, use: Use) -> None:
        """`end`: time of the event loop at which the whole answer must be there."""
        self._settings = settings
        self._use = use
        self._end = end
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + settings.first_token_timeout
        self._characters = 0
        self._refused = False
        self._done = False

    @property
    def began(self) -> bool:
        """Whether text has come."""
        return self._characters > 0

    @asynccontextmanager
    async def patience(self) -> AsyncIterator[None]:
        """Wait within, as long as there is patience. Raises ModelTimeout."""
        try:
            async with asyncio.timeout_at(min(self._deadline, self._end)):
                yield
        except TimeoutError:
            raise ModelTimeout(self._why()) from None

    async def texts(self, response: Any, wire: Wire) -> AsyncGenerator[str]:
        """Pieces of text of a response whose headers have come. Raises ModelError where it fails."""
        decoder = EventDecoder()
        streamed = "json" not in response.headers.get("content-type", "")
        whole = b""
        async with AsyncExitStack() as stack:
            chunks = response.iter_bytes()
            stack.push_async_callback(chunks.aclose)
            while True:
                async with self.patience():
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                if not streamed:
                    whole = self._bounded(whole + chunk)
                    continue
                for data in decoder.feed(chunk):
                    for text in self._take(data, wire):
                        yield text
        if not streamed:
            for text in self._take(whole.decode("utf-8", "replace"), wire):
                yield text
        self._check_end()

    def _bounded(self, body: bytes) -> bytes:
        if len(body) > 8 * self._settings.max_answer + 100_000:
            raise ModelAnswerError(self._too_long())
        return body

    def _take(self, data: str, wire: Wire) -> Iterator[str]:
        if data.strip() == DONE:
            self._done = True
            return
        piece = wire.read(data)
        self._note(piece)
        if piece.text:
            self._characters += len(piece.text)
            if self._characters > self._settings.max_answer:
                raise ModelAnswerError(self._too_long())
            yield piece.text

    def _note(self, piece: Piece) -> None:
        use = self._use
        use.tokens = piece.tokens or use.tokens
        use.model = piece.model or use.model
        use.finish = piece.finish or use.finish
        self._refused = self._refused or piece.refusal
        if piece.text:
            self._deadline = self._loop.time() + self._settings.token_timeout
        elif piece.thinking:
            # A model at work is not a dead one, but it never gets less time than it had.
            self._deadline = max(self._deadline, self._loop.time() + self._settings.token_timeout)

    def _check_end(self) -> None:
        """Whether what has come is a whole answer. Raises ModelError where it is not."""
        finish = self._use.finish
        if self._refused:
            raise ModelAnswerError("The language model declined to answer.")
        if reason := _REASONS.get(finish or ""):
            raise ModelAnswerError(reason)
        if finish is None and not self._done:
            raise ModelUnavailable(LOST)
        if not self.began:
            raise ModelAnswerError("The language model returned an empty answer.")

    def _why(self) -> str:
        settings = self._settings
        if self._loop.time() >= self._end:
            return "The language model did not finish its answer in time."
        if self.began:
            return f"The language model fell silent in its answer for {settings.token_timeout:g} seconds."
        return f"The language model did not begin to answer within {settings.first_token_timeout:g} seconds."

    def _too_long(self) -> str:
        most = self._settings.max_answer
        return f"The language model's answer grew past {most:,} characters and was broken off."
