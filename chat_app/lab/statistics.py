"""Means with their uncertainty, and paired tests: small, seeded, and the same on every machine.

Questions are the units: where each was asked several times, its mean stands for it, so that repeated runs of
one question never count as independent. Everything random has a fixed seed: the same figures give the same
report.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

ALPHA: Final = 0.05
"""Chance at which contestants that do not differ may be called different, a family of figures together."""
_POWER: Final = 0.8
"""Share of times that a difference of the size named as detectable would be seen."""
_RESAMPLES: Final = 4000
_FLIPS: Final = 20_000
_EXACT: Final = 14
"""Up to so many differing questions, all sign flips are tried."""
_SEED: Final = 20_260_101

K = TypeVar("K", bound=Hashable)
Method = Literal["bootstrap", "wilson", "none"]
Test = Literal["sign-flip", "mcnemar", "none"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions and its 95% confidence interval."""

    n: int
    mean: float | None
    low: float | None
    high: float | None
    method: Method


@dataclass(frozen=True, slots=True)
class Paired:
    """What the paired differences (second less first) of one figure show, before any correction."""

    n: int
    """Questions for which both have the figure."""
    differing: int
    mean: float
    low: float
    high: float
    p: float
    test: Test
    spread: float
    """Standard deviation of the differences."""


def estimate(values: Sequence[float], *, yes_no: bool = False) -> Estimate:
    """Mean of a figure over questions. `yes_no`: each value is 0 or 1, and the interval is Wilson's.

    A bootstrap of nothing but ones would claim certainty; Wilson's interval (1927) does not.
    """
    n = len(values)
    if not n:
        return Estimate(0, None, None, None, "none")
    data = np.asarray(values, dtype=np.float64)
    mean = float(data.mean())
    if yes_no and set(np.unique(data)) <= {0.0, 1.0}:
        low, high = _wilson(mean, n)
        return Estimate(n, mean, low, high, "wilson")
    low, high = _bootstrap(data)
    return Estimate(n, mean, low, high, "bootstrap")


def paired(first: Sequence[float], second: Sequence[float], *, yes_no: bool = False) -> Paired:
    """Test whether `second` differs from `first`, question by question; both in the same order.

    Yes/no figures: McNemar's exact test. All others: sign flips of the differences, whose null distribution
    holds for any shape, with no assumption beyond symmetry. Raises ValueError for lists of unequal length.
    """
    if len(first) != len(second):
        raise ValueError("paired figures must be of the same questions")
    differences = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    differences = np.where(np.abs(differences) < 1e-12, 0.0, differences)
    n, differing = len(differences), int(np.count_nonzero(differences))
    if not differing:
        return Paired(n, 0, 0.0, 0.0, 0.0, 1.0, "none", 0.0)
    low, high = _bootstrap(differences)
    spread = float(differences.std(ddof=1)) if n > 1 else 0.0
    mean = float(differences.mean())
    if yes_no and set(np.unique(differences)) <= {-1.0, 0.0, 1.0}:
        gained = int((differences > 0).sum())
        return Paired(n, differing, mean, low, high, mcnemar(gained, differing - gained), "mcnemar", spread)
    return Paired(n, differing, mean, low, high, sign_flip(differences), "sign-flip", spread)


def mcnemar(gained: int, lost: int) -> float:
    """Two-sided exact P that discordant pairs fall so unevenly, or more, if either way is as likely."""
    total = gained + lost
    if not total:
        return 1.0
    tail: int = sum(math.comb(total, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / float(2**total))


def sign_flip(differences: NDArray[np.float64]) -> float:
    """Two-sided P of the mean under random signs: exact for few differing questions, else by 20,000 flips."""
    values = differences[differences != 0]
    if not len(values):
        return 1.0
    seen = abs(float(values.sum())) * (1 - 1e-9)  # sums that are equal must not differ by rounding
    if len(values) <= _EXACT:
        patterns = (np.arange(2 ** len(values))[:, None] >> np.arange(len(values))) & 1
        return float(np.mean(np.abs((2 * patterns - 1) @ values) >= seen))
    groups = -(-len(values) // 8)
    padded = np.concatenate([values, np.zeros(8 * groups - len(values))]).reshape(groups, 8)
    subsets = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)
    sums = (padded[:, None, :] * subsets).sum(axis=2)  # by group of eight and pattern, of those that flip
    drawn = np.frombuffer(np.random.default_rng(_SEED).bytes(_FLIPS * groups), dtype=np.uint8)
    flipped = sums[np.arange(groups), drawn.reshape(_FLIPS, groups)].sum(axis=1)
    extreme = int(np.count_nonzero(np.abs(values.sum() - 2.0 * flipped) >= seen))
    return (extreme + 1) / (_FLIPS + 1)


def holm(ps: Mapping[K, float]) -> dict[K, float]:
    """P values corrected for their number (Holm, 1979): none of them wrong with a chance above alpha."""
    corrected: dict[K, float] = {}
    least = 0.0
    for rank, (name, p) in enumerate(sorted(ps.items(), key=lambda item: item[1])):
        least = max(least, min(1.0, p * (len(ps) - rank)))
        corrected[name] = least
    return corrected


def detectable(result: Paired, tests: int) -> float | None:
    """The smallest difference of means that would be seen 4 times in 5, with so many tests in the family.

    None where no question differs: then nothing is known of how much it might have. None, too, where there
    are too few questions to show any difference.
    """
    if not result.spread or too_few(result.n, tests):
        return None
    normal = NormalDist()
    reach = normal.inv_cdf(1 - ALPHA / max(1, tests) / 2) + normal.inv_cdf(_POWER)
    return reach * result.spread / math.sqrt(result.n)


def too_few(questions: int, tests: int) -> bool:
    """Whether even a difference in the same direction on every question would be called chance."""
    return 2.0 ** (1 - questions) > ALPHA / max(1, tests)


def _bootstrap(data: NDArray[np.float64]) -> tuple[float, float]:
    """Percentile interval of the mean, questions drawn with replacement."""
    if len(data) < 2 or np.all(data == data[0]):
        return float(data[0]), float(data[0])
    picks = np.random.default_rng(_SEED).integers(0, len(data), size=(_RESAMPLES, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _wilson(share: float, n: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (centre - reach if share > 0 else 0.0), (centre + reach if share < 1 else 1.0)
