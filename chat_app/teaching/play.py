"""Playing a case: a state machine of pure functions over one small value that can be stored as JSON.

A learner reads a step, commits to an option with a confidence, has the explanation revealed, and goes on:

    start → choose → reveal → advance → … → a step with an ending

`back` returns to a step of the path taken; what was answered before stays on record for the score.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field, ValidationError

from chat_app.errors import CaseError
from chat_app.teaching.model import Case, Option, Part, Step

StepPart = Literal["story", "labs", "biopsy", "therapy", "pathway", "compare", "decision", "ending"]


class WrongMove(CaseError):
    """A move that the present state does not allow."""


class Phase(StrEnum):
    """What can be done now."""

    READING = "reading"
    """A step without a decision: `advance`."""
    DECIDING = "deciding"
    """`choose`."""
    COMMITTED = "committed"
    """An option was chosen: `reveal`."""
    REVEALED = "revealed"
    """The explanation is shown: `advance`."""
    ENDED = "ended"


class Answer(Part):
    """A choice that a learner committed to."""

    step: str
    option: int = Field(ge=0)
    """Place of the option, from 0."""
    confidence: int | None = Field(default=None, ge=0, le=100)
    """How sure that this is a best option, in percent; None where nobody was asked (a presenter)."""


class Progress(Part):
    """How far a learner is. `model_dump_json` stores it, `resume` reads it again."""

    case: str
    version: str
    """Hash of the case's file, so that work does not go on in a case that has changed."""
    trail: tuple[str, ...] = Field(min_length=1)
    """Steps of the path taken; the last is the present one."""
    path: tuple[Answer, ...] = ()
    """Answers along this path, one a decision."""
    log: tuple[Answer, ...] = ()
    """Every answer ever committed, also on paths that were left; nothing is taken out."""
    revealed: bool = False
    """Whether the explanation of the present step's answer is shown."""
    shown: int = Field(default=1, ge=1)
    """How many parts of the present step a presenter has shown (`parts_of`)."""

    @property
    def at(self) -> str:
        """Id of the present step."""
        return self.trail[-1]


def start(case: Case, version: str = "") -> Progress:
    """The beginning of a case."""
    return Progress(case=case.id, version=version, trail=(case.start,))


def resume(case: Case, version: str, stored: str) -> Progress | None:
    """Work that was stored as JSON; None where it is not of this version of this case or cannot be read."""
    try:
        progress = Progress.model_validate_json(stored)
    except ValidationError:
        return None
    if (progress.case, progress.version) != (case.id, version):
        return None
    return progress if _possible(case, progress) else None


def present(case: Case, progress: Progress) -> Step:
    """The present step."""
    return case.step(progress.at)


def phase(case: Case, progress: Progress) -> Phase:
    """What can be done now."""
    step = present(case, progress)
    if step.ending is not None:
        return Phase.ENDED
    if step.decision is None:
        return Phase.READING
    if answered(progress) is None:
        return Phase.DECIDING
    return Phase.REVEALED if progress.revealed else Phase.COMMITTED


def answered(progress: Progress) -> Answer | None:
    """The answer that was committed at the present step, on this path."""
    last = progress.path[-1] if progress.path else None
    return last if last is not None and last.step == progress.at else None


def chosen(case: Case, answer: Answer) -> Option:
    """The option that an answer took. Raises WrongMove for an answer that this case does not offer."""
    try:
        decision = case.step(answer.step).decision
    except KeyError:
        decision = None
    if decision is None or answer.option >= len(decision.options):
        raise WrongMove(f"The step {answer.step} offers no option {answer.option + 1}.")
    return decision.options[answer.option]


