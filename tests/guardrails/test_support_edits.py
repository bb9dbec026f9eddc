"""Sentences that follow a statement word by word, and turn it by one small word."""

from __future__ import annotations

import pytest

from guardrails.checks import edits, limits
from guardrails.support import Verifier
from guardrails.types import Evidence, Severity

VERIFIER = Verifier()
AVOIDED = (
    "The tablets are avoided in congenital or acquired deafness and in patients with a scan of the chest."
)
COUNSELLED = (
    "Women on the tablets should be counselled about the scan of the chest and about bottles at home."
)
REACHED = "The tablets are supplied for every person with a scan of the chest, whatever the bottle at home."
NOTED = (
    "The register has no entry of the tablets under bottles, and the scan of the chest was then retracted."
)
EITHER = "The tablets are given by mouth, with or without a scan of the chest, to patients with deafness."
VENOUS = "Of 898 patients with deafness, 65 had a venous event; the tablets were given before the scan."
CLOTS = "In the register 65 of 898 patients had a venous thrombosis."


def told(claim: str, statement: str) -> dict[str, Severity]:
    case = VERIFIER.case(claim, [Evidence("t", statement)])
    return {f.rule: f.severity for f in edits.check(case)}


@pytest.mark.parametrize(
    ("statement", "claim", "rule"),
    [
        (AVOIDED, "The tablets are avoided in congenital but not in acquired deafness.", "denied"),
        (COUNSELLED, "Women on the tablets may be counselled about the scan of the chest.", "weaker"),
        (REACHED, "The tablets are supplied only for people with a scan of the chest.", "narrowed"),
        (NOTED, "The register has an entry of the tablets under bottles.", "affirmed"),
        (NOTED, "The scan of the chest was not retracted, and the register has an entry.", "denied"),
        (VENOUS, "Of 898 patients with deafness, 65 had an arterial event.", "opposite"),
        (CLOTS, "In the register arterial thrombosis was seen in 65 of 898 patients.", "opposite beside"),
        (VENOUS, "The tablets were given after the scan in patients with deafness.", "opposite"),
    ],
)  # fmt: skip
def test_one_small_word_that_turns_the_statement_is_a_conflict(statement: str, claim: str, rule: str) -> None:
    assert told(claim, statement).get(rule) is Severity.CONFLICT


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        (AVOIDED, "In congenital or acquired deafness the tablets are avoided."),
        (COUNSELLED, "Women should be counselled about bottles at home and about the scan of the chest."),
        (REACHED, "Every person with a scan of the chest is supplied with the tablets."),
        (NOTED, "The scan of the chest was retracted."),
        (NOTED, "The tablets are not entered under bottles in the register."),
        (EITHER, "The tablets are given by mouth +/- a scan of the chest to patients with deafness."),
        (EITHER, "The tablets are given by mouth to patients with deafness."),
        (VENOUS, "65 of 898 patients with deafness had a venous event."),
    ],
)
def test_what_says_the_same_in_nearly_the_same_words_is_none(statement: str, claim: str) -> None:
    assert Severity.CONFLICT not in told(claim, statement).values()


def test_a_limit_that_is_only_suspicious_is_left_open() -> None:
    claim = (
        "The tablets are given by mouth, with or without a scan of the chest, only to patients with deafness."
    )
    assert told(claim, EITHER) == {"narrowed": Severity.UNDECIDED}


def limited(claim: str, statement: str) -> dict[str, Severity]:
    case = VERIFIER.case(claim, [Evidence("t", statement)])
    return {f.rule: f.severity for f in limits.check(case)}


def test_a_limit_needs_a_limit_in_the_statement() -> None:
    statement = "The tablets are given to patients with deafness and a scan of the chest."
    assert limited("The tablets are given only in patients with a scan.", statement) == {
        "narrowed": Severity.CONFLICT,
        "limited to": Severity.CONFLICT,
    }
    assert limited("The tablets are the only ones given.", statement) == {"limited": Severity.UNDECIDED}
    assert limited("The tablets are given unless there is deafness.", statement) == {
        "excepted": Severity.UNDECIDED
    }
    assert not limited(
        "The tablets are given only in patients with a scan.", f"{statement} Nobody else but these."
    )
