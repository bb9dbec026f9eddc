"""Asks a language model over HTTP: patience with a limit, retries, a circuit breaker, cancellation.

The one place that talks to a model server. Closing the stream closes the connection, and the server stops.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import Final
from urllib.parse import urlsplit

import httpx2
import openai
from openai import AsyncOpenAI

from chat_app.errors import ModelError, ModelUnavailable
from chat_app.settings import Settings
from chat_app.writers import faults
from chat_app.writers.breaker import CircuitBreaker
from chat_app.writers.reading import Reading, Use
from chat_app.writers.retry import RETRIED, Retry, asked_pause
from chat_app.writers.wire import ChatWire, ResponsesWire, Wire
from prompts import Message, Parameters

log = logging.getLogger(__name__)

_NO_KEY: Final = "none"
"""For servers that ask for no key; the client insists on one."""


class _NotBegun(Exception):
    """An attempt that failed before its first token."""

    def __init__(self, error: ModelError, status: int | None, asked: float | None, changed: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.asked = asked
        """Seconds that the server asked to be left alone."""
        self.changed = changed
        """The next request will be another one: nothing to wait for, and no attempt used up."""
        self.passing = status in RETRIED or (status is None and isinstance(error, ModelUnavailable))


class LanguageModel:
    """The model that the settings name. One object serves many answers at once, in any event loop."""

    def __init__(
        self,
        settings: Settings,
        *,
        client: AsyncOpenAI | None = None,
        breaker: CircuitBreaker | None = None,
        retry: Retry | None = None,
    ) -> None:
        """`client`: used as it is and never closed; by default each answer has a client of its own."""
        self.settings = settings
        self.breaker = breaker or CircuitBreaker(settings.breaker_failures, settings.breaker_rest)
        self._retry = retry or Retry(settings.retries, settings.retry_wait)
        self._client = client
        self._ssl: ssl.SSLContext | None = None
        self._wire: Wire = ResponsesWire() if settings.api == "responses" else ChatWire()
        self._dropped: frozenset[str] = frozenset()
        """Parameters that the server was found not to take."""

    async def stream(
        self, messages: Sequence[Message], parameters: Parameters, use: Use, *, longest: float | None = None
    ) -> AsyncGenerator[str]:
        """The model's text, as it comes. `longest`: seconds for all of it; by default a whole answer's.

        Raises ModelError: before the first piece where there is no answer, later where it broke off.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + (self.settings.answer_timeout if longest is None else longest)
        async with AsyncExitStack() as stack:
            client = self._client
            if client is None:
                client = await stack.enter_async_context(self._new_client())
            attempt = 0
            while True:
                try:
                    pieces = self._attempt(client, messages, parameters, use, end)
                    async with aclosing(pieces):
                        async for text in pieces:
                            yield text
                    return
                except _NotBegun as failure:
                    if failure.changed:
                        continue
                    attempt += 1
                    pause = self._retry.pause(attempt, failure.asked) if failure.passing else None
                    if pause is None or loop.time() + pause >= end or self.breaker.open:
                        raise failure.error from None
                log.info("The model server failed; it is asked again in %.1f s.", pause)
                use.retries += 1
                await asyncio.sleep(pause)

    async def complete(
        self, messages: Sequence[Message], parameters: Parameters, use: Use, *, longest: float | None = None
    ) -> str:
        """The model's whole text. Raises ModelError."""
        async with aclosing(self.stream(messages, parameters, use, longest=longest)) as pieces:
            return "".join([text async for text in pieces])

    async def _attempt(
        self, client: AsyncOpenAI, messages: Sequence[Message], parameters: Parameters, use: Use, end: float
    ) -> AsyncGenerator[str]:
        """One request. Raises _NotBegun until the first token has come, ModelError after it."""
        wire = self._wire
        body = wire.body(self.settings.model, messages, parameters, self._dropped)
        reading = Reading(self.settings, end, use)
        use.api = wire.name
        with self.breaker.passage() as passage:
            try:
                async with AsyncExitStack() as stack:
                    async with reading.patience():
                        response = await stack.enter_async_context(wire.ask(client, body))
                    async with aclosing(reading.texts(response, wire)) as texts:
                        async for text in texts:
                            if not passage.told:
                                passage.succeeded()
                            yield text
            except Exception as error:
                fault = faults.as_model_error(error, self.settings)
                status = error.status_code if isinstance(error, openai.APIStatusError) else None
                asked = None
                changed = False
                if isinstance(error, openai.APIStatusError):
                    asked = asked_pause(error.response.headers)
                    changed = self._adapt(error, wire)
                if faults.counts_against_server(fault, status):
                    passage.failed(asked if asked and asked > self.settings.retry_wait else None)
                elif not changed:
                    passage.succeeded()
                if reading.began:
                    raise fault from None
                raise _NotBegun(fault, status, asked, changed) from None

    def _adapt(self, error: openai.APIStatusError, wire: Wire) -> bool:
        """Learn from a refusal what the server does not take; True where another request may please it."""
        if error.status_code in (404, 405) and wire.name == "responses" and not faults.unknown_model(error):
            self._wire = ChatWire()
            return True
        parameter = faults.refused_parameter(error, [p for p in wire.optional if p not in self._dropped])
        if parameter is None:
            return False
        self._dropped |= {parameter}
        return True

    def _new_client(self) -> AsyncOpenAI:
        settings = self.settings
        url = settings.openai_base_url
        if self._ssl is None and not (url or "https").startswith("http:"):
            self._ssl = httpx2.create_ssl_context()
        timeout = httpx2.Timeout(None, connect=settings.connect_timeout)
        # A proxy that the machine is set to use is for servers elsewhere.
        local = url is not None and urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")
        http = httpx2.AsyncClient(
            verify=self._ssl or False, timeout=timeout, trust_env=not local, follow_redirects=True
        )
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else _NO_KEY
        return AsyncOpenAI(api_key=key, base_url=url, timeout=timeout, max_retries=0, http_client=http)
