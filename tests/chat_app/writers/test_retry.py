from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chat_app.writers.retry import Retry, asked_pause

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "x"}, None),
    ],
)
def test_what_a_server_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_pause(headers, lambda: NOW) == seconds


def test_pauses_grow_up_to_a_limit_and_then_it_gives_up() -> None:
    retry = Retry(most=6, longest=4.0, chance=lambda: 1.0)
    assert [retry.pause(n) for n in range(1, 8)] == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0, None]


def test_readers_that_failed_together_do_not_return_together() -> None:
    pauses = {Retry(1, 8.0, chance=lambda c=c: c).pause(1) for c in (0.0, 0.25, 0.5, 1.0)}
    assert len(pauses) == 4
    assert all(p is not None and 0.25 <= p <= 0.5 for p in pauses)


@pytest.mark.parametrize(("asked", "pause"), [(0.0, 0.0), (3.0, 3.0), (8.0, 8.0), (8.1, None)])
def test_the_server_is_obeyed_or_not_waited_for(asked: float, pause: float | None) -> None:
    assert Retry(most=2, longest=8.0).pause(1, asked) == pause
