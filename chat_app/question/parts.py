"""A question that asks several things, taken apart: the case that it tells, and each thing it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.?!;\n]+(?:[.?!;](?![\s\n]|$)[^.?!;\n]*)*[.?!;\n]*\s*")
_ASKS = (
    r"what|when|how|which|who|where|why|does|did|do|is|are|was|were|can|could|should|would|will|may|must"
    r"|any\b(?! of)|at what|for how long|from when|until when"
)
_JOINT = re.compile(
    rf"(?:,\s*(?:and|or|but|&)?|;|&|\+|\s-|\band\b|\bor\b|\bbut\b)\s+(?:if so,? )?(?!who\b)(?=(?:{_ASKS})\b)",
    re.IGNORECASE,
)
_AND = re.compile(r"\W*(?:and|or|but|&|;)", re.IGNORECASE)
_ASKING = re.compile(
    rf"\?|\b(?:or|vs\.?|versus)\b|:\s*(?:{_ASKS})\b|^\W*(?:(?:and|or|but|also|so|then|now)\s+)*(?:{_ASKS})\b",
    re.IGNORECASE,
)
_A_FEW = 6
_LEAST, _MOST = 2, 4
"""Words of a part, and parts of a question."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked."""

    text: str
    reach: int
    """Where it ends in the whole text: what is named before it belongs to it."""
    case: str = ""
    """What was told before anything was asked."""


def parts_of(text: str) -> tuple[Part, ...]:
    """The things that a question asks, in their order; () where it asks one thing."""
    sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(text)]
    asking = [s for s in sentences if "?" in text[s[0] : s[1]]] or sentences[-1:]
    if not asking:
        return ()
    told = asking[0][0]
    pieces = [piece for start, end in asking for piece in _pieces(text, start, end)]
    if len(pieces) > 1 and _tells(text[slice(*pieces[0])], text[slice(*pieces[1])]):
        told = pieces.pop(0)[1]  # "Class VI on biopsy - any immunosuppression?" tells the case first
    case = text[:told].strip(" ,;-&")
    found = [
        Part(text[start:end].strip(" ,;-&"), end, case)
        for start, end in pieces
        if len(text[start:end].split()) >= (1 if case and text[start:end].rstrip().endswith("?") else _LEAST)
    ]
    return tuple(found[:_MOST]) if len(found) > 1 else ()


def _tells(first: str, second: str) -> bool:
    """Whether the first piece only says of what the second one asks: "AZA or MMF - any difference?"."""
    if _AND.match(second):
        return False
    return not _ASKING.search(first) or ("?" not in first and len(second.split()) <= _A_FEW)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence cut where another question begins in it."""
    edges = [start]
    for joint in _JOINT.finditer(text, start + 1, end):
        if len(text[edges[-1] : joint.start()].split()) > _LEAST:
            edges.append(joint.start())
    return list(zip(edges, [*edges[1:], end], strict=True))
