"""Every curated statement, written in the ways in which answers are written, comes through whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from chat_app.guidelines.load import default_corpus
from guardrails.normal import normal
from guardrails.sentences import split
from guardrails.stream import Gate, Withheld
from guardrails.types import Evidence
from tests.guardrails.stand_in import QuotationVerifier, shown


@cache
def statements() -> tuple[Evidence, ...]:
    corpus = default_corpus()
    return tuple(corpus.evidence(s.id) for s in corpus)


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split(text)]


STYLES: dict[str, Callable[[str], str]] = {
    "marker behind the stop": lambda text: " ".join(f"{s}[1]" for s in sentences(text)) + "\n",
    "marker before the stop": lambda text: " ".join(f"{s[:-1]} [1]{s[-1]}" for s in sentences(text)),
    "list item": lambda text: f"- {text}[1]\n",
    "bold": lambda text: "**" + " ".join(f"{s}[1]" for s in sentences(text)) + "**\n",
    "quote": lambda text: (
        f"> {text.replace(' ', chr(10) + '> ', 1)}[1]\n" if len(sentences(text)) == 1 else f"> - {text}[1]"
    ),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("plain", [False, True])
def test_a_statement_in_its_own_words_comes_through(style: str, plain: bool) -> None:
    for statement in statements():
        text = (statement.plain or "") if plain else statement.text
        gate = Gate([statement], verifier=QuotationVerifier())
        items = gate.feed(STYLES[style](text)) + gate.close()
        repeated = [i for i in items if isinstance(i, Withheld) and i.findings[0].check == "repetition"]
        assert len(shown(items)) + len(repeated) == len(items), (statement.id, items)
        if not repeated:
            assert normal(" ".join(shown(items))) == normal(text), (statement.id, items)
