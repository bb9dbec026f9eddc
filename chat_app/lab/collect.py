"""A question set out of what was really asked and what readers said of the answers; no identifier goes in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from chat_app.errors import QuestionSetError
from chat_app.lab.questions import Question, QuestionSet, as_yaml, without_identifiers
from chat_app.records.base import Turn
from chat_app.records.store import Feedback, Store
from guardrails.screen import screen
from guardrails.types import Scope

FOLDER: Final = "question-sets"
"""Where sets of one's own are kept, in the data folder."""
_MOST: Final = 60
"""Questions of a set that is made with one tap."""
_CONVERSATIONS: Final = 300
"""Conversations that are looked through, the latest first."""
_WORST: Final = ("unsafe", "incorrect", "outdated", "missing", "badly_written")
_NAME: Final = re.compile(r"^[a-z0-9][a-z0-9-]{0,60}$")


def collect(store: Store, most: int = _MOST) -> QuestionSet:
    """Stored questions, those with feedback first and the unsafe ones before all, each once.

    Key points are left to be filled in: nobody has said yet what a right answer holds. Raises
    QuestionSetError where nothing was asked yet.
    """
    said = {f.turn: f for f in reversed(store.feedback())}  # the latest word on an answer counts
    turns = [t for c in store.conversations(_CONVERSATIONS) for t in store.turns(c.id) if t.answer]
    ordered = sorted(turns, key=lambda t: _urgency(said.get(t.id)))
    questions: list[Question] = []
    seen: set[str] = set()
    for turn in ordered:
        question = _question(turn, said.get(turn.id))
        if question is None or (folded := _folded(question.question)) in seen:
            continue
        seen.add(folded)
        questions.append(question)
        if len(questions) == most:
            break
    if not questions:
        raise QuestionSetError(
            "No question has been asked and answered yet: there is nothing to make a set of."
        )
    return QuestionSet(name="stored-questions", questions=tuple(questions))


def keep(questions: QuestionSet, data_folder: Path, name: str) -> Path:
    """Write a set into the data folder under a name that is free. Raises QuestionSetError."""
    if not _NAME.match(name):
        raise QuestionSetError(f"{name!r}: a set's name has small letters, digits and hyphens only.")
    folder = data_folder / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            path = folder / (f"{name}.yaml" if number == 1 else f"{name}-{number}.yaml")
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(as_yaml(without_identifiers(questions)))
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise QuestionSetError(f"{folder}: cannot be written to ({error}).") from error
    raise QuestionSetError(f"{folder}: holds too many sets called {name!r}.")


def dated(stem: str, day: date) -> str:
    """A name with a day in it."""
    return f"{stem}-{day.isoformat()}"


def _question(turn: Turn, feedback: Feedback | None) -> Question | None:
    """A stored turn as a question; None where its text cannot stand in a set."""
    screening = screen(turn.resolved or turn.question, in_conversation=True)
    text = " ".join(screening.redacted.split())
    if screening.refuse or len(text) < 3:
        return None
    answer = turn.answer
    helpful = feedback is not None and feedback.helpful
    cited = dict.fromkeys(c for s in answer.bottom_line for c in s.citations) if answer and helpful else {}
    scope = {Scope.OUT: "out", Scope.NEAR: "near"}.get(screening.scope, "in")
    return Question.model_validate(
        {
            "id": f"stored-{turn.id[:10]}",
            "question": text,
            "scope": scope,
            "evidence": tuple(cited),
            "note": _note(feedback),
        }
    )


def _note(feedback: Feedback | None) -> str | None:
    if feedback is None:
        return None
    if feedback.helpful:
        return "rated helpful; evidence: what its bottom line cited"
    reasons = ", ".join(r.replace("_", " ") for r in feedback.reasons)
    return f"rated not helpful: {reasons}" if reasons else "rated not helpful"


def _urgency(feedback: Feedback | None) -> int:
    if feedback is None:
        return len(_WORST) + 2
    if feedback.helpful:
        return len(_WORST) + 1
    return min((_WORST.index(r) for r in feedback.reasons if r in _WORST), default=len(_WORST))


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
