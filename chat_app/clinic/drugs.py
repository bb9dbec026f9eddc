"""Names of drugs, as the corpus spells them."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from guardrails.lexicon import Lexicon, load_lexicon


def generic_name(name: str) -> str:
    """The generic name for a generic, brand or short name; an unknown name comes back in lower case."""
    drugs = [m.concept for m in lexicon().mentions(name) if m.kind in ("drug", "brand")]
    return drugs[0] if len(set(drugs)) == 1 else name.strip().lower()


def generic_names(names: Iterable[str]) -> tuple[str, ...]:
    """Generic names and drug classes among what a patient takes; an unknown name stays as it is."""
    found: dict[str, None] = {}
    for name in names:
        concepts = [m.concept for m in lexicon().mentions(name) if m.kind in ("drug", "brand", "drug_class")]
        for concept in concepts or [name.strip().lower()]:
            found[concept] = None
    return tuple(found)


@functools.cache
def lexicon() -> Lexicon:
    """The clinical lexicon, read once in a process."""
    return load_lexicon()


def mentions_of(text: str) -> tuple[tuple[int, str], ...]:
    """Where a text names drugs: start and generic name, in order."""
    return tuple((m.start, m.concept) for m in lexicon().mentions(text) if m.kind in ("drug", "brand"))
