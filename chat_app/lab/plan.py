"""What a run will do: who is asked what, how often, and on which ground."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chat_app.errors import LabError
from chat_app.lab.contestants import Contestant
from chat_app.lab.questions import Question, QuestionSet, without_identifiers
from guardrails.version import version

MOST_RESULTS = 20_000
"""Results of one run: more would be a mistake."""


class Task(BaseModel):
    """One question to one contestant."""

    model_config = ConfigDict(frozen=True)

    contestant: Contestant
    question: Question
    repeat: int

    @property
    def key(self) -> tuple[str, str, int]:
        return self.contestant.key, self.question.id, self.repeat


class Plan(BaseModel):
    """A run as it was planned; it never changes, so that a run that was cut off goes on as it began."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contestants: tuple[Contestant, ...] = Field(min_length=1)
    questions: QuestionSet
    repeat: int = Field(default=1, ge=1, le=50)
    """Times that each question is asked of each contestant: models do not answer twice alike."""
    corpus: str
    guardrails: str

    @property
    def planned(self) -> int:
        """Results that the run has in the end."""
        return len(self.contestants) * len(self.questions) * self.repeat

    def tasks(self) -> Iterator[Task]:
        """All there is to do. A question goes to all contestants before the next: half a run is paired."""
        for repeat in range(1, self.repeat + 1):
            for question in self.questions.questions:
                for contestant in self.contestants:
                    yield Task(contestant=contestant, question=question, repeat=repeat)


@cache
def guardrails_version() -> str:
    """Version of the guardrails that this process works with, whatever becomes of their files meanwhile."""
    return version()


def make_plan(
    contestants: tuple[Contestant, ...], questions: QuestionSet, repeat: int, corpus: str, guardrails: str
) -> Plan:
    """The plan of a run; it is stored, so identifiers in questions are replaced.

    Raises LabError for a plan that makes no sense.
    """
    if not questions.questions:
        raise LabError("The question set is empty.")
    try:
        plan = Plan(
            contestants=contestants,
            questions=without_identifiers(questions),
            repeat=repeat,
            corpus=corpus,
            guardrails=guardrails,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise LabError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
    if plan.planned > MOST_RESULTS:
        raise LabError(
            f"A run may have {MOST_RESULTS:,} results at most; this one would have {plan.planned:,}."
        )
    return plan
