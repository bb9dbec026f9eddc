"""A circuit breaker: a model server that is dead costs one reader in a while a time-out, not every one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from chat_app.errors import ModelUnavailable


class CircuitBreaker:
    """Counts failures in a row; after too many, nobody is let through for a while, then one at a time.

    Share one among all that ask the same server. Safe for use by several threads.
    """

    def __init__(self, failures: int, rest: float, clock: Callable[[], float] = monotonic) -> None:
        """`failures`: in a row, until it opens. `rest`: seconds that it stays open."""
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False

    @contextmanager
    def passage(self) -> Iterator[Passage]:
        """Be let through, and say how it went. Who leaves without a word has learnt nothing of the server.

        Raises ModelUnavailable while the circuit is open.
        """
        probe = self._admit()
        passage = Passage(self)
        try:
            yield passage
        finally:
            if probe and not passage.told:
                with self._lock:
                    self._probing = False

    @property
    def open(self) -> bool:
        """Whether nobody would be let through now."""
        with self._lock:
            return self._open_until is not None and (self._probing or self._open_until > self._clock())

    def _admit(self) -> bool:
        """Whether the one who is let through is the first after a rest."""
        with self._lock:
            if self._open_until is None:
                return False
            left = self._open_until - self._clock()
            if left <= 0 and not self._probing:
                self._probing = True
                return True
        when = f"in {max(1, round(left))} seconds" if left > 0 else "now"
        raise ModelUnavailable(f"The model server has failed several times; it is tried again {when}.")

    def _succeeded(self) -> None:
        with self._lock:
            self._failures, self._open_until, self._probing = 0, None, False

    def _failed(self, rest: float | None) -> None:
        with self._lock:
            self._failures += 1
            if self._probing or rest is not None or self._failures >= self._most:
                self._open_until = self._clock() + (self._rest if rest is None else rest)
            self._probing = False


class Passage:
    """One request that was let through."""

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker
        self.told = False

    def succeeded(self) -> None:
        """The server answered."""
        self.told = True
        self._breaker._succeeded()

    def failed(self, rest: float | None = None) -> None:
        """The server failed. `rest`: seconds that it asked to be left alone; the circuit opens at once."""
        self.told = True
        self._breaker._failed(rest)
