"""The rules listed as doubtful: each exists, and raises a doubt where it would have contradicted."""

from __future__ import annotations

import pytest

from guardrails.rulefile import RULES, Rules, read
from guardrails.support import CHECKS, Verifier
from guardrails.types import Evidence, Severity

VERIFIER = Verifier()
EXAMPLES = {
    "direction comparison": (
        "In end-stage kidney disease the guideline strongly recommends kidney transplantation over dialysis.",
        "The guideline strongly recommends dialysis over kidney transplantation.",
    ),
    "facets source": (
        "In the ACR 2024 guideline response is a fall below 0.5 g/g. || KDIGO defines response as 0.7 g/g.",
        "KDIGO defines response as a fall below 0.5 g/g.",
    ),
    "groundless lowered": (
        "The commonest serious event was infection, 10.1% with voclosporin v 11.2% with control.",
        "Voclosporin lowered serious infections.",
    ),
    "refusals has no": (
        "Other thrombotic microangiopathy is M31.19; haemolytic-uraemic syndrome is D59.3.",
        "Haemolytic-uraemic syndrome has no code of its own.",
    ),
    "sense need": (
        "The payer requires mycophenolate alongside voclosporin.",
        "The payer does not require mycophenolate alongside voclosporin.",
    ),
}


class _Listed(Rules):
    rules: tuple[str, ...]


def test_every_listed_rule_has_an_example_and_a_check() -> None:
    listed = read("doubtful", _Listed, RULES / "support").rules
    assert set(listed) == set(EXAMPLES)
    assert {rule.split(" ", 1)[0] for rule in listed} <= {name for name, _ in CHECKS}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES.items())
def test_a_listed_rule_only_raises_a_doubt(rule: str, example: tuple[str, str]) -> None:
    texts, claim = example
    cited = [Evidence(f"x.{n}", text) for n, text in enumerate(texts.split(" || "))]
    found = [f for f in VERIFIER.findings(VERIFIER.case(claim, cited)) if f"{f.check} {f.rule}" == rule]
    assert {f.severity for f in found} == {Severity.UNDECIDED}
