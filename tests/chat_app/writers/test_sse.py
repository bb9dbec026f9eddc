"""The bytes of a stream may be cut anywhere; what it says stays the same."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.errors import ModelAnswerError
from chat_app.writers.sse import LONGEST_EVENT, EventDecoder

STREAM = (
    ': a comment\r\n\r\nevent: x\r\ndata: {"a": "≥ 3 g – µ"}\r\n\r\ndata:no blank\ndata: two\n\n'
    "id: 7\nretry: 5\n\ndata: line\u2028separator\u0085stays\n\ndata: [DONE]\n\ndata: unfinished"
).encode()
EVENTS = ['{"a": "≥ 3 g – µ"}', "no blank\ntwo", "line\u2028separator\u0085stays", "[DONE]"]


@given(st.lists(st.integers(0, len(STREAM))))
def test_any_cutting_gives_the_same_events(cuts: list[int]) -> None:
    decoder = EventDecoder()
    places = [0, *sorted(cuts), len(STREAM)]
    found = [e for a, b in pairwise(places) for e in decoder.feed(STREAM[a:b])]
    assert found == EVENTS


@pytest.mark.parametrize("data", [b"data: \xe2\x80\n\n", b"data: \xff\n\n", b"data: x\xc3\n\n"])
def test_a_broken_character_is_an_error_not_a_replacement(data: bytes) -> None:
    with pytest.raises(ModelAnswerError):
        EventDecoder().feed(data)


def test_an_event_without_end_is_given_up() -> None:
    decoder = EventDecoder()
    decoder.feed(b"data: " + b"x" * (LONGEST_EVENT // 2))
    with pytest.raises(ModelAnswerError):
        decoder.feed(b"x" * LONGEST_EVENT)
