"""Markdown and HTML in a sentence: emphasis is taken off, everything that can act or lead away is refused.

Links belong to the references, which are made from the cited statements; a link, image, tag, script or
control character in a sentence comes from nowhere that was curated.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from guardrails.types import Evidence, Finding

CHECK = "markup"

_HARMLESS = re.compile(r"(?i)<(?:(br)\s?/?|/?(su[bp]))>")
"""Line breaks within table cells and raised digits: they are taken off like emphasis."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$%&])")
_STRONG = re.compile(r"(?<!\\)\*\*+|(?<![A-Za-z0-9])__+|__+(?![A-Za-z0-9])|~~|`+")
_STAR = re.compile(r"(?<![\\\w*])\*(?=[^\s*])|(?<=[^\s*\\])\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_])")
_ANY = re.compile(r"[<*_~`\\\n&]")
"""A text without any of these has nothing to take out."""
_LINE_BREAK = re.compile(r"[ \t]*(?:\\)?\n[ \t>]*")

_HTML = (
    "a|abbr|applet|area|article|audio|b|base|body|br|button|canvas|center|code|details|dialog|div|dl|embed|em|font|"
    "footer|form|frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|isindex|kbd|label|li|link|main|map|"
    "marquee|math|meta|nav|noscript|object|ol|option|p|param|picture|pre|s|script|section|select|small|source|span|"
    "strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|th|title|tr|track|tt|u|ul|video|xml|xmp"
)
_DOMAINS = "com|org|net|gov|edu|io|info|int|eu|uk|de|co|app|dev|ai|ru|cn|xyz|php|html?"

_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("image", re.compile(r"!\["), "The sentence holds an image."),
    (
        "link",
        re.compile(
            r"\]\s?\((?=[^)\n]{0,400}(?:[/#?=]|\.\w|\w:))|\]\s?\[(?![\d\s,;^–—-]{1,40}\])[^\]\n]{1,200}\]"
            r"|^\s*\[[^\]\n]{1,200}\]:\s"
        ),
        "The sentence holds a link; links belong to the references.",
    ),
    (
        "address",
        re.compile(
            r"(?i)\b(?:https?|ftp|file|javascript|vbscript|blob|mailto|tel)\s?:(?=\S)|\b(?:https?|javascript)\s?:\s?/"
            r"|\bdata:[a-z]{1,20}[/;,]|\bwww\.\w|(?<!\w)//[\w-]+\.\w"
            rf"|\b[\w-]{{2,63}}\.(?:[\w-]{{2,63}}\.){{0,3}}(?:{_DOMAINS})(?![\w-])"
        ),
        "The sentence holds a web address; links belong to the references.",
    ),
    (
        "tag",
        re.compile(
            rf"(?i)</?[a-z][\w:-]{{0,40}}(?:\s[^<>\n]{{0,400}})?/?>|</?(?:{_HTML})(?=[\s/>])|<!--|-->|<!doctype|<\?xml"
        ),
        "The sentence holds an HTML tag.",
    ),
    (
        "handler",
        re.compile(r"(?i)\bon[a-z]{3,20}\s?=\s?[\"'\w]"),
        "The sentence holds a script.",
    ),
    (
        "control",
        re.compile(
            r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
            r"\ufff9-\ufffc\U000e0000-\U000e007f]"
        ),
        "The sentence holds invisible characters.",
    ),
    ("template", re.compile(r"\{\{|\}\}|\{%|<%|\$\{"), "The sentence holds a template command."),
)

_SIGNS = {
    "image": ("![",),
    "link": ("]",),
    "address": (":", ".", "//"),
    "tag": ("<", "-->"),
    "handler": ("=",),
    "template": ("{{", "}}", "{%", "<%", "${"),
}
"""What a text must hold for a rule to find anything: without it the pattern need not look."""


def plain(text: str) -> str:
    """A sentence without Markdown emphasis, escapes and line breaks. Names and accents stay as written."""
    if not _ANY.search(text):
        return text.strip()
    bare = _HARMLESS.sub(lambda m: " " if m[1] else "", text)
    bare = _LINE_BREAK.sub(" ", bare)
    bare = _STRONG.sub("", bare)
    bare = _STAR.sub("", bare)
    bare = _UNDERSCORE.sub("", bare)
    bare = _ESCAPE.sub(r"\1", bare)
    if "&" in bare:
        bare = _ENTITY.sub(lambda m: html.unescape(m[0]), bare)
    return bare.strip()


def findings(text: str, cited: Sequence[Evidence] = ()) -> list[Finding]:
    """What in a sentence, as written, could act on the page or lead away from it.

    The bare name of a site ("kdigo.org") may stand where a cited statement names it; an address may not.
    """
    if "<" in text:
        text = _HARMLESS.sub(lambda m: " " * len(m[0]), text)
    texts = sorted({text, html.unescape(text)}) if "&" in text else [text]
    return [
        Finding(CHECK, message, start=match.start(), end=match.end(), rule=rule)
        for rule, pattern, message in _RULES
        if (match := _first(rule, pattern, texts, cited))
    ]


def _first(
    rule: str, pattern: re.Pattern[str], texts: list[str], cited: Sequence[Evidence]
) -> re.Match[str] | None:
    signs = _SIGNS.get(rule, ())
    for text in texts:
        if signs and not any(sign in text for sign in signs):
            continue
        for match in pattern.finditer(text):
            if rule != "address" or ":" in match[0] or "/" in match[0] or not _named(match[0], cited):
                return match
    return None


def _named(site: str, cited: Sequence[Evidence]) -> bool:
    return any(site.casefold() in f"{e.text} {e.plain or ''}".casefold() for e in cited)
