"""Markdown and HTML in a sentence: emphasis is taken off, everything that can act or lead away is refused.

Links belong to the references, which are made from the cited statements; a link, image, tag, script or
control character in a sentence comes from nowhere that was curated.
"""

from __future__ import annotations

import html
import re

from guardrails.types import Finding

CHECK = "markup"

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$%&])")
_STRONG = re.compile(r"\*\*+|(?<![A-Za-z0-9])__+|__+(?![A-Za-z0-9])|~~|`+")
_STAR = re.compile(r"(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_])")
_LINE_BREAK = re.compile(r"[ \t]*(?:\\)?\n[ \t>]*")

_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("image", re.compile(r"!\["), "The sentence holds an image."),
    (
        "link",
        re.compile(r"\]\s?\([^)\n]{0,2000}|\]\s?\[[^\]\d][^\]\n]{0,200}\]|^\s*\[[^\]\n]{1,200}\]:\s"),
        "The sentence holds a link; links belong to the references.",
    ),
    (
        "address",
        re.compile(
            r"(?i)\b(?:https?|ftp|file|data|javascript|vbscript|blob|mailto)\s?:\s?(?=[/\w])(?!\s)|\bwww\.|//[\w-]+\.\w|\b[\w-]{2,63}\.(?:com|org|net|gov|edu|io|info|int|eu|uk|de|co|app|dev|ai|ru|cn|xyz|html?|php)\b(?:/|\b)"
        ),
        "The sentence holds a web address; links belong to the references.",
    ),
    (
        "tag",
        re.compile(r"<\s?[/!?]?\s?[A-Za-z][^<>\n]{0,200}(?:>|\Z)|<!--|-->|</"),
        "The sentence holds an HTML tag.",
    ),
    (
        "handler",
        re.compile(
            r"(?i)\bon(?:error|load|click|mouse\w{1,9}|focus|key\w{1,5}|toggle|begin|animation\w{1,9})\s?="
        ),
        "The sentence holds a script.",
    ),
    (
        "control",
        re.compile(
            r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufff9-\ufffc\U000e0000-\U000e007f]"
        ),
        "The sentence holds invisible characters.",
    ),
    ("template", re.compile(r"\{\{|\}\}|\{%|<%|\$\{"), "The sentence holds a template command."),
)


def plain(text: str) -> str:
    """A sentence without Markdown emphasis, escapes and line breaks. Words, names and accents stay as written."""
    bare = _LINE_BREAK.sub(" ", text)
    bare = _STRONG.sub("", bare)
    bare = _STAR.sub("", bare)
    bare = _UNDERSCORE.sub("", bare)
    bare = _ESCAPE.sub(r"\1", bare)
    if "&" in bare:
        bare = _ENTITY.sub(lambda m: html.unescape(m[0]), bare)
    return bare.strip()


def findings(text: str) -> list[Finding]:
    """What in a sentence, as written, could act on the page or lead away from it."""
    texts = {text, html.unescape(text)} if "&" in text else {text}
    return [
        Finding(CHECK, message, start=match.start(), end=match.end(), rule=rule)
        for rule, pattern, message in _RULES
        if (match := next((m for t in sorted(texts) if (m := pattern.search(t))), None))
    ]
