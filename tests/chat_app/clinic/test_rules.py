"""Every clinical number in the rules stands on a statement of the corpus that carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat_app.clinic.criteria import Criterion, drug_rules
from chat_app.clinic.logic import limits
from chat_app.guidelines.load import default_corpus

RULES = Path("chat_app/clinic/rules")
CODE = re.compile(r"\b[A-Z]\d+(?:\.\d+)?\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORDS = {
    "once": 1,
    "one ": 1,
    "weekly": 1,
    "twice": 2,
    "first dose": 0,
    "two ": 2,
    "three": 3,
    "four": 4,
    "six ": 6,
}
WORDS |= {"third": 3, "quarter": 4, "adult": 18}
"""Numbers that statements write in words; an adult is 18 years or over (kdigo-ln-2024.cr-children)."""


def numbers(text: str) -> set[float]:
    return {float(n.replace(",", "")) for n in NUMBER.findall(CODE.sub("", text.replace("1.73 m²", "")))}


def carried(citations: tuple[str, ...]) -> set[float]:
    statements = default_corpus().statements
    texts = [statements[c].text for c in citations]
    found = {float(n.replace(",", "")) for text in texts for n in NUMBER.findall(text)}
    return found | {value for text in texts for word, value in WORDS.items() if word in text.lower()}


CRITERIA = [(r.drug, c) for r in drug_rules().values() for c in r.criteria]


@pytest.mark.parametrize(("drug", "criterion"), CRITERIA, ids=[f"{d}-{c.id}" for d, c in CRITERIA])
def test_a_criterion_stands_on_statements_that_carry_its_numbers(drug: str, criterion: Criterion) -> None:
    known = default_corpus().statements
    assert [c for c in criterion.citations if c not in known] == []
    used = numbers(" ".join(filter(None, [criterion.text, criterion.unmet, criterion.ask])))
    for predicate in (criterion.test, criterion.when):
        used |= set(limits(predicate)) if predicate else set()
    assert used - carried(criterion.citations) == set()


@pytest.mark.parametrize("drug", sorted(drug_rules()))
def test_basis_and_positions_stand_on_statements(drug: str) -> None:
    rules = drug_rules()[drug]
    known = default_corpus().statements
    for basis in rules.bases:
        assert numbers(basis.text) - carried(basis.citations) == set()
    cited = [
        *rules.basis_citations,
        *(c for b in rules.bases for c in b.citations),
        *(c for p in rules.positions for c in p.citations),
    ]
    assert [c for c in cited if c not in known] == []
    assert numbers(rules.basis) - carried(rules.basis_citations) - {1.0} == set()  # 1B, 1C are grades


def leaves(node: Any, place: str = "") -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Every number and text of a rule file with the citations beside it."""
    if isinstance(node, dict):
        citations = tuple(node.get("citations", ()))
        for key, value in node.items():
            if key == "citations":
                continue
            if isinstance(value, dict):
                yield from leaves(value, f"{place}.{key}")
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                for row in value:
                    yield from leaves(row, f"{place}.{key}")
            else:
                for item in value if isinstance(value, list) else [value]:
                    yield f"{place}.{key}", item, citations


DOSING = sorted((RULES / "dosing").glob("*.yaml"))


def values_of(item: Any) -> set[float]:
    if isinstance(item, bool) or item is None:
        return set()
    return {float(item)} if isinstance(item, int | float) else numbers(str(item))


@pytest.mark.parametrize("path", [*DOSING, RULES / "icd10.yaml", RULES / "hcpcs.yaml"], ids=lambda p: p.stem)
def test_a_rule_file_stands_on_statements_that_carry_its_numbers(path: Path) -> None:
    known = default_corpus().statements
    for place, item, citations in leaves(yaml.safe_load(path.read_text(encoding="utf-8"))):
        assert [c for c in citations if c not in known] == [], place
        values = values_of(item)
        if place.endswith((".code", ".codes")):
            continue
        assert values - carried(citations) == set(), f"{path.name}{place}: {item}"
