"""Words that are ordinary English or ordinary medicine, so that a word outside them may be a name."""

from __future__ import annotations

from functools import cache

from guardrails.lexicon import Lexicon, load_lexicon
from guardrails.rulefile import RULES, RuleError

WORDS = RULES / "words"


@cache
def lexicon() -> Lexicon:
    """The clinical lexicon that the input rails share."""
    return load_lexicon()


@cache
def english() -> frozenset[str]:
    """Common English words, lower case."""
    return listed("english")


@cache
def clinical() -> frozenset[str]:
    """Words of the curated statements, of medicine beside them, and of the lexicon; lower case."""
    common = listed("clinical") | listed("medicine")
    kinds = (
        "drug",
        "drug_class",
        "brand",
        "class",
        "population",
        "body",
        "trial",
        "route",
        "measure",
        "term",
    )
    surfaces = {
        part
        for kind in kinds
        for concept in lexicon().concepts(kind)  # type: ignore[arg-type]
        for surface in (concept, *lexicon().surfaces(concept))
        for part in surface.replace("/", " ").replace("-", " ").casefold().split()
    }
    return common | {w for w in surfaces if len(w) > 1}


def listed(name: str) -> frozenset[str]:
    """The words of a list in rules/words."""
    path = WORDS / f"{name}.txt"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RuleError(f"{path.name}: {error}") from error
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
