"""The cases on board: sound in every claim and value, and playable to every one of their ends."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from chat_app.teaching import play
from chat_app.teaching.check import Checker
from chat_app.teaching.course import course_of
from chat_app.teaching.labs import labs
from chat_app.teaching.load import CASE_FOLDER, case_files, default_library
from chat_app.teaching.model import Case, Rating
from chat_app.teaching.play import Phase, Progress
from chat_app.teaching.score import score

FILES = case_files(CASE_FOLDER)
CASES = list(default_library().cases.values())
GUIDE = Path(__file__).parents[3] / "docs" / "authoring-cases.md"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_case_has_a_problem(path: Path, checker: Checker) -> None:
    assert [str(problem) for problem in checker.case(path)] == []


def test_no_pathway_has_a_problem(checker: Checker) -> None:
    assert [str(problem) for problem in checker.pathways()] == []


def test_the_example_of_the_authoring_guide_is_sound(tmp_path: Path, checker: Checker) -> None:
    example = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    path = tmp_path / "example.yaml"
    path.write_text(example[1], encoding="utf-8")
    assert [str(problem) for problem in checker.case(path)] == []


def test_the_authoring_guide_names_every_laboratory_value() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [name for name in labs() if f"`{name}`" not in guide] == []


def test_the_cases_of_the_curriculum_are_there() -> None:
    assert {case.id for case in CASES} >= {
        "new-class-iv",
        "class-v-nephrotic",
        "mixed-reduced-egfr",
        "relapse-after-stopping",
        "refractory",
        "pregnancy-planning",
        "microangiopathy",
        "adolescent",
        "kidney-failure",
    }


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_teaches_with_real_choices(case: Case) -> None:
    assert len(case.ends()) >= 2
    assert len({step.ending.outcome for step in case.ends() if step.ending}) >= 2
    for way in play.paths(case):
        assert 3 <= len(way) <= 12, way
    for step, decision in case.decisions():
        assert 3 <= len(decision.options) <= 4, step.id
        assert any(option.rating is Rating.WRONG for option in decision.options), step.id


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_can_be_played_to_every_one_of_its_ends(case: Case) -> None:
    reached: set[str] = set()
    open_games = [play.start(case, "v")]
    visited: set[tuple[str, str | None]] = set()
    while open_games:
        game = open_games.pop()
        now = play.phase(case, game)
        if now is Phase.ENDED:
            reached.add(game.at)
            assert score(case, game).of == len(game.path)
            course_of(case, game.trail, game.path)
            assert play.resume(case, "v", game.model_dump_json()) == game
        elif now is Phase.READING:
            open_games.append(play.advance(case, game))
        else:
            decision = play.present(case, game).decision
            assert decision
            for number in range(len(decision.options)):
                key = (game.at, str(number))
                if key not in visited:  # each choice once: every edge of the case is gone along
                    visited.add(key)
                    open_games.append(_decided(case, game, number))
    assert reached == {step.id for step in case.ends()}


def _decided(case: Case, game: Progress, option: int) -> Progress:
    return play.advance(case, play.reveal(case, play.choose(case, game, option, 70)))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_can_be_solved_with_best_choices_alone(case: Case) -> None:
    game = play.start(case)
    while not play.ended(case, game):
        step = play.present(case, game)
        if step.decision is None:
            game = play.advance(case, game)
            continue
        best = next(i for i, o in enumerate(step.decision.options) if o.rating is Rating.BEST)
        game = _decided(case, game, best)
    assert 5 <= len(game.trail) <= 9
    assert 3 <= len(game.path) <= 6
    ending = play.present(case, game).ending
    assert ending
    assert ending.outcome == "good"
    assert score(case, game).share == 1


def test_the_best_option_stands_at_no_place_that_could_be_guessed() -> None:
    places = Counter(
        next(i for i, o in enumerate(decision.options) if o.rating is Rating.BEST)
        for case in CASES
        for _, decision in case.decisions()
    )
    assert max(places.values()) <= 0.45 * places.total()
