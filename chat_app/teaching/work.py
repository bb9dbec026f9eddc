"""Work in progress as a short text that an address can hold, so that a page loaded again goes on."""

from __future__ import annotations

import base64
import binascii
import zlib

from chat_app.teaching import play
from chat_app.teaching.model import Case
from chat_app.teaching.play import Progress

_LARGEST = 40_000
"""Bytes that stored work may unpack to: far more than any case needs."""


def packed(progress: Progress) -> str:
    """The work as text of letters, digits, `-` and `_`."""
    data = zlib.compress(progress.model_dump_json(exclude_defaults=True).encode(), 9)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unpacked(case: Case, version: str, text: str) -> Progress | None:
    """The work out of a text; None where it is not of this version of this case, or cannot be read."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        stored = zlib.decompressobj().decompress(data, _LARGEST).decode()
    except (binascii.Error, zlib.error, ValueError):
        return None
    return play.resume(case, version, stored)


def best_path(case: Case, version: str) -> Progress:
    """The work of somebody who always takes the first best option: the way a case is meant to be told."""
    progress = play.start(case, version)
    while not play.ended(case, progress):
        decision = play.present(case, progress).decision
        if decision is not None:
            best = next(n for n, o in enumerate(decision.options) if o.rating == "best")
            progress = play.reveal(case, play.choose(case, progress, best))
        progress = play.advance(case, progress)
    return progress
