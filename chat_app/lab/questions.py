"""Question sets: YAML files of questions with what a right answer holds, strictly loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat_app.errors import QuestionSetError
from guardrails.screen import screen

ON_BOARD: Final = Path(__file__).parent / "sets"
"""The sets that come with the product."""
_LARGEST: Final = 4_000_000
"""Bytes. A larger file is no question set."""

Point = str


class Question(BaseModel):
    """One question and the yardstick of its answer. Key points rest on the statements in `evidence`."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, strict=True)

    id: str = Field(min_length=1, max_length=120, pattern=r"^[^\s,;]+$")
    question: str = Field(min_length=3, max_length=8000)
    scope: Literal["in", "near", "out"]
    key_points: tuple[Point, ...] = ()
    """What a correct answer contains."""
    must_not: tuple[Point, ...] = ()
    """Dangerous claims that no answer may make."""
    evidence: tuple[str, ...] = ()
    """Ids of some of the statements that settle it."""
    basis: tuple[str, ...] = ()
    kind: str | None = None
    note: str | None = None


class QuestionSet(BaseModel):
    """Questions in the order of their file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    questions: tuple[Question, ...]

    def __len__(self) -> int:
        return len(self.questions)

    @property
    def hash(self) -> str:
        """`sha256:` and the hash of the questions, whatever the file is called and however it is laid out."""
        data = [q.model_dump(mode="json", exclude_defaults=True) for q in self.questions]
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    def first(self, count: int) -> QuestionSet:
        """The first questions of the set."""
        return self.model_copy(update={"questions": self.questions[:count]})


def load_questions(path: Path) -> QuestionSet:
    """The set of a file. Raises QuestionSetError, which names file, item and field."""
    try:
        if path.stat().st_size > _LARGEST:
            raise QuestionSetError(f"{path.name}: is larger than {_LARGEST // 1_000_000} MB.")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read ({error}).") from error
    return read_questions(text, path.name)


def read_questions(text: str, name: str) -> QuestionSet:
    """The set in a text; `name` stands in for the file in what is said of faults. Raises QuestionSetError."""
    try:
        rows = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise QuestionSetError(f"{name}{line}: is not YAML ({error.problem}).") from error
    except yaml.YAMLError as error:
        raise QuestionSetError(f"{name}: is not YAML ({error}).") from error
    if not isinstance(rows, list) or not rows:
        raise QuestionSetError(f"{name}: must hold a list of questions, each beginning with “- id:”.")
    questions: list[Question] = []
    seen: set[str] = set()
    for place, row in enumerate(rows, 1):
        question = _question(row, place, name)
        if question.id in seen:
            raise QuestionSetError(f"{name}, item {question.id}, id: is used twice.")
        seen.add(question.id)
        questions.append(question)
    return QuestionSet(name=Path(name).stem, questions=tuple(questions))


def _question(row: object, place: int, name: str) -> Question:
    if not isinstance(row, dict):
        raise QuestionSetError(f"{name}, item {place}: must map fields to values, beginning with “id:”.")
    where = f"{name}, item {row['id'] if isinstance(row.get('id'), str) else place}"
    lists = {f: tuple(v) if isinstance(v, list) else v for f, v in row.items()}
    try:
        question = Question.model_validate(lists)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        raise QuestionSetError(f"{where}, {field}: {_said(first)}.") from error
    for field in ("key_points", "must_not", "evidence", "basis"):
        for number, value in enumerate(getattr(question, field), 1):
            if not value:
                raise QuestionSetError(f"{where}, {field}.{number}: is empty.")
    return question


def _said(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return f"is not a field of a question; these are: {', '.join(Question.model_fields)}"
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "tuple_type":
        return "must be a list"
    message = str(error["msg"])
    return message[0].lower() + message[1:]


def check_evidence(questions: QuestionSet, known: Iterable[str]) -> None:
    """Every statement named is there. Raises QuestionSetError for the first that is not."""
    ids = set(known)
    for question in questions.questions:
        for statement in question.evidence:
            if statement not in ids:
                raise QuestionSetError(
                    f"{questions.name}, item {question.id}, evidence: no statement is called {statement!r}."
                )


def without_identifiers(questions: QuestionSet) -> QuestionSet:
    """The set with every identifier in its questions replaced: what may be stored."""
    return questions.model_copy(
        update={
            "questions": tuple(
                q.model_copy(update={"question": screen(q.question).redacted}) for q in questions.questions
            )
        }
    )


def as_yaml(questions: QuestionSet) -> str:
    """The set as a file that `load_questions` reads back unchanged."""
    rows = [
        {k: v for k, v in q.model_dump(mode="json").items() if v not in (None, [])}
        for q in questions.questions
    ]
    return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=100)


def sets_in(*folders: Path) -> dict[str, Path]:
    """Files of question sets, by name; a later folder's set stands before an earlier one's of that name."""
    return {p.stem: p for folder in folders if folder.is_dir() for p in sorted(folder.glob("*.yaml"))}
