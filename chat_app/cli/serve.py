"""`ln-consult serve`: the chat page, its API and its health check, in one process on one port."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
import threading
import webbrowser

import uvicorn

from chat_app.errors import LNConsultError, PortInUse
from chat_app.logs import configure_logs
from chat_app.settings import load_settings

NAME = "serve"
HELP = "Start the chat page."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on; 0 takes any free one (default: 8501)")
    parser.add_argument(
        "--allowed-host",
        action="append",
        metavar="NAME",
        help="name by which browsers reach this server, e.g. behind a proxy; may be given more than once "
        "(default: this machine's own names on a loopback address, any name on others)",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the page in a browser")


def run(args: argparse.Namespace) -> int:
    chosen = {k: v for k, v in (("host", args.host), ("port", args.port)) if v is not None}
    settings = load_settings(**{k: v for k, v in chosen.items() if not (k == "port" and v == 0)})
    configure_logs(settings)
    host, port = settings.host, 0 if args.port == 0 else settings.port
    with listen(host, port) as listener:
        port = listener.getsockname()[1]
        from chat_app.api.server import build_app, configure
        from chat_app.ui.worker import close_shared_worker, shared_worker

        configure(host, port)
        shared_worker()  # what is broken (settings, corpus, database) is said here and not to a reader
        config = uvicorn.Config(
            build_app(allowed_hosts(host, args.allowed_host)),
            log_level=settings.log_level.lower(),
            ws="websockets-sansio",
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}"
        print(f"LN Consult: {address}  (Ctrl+C ends it)", flush=True)
        if not args.no_browser and has_display():
            threading.Timer(1.0, webbrowser.open, (address,)).start()
        try:
            server.run(sockets=[listener])
        finally:
            close_shared_worker()
    return 0


def allowed_hosts(host: str, named: list[str] | None) -> list[str]:
    """Names by which browsers may call: those given, and on a loopback address its own."""
    own = ["localhost", "127.0.0.1", "[::1]"]
    if host in ("localhost", "::1") or host.startswith("127."):
        return [*own, host, *(named or [])]
    return [*named, *own] if named else ["*"]


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address. Raises PortInUse, or LNConsultError where the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"Port {port} on {host} is in use. End the program that uses it, or choose another: --port."
            ) from error
        raise LNConsultError(f"Cannot listen on {host}:{port} ({error.strerror}).") from error
    return listener


def has_display() -> bool:
    """Whether a browser window could be opened here."""
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
