"""Where a reviewer stands at the desk, kept in the session of the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chat_app.errors import LNConsultError


@dataclass(slots=True)
class Place:
    """State of the desk's page."""

    answer: str | None = None
    """Id of the answer that is open; None: the queue."""
    line: str | None = None
    """The sentence that is being edited."""
    adding: str | None = None
    """Title of the passage to which a sentence is being added; "" is the bottom line."""
    round: int = 0
    """Counts forms, so that each begins empty."""
    page: int = 0
    said: str | None = None
    problem: str | None = None
    """What the last act did, or why it was refused."""

    def open(self, answer: str) -> None:
        """Open an answer."""
        self.answer = answer
        self.close()

    def leave(self) -> None:
        """Back to the queue."""
        self.answer = None
        self.close()

    def close(self) -> None:
        """Close the form of a sentence."""
        self.line = self.adding = None
        self.round += 1

    def turn(self, step: int) -> None:
        """Turn a page of the queue."""
        self.page += step

    def act(self, step: Callable[[], object], said: str | None = None) -> None:
        """Do something; what it did, or why it was refused, is told at the head of the page."""
        self.manages(step, said)

    def manages(self, step: Callable[[], object], said: str | None = None) -> bool:
        """The same; whether it could be done."""
        try:
            step()
        except LNConsultError as error:
            self.problem = str(error)
            return False
        self.said = said
        return True
