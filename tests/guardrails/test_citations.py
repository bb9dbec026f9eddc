from __future__ import annotations

import pytest

from guardrails import citations
from tests.guardrails.stand_in import EVIDENCE

MARKED = [
    ("It holds.[2][5]", "It holds.", (2, 5)),
    ("It holds [2].", "It holds.", (2,)),
    ("It holds [2, 5].", "It holds.", (2, 5)),
    ("It holds.[2-4]", "It holds.", (2, 3, 4)),
    ("It holds.[2–4, 7]", "It holds.", (2, 3, 4, 7)),
    ("It holds.[2; 5]", "It holds.", (2, 5)),
    ("It holds.[2 and 5]", "It holds.", (2, 5)),
    ("It holds.[[2]]", "It holds.", (2,)),
    ("It holds [statement 2].", "It holds.", (2,)),
    ("It holds [#2, 3].", "It holds.", (2, 3)),
    ("It holds.[^2]", "It holds.", (2,)),
    ("It holds.【2†source】", "It holds.", (2,)),
    ("It holds.²", "It holds.", (2,)),
    ("It holds.²⁻⁴", "It holds.", (2, 3, 4)),
    ("a rate of 3 mL⁻¹", "a rate of 3 mL⁻¹", ()),
    ("In the study [3], it holds [2].", "In the study, it holds.", (3, 2)),
    ("It holds ([2]).", "It holds.", (2,)),
    ("[2] It holds.", "It holds.", (2,)),
    ("Above 30 mL/min/1.73 m² and 10⁹/L", "Above 30 mL/min/1.73 m² and 10⁹/L", ()),
    ("A ratio of 0.5 [95% CI 0.3 to 0.9]", "A ratio of 0.5 [95% CI 0.3 to 0.9]", ()),
    ("[sic] and [1.5]", "[sic] and [1.5]", ()),
]


@pytest.mark.parametrize(("text", "bare", "numbers"), MARKED)
def test_markers_are_taken_out_and_nothing_else(text: str, bare: str, numbers: tuple[int, ...]) -> None:
    marked = citations.take(text, 20)
    assert (marked.text, marked.numbers) == (bare, numbers)


def test_an_absurd_range_is_not_written_out() -> None:
    assert citations.take("It holds.[1-9999]", 3).numbers == (1, 9999)


def test_numbers_lead_to_statements() -> None:
    known, findings = citations.cited((3, 1), EVIDENCE)
    assert [e.id for e in known] == ["made-up.three", "made-up.one"]
    assert findings == ()


@pytest.mark.parametrize(("numbers", "rule"), [((), "missing"), ((4,), "unknown"), ((1, 0), "unknown")])
def test_a_missing_or_unknown_number_is_a_finding(numbers: tuple[int, ...], rule: str) -> None:
    _, findings = citations.cited(numbers, EVIDENCE)
    assert [f.rule for f in findings] == [rule]