def choose(case: Case, progress: Progress, option: int, confidence: int | None = None) -> Progress:
    """Commit to an option (from 0) with a confidence from 0 to 100. Raises WrongMove where no decision is
    open or there is no such option."""
    if phase(case, progress) is not Phase.DECIDING:
        raise WrongMove("No decision is open here.")
    if confidence is not None and not 0 <= confidence <= 100:
        raise WrongMove("A confidence is a number from 0 to 100.")
    if option < 0:
        raise WrongMove("Options are counted from 0.")
    answer = Answer(step=progress.at, option=option, confidence=confidence)
    chosen(case, answer)
    return progress.model_copy(
        update={"path": (*progress.path, answer), "log": (*progress.log, answer), "revealed": False}
    )


def reveal(case: Case, progress: Progress) -> Progress:
    """Show the explanation of the answer. Raises WrongMove where none was committed."""
    if phase(case, progress) not in (Phase.COMMITTED, Phase.REVEALED):
        raise WrongMove("Choose an option first.")
    return progress.model_copy(update={"revealed": True})


def advance(case: Case, progress: Progress) -> Progress:
    """Go on to the step that follows. Raises WrongMove before the explanation and at an end."""
    now = phase(case, progress)
    if now is Phase.READING:
        follows = present(case, progress).next
    elif now is Phase.REVEALED:
        answer = answered(progress)
        follows = chosen(case, answer).next if answer else None
    else:
        follows = None
    if follows is None:
        raise WrongMove("The case ends here." if now is Phase.ENDED else "Choose, and read why, first.")
    return progress.model_copy(update={"trail": (*progress.trail, follows), "revealed": False, "shown": 1})


def back(case: Case, progress: Progress, step_id: str) -> Progress:
    """Return to a step of the path taken, with its decision open again. The log keeps every answer.

    Raises WrongMove for a step that was not visited.
    """
    if step_id not in progress.trail:
        raise WrongMove(f"The step {step_id} was not visited.")
    trail = progress.trail[: progress.trail.index(step_id) + 1]
    path = tuple(a for a in progress.path if a.step in trail[:-1])
    return progress.model_copy(update={"trail": trail, "path": path, "revealed": False, "shown": 1})


def ended(case: Case, progress: Progress) -> bool:
    """Whether the present step ends the case."""
    return phase(case, progress) is Phase.ENDED


def parts_of(step: Step) -> tuple[StepPart, ...]:
    """What a step holds, in the order in which a presenter shows it."""
    held: tuple[tuple[StepPart, object], ...] = (
        ("story", step.story),
        ("labs", step.labs),
        ("biopsy", step.biopsy),
        ("therapy", step.therapy),
        ("pathway", step.pathway),
        ("compare", step.compare),
        ("decision", step.decision),
        ("ending", step.ending),
    )
    return tuple(name for name, part in held if part)


def show_more(case: Case, progress: Progress) -> Progress:
    """One more part of the present step; the same progress when all are shown."""
    parts = len(parts_of(present(case, progress)))
    return progress.model_copy(update={"shown": min(progress.shown + 1, parts)})


def paths(case: Case) -> Iterator[tuple[str, ...]]:
    """Every way from the start to an end that visits no step twice, as ids of steps."""
    open_ways: list[tuple[str, ...]] = [(case.start,)]
    while open_ways:
        way = open_ways.pop()
        step = case.step(way[-1])
        if step.ending is not None:
            yield way
        open_ways += [(*way, follows) for follows in reversed(step.leads_to()) if follows not in way]


def _possible(case: Case, progress: Progress) -> bool:
    """Whether stored progress could have come about in this case."""
    again = start(case, progress.version)
    answers = list(progress.path)
    try:
        while len(again.trail) < len(progress.trail):
            if phase(case, again) is Phase.DECIDING:
                answer = answers.pop(0)
                again = reveal(case, choose(case, again, answer.option, answer.confidence))
            again = advance(case, again)
        if answers:
            answer = answers.pop(0)
            again = choose(case, again, answer.option, answer.confidence)
        for answer in progress.log:
            chosen(case, answer)
    except (WrongMove, IndexError):
        return False
    return not answers and (again.trail, again.path) == (progress.trail, progress.path)
