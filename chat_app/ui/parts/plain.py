"""People's words in a place that reads Markdown: every sign stands for itself."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:])")


def plain(text: object) -> str:
    """A text in which nothing acts as Markdown, whoever wrote it."""
    return _SIGNS.sub(r"\\\1", str(text))
