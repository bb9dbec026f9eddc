"""When a request that failed is sent again: after a pause that grows, or the one that the server asks for."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

RETRIED: Final = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
"""Status codes of faults that pass."""
_FIRST: Final = 0.5
"""Seconds of the first pause; each further one is twice as long."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how patiently."""

    most: int
    longest: float
    """Seconds. A server that asks for a longer pause is not waited for."""
    chance: Callable[[], float] = field(default=random.random)
    """Spreads the readers of a server that failed for all of them at once; 0 to 1."""

    def pause(self, attempt: int, asked: float | None = None) -> float | None:
        """Seconds to wait after the attempt (from 1); None: give up. `asked`: what the server asked for."""
        if attempt > self.most or (asked is not None and asked > self.longest):
            return None
        if asked is not None:
            return asked
        full = min(self.longest, _FIRST * 2.0 ** (attempt - 1))
        return full * (0.5 + self.chance() / 2)


def asked_pause(
    headers: Mapping[str, str], now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> float | None:
    """Seconds that `Retry-After` (seconds, a date) or `retry-after-ms` asks for; None where neither does."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return max(0.0, milliseconds / 1000)
    value = headers.get("retry-after") or ""
    if (seconds := _number(value)) is not None:
        return max(0.0, seconds)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - now()).total_seconds())


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None
