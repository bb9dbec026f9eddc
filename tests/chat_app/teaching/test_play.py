"""Playing, scoring and the course of the patient, on a small case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.teaching import play
from chat_app.teaching.course import Interval, course_of
from chat_app.teaching.load import default_library
from chat_app.teaching.model import Case, Rating
from chat_app.teaching.play import Phase, Progress, WrongMove
from chat_app.teaching.score import BANDS, score

CASE = default_library().cases["new-class-iv"]


def decided(case: Case, progress: Progress, option: int, confidence: int | None = None) -> Progress:
    return play.advance(case, play.reveal(case, play.choose(case, progress, option, confidence)))


def test_a_learner_commits_before_the_explanation_is_shown(small: Case) -> None:
    game = play.start(small, "v1")
    assert play.phase(small, game) is Phase.DECIDING
    with pytest.raises(WrongMove, match="Choose an option first"):
        play.reveal(small, game)
    game = play.choose(small, game, 2, 40)
    assert play.phase(small, game) is Phase.COMMITTED
    with pytest.raises(WrongMove):
        play.choose(small, game, 0, 90)
    with pytest.raises(WrongMove):
        play.advance(small, game)
    game = play.reveal(small, game)
    assert play.phase(small, game) is Phase.REVEALED
    game = play.advance(small, game)
    assert (game.at, play.phase(small, game)) == ("wait", Phase.READING)
    game = play.advance(small, game)
    game = decided(small, game, 0, 80)
    assert play.ended(small, game)
    assert game.trail == ("visit", "wait", "second", "good")
    with pytest.raises(WrongMove, match="ends here"):
        play.advance(small, game)


@pytest.mark.parametrize(("option", "confidence"), [(3, 50), (-1, 50), (0, 101), (0, -1)])
def test_a_move_that_cannot_be_is_refused(small: Case, option: int, confidence: int) -> None:
    with pytest.raises(WrongMove):
        play.choose(small, play.start(small), option, confidence)


def test_going_back_opens_the_decision_again_and_keeps_the_record(small: Case) -> None:
    game = decided(small, play.start(small), 2, 90)
    game = play.back(small, game, "visit")
    assert play.phase(small, game) is Phase.DECIDING
    assert game.path == ()
    assert len(game.log) == 1
    game = decided(small, game, 0, 60)
    assert game.at == "good"
    assert [a.option for a in game.log] == [2, 0]
    with pytest.raises(WrongMove, match="not visited"):
        play.back(small, game, "wait")


def test_a_presenter_shows_one_part_after_the_other(small: Case) -> None:
    game = play.start(small)
    parts = play.parts_of(play.present(small, game))
    assert parts == ("story", "labs", "therapy", "pathway", "decision")
    for shown in (2, 3, 4, 5, 5):
        game = play.show_more(small, game)
        assert game.shown == shown
    assert decided(small, game, 0).shown == 1


@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 100), min_size=12, max_size=12))
def test_work_in_progress_survives_storing(options: list[int], confidences: list[int]) -> None:
    game = play.start(CASE, "v1")
    for option, confidence in zip(options, confidences, strict=False):
        assert play.resume(CASE, "v1", game.model_dump_json()) == game
        step = play.present(CASE, game)
        if step.ending is not None:
            game = play.back(CASE, game, game.trail[option % len(game.trail)])
        elif step.decision is None:
            game = play.advance(CASE, game)
        else:
            game = decided(CASE, game, option % len(step.decision.options), confidence)
    assert play.resume(CASE, "v1", game.model_dump_json()) == game
    assert play.resume(CASE, "v2", game.model_dump_json()) is None


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "{}",
        '{"case": "new-class-iv", "version": "v1", "trail": ["nowhere"]}',
        '{"case": "new-class-iv", "version": "v1", "trail": ["foamy-urine", "three-years"]}',
        '{"case": "new-class-iv", "version": "v1", "trail": ["foamy-urine"],'
        ' "path": [{"step": "foamy-urine", "option": 9, "confidence": 5}]}',
        '{"case": "new-class-iv", "version": "v1", "trail": ["foamy-urine"],'
        ' "log": [{"step": "nowhere", "option": 0, "confidence": 5}]}',
        '{"case": "another", "version": "v1", "trail": ["foamy-urine"]}',
    ],
)
def test_stored_work_that_cannot_be_is_not_taken_up(stored: str) -> None:
    assert play.resume(CASE, "v1", stored) is None


def test_every_way_to_an_end_is_found_once(small: Case) -> None:
    assert set(play.paths(small)) == {
        ("visit", "good"),
        ("visit", "wait", "second", "good"),
        ("visit", "wait", "second", "bad"),
    }


def test_points_and_brier_score(small: Case) -> None:
    game = decided(small, play.start(small), 1, 80)  # acceptable
    game = decided(small, play.advance(small, game), 0, 60)  # best
    result = score(small, game)
    assert (result.points, result.of, result.share) == (1.5, 2, 0.75)
    assert result.brier == pytest.approx((0.8**2 + 0.4**2) / 2)
    assert result.said == pytest.approx(0.7)
    assert result.right == pytest.approx(0.5)
    assert result.leaning == pytest.approx(0.2)
    assert [(b.low, b.high, b.answers, b.right) for b in result.bands if b.answers] == [
        (50, 69, 1, 1.0),
        (70, 89, 1, 0.0),
    ]
    first = result.reviewed[0]
    assert (first.step.id, first.right, first.option.rating) == ("visit", False, Rating.ACCEPTABLE)
    assert [option.text for option in first.best] == ["Biopsy"]


def test_only_the_first_answer_counts(small: Case) -> None:
    game = decided(small, play.start(small), 2, 100)
    game = decided(small, play.back(small, game, "visit"), 0, 100)
    assert score(small, game).points == 0
    assert score(small, game).brier == 1


def test_without_confidence_there_is_no_calibration(small: Case) -> None:
    assert score(small, play.start(small)).share is None
    result = score(small, decided(small, play.start(small), 0))
    assert (result.share, result.brier, result.said, result.leaning) == (1, None, None, None)
    assert sum(band.answers for band in result.bands) == 0


def test_the_bands_hold_every_confidence_once() -> None:
    for confidence in range(101):
        assert sum(low <= confidence <= high for low, high in BANDS) == 1


@given(st.integers(0, 100))
def test_somebody_always_half_sure_scores_a_quarter(option: int) -> None:
    game = decided(CASE, play.start(CASE), option % 4, 50)
    assert score(CASE, game).brier == pytest.approx(0.25)


def test_the_course_follows_the_path_taken(small: Case) -> None:
    game = play.choose(small, play.start(small), 0, 70)
    before = course_of(small, game.trail, game.path)
    assert [i.drug for i in before.therapy] == ["hydroxychloroquine"]
    game = play.advance(small, play.reveal(small, game))
    course = course_of(small, game.trail, game.path)
    assert course.therapy == (Interval("hydroxychloroquine", -12), Interval("mycophenolate", 1))
    assert course.series("upcr_g_per_g") == ((0, 2.0), (12, 0.3))
    assert course.latest("egfr") == 101
    assert course.latest("potassium_mmol_per_l") is None
    facts = course.facts
    assert (facts.age_years, facts.upcr_g_per_g, facts.egfr, facts.classes) == (31, 0.3, 101, ("III",))
    assert facts.therapies == ("hydroxychloroquine", "mycophenolate")


def test_a_stop_ends_what_runs_and_nothing_else() -> None:
    game = play.start(CASE)
    while not play.ended(CASE, game):
        step = play.present(CASE, game)
        if step.decision is None:
            game = play.advance(CASE, game)
            continue
        best = next(i for i, o in enumerate(step.decision.options) if o.rating is Rating.BEST)
        game = decided(CASE, game, best)
    drugs = {i.drug: i for i in course_of(CASE, game.trail, game.path).therapy if i.start >= 0}
    assert drugs["tacrolimus"].stop == 34
    assert "belimumab" not in drugs  # its stop is written for those who chose it
    assert drugs["mycophenolate"].stop is None
