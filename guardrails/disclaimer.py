"""The disclaimer that every answer carries, worded for its reader."""

from __future__ import annotations

import re
from functools import cache

from guardrails.rulefile import Rules, read


class _Disclaimers(Rules):
    default: str
    patient: str
    of_a_writer: str


@cache
def _rules() -> _Disclaimers:
    return read("disclaimer", _Disclaimers)


def text(audience: str) -> str:
    """The disclaimer for an audience; any name that is not known gets the professional one."""
    return (_rules().patient if audience == "patient" else _rules().default).strip()


def writers_own(sentence: str) -> bool:
    """Whether a sentence of a writer is a disclaimer and no claim."""
    return re.search(_rules().of_a_writer, sentence, re.IGNORECASE) is not None


def ensure(answer: str, audience: str) -> str:
    """The answer as plain text, with its disclaimer at the end; added only where it is not there yet."""
    disclaimer = text(audience)
    body = answer.rstrip()
    if body.endswith(disclaimer):
        return body
    return f"{body}\n\n{disclaimer}" if body else disclaimer
