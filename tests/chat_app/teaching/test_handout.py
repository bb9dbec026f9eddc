"""Handouts: what stands on them, for every case at every end; and work that an address can hold."""

from __future__ import annotations

import base64
import io
import zlib

import pytest
from pypdf import PdfReader

from chat_app.guidelines.load import default_corpus
from chat_app.teaching import play
from chat_app.teaching.handout import Handout, handout_of
from chat_app.teaching.handout_pdf import handout_pdf
from chat_app.teaching.load import default_library
from chat_app.teaching.model import Case
from chat_app.teaching.play import Progress
from chat_app.teaching.work import best_path, packed, unpacked
from tests.chat_app.teaching.test_pictures import ways

LIBRARY = default_library()
CORPUS = default_corpus()
CASES = list(LIBRARY.cases.values())


def of(case: Case, progress: Progress) -> Handout:
    return handout_of(LIBRARY, CORPUS, case, progress)


def text_of(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_every_end_of_every_case_has_its_handout(case: Case) -> None:
    for end in ways(case):
        handout = of(case, end)
        assert [s.title for s in handout.scenes] == [case.step(i).title for i in end.trail]
        assert handout.outcome
        assert handout.take_home
        numbers = [s.number for s in handout.sources]
        assert numbers == list(range(1, len(numbers) + 1))
        lines = [line for s in handout.scenes for c in s.choices for line in c.why]
        lines += [line for s in handout.scenes for _, rows in s.compared for line in rows]
        lines += handout.take_home
        assert all(line.marks for line in lines)
        assert {m for line in lines for m in line.marks} == set(numbers)


def test_marks_lead_to_the_source_of_the_statement() -> None:
    case = CASES[0]
    handout = of(case, best_path(case, ""))
    step = case.step(case.start)
    assert step.decision
    claim = step.decision.options[0].why[0]
    line = handout.scenes[0].choices[0].why[0]
    source = CORPUS.source_of(CORPUS.statements[claim.cites[0]])
    [listed] = [s for s in handout.sources if s.number == line.marks[0]]
    assert listed.text.startswith(source.title)


@pytest.mark.parametrize("case", CASES[:2], ids=lambda c: c.id)
def test_the_pdf_says_who_the_patient_is_and_what_it_rests_on(case: Case) -> None:
    pdf = handout_pdf(of(case, best_path(case, "")))
    text = text_of(pdf)
    assert text.count("Invented patient, for teaching") == len(PdfReader(io.BytesIO(pdf)).pages)
    assert CORPUS.version[:19] in text
    assert CORPUS.updated in text
    for words in (
        case.title,
        case.patient.introduction,
        "Laboratory values",
        "References",
        "Pathway:",
        "now",
    ):
        assert words in text
    assert "Best, chosen:" in text


def test_a_decision_that_is_open_gives_nothing_away() -> None:
    case = CASES[0]
    handout = of(case, play.start(case))
    [scene] = handout.scenes
    assert scene.question
    assert {c.rating for c in scene.choices} == {None}
    assert not any(c.why or c.here or c.chosen for c in scene.choices)
    assert not handout.score
    assert "Best" not in text_of(handout_pdf(handout)).replace("Best,", "")


def test_the_score_stands_there_where_confidence_was_given() -> None:
    case = CASES[0]
    end = next(iter(ways(case)))
    assert any("Brier" in line for line in of(case, end).score)
    assert of(case, best_path(case, "")).score == ()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_work_comes_back_out_of_the_address(case: Case) -> None:
    version = LIBRARY.versions[case.id]
    for end in ways(case):
        text = packed(end)
        assert len(text) < 1_500
        assert text.replace("-", "").replace("_", "").isalnum()
        assert unpacked(case, version, text) == end


@pytest.mark.parametrize(
    "text",
    ["", "x", "!!!", "AAAA", base64.urlsafe_b64encode(zlib.compress(b"{}" * 100_000)).decode().rstrip("=")],
    ids=["empty", "short", "signs", "letters", "bomb"],
)
def test_work_that_cannot_be_read_is_none(text: str) -> None:
    case = CASES[0]
    assert unpacked(case, LIBRARY.versions[case.id], text) is None


def test_work_of_another_version_or_case_is_none() -> None:
    one, other = CASES[:2]
    text = packed(play.start(one, "sha256:1"))
    assert unpacked(one, "sha256:1", text) is not None
    assert unpacked(one, "sha256:2", text) is None
    assert unpacked(other, "sha256:1", text) is None


def test_the_best_path_takes_best_options_alone() -> None:
    for case in CASES:
        end = best_path(case, "")
        assert play.ended(case, end)
        assert {play.chosen(case, a).rating for a in end.path} == {"best"}
