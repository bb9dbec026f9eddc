"""Counts tokens with no network: the encodings come with the product, checked by tiktoken's own hashes.

`encodings/NAME.tiktoken` are the files that tiktoken would fetch, byte by byte.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import Final

import tiktoken
from tiktoken.model import encoding_name_for_model

from chat_app.errors import SettingsError


@dataclass(frozen=True, slots=True)
class _Kind:
    sha256: str
    """As `tiktoken_ext.openai_public` expects it."""
    pattern: str


_CONTRACTIONS: Final = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_KINDS: Final = {
    "o200k_base": _Kind(
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        "|".join(
            (
                r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
                + _CONTRACTIONS,
                r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
                + _CONTRACTIONS,
                r"\p{N}{1,3}",
                r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
                r"\s*[\r\n]+",
                r"\s+(?!\S)",
                r"\s+",
            )
        ),
    ),
    "cl100k_base": _Kind(
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
        r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    ),
}
_SAME_RANKS: Final = {"o200k_harmony": "o200k_base"}
"""Encodings that differ from another in special tokens alone, which no text is counted as."""
_FALLBACK: Final = "o200k_base"
_MARGIN: Final = 1.2
"""For a model whose encoding is not known: other vocabularies need more tokens for clinical English."""


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Counts tokens of one encoding."""

    name: str
    exact: bool
    """False where the model's own encoding is not known and the count is a cautious estimate."""
    _encoding: tiktoken.Encoding

    def count(self, text: str) -> int:
        """Tokens of a text; what looks like a special token is text."""
        tokens = len(self._encoding.encode_ordinary(text))
        return tokens if self.exact else int(tokens * _MARGIN) + 1


def tokenizer_for(model: str) -> Tokenizer:
    """The tokenizer of a model, as its server names it. Raises SettingsError for a damaged encoding file.

    The first call for an encoding reads it (some tenths of a second).
    """
    try:
        named = encoding_name_for_model(model.rsplit("/", 1)[-1])
    except KeyError:
        return Tokenizer(_FALLBACK, False, _encoding(_FALLBACK))
    name = _SAME_RANKS.get(named, named)
    if name not in _KINDS:
        return Tokenizer(_FALLBACK, False, _encoding(_FALLBACK))
    return Tokenizer(name, True, _encoding(name))


@functools.cache
def _encoding(name: str) -> tiktoken.Encoding:
    kind = _KINDS[name]
    data = (resources.files("chat_app.writers") / "encodings" / f"{name}.tiktoken").read_bytes()
    if hashlib.sha256(data).hexdigest() != kind.sha256:
        raise SettingsError(f"{name}.tiktoken is damaged: its hash is not the one that tiktoken expects.")
    ranks = {}
    for line in data.splitlines():
        token, rank = line.split()
        ranks[base64.b64decode(token)] = int(rank)
    return tiktoken.Encoding(name, pat_str=kind.pattern, mergeable_ranks=ranks, special_tokens={})
