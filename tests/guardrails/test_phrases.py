"""Phrases are found whole, with any ending where they allow one, in time that grows with the text."""

from __future__ import annotations

import time

from guardrails.phrases import Phrases, tokens


def found(book: Phrases[str], text: str) -> list[str]:
    return [f"{text[start:end]}={meaning}" for start, end, meaning in book.find(tokens(text))]


def test_phrases_are_found_whole() -> None:
    book: Phrases[str] = Phrases()
    book.add("blood pressure", "bp")
    book.add("blood", "b")
    book.add("hypertens*", "bp")
    assert found(book, "high blood pressure and hypertensive blood") == [
        "blood pressure=bp",
        "blood=b",
        "hypertensive=bp",
        "blood=b",
    ]
    assert found(book, "bloody pressure") == []


def test_the_parts_of_a_compound_count_where_the_whole_is_unknown() -> None:
    book: Phrases[str] = Phrases()
    book.add("dose", "d")
    book.add("low-dose", "l")
    assert found(book, "low-dose and high-dose") == ["low-dose=l", "dose=d"]


def test_an_ending_may_be_open_in_the_last_word_of_several() -> None:
    book: Phrases[str] = Phrases()
    book.add("live vaccin*", "v")
    assert found(book, "live vaccines, live vaccination, live birth") == [
        "live vaccines=v",
        "live vaccination=v",
    ]


def test_time_grows_with_the_text_only() -> None:
    book: Phrases[str] = Phrases()
    for number in range(20_000):
        book.add(f"word{number} other", "x")
    start = time.process_time()
    assert not found(book, "word1 word2 " * 1_000)
    assert time.process_time() - start < 0.5
