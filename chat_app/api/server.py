"""The ASGI application: Streamlit's page, our routes and fonts, security headers on everything."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.web import bootstrap

from chat_app.api import answers
from chat_app.api.ask import ask
from chat_app.api.handout import handout
from chat_app.api.headers import SecurityHeaders
from chat_app.guidelines.load import default_corpus
from chat_app.ui import theme

log = logging.getLogger(__name__)

PAGE = Path(__file__).with_name("page.py")
FONTS = Path(theme.__file__).parent / "static" / "fonts"


class Fonts(StaticFiles):
    """Font files, which a browser may keep for good: a new version of a font has a new name."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def health(request: Request) -> JSONResponse:
    """Whether the process serves, and from which guideline context."""
    corpus = default_corpus()
    return JSONResponse({"status": "ok", "corpus": corpus.version, "statements": len(corpus)})


def routes() -> list[BaseRoute]:
    """Our routes beside Streamlit's."""
    return [
        Route("/health", health),
        Route("/api/ask", ask, methods=["POST"]),
        *answers.routes(),
        Route("/api/cases/{id:str}/handout.pdf", handout, methods=["GET"]),
        Mount(theme.FONTS_ROUTE, Fonts(directory=FONTS)),
    ]


def middleware(allowed_hosts: Sequence[str]) -> list[Middleware]:
    """What every request passes first."""
    return [
        Middleware(SecurityHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(allowed_hosts), www_redirect=False),
    ]


def configure(host: str, port: int) -> None:
    """Set Streamlit's options in code, so that they hold from any working directory."""
    bootstrap.load_config_options(
        {**theme.options(), "server.address": host, "server.port": port, "browser.serverAddress": host}
    )


def build_app(allowed_hosts: Sequence[str] = ("*",)) -> st.App:
    """The whole application. Call `configure` first.

    `allowed_hosts`: names by which a browser may call this server; a page of another name, pointed at this
    address by its owner, gets nothing.
    """
    return st.App(PAGE, routes=routes(), middleware=middleware(allowed_hosts), on_script_error=explain)


def explain(error: Exception) -> bool:
    """Say plainly that a page run failed; the log has the trace."""
    log.error("A page run failed.", exc_info=error)
    st.error("Something in the program failed. Load the page again; your consultations are kept.")
    return True
