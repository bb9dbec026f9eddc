from __future__ import annotations

import pytest

from chat_app.errors import ModelUnavailable
from chat_app.writers.breaker import CircuitBreaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fail(breaker: CircuitBreaker, times: int = 1, rest: float | None = None) -> None:
    for _ in range(times):
        with breaker.passage() as passage:
            passage.failed(rest)


def refused(breaker: CircuitBreaker) -> bool:
    try:
        with breaker.passage() as passage:
            passage.succeeded()
    except ModelUnavailable:
        return True
    return False


def test_it_opens_after_failures_in_a_row_and_says_when_it_tries_again(clock: Clock) -> None:
    breaker = CircuitBreaker(3, 30, clock)
    fail(breaker, 3)
    with pytest.raises(ModelUnavailable, match="in 30 seconds"), breaker.passage():
        pass


def test_a_success_between_failures_keeps_it_closed(clock: Clock) -> None:
    breaker = CircuitBreaker(3, 30, clock)
    fail(breaker, 2)
    assert not refused(breaker)
    fail(breaker, 2)
    assert not breaker.open


def test_after_its_rest_one_is_let_through_and_decides_for_all(clock: Clock) -> None:
    breaker = CircuitBreaker(1, 30, clock)
    fail(breaker)
    clock.now += 31
    with breaker.passage() as probe:
        assert refused(breaker), "only one at a time"
        probe.failed()
    assert refused(breaker), "it failed: another rest"
    clock.now += 31
    assert not refused(breaker)
    assert not breaker.open


def test_a_probe_that_leaves_without_a_word_lets_the_next_one_try(clock: Clock) -> None:
    breaker = CircuitBreaker(1, 30, clock)
    fail(breaker)
    clock.now += 31
    with pytest.raises(KeyError), breaker.passage():
        raise KeyError
    assert not refused(breaker)


def test_a_server_that_asks_for_a_pause_gets_it_at_once(clock: Clock) -> None:
    breaker = CircuitBreaker(3, 30, clock)
    fail(breaker, rest=120)
    clock.now += 60
    assert refused(breaker)
    clock.now += 61
    assert not refused(breaker)
