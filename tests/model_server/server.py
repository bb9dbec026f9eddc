"""The server: HTTP by hand, so that it can break anything at any byte."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.model_server import protocol
from tests.model_server.compose import compose, question_of
from tests.model_server.reply import Reply
from tests.model_server.scenarios import SCENARIOS, STEERED
from tests.model_server.steered import steered


@dataclass
class Request:
    """A request as it came, and what became of it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    begun: float
    text: str = ""
    """What it was answered with."""
    left: bool = False
    """The client closed the connection before the end."""
    sent: list[tuple[float, int]] = field(default_factory=list)
    """Time (monotonic, of the machine) after each piece, and characters of the text sent by then."""
    ended: float | None = None

    def prompt(self) -> str:
        """All text of the request."""
        if "messages" in self.body:
            return "\n\n".join(str(m["content"]) for m in self.body["messages"])
        inputs = "\n\n".join(str(m["content"]) for m in self.body.get("input", ()))
        return f"{self.body.get('instructions', '')}\n\n{inputs}"


class _Left(Exception):
    """The client is gone."""


class ModelServer:
    """Serves on loopback from a thread of its own. A context manager; what comes in is on record."""

    def __init__(
        self,
        replies: Iterable[Reply] | Callable[[Request], Reply] = (),
        *,
        port: int = 0,
        responses: bool = True,
        text: str | None = None,
        speed: float | None = None,
    ) -> None:
        """`replies`: one a request, in turn, or what chooses one; after the last, the model's name chooses.

        `responses`: whether the server has the Responses API. `text`, `speed`: of replies that name none.
        """
        self._choose = replies if callable(replies) else None
        self._queue = [] if callable(replies) else list(replies)
        self._responses = responses
        self._port = port
        self._text = text
        self._speed = speed
        self.requests: list[Request] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="model server", daemon=True)

    def __enter__(self) -> ModelServer:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """Base URL for the client."""
        return f"http://127.0.0.1:{self._port}/v1"

    def wait_until(self, true: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Wait for something that happens in the server's thread."""
        end = time.monotonic() + seconds
        while not true() and time.monotonic() < end:
            time.sleep(0.005)
        return true()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self.serve())
        self._loop.close()

    async def serve(self) -> None:
        """Serve until told to stop."""
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", self._port, backlog=512)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        headers = {
            k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if method == "GET" and path == "/sent":
            await self._send_log(writer)
            return
        request = Request(path, headers, json.loads(body or b"{}"), time.monotonic())
        self.requests.append(request)
        if path.endswith("/responses") and not self._responses:
            await _answer(writer, 404, b'{"detail": "Not Found"}')
            return
        reply = self._reply(request)
        try:
            await self._play(reply, request, reader, writer)
        except (_Left, ConnectionError):
            request.left = True
        request.ended = time.monotonic()

    async def _send_log(self, writer: asyncio.StreamWriter) -> None:
        log = [
            {"question": question_of(r.prompt()), "text": r.text, "begun": r.begun, "sent": r.sent}
            for r in self.requests
        ]
        await _answer(writer, 200, json.dumps(log).encode())

    def _reply(self, request: Request) -> Reply:
        if self._choose:
            return self._choose(request)
        if self._queue:
            return self._queue.pop(0)
        model = str(request.body.get("model"))
        if model == STEERED:
            times = sum(r.body == request.body for r in self.requests[:-1])
            return Reply(text=steered(request.prompt(), times))
        return SCENARIOS.get(model, Reply())

    async def _play(
        self, reply: Reply, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if reply.status != 200:
            await _answer(writer, reply.status, json.dumps({"error": reply.error}).encode(), reply.headers)
            return
        text = reply.text if reply.text is not None else self._text
        if text is None and not reply.refusal and not reply.pieces:
            text = compose(request.prompt())
        request.text = text = text or ""
        if reply.whole:
            await _answer(writer, 200, protocol.whole(reply, text))
            return
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
            b"Connection: close\r\n\r\n"
        )
        stream = _Stream(reader, writer, reply.network)
        if reply.raw is not None:
            await stream.send(reply.raw)
            await stream.end()
            return
        await self._play_events(reply, text, request, stream)

    async def _play_events(self, reply: Reply, text: str, request: Request, stream: _Stream) -> None:
        speed = reply.speed or self._speed
        start = time.monotonic() + reply.delay
        characters = 0
        pieces = reply.tokens(text)
        for number, event in protocol.events(reply, text, request.path):
            if number is not None:
                if number == reply.cut_at:
                    stream.cut()
                    return
                if number == reply.stall_at:
                    await stream.silence()
                await stream.pause(start + (number / speed if speed else 0) - time.monotonic())
            if reply.cut_in_character and number is not None and not event.isascii():
                place = next(i for i, byte in enumerate(event) if byte > 127)
                await stream.send(event[: place + 1])
                stream.cut()
                return
            await stream.send(event)
            if number is not None:
                characters += len(pieces[number])
                request.sent.append((time.monotonic(), characters))
        await stream.end()


class _Stream:
    """The body of one response."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, network: int | None
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._network = network

    async def send(self, data: bytes) -> None:
        if self._reader.at_eof():
            raise _Left
        size = self._network or len(data) or 1
        for place in range(0, len(data), size):
            part = data[place : place + size]
            self._writer.write(b"%x\r\n%b\r\n" % (len(part), part))
            await self._writer.drain()
            if self._network:
                await asyncio.sleep(0)

    async def pause(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)

    async def silence(self) -> None:
        await self._reader.read()
        raise _Left

    def cut(self) -> None:
        self._writer.transport.abort()

    async def end(self) -> None:
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()


async def _answer(
    writer: asyncio.StreamWriter, status: int, body: bytes, headers: Iterable[tuple[str, str]] = ()
) -> None:
    lines = [f"HTTP/1.1 {status} Made", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{k}: {v}" for k, v in headers]
    writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)
    await writer.drain()
