"""Short names of the bodies whose positions stand side by side in a worksheet."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

from chat_app.guidelines.model import Corpus, Statement

_FILE = Path(__file__).parent / "rules" / "bodies.yaml"


def body_of(statement: Statement, corpus: Corpus) -> str:
    """The body behind a statement: its short name where listed, else the organisation of the source."""
    matching = [prefix for prefix in _names() if statement.source.startswith(prefix)]
    return _names()[max(matching, key=len)] if matching else corpus.source_of(statement).organisation


@functools.cache
def _names() -> dict[str, str]:
    names = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["names"]
    return {str(prefix): str(name) for prefix, name in names.items()}
