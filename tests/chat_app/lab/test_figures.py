"""What is measured of an answer, on answers made by hand."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chat_app.answer import Answer, Audience, Outcome, Section, Sentence, Tokens, Withheld, WithheldFinding
from chat_app.consult import Consultation, Request
from chat_app.lab.figures import BY_NAME, better, measure
from chat_app.lab.questions import Question
from chat_app.lab.yardstick import Yardstick

HCQ = "The starting dose of hydroxychloroquine in lupus nephritis is around 5 mg/kg/day by mouth."


@pytest.fixture(scope="module")
def plain(base: Consultation) -> Answer:
    return asyncio.run(base.answer(Request("Can you suggest a recipe for a chocolate cake?")))


def sentence(text: str, *citations: str, verdict: Any = "verified") -> Sentence:
    return Sentence(text=text, citations=citations, verdict=verdict)


def withheld(text: str, action: Any) -> Withheld:
    finding = WithheldFinding(check="numbers", message="Not in the source.")
    return Withheld(text=text, citations=(), findings=(finding,), action=action)


def answer_of(plain: Answer, bottom: tuple[Sentence, ...], **changes: Any) -> Answer:
    return plain.model_copy(update={"outcome": Outcome.ANSWERED, "bottom_line": bottom, **changes})


def question(**fields: Any) -> Question:
    return Question(**{"id": "q", "question": "What is the dose?", "scope": "in", **fields})


def test_shares_are_of_what_was_written_and_a_repair_is_no_quotation(
    plain: Answer, yardstick: Yardstick
) -> None:
    answer = answer_of(
        plain,
        (sentence("Own words.", "a"), sentence("Quoted by the writer.", "b", verdict="quoted")),
        sections=(Section(title="S", sentences=(sentence("Put in its place.", "c", verdict="quoted"),)),),
        withheld=(withheld("Wrong.", "replaced"), withheld("Worse.", "dropped")),
    )
    found = measure(answer, question(evidence=("a", "b", "x", "y")), yardstick)
    assert {n: found[n] for n in ("verified", "quoted", "repaired", "withheld", "sentences")} == {
        "verified": 0.25,
        "quoted": 0.25,
        "repaired": 0.25,
        "withheld": 0.25,
        "sentences": 3.0,
    }
    assert (found["citation_recall"], found["citation_precision"]) == (0.5, pytest.approx(2 / 3))
    assert found["key_points"] is None, "a question without key points measures none"


@pytest.mark.parametrize(
    ("point", "held"),
    [
        ("hydroxychloroquine around 5 mg/kg/day", True),
        ("HCQ starting dose about 5 mg/kg per day", True),
        ("hydroxychloroquine 6.5 mg/kg/day", False),
        ("belimumab is added for extra-renal manifestations", False),
    ],
)
def test_a_key_point_is_held_by_its_numbers_and_most_of_its_words(
    plain: Answer, yardstick: Yardstick, point: str, held: bool
) -> None:
    assert yardstick.held([point], answer_of(plain, (sentence(HCQ, "a"),))) == (held,)


def test_thousands_are_one_number(plain: Answer, yardstick: Yardstick) -> None:
    answer = answer_of(plain, (sentence("Each obinutuzumab dose is 1,000 mg intravenously.", "a"),))
    assert yardstick.held(["obinutuzumab 1000 mg", "obinutuzumab 1 mg"], answer) == (True, False)


@pytest.mark.parametrize(
    ("text", "verdict", "free"),
    [
        ("Belimumab is given as an intravenous bolus.", "verified", 0.0),
        ("Belimumab is given as an intravenous bolus.", "quoted", 1.0),
        ("Belimumab must not be given as an intravenous bolus.", "verified", 1.0),
        ("Belimumab is infused over 1 hour.", "verified", 1.0),
    ],
)
def test_a_dangerous_claim_is_found_in_a_writers_own_words(
    plain: Answer, yardstick: Yardstick, text: str, verdict: str, free: float
) -> None:
    answer = answer_of(plain, (sentence(text, "a", verdict=verdict),))
    asked = question(must_not=("Belimumab is given as an intravenous bolus.",))
    assert measure(answer, asked, yardstick)["free_of_danger"] == free


@pytest.mark.parametrize(
    ("scope", "outcome", "right"),
    [
        ("in", Outcome.ANSWERED, 1.0),
        ("in", Outcome.PARTLY_ANSWERED, 1.0),
        ("in", Outcome.NOT_COVERED, 0.0),
        ("in", Outcome.OUT_OF_SCOPE, 0.0),
        ("out", Outcome.OUT_OF_SCOPE, 1.0),
        ("out", Outcome.ANSWERED, 0.0),
        ("near", Outcome.PARTLY_ANSWERED, None),
    ],
)
def test_the_right_outcome_depends_on_the_scope(
    plain: Answer, yardstick: Yardstick, scope: str, outcome: Outcome, right: float | None
) -> None:
    answer = plain.model_copy(update={"outcome": outcome})
    assert measure(answer, question(scope=scope), yardstick)["outcome"] == right


def test_a_disclaimer_for_another_reader_is_none(plain: Answer, yardstick: Yardstick) -> None:
    assert measure(plain, question(), yardstick)["disclaimer"] == 1.0
    provenance = plain.provenance.model_copy(update={"audience": Audience.PATIENT})
    other = plain.model_copy(update={"provenance": provenance})
    assert measure(other, question(), yardstick)["disclaimer"] == 0.0


def test_tokens_cost_and_time_come_from_the_record(plain: Answer, yardstick: Yardstick) -> None:
    assert measure(plain, question(), yardstick)["prompt_tokens"] is None, "no model was asked"
    provenance = plain.provenance.model_copy(
        update={
            "writer": "openai",
            "tokens": Tokens(prompt=900, completion=120),
            "details": {"cost": 0.0125},
            "timings_ms": {"total": 812.5},
        }
    )
    found = measure(plain.model_copy(update={"provenance": provenance}), question(), yardstick)
    names = ("prompt_tokens", "completion_tokens", "cost", "latency")
    assert [found[n] for n in names] == [900.0, 120.0, 0.0125, 812.5]


def test_only_for_patients_is_easier_reading_better() -> None:
    assert better(BY_NAME["reading_level"], Audience.PATIENT) == "lower"
    assert better(BY_NAME["reading_level"], Audience.SPECIALIST) is None
