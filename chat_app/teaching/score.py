"""The score of a case: how good the choices were, and how well confidence matched them.

Only the first answer at each decision counts: going back to look at another branch costs and gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chat_app.teaching.model import Case, Decision, Option, Rating, Step
from chat_app.teaching.play import Answer, Progress, chosen

POINTS = {Rating.BEST: 1.0, Rating.ACCEPTABLE: 0.5, Rating.WRONG: 0.0}
"""Points of an answer. A best option is whole, an acceptable one half."""
BANDS = ((0, 49), (50, 69), (70, 89), (90, 100))
"""Bands of confidence in percent, both ends included."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One decision as it was first answered."""

    step: Step
    decision: Decision
    option: Option
    answer: Answer
    best: tuple[Option, ...]
    """The best options of this decision."""

    @property
    def points(self) -> float:
        return POINTS[self.option.rating]

    @property
    def right(self) -> bool:
        """Whether a best option was chosen."""
        return self.option.rating is Rating.BEST


@dataclass(frozen=True, slots=True)
class Band:
    """Answers whose confidence fell into one band."""

    low: int
    high: int
    answers: int
    said: float | None
    """Mean confidence, 0 to 1; None without answers."""
    right: float | None
    """Share of best options, 0 to 1; None without answers."""


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of a case for its learner."""

    reviewed: tuple[Reviewed, ...]
    points: float
    of: int
    """Decisions answered: the most points there could have been."""
    brier: float | None
    bands: tuple[Band, ...]
    said: float | None
    """Mean confidence over all answers that gave one, 0 to 1."""
    right: float | None
    """Share of best options among the same answers, 0 to 1."""

    @property
    def share(self) -> float | None:
        """points ÷ of; None before the first answer."""
        return self.points / self.of if self.of else None

    @property
    def leaning(self) -> float | None:
        """Mean confidence less the share of best options: above 0 too sure, below 0 too unsure."""
        return None if self.said is None or self.right is None else self.said - self.right


def score(case: Case, progress: Progress) -> Score:
    """The score of the answers so far.

    Points: best 1, acceptable ½, wrong 0; the share is their sum over the number of decisions answered.

    Brier score: the mean of (c − r)² over the answers with a confidence, where c is the confidence ÷ 100 and
    r is 1 for a best option and else 0 (also for an acceptable one: the confidence is that the option is a
    best one). 0 is perfect; who always says 50% scores 0.25 whatever happens; 1 is sure and wrong each time.

    Calibration: in each band of confidence, what was said (the mean confidence) beside what came (the share
    of best options). Raises WrongMove for answers that this case does not offer.
    """
    reviewed = tuple(_reviewed(case, answer) for answer in _first(progress.log))
    sure = [(r.answer.confidence / 100, r.right) for r in reviewed if r.answer.confidence is not None]
    return Score(
        reviewed=reviewed,
        points=sum(r.points for r in reviewed),
        of=len(reviewed),
        brier=_mean((c - right) ** 2 for c, right in sure),
        bands=tuple(_band(low, high, sure) for low, high in BANDS),
        said=_mean(c for c, _ in sure),
        right=_mean(float(right) for _, right in sure),
    )


def _first(log: Iterable[Answer]) -> list[Answer]:
    first: dict[str, Answer] = {}
    for answer in log:
        first.setdefault(answer.step, answer)
    return list(first.values())


def _reviewed(case: Case, answer: Answer) -> Reviewed:
    option = chosen(case, answer)
    step = case.step(answer.step)
    if step.decision is None:  # `chosen` refuses such an answer
        raise ValueError(answer.step)
    best = tuple(o for o in step.decision.options if o.rating is Rating.BEST)
    return Reviewed(step, step.decision, option, answer, best)


def _band(low: int, high: int, sure: Iterable[tuple[float, bool]]) -> Band:
    inside = [(c, right) for c, right in sure if low <= round(c * 100) <= high]
    return Band(low, high, len(inside), _mean(c for c, _ in inside), _mean(float(r) for _, r in inside))


def _mean(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else None
