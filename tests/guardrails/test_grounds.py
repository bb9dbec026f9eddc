"""What a sentence's words stand on in its statements, and what the way through them shows."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.checks.case import Case
from guardrails.checks.directions import directions
from guardrails.checks.grounds import FIRM, grounds
from guardrails.checks.way import way
from guardrails.features import features, model, score
from guardrails.meanings import axes, kin, meaning, phrase_at, stem
from guardrails.support import Verifier
from guardrails.types import Evidence
from guardrails.units import row_of

VERIFIER = Verifier()


def case(claim: str, *statements: str) -> Case:
    return VERIFIER.case(claim, [Evidence(f"t{i}", text) for i, text in enumerate(statements)])


def strength(claim: str, statement: str) -> dict[str, float]:
    found = grounds(case(claim, statement))
    return {u.surface: s for u, s in zip(found.claim.row, found.strength, strict=True)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("randomised", "randomized"), ("haemorrhage", "hemorrhage"), ("oedema", "edema"), ("tumour", "tumor")],
)
def test_british_and_american_spellings_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("prevent", "prevention"), ("recommend", "recommended")])
def test_derivations_are_kin(one: str, other: str) -> None:
    assert kin(stem(one), stem(other))


@pytest.mark.parametrize(
    ("one", "other"), [("hypertension", "hyperkalaemia"), ("contraindicated", "contraception")]
)
def test_words_with_one_beginning_are_not_kin(one: str, other: str) -> None:
    assert not kin(stem(one), stem(other))


def test_words_that_stand_for_one_another_share_a_sense() -> None:
    assert meaning("began").senses & meaning("initiated").senses
    assert not meaning("began").senses & meaning("kidney").senses


def test_the_longest_phrase_is_read() -> None:
    found = phrase_at(["did", "not", "differ", "much"], 0)
    assert found is not None
    assert found[0] == 3


def test_no_word_takes_both_directions_of_an_axis() -> None:
    for axis in axes():
        for word in {*axis.plus.split(), *axis.minus.split()}:
            if "_" not in word:
                taken = [a for a, _ in meaning(word.removesuffix("*")).axes]
                assert len(taken) == len(set(taken)), word


def test_a_unit_knows_that_it_is_denied() -> None:
    row = row_of(case("Belimumab is not continued, but steroids are given.", "x").claim).row
    denied = {u.surface for u in row if u.denied}
    assert "continued" in denied
    assert "given" not in denied


def test_the_same_word_and_number_are_firm_ground() -> None:
    found = strength("MMF 2000 mg daily", "Mycophenolate is given at 2 g a day.")
    assert found["mmf"] >= FIRM
    assert found["2000 mg"] >= FIRM


def test_a_synonym_is_looser_ground_and_an_invention_none() -> None:
    found = strength("Treatment was halted because of cranberries", "Therapy was discontinued.")
    assert 0 < found["halted"] <= 1
    assert found["cranberries"] == 0


def test_what_is_known_of_the_source_is_ground() -> None:
    evidence = Evidence("a.1", "Biopsy is advised.", organisation="KDIGO", grade="1B")
    found = grounds(VERIFIER.case("KDIGO advises biopsy.", [evidence]))
    assert found.strength[0] == 1.0


def test_an_opposite_among_the_same_words_clashes() -> None:
    found = directions(
        case("Azathioprine is stopped in pregnancy.", "Azathioprine is continued in pregnancy.")
    )
    assert {axes()[a].name for a in found.clash} == {"course"}
    same = directions(case("Azathioprine is kept in pregnancy.", "Azathioprine is continued in pregnancy."))
    assert not same.clash


def test_a_word_from_the_wrong_place_leaps() -> None:
    statement = (
        "Tacrolimus is started at 2 mg twice daily; its level is measured weekly. "
        "Azathioprine is continued in pregnancy at 2 mg/kg/day."
    )
    right = max(s.leap for s in way(case("Azathioprine is continued in pregnancy.", statement)))
    wrong = max(s.leap for s in way(case("In pregnancy tacrolimus is continued at 2 mg/kg/day.", statement)))
    assert wrong > right


def test_every_feature_that_the_model_asks_for_has_a_name_of_ours() -> None:
    fixed = set(features(case("Belimumab is given every 4 weeks.", "Belimumab is given every 4 weeks."), ()))
    varied: tuple[str, ...] = (
        "open: ",
        "has",
        "kind: ",
        "source: ",
        "clash: ",
        "turned: ",
        "added: ",
        "dropped: ",
        "leap",
        "lone leap",
    )
    varied += ("rival", "near rival", "says: ", "alone: ")
    assert [n for n in model().features if n not in fixed and not n.startswith(varied)] == []


def test_features_are_bounded() -> None:
    values = features(case("Never, ever! 12 mg? Not without 5% or 3 of 4 doses.", "It is given at 3 mg."), ())
    assert all(-1 <= value <= 1 for value in values.values())


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_weighed(text: str) -> None:
    assert isinstance(score(features(case(text, "Belimumab is given every 4 weeks."), ())), float)


def test_the_time_grows_with_the_length_alone() -> None:
    sentence = "Belimumab 10 mg/kg was not given with mycophenolate before week 24 in 43% of adults, "
    spent = []
    for times in (8, 32):
        start = time.process_time()
        features(case(sentence * times, sentence * times), ())
        spent.append(time.process_time() - start)
    assert spent[1] < 16 * max(spent[0], 0.002)
