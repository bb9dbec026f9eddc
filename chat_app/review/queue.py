"""The queue of the desk: which answers, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chat_app.records.reviews import Entry, ReviewStore
from chat_app.review.model import State


class Order(StrEnum):
    UNSAFE = "unsafe"
    """Those that a reader called unsafe first, then the oldest."""
    ASKED = "asked"
    """The question that was asked most often first."""
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review with what makes it urgent."""

    entry: Entry
    asked: int
    """How often the question was asked."""
    complaints: frozenset[str]
    """What readers found wrong with the answer, as feedback names it."""

    @property
    def unsafe(self) -> bool:
        return "unsafe" in self.complaints


@dataclass(frozen=True, slots=True)
class Queue:
    """The reviews that fit, and how many there are of each state among those that hold the words."""

    rows: tuple[Waiting, ...]
    counts: dict[State, int]


def queue(
    store: ReviewStore, state: State | None = None, order: Order = Order.UNSAFE, words: str = ""
) -> Queue:
    """The reviews in a state (None: any) whose question, bottom line, drugs or topics hold all the words."""
    entries = store.entries(tuple(words.split()))
    asked, complaints = store.asked(), store.complaints()
    counts = {s: sum(entry.state == s for entry in entries) for s in State}
    rows = [
        Waiting(entry, max(asked.get(entry.question_key, 0), 1), complaints.get(entry.answer, frozenset()))
        for entry in entries
        if state is None or entry.state == state
    ]
    match order:  # entries come oldest first, and sorting keeps that among equals
        case Order.UNSAFE:
            rows.sort(key=lambda row: not row.unsafe)
        case Order.ASKED:
            rows.sort(key=lambda row: -row.asked)
    return Queue(tuple(rows), counts)
