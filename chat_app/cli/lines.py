"""Reading files of JSON lines, with errors that name the line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chat_app.errors import LNConsultError


def read_json_lines(name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number (from 1) and object of each line that is not blank; `-` reads standard input.

    Raises LNConsultError where the file cannot be read or a line is not a JSON object.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LNConsultError(
            f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})."
        ) from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise LNConsultError(f"{name}, line {number}: not valid JSON ({error.msg}).") from error
        if not isinstance(row, dict):
            raise LNConsultError(f"{name}, line {number}: a line must hold one JSON object.")
        yield number, row
