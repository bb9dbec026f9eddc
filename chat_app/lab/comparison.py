"""Two contestants, question by question: what differs, how surely, and in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from chat_app.answer import Audience
from chat_app.lab.figures import BY_NAME, FIGURES, Better, Figure, better
from chat_app.lab.statistics import ALPHA, Paired, Test, detectable, holm, paired, too_few
from chat_app.lab.units import amount, bare, probability

Means = Mapping[str, Mapping[str, float]]
"""Figure, question, mean over the times it was asked. What could not be measured is not there."""
Key = tuple[str, str, str]
"""First contestant, second contestant, figure."""
FigureVerdict = Literal["better", "worse", "higher", "lower", "no_difference_shown", "same", "not_measured"]
Overall = Literal["better", "worse", "mixed", "no_difference_shown", "not_measured"]
_FEWEST: Final = 2
"""Questions that two contestants must share before anything is said of a figure."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FigureComparison(_Part):
    """One figure of the second contestant less that of the first."""

    n: int
    """Questions for which both have it."""
    differing: int
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    p_corrected: float | None
    """After Holm's correction for all pairs of the report and all figures of quality, or all others."""
    test: Test
    detectable: float | None
    """The smallest difference that would be seen 4 times in 5."""
    verdict: FigureVerdict
    text: str


class Comparison(_Part):
    """The second contestant against the first."""

    first: str
    second: str
    overall: Overall
    """By the figures of quality alone: neither cost nor form makes an answer better."""
    summary: str
    figures: dict[str, FigureComparison]


