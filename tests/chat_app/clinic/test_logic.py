"""Three-valued logic: unknown is neither yes nor no, and a fact told later never turns a verdict round."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chat_app.clinic.logic import Case, Predicate, Status, all_of, any_of, negation
from chat_app.question.patient import PatientFacts

READ: TypeAdapter[Any] = TypeAdapter(Predicate)
STATUSES = st.lists(st.sampled_from(Status), min_size=1, max_size=5)


@given(STATUSES)
def test_de_morgan(statuses: list[Status]) -> None:
    assert negation(all_of(statuses)) is any_of(map(negation, statuses))


@given(STATUSES, st.sampled_from([Status.MET, Status.NOT_MET]))
def test_learning_a_fact_never_turns_a_verdict_round(statuses: list[Status], learned: Status) -> None:
    later = [learned if s is Status.UNKNOWN else s for s in statuses]
    for combine in (all_of, any_of):
        if combine(statuses) is not Status.UNKNOWN:
            assert combine(later) is combine(statuses)


TESTS = [
    ({"fact": "egfr", "above": 45}, {"egfr": 45}, "not_met"),
    ({"fact": "egfr", "above": 45}, {"egfr": 45.1}, "met"),
    ({"fact": "egfr", "at_least": 30}, {"egfr": 30}, "met"),
    ({"fact": "egfr", "below": 30}, {"egfr": 30}, "not_met"),
    ({"fact": "egfr", "at_most": 30}, {"egfr": 30}, "met"),
    ({"fact": "egfr", "above": 45}, {}, "unknown"),
    ({"fact": "age_years", "at_least": 18}, {"child": True}, "not_met"),
    ({"fact": "age_years", "below": 18}, {"child": True}, "met"),
    ({"fact": "age_years", "at_least": 5}, {"child": True}, "unknown"),
    ({"fact": "dialysis", "equals": True}, {"dialysis": False}, "not_met"),
    ({"fact": "classes", "only": ["V"]}, {"classes": ("V",)}, "met"),
    ({"fact": "classes", "only": ["V"]}, {"classes": ("III", "V")}, "not_met"),
    ({"fact": "classes", "only": ["V"]}, {"classes": ()}, "not_met"),
    ({"fact": "therapies", "includes": ["rituximab"]}, {"therapies": ()}, "not_met"),
    ({"fact": "therapies", "includes": ["rituximab"]}, {}, "unknown"),
    ({"not": {"fact": "dialysis", "equals": True}}, {}, "unknown"),
    (
        {"any": [{"fact": "egfr", "above": 45}, {"fact": "dialysis", "equals": False}]},
        {"dialysis": False},
        "met",
    ),
    (
        {"all": [{"fact": "egfr", "above": 45}, {"fact": "dialysis", "equals": False}]},
        {"dialysis": True},
        "not_met",
    ),
]


@pytest.mark.parametrize(("written", "facts", "expected"), TESTS)
def test_a_predicate(written: dict[str, Any], facts: dict[str, Any], expected: str) -> None:
    case = Case(PatientFacts.model_validate(facts), {})
    assert READ.validate_python(written).read(case) == expected


@pytest.mark.parametrize(
    "written",
    [
        {"fact": "egfr"},
        {"fact": "egfr", "above": 1, "below": 2},
        {"fact": "shoe_size", "above": 1},
        {"fact": "dialysis", "equals": True, "because": "no"},
        {"all": []},
        {"derived": "hunch"},
        {},
    ],
)
def test_a_predicate_that_is_not_one_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(written)


def test_a_drug_that_was_mentioned_counts_and_one_that_was_not_stays_unknown() -> None:
    case = Case(PatientFacts(), {}, frozenset({"rituximab"}))
    assert READ.validate_python({"fact": "therapies", "includes": ["rituximab"]}).read(case) == "met"
    assert READ.validate_python({"fact": "therapies", "includes": ["belimumab"]}).read(case) == "unknown"
