from __future__ import annotations

from guardrails import repair
from tests.guardrails.stand_in import EVIDENCE


def test_the_nearest_statement_on_the_same_thing_comes_first() -> None:
    near = repair.stand_ins("Gammaquine tablets harm people with alphamab and syndrome.", EVIDENCE)
    assert [e.id for e in near] == ["made-up.three"]


def test_a_statement_on_something_else_never_stands_in() -> None:
    assert repair.stand_ins("Deltazole prevents flares after transplantation.", EVIDENCE) == []
    assert repair.stand_ins("It is 7.", EVIDENCE) == []
