"""Puts a task into a prompt: statements by rank and the newest turns, within a budget of tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from chat_app.guidelines.model import Source, SourceType, Statement
from chat_app.question.patient import PatientFacts
from chat_app.writers.attribution import body_name
from chat_app.writers.base import WritingTask
from chat_app.writers.tokens import Tokenizer
from prompts import Message, Prompt

_HISTORY_SHARE: Final = 0.25
"""Of what the rules and the question leave, the part that earlier turns may take at most."""
_LAYOUT: Final = 24
"""Tokens of the words and signs that a template puts around a statement or a turn, generously."""
_MESSAGE: Final = 8
"""Tokens that a server adds for each message."""
_LEFT_OUT: Final = "(left out)"
_TAGS: Final = re.compile(r"<(?=/?\s*(?:statements|conversation|patient|question|sentence)\b)", re.IGNORECASE)
_OLDEST: Final = 89
"""Years: a higher age can identify a person (HIPAA safe harbour)."""

_FACTS: Final = {
    "age_years": "age: {:g} years",
    "weight_kg": "weight: {:g} kg",
    "egfr": "eGFR: {:g} mL/min/1.73 m²",
    "upcr_g_per_g": "urine protein-creatinine ratio: {:g} g/g",
    "classes": "ISN/RPS class: {}",
    "biopsy_proven": "nephritis proven by biopsy: {}",
    "pregnant": "pregnant: {}",
    "planning_pregnancy": "plans a pregnancy: {}",
    "dialysis": "on dialysis: {}",
    "transplant": "has a kidney transplant: {}",
    "therapies": "takes now: {}",
    "severe_cns_lupus": "severe active central nervous system lupus: {}",
    "sbp": "systolic blood pressure: {:g} mmHg",
    "dbp": "diastolic blood pressure: {:g} mmHg",
    "hbv_status": "hepatitis B status: {}",
    "sex": "sex: {}",
    "child": "a child: {}",
    "active_disease": "nephritis is active: {}",
    "inadequate_response": "responded inadequately to standard therapy: {}",
    "response": "renal response now: {}",
}


@dataclass(frozen=True, slots=True)
class Assembled:
    """A prompt ready to send, and what had to stay out of it."""

    messages: tuple[Message, ...]
    tokens: int
    evidence_left_out: tuple[str, ...]
    """Ids of statements."""
    turns_left_out: int
    """Earlier turns of which the answer or all was left out."""


def assemble(prompt: Prompt, task: WritingTask, tokenizer: Tokenizer, budget: int) -> Assembled:
    """The messages of a task within `budget` tokens.

    Statements go in by rank, each dose followed by its limits; their numbers stay those of the task. The
    best statement goes in even where the budget is too small for it. Raises PromptError.
    """
    packing = _Packing(prompt, task, tokenizer)
    room = budget - packing.count(packing.render((), ()))
    turns = packing.turns(int(max(0, room) * _HISTORY_SHARE))
    room -= sum(packing.cost(t) for t in turns)
    chosen = packing.statements(room)
    while True:
        messages = packing.render(chosen, turns)
        tokens = packing.count(messages)
        if tokens <= budget or len(chosen) <= 1:
            break
        chosen = chosen[:-1]  # the estimate was too low for this template
    kept = {record["number"] for record in chosen}
    left = tuple(s.id for n, s in enumerate(task.evidence, 1) if n not in kept)
    whole_turns = sum(turn["answer"] != _LEFT_OUT for turn in turns)
    return Assembled(messages, tokens, left, len(task.history) - whole_turns)


class _Packing:
    """The records of one task, and what they cost."""

    def __init__(self, prompt: Prompt, task: WritingTask, tokenizer: Tokenizer) -> None:
        self._prompt = prompt
        self._task = task
        self._tokenizer = tokenizer
        self._facts = facts(task.query.patient)

    def render(
        self, statements: Sequence[dict[str, Any]], turns: Sequence[dict[str, Any]]
    ) -> tuple[Message, ...]:
        return self._prompt.render(
            question=material(self._task.query.text),
            audience=self._task.audience.value,
            facts=self._facts,
            statements=sorted(statements, key=lambda record: record["number"]),
            history=turns,
        )

    def count(self, messages: Sequence[Message]) -> int:
        return sum(self._tokenizer.count(m.text) + _MESSAGE for m in messages)

    def cost(self, record: dict[str, Any]) -> int:
        return self._tokenizer.count(" ".join(str(v) for v in record.values() if v)) + _LAYOUT

    def turns(self, room: int) -> list[dict[str, Any]]:
        """The newest turns that there is room for, oldest first; the question alone where no more fits."""
        chosen: list[dict[str, Any]] = []
        for question, answer in reversed(self._task.history):
            for words in (answer, _LEFT_OUT):
                turn = {"question": material(question), "answer": material(words)}
                cost = self.cost(turn)
                if cost <= room:
                    room -= cost
                    chosen.append(turn)
                    break
            else:
                break
        return chosen[::-1]

    def statements(self, room: int) -> list[dict[str, Any]]:
        """Records of the statements that there is room for, in the order of their weight."""
        chosen: list[dict[str, Any]] = []
        for number, statement in self._by_weight():
            record = self._record(number, statement)
            cost = self.cost(record)
            if cost <= room or not chosen:
                room -= cost
                chosen.append(record)
        return chosen

    def _by_weight(self) -> list[tuple[int, Statement]]:
        """By rank, but the limits of a dose right after it: a dose never travels without them."""
        task = self._task
        numbers = {s.id: n for n, s in enumerate(task.evidence, 1)}
        ordered: dict[str, Statement] = {}
        for statement in task.evidence:
            ordered.setdefault(statement.id, statement)
            for limit in task.limits.travelling_with((statement,), task.query.drugs):
                if limit.id in numbers:
                    ordered.setdefault(limit.id, limit)
        return [(numbers[i], s) for i, s in ordered.items()]

    def _record(self, number: int, statement: Statement) -> dict[str, Any]:
        source = self._task.corpus.source_of(statement)
        return {
            "number": number,
            "source": label(source),
            "year": source.year,
            "type": source.type.value,
            "kind": statement.kind.value.replace("-", " "),
            "grade": statement.grade,
            "population": ", ".join(statement.population) or "any",
            "superseded": source.superseded_by is not None,
            "text": statement.text,
            "plain": statement.plain,
        }


def label(source: Source) -> str:
    """What a writer may call a source: a guideline by its body and year, all others by title and year."""
    if source.type is SourceType.GUIDELINE:
        return body_name(source)
    return f"{source.title}, {source.year}" if source.year else source.title


def material(text: str) -> str:
    """Text of a person, so that it cannot close or open the tags that it stands between."""
    return _TAGS.sub("(", text)


def facts(patient: PatientFacts) -> list[str]:
    """What was told of a patient, one text a fact. An age that could identify is not told."""
    told = []
    for name, value in patient.known().items():
        if name == "age_years" and isinstance(value, int | float) and value > _OLDEST:
            told.append(f"age: over {_OLDEST} years")
            continue
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif isinstance(value, tuple | list):
            value = ", ".join(map(str, value)) or "none"
        told.append(material(_FACTS[name].format(value)))
    return told