class Competitor(BaseModel):
    """What a comparison needs of a contestant."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    audience: Audience
    yes_no_kept: bool
    """Each question was asked once, so that yes/no figures are still yes or no."""
    means: dict[str, dict[str, float]]


def compare_all(competitors: Sequence[Competitor]) -> tuple[Comparison, ...]:
    """Every pair, in the order given.

    The tests of all pairs on quality are one family, those on form and resources another: what decides a
    verdict loses no power to what merely describes.
    """
    pairs = list(combinations(competitors, 2))
    tested = {
        (first.key, second.key, figure.name): _paired(first, second, figure)
        for first, second in pairs
        for figure in FIGURES
    }
    corrected, sizes = _corrected(tested)
    found = []
    for first, second in pairs:
        figures = {}
        for figure in FIGURES:
            key = (first.key, second.key, figure.name)
            way, size = better(figure, second.audience), sizes[figure.group == "quality"]
            figures[figure.name] = _figure(figure, way, tested[key], corrected.get(key, 1.0), size)
        overall = _overall(figures)
        summary = _summary(first, second, overall, figures, sizes[True])
        found.append(
            Comparison(first=first.key, second=second.key, overall=overall, summary=summary, figures=figures)
        )
    return tuple(found)


def _corrected(tested: Mapping[Key, Paired | None]) -> tuple[dict[Key, float], dict[bool, int]]:
    """P values corrected within their families, and the size of each: that of quality, and the other."""
    corrected: dict[Key, float] = {}
    sizes = {}
    for quality in (True, False):
        found = {
            key: result
            for key, result in tested.items()
            if result is not None and (BY_NAME[key[2]].group == "quality") == quality
        }
        # What differs on too few questions ever to be called different takes no part (Tarone, 1990).
        family = {k: r.p for k, r in found.items() if not too_few(r.differing, 1)}
        corrected |= {k: r.p for k, r in found.items()} | holm(family)
        sizes[quality] = len(family)
    return corrected, sizes


def _paired(first: Competitor, second: Competitor, figure: Figure) -> Paired | None:
    one, other = first.means.get(figure.name, {}), second.means.get(figure.name, {})
    shared = [question for question in one if question in other]
    if len(shared) < _FEWEST:
        return None
    yes_no = figure.yes_no and first.yes_no_kept and second.yes_no_kept
    return paired([one[q] for q in shared], [other[q] for q in shared], yes_no=yes_no)


def _figure(
    figure: Figure, way: Better | None, result: Paired | None, corrected: float, tests: int
) -> FigureComparison:
    if result is None:
        return FigureComparison(
            n=0,
            differing=0,
            difference=None,
            low=None,
            high=None,
            p=None,
            p_corrected=None,
            test="none",
            detectable=None,
            verdict="not_measured",
            text="not measured for both",
        )
    least = detectable(result, tests)
    verdict: FigureVerdict
    if not result.differing:
        verdict, text = "same", f"the same on all {result.n} questions"
    elif corrected > ALPHA:
        verdict = "no_difference_shown"
        limit = "too few questions to show one"
        if least is not None:
            limit = f"a difference under {amount(least, figure)} would not be seen"
        text = f"no difference shown (n = {result.n}; {limit})"
    else:
        verdict = _direction(result.mean, way)
        low, high = sorted((abs(result.low), abs(result.high)))
        if result.low < 0 < result.high:
            low = 0.0
        more = "more" if result.mean > 0 else "less"
        text = (
            f"{verdict}: {amount(abs(result.mean), figure)} {more} "
            f"(95% interval {bare(low, figure)} to {bare(high, figure)}; {probability(corrected)}, "
            f"n = {result.n})"
        )
    return FigureComparison(
        n=result.n,
        differing=result.differing,
        difference=result.mean,
        low=result.low,
        high=result.high,
        p=result.p,
        p_corrected=corrected,
        test=result.test,
        detectable=least,
        verdict=verdict,
        text=text,
    )


def _direction(mean: float, way: Better | None) -> FigureVerdict:
    if way is None:
        return "higher" if mean > 0 else "lower"
    return "better" if (mean > 0) == (way == "higher") else "worse"


def _overall(figures: Mapping[str, FigureComparison]) -> Overall:
    quality = [figures[f.name].verdict for f in FIGURES if f.group == "quality"]
    gained, lost = "better" in quality, "worse" in quality
    if gained and lost:
        return "mixed"
    if gained or lost:
        return "better" if gained else "worse"
    return "not_measured" if set(quality) == {"not_measured"} else "no_difference_shown"


def _summary(
    first: Competitor,
    second: Competitor,
    overall: Overall,
    figures: Mapping[str, FigureComparison],
    tests: int,
) -> str:
    def told(verdict: FigureVerdict) -> str:
        names = []
        for figure in FIGURES:
            found = figures[figure.name]
            if figure.group == "quality" and found.verdict == verdict and found.difference is not None:
                sign = "+" if found.difference > 0 else "−"
                names.append(f"{figure.title.lower()} {sign}{amount(abs(found.difference), figure)}")
        return ", ".join(names)

    match overall:
        case "better":
            return f"{second.title} is better than {first.title}: {told('better')}."
        case "worse":
            return f"{second.title} is worse than {first.title}: {told('worse')}."
        case "mixed":
            return (
                f"{second.title} is better than {first.title} in some ways and worse in others. "
                f"Better: {told('better')}. Worse: {told('worse')}."
            )
        case "not_measured":
            return f"{first.title} and {second.title} share too few results to be compared."
        case _:
            return _nothing_shown(first, second, figures, tests)


def _nothing_shown(
    first: Competitor, second: Competitor, figures: Mapping[str, FigureComparison], tests: int
) -> str:
    n = max(f.n for f in figures.values())
    text = f"No difference in quality shown between {first.title} and {second.title} on {n} questions."
    main = next(f for f in FIGURES if f.name == "key_points")
    found = figures[main.name]
    if too_few(n, tests):
        text += " These are too few questions to show any difference."
    elif found.detectable:
        text += (
            f" A difference in key points covered under {amount(found.detectable, main)} would not be seen."
        )
    elif found.verdict == "same":
        text += " Both cover the same key points."
    return text
